package io.tearup.app;

import io.tearup.catalogue.Decimals;
import io.tearup.catalogue.InputRecords;
import io.tearup.catalogue.Topics;
import io.tearup.schemas.v1.MarketDefinition;
import io.tearup.schemas.v1.OrderSide;
import io.tearup.schemas.v1.PoolKind;
import io.tearup.schemas.v1.PositionSide;
import io.tearup.schemas.v1.RulebookDefinition;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;

/** The records of the published worked example: a drawdown of 35 %, closed at 93, the fund back at 30 %. */
public final class WorkedExample {
    public record Sent(Topics.Topic topic, SpecificRecord value, Instant time) {}

    private WorkedExample() {}

    /** Peak 20,000, margin 1,000, losses 8,000: times are distinct, so the topics merge in one order. */
    public static List<Sent> of(String group) {
        return of(new InputRecords(group, "venue"));
    }

    private static List<Sent> of(InputRecords venue) {
        List<Sent> records = new ArrayList<>();
        Instant t = Instant.parse("2026-01-05T00:00:00Z");
        records.add(new Sent(Topics.CONTROL, venue.group(t, "USDT", 2), t));
        t = t.plusMillis(1);
        records.add(new Sent(Topics.CONTROL, venue.pool(t, "fund", PoolKind.ISOLATED), t));
        t = t.plusMillis(1);
        MarketDefinition market = MarketDefinition.newBuilder()
                .setMarket("BTC")
                .setPool("fund")
                .setLotSize(Decimals.of("1"))
                .setTickSize(Decimals.of("0.5"))
                .setMaintenanceMarginRate(Decimals.of("0.005"))
                .build();
        records.add(new Sent(Topics.CONTROL, venue.market(t, market), t));
        t = t.plusMillis(1);
        RulebookDefinition gate =
                RulebookDefinition.newBuilder().setName("gate").build();
        records.add(new Sent(Topics.CONTROL, venue.rulebook(t, gate), t));
        t = t.plusMillis(1);
        records.add(new Sent(Topics.INSURANCE, venue.contribution(t, "fund", new BigDecimal("20000"), null), t));
        t = t.plusMillis(1);
        records.add(new Sent(Topics.COLLATERAL, venue.deposit(t, "bankrupt", new BigDecimal("1000")), t));
        t = t.plusMillis(1);
        records.add(new Sent(Topics.COLLATERAL, venue.deposit(t, "short", new BigDecimal("50000")), t));
        t = t.plusMillis(1);
        records.add(new Sent(Topics.MARK_PRICES, venue.mark(t, "BTC", new BigDecimal("99")), t));
        String trade = venue.nextTrade();
        for (OrderSide side : List.of(OrderSide.BUY, OrderSide.SELL)) {
            t = t.plusMillis(1);
            String account = side == OrderSide.BUY ? "bankrupt" : "short";
            records.add(new Sent(Topics.FILLS, venue.fill(t, account, "BTC", side, "1000", "100", trade), t));
        }
        t = t.plusMillis(1);
        records.add(new Sent(
                Topics.LIQUIDATIONS,
                venue.takeover(
                        t,
                        "bankrupt",
                        "BTC",
                        "fund",
                        PositionSide.LONG,
                        new BigDecimal("1000"),
                        new BigDecimal("99"),
                        null),
                t));
        t = t.plusMillis(1);
        records.add(new Sent(Topics.MARK_PRICES, venue.mark(t, "BTC", new BigDecimal("92")), t));
        return records;
    }

    /**
     * The example, and after it two longs of 10 and 30 against one short, entered at 90: nobody closes them. The larger one has a
     * tenth of the smaller one's money.
     */
    public static List<Sent> andPositionsThatStay(String group) {
        InputRecords venue = new InputRecords(group, "venue");
        List<Sent> records = new ArrayList<>(of(venue));
        Instant t = Instant.parse("2026-01-05T00:00:01Z");
        records.add(new Sent(Topics.COLLATERAL, venue.deposit(t, "keeper", new BigDecimal("50000")), t));
        t = t.plusMillis(1);
        records.add(new Sent(Topics.COLLATERAL, venue.deposit(t, "ahead", new BigDecimal("5000")), t));
        t = t.plusMillis(1);
        records.add(new Sent(Topics.COLLATERAL, venue.deposit(t, "seller", new BigDecimal("50000")), t));
        for (String account : List.of("keeper", "ahead")) {
            String lots = account.equals("keeper") ? "10" : "30";
            String trade = venue.nextTrade();
            t = t.plusMillis(1);
            records.add(new Sent(Topics.FILLS, venue.fill(t, account, "BTC", OrderSide.BUY, lots, "90", trade), t));
            t = t.plusMillis(1);
            records.add(new Sent(Topics.FILLS, venue.fill(t, "seller", "BTC", OrderSide.SELL, lots, "90", trade), t));
        }
        // Lights are told every ten seconds.
        t = t.plusSeconds(60);
        records.add(new Sent(Topics.MARK_PRICES, venue.mark(t, "BTC", new BigDecimal("92")), t));
        return records;
    }
}
