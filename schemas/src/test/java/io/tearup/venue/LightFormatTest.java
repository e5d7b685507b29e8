package io.tearup.venue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tearup.schemas.v1.PositionSide;
import io.tearup.schemas.v1.Rank;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LightFormatTest {
    @Test
    void shouldWriteWhatEachVenueDocuments() throws IOException {
        Rank rank = Published.rank().build();
        assertThat(Published.wire(new BinanceAdlQuantile(Published.names("BTCUSDT")).write(rank)))
                .isEqualTo(Published.fixture("binance-adl-quantile.json"));
        assertThat(Published.wire(new GateAdlRanking(Published.names("BTC_USDT")).write(rank)))
                .isEqualTo(Published.fixture("gate-adl-ranking.json"));
        assertThat(Published.wire(new BybitAdlRankIndicator(Published.names("BTCUSDT")).write(rank)))
                .isEqualTo(Published.fixture("bybit-adl-rank-indicator.json"));
        assertThat(Published.wire(new OkxAdl(Published.names("BTC-USDT-SWAP")).write(rank)))
                .isEqualTo(Published.fixture("okx-adl.json"));
        assertThat(Published.wire(new CcxtAdlRank(Published.names("BTC/USDT:USDT")).write(rank)))
                .isEqualTo(Published.fixture("ccxt-adl-rank.json"));
    }

    /** Ours: 5 hottest, 0 none. Binance 0..4 and 4 hottest, Gate 1 hottest and 6 none, Bybit, OKX and ccxt as ours. */
    @ParameterizedTest
    @CsvSource({"5,4,1,high", "4,3,2,high", "3,2,3,medium", "2,1,4,low", "1,0,5,low", "0,0,6,"})
    void shouldTurnTheRangeIntoTheVenues(int light, int binance, int gate, String rating) {
        Rank rank = Published.rank().setLight(light).build();
        assertThat(new BinanceAdlQuantile(VenueNames.UNCHANGED)
                        .write(rank)
                        .path("adlQuantile")
                        .path("BOTH")
                        .intValue())
                .isEqualTo(binance);
        assertThat(new GateAdlRanking(VenueNames.UNCHANGED)
                        .write(rank)
                        .path("adl_ranking")
                        .intValue())
                .isEqualTo(gate);
        assertThat(new BybitAdlRankIndicator(VenueNames.UNCHANGED)
                        .write(rank)
                        .path("adlRankIndicator")
                        .intValue())
                .isEqualTo(light);
        assertThat(new OkxAdl(VenueNames.UNCHANGED).write(rank).path("adl").textValue())
                .isEqualTo(Integer.toString(light));
        ObjectNode ccxt = new CcxtAdlRank(VenueNames.UNCHANGED).write(rank);
        assertThat(ccxt.path("rank").intValue()).isEqualTo(light);
        assertThat(ccxt.path("rating").textValue()).isEqualTo(rating);
    }

    @Test
    void shouldKeepAMarketsNameWhereTheVenueHasNoOther() {
        assertThat(new OkxAdl(VenueNames.UNCHANGED)
                        .write(Published.rank().build())
                        .path("instId")
                        .textValue())
                .isEqualTo("BTC");
    }

    @Test
    void shouldRefuseALightOrSideItDoesNotKnow() {
        assertThatThrownBy(() -> new GateAdlRanking(VenueNames.UNCHANGED)
                        .write(Published.rank().setLight(6).build()))
                .hasMessage("Rank.light of ann in BTC: is 6, must be within 0..5");
        assertThatThrownBy(() -> new BybitAdlRankIndicator(VenueNames.UNCHANGED)
                        .write(Published.rank().setSide(PositionSide.UNKNOWN).build()))
                .hasMessage("Rank.side of ann in BTC: is one this program does not know; use one of the version that"
                        + " wrote it");
    }
}
