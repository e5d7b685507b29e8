package io.tearup.venue;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tearup.catalogue.AvroTrust;
import io.tearup.catalogue.Decimals;
import io.tearup.schemas.v1.Alert;
import io.tearup.schemas.v1.AlertState;
import io.tearup.schemas.v1.PositionSide;
import io.tearup.schemas.v1.Rank;
import io.tearup.schemas.v1.TriggerCriterion;
import io.tearup.schemas.v1.TriggerReading;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Records as Tearup publishes them, and fixtures with the field names that venues document. */
final class Published {
    static final Instant TIME = Instant.parse("2026-01-05T00:00:12Z");

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    static {
        AvroTrust.install();
    }

    private Published() {}

    /** An armed drawdown of 35 % of a peak of 20,000. */
    static Alert.Builder alert() {
        return Alert.newBuilder()
                .setRiskGroup("usdt")
                .setPool("fund")
                .setMarket("BTC")
                .setSequence(3)
                .setState(AlertState.ADL)
                .setCriterion(TriggerCriterion.DRAWDOWN)
                .setBalance(Decimals.of("14000"))
                .setBalancePeak(Decimals.of("20000"))
                .setMarketPnl(Decimals.of("-7000"))
                .setMarketPnlPeak(Decimals.of("0"))
                .setDrawdown(Decimals.of("0.35"))
                .setTriggerRatio(Decimals.of("0.3"))
                .setStopRatio(Decimals.of("0.25"))
                .setWarningShare(Decimals.of("0.8"))
                .setMinBalance(Decimals.of("10000"))
                .setWindowMillis(28_800_000)
                .setHeadroom(Decimals.of("-1000"))
                .setPoolEquity(Decimals.of("13000"))
                .setInventory(Decimals.of("1000"))
                .setReadings(List.of(reading(TriggerCriterion.POOL_EQUITY), reading(TriggerCriterion.DRAWDOWN)))
                .setTime(TIME);
    }

    static TriggerReading reading(TriggerCriterion criterion) {
        return TriggerReading.newBuilder()
                .setTrigger(criterion.name())
                .setCriterion(criterion)
                .setArmed(false)
                .setHeadroom(Decimals.of("0"))
                .setWarning(false)
                .build();
    }

    /** A short that is first in line. */
    static Rank.Builder rank() {
        return Rank.newBuilder()
                .setRiskGroup("usdt")
                .setAccount("ann")
                .setMarket("BTC")
                .setSide(PositionSide.SHORT)
                .setLight(5)
                .setPercentile(Decimals.of("87.5"))
                .setQuantityAhead(Decimals.of("0"))
                .setTime(TIME);
    }

    static VenueNames names(String symbol) {
        return new VenueNames(Map.of("usdt", "USDT"), Map.of("BTC", symbol));
    }

    static JsonNode fixture(String name) throws IOException {
        try (InputStream in = Published.class.getResourceAsStream("/venue/" + name)) {
            return JSON.readTree(Objects.requireNonNull(in, name));
        }
    }

    /** What a client reads after an object has gone over the wire. */
    static JsonNode wire(JsonNode object) throws IOException {
        return JSON.readTree(object.toString());
    }
}
