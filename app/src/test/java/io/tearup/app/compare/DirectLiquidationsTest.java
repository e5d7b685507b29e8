package io.tearup.app.compare;

import static org.assertj.core.api.Assertions.assertThat;

import io.tearup.catalogue.InputRecords;
import io.tearup.catalogue.Topics;
import io.tearup.ndjson.RecordLine;
import io.tearup.schemas.v1.Liquidation;
import io.tearup.schemas.v1.LiquidationKind;
import io.tearup.schemas.v1.MarginMode;
import io.tearup.schemas.v1.PositionSide;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

class DirectLiquidationsTest {
    private final InputRecords venue = new InputRecords("usdt", "venue");
    private final DirectLiquidations direct = new DirectLiquidations("usdt");
    private Instant now = Instant.parse("2026-01-05T00:00:00Z");

    @Test
    void shouldDemandAnAccountOnceTheMarkIsPastTheTakeoversPrice() {
        assertThat(mark("100")).isEmpty();
        assertThat(takeover("ann", PositionSide.LONG, "99"))
                .as("something is left")
                .isEmpty();
        assertThat(mark("99")).as("nothing is left, and nothing is owed").isEmpty();

        Instant past = now;
        assertThat(mark("98.5")).singleElement().satisfies(demand -> {
            assertThat(demand.getKind()).isEqualTo(LiquidationKind.BANKRUPT);
            assertThat(demand.getAccount()).isEqualTo("ann");
            assertThat(demand.getMarket()).as("the whole account").isNull();
            assertThat(demand.getTime()).isEqualTo(past);
        });
        assertThat(mark("98")).as("once").isEmpty();
    }

    @Test
    void shouldDemandAShortWhereTheMarkIsAbove() {
        mark("101");
        assertThat(takeover("bob", PositionSide.SHORT, "100.5"))
                .extracting(Liquidation::getAccount)
                .containsExactly("bob");
    }

    @Test
    void shouldDemandNobodyWhereThePriceComesBack() {
        mark("100");
        takeover("ann", PositionSide.LONG, "99");
        assertThat(mark("103")).isEmpty();
    }

    @Test
    void shouldDemandAnIsolatedPositionByItself() {
        mark("100");
        send(Topics.COLLATERAL, venue.marginMode(now, "ann", "BTC", MarginMode.ISOLATED));
        takeover("ann", PositionSide.LONG, "99");
        assertThat(mark("98")).extracting(Liquidation::getMarket).containsExactly("BTC");
    }

    @Test
    void shouldReplaceTakeoversOnly() {
        assertThat(direct.replaces(line(Topics.LIQUIDATIONS, venue.bankrupt(now, "ann", null))))
                .isFalse();
        assertThat(direct.replaces(line(Topics.MARK_PRICES, venue.mark(now, "BTC", BigDecimal.ONE))))
                .isFalse();
    }

    private List<Liquidation> mark(String price) {
        return send(Topics.MARK_PRICES, venue.mark(now, "BTC", new BigDecimal(price)));
    }

    private List<Liquidation> takeover(String account, PositionSide side, String price) {
        RecordLine record = line(
                Topics.LIQUIDATIONS,
                venue.takeover(now, account, "BTC", "fund", side, BigDecimal.TEN, new BigDecimal(price), null));
        assertThat(direct.replaces(record)).isTrue();
        return direct.after(record);
    }

    private List<Liquidation> send(Topics.Topic topic, SpecificRecord value) {
        return direct.after(line(topic, value));
    }

    private RecordLine line(Topics.Topic topic, SpecificRecord value) {
        RecordLine line = new RecordLine(topic, topic.keyOf(value).toString(), now, value);
        now = now.plusSeconds(1);
        return line;
    }
}
