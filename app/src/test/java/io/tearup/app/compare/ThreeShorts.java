package io.tearup.app.compare;

import io.tearup.app.replay.EventFile;
import io.tearup.catalogue.Decimals;
import io.tearup.catalogue.InputRecords;
import io.tearup.catalogue.Topics;
import io.tearup.ndjson.RecordLine;
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

/**
 * A long of 1,000 at 100 against shorts A, B and C of 400 each, whose leverage falls from A to C. At 92 the fund, which has
 * 20,000, has taken the long over at 99.
 */
final class ThreeShorts {
    private final InputRecords venue;
    private final List<EventFile.Event> events = new ArrayList<>();
    private Instant now = Instant.parse("2026-01-05T00:00:00Z");

    private ThreeShorts(String group) {
        venue = new InputRecords(group, "venue");
    }

    /** Everything of a group, ruled by dydx. */
    static List<EventFile.Event> of(String group) {
        ThreeShorts scene = new ThreeShorts(group);
        scene.open();
        scene.mark("99");
        scene.send(
                Topics.LIQUIDATIONS,
                scene.venue.takeover(
                        scene.now,
                        "bankrupt",
                        "BTC",
                        "fund",
                        PositionSide.LONG,
                        new BigDecimal("1000"),
                        new BigDecimal("99"),
                        null));
        scene.mark("92");
        return scene.events;
    }

    private void open() {
        send(Topics.CONTROL, venue.group(now, "USDT", 2));
        send(Topics.CONTROL, venue.pool(now, "fund", PoolKind.ISOLATED));
        send(
                Topics.CONTROL,
                venue.market(
                        now,
                        MarketDefinition.newBuilder()
                                .setMarket("BTC")
                                .setPool("fund")
                                .setLotSize(Decimals.of("1"))
                                .setTickSize(Decimals.of("0.5"))
                                .setMaintenanceMarginRate(Decimals.of("0.005"))
                                .build()));
        send(
                Topics.CONTROL,
                venue.rulebook(
                        now, RulebookDefinition.newBuilder().setName("dydx").build()));
        send(Topics.INSURANCE, venue.contribution(now, "fund", new BigDecimal("20000"), null));
        deposit("bankrupt", "1000");
        deposit("A", "4000");
        deposit("B", "8000");
        deposit("C", "16000");
        deposit("bystander", "100");
        mark("100");
        for (String seller : List.of("A", "B", "C")) {
            String quantity = seller.equals("C") ? "200" : "400";
            sell(seller, "bankrupt", quantity);
        }
        sell("C", "bystander", "200");
    }

    private void sell(String seller, String buyer, String quantity) {
        String trade = venue.nextTrade();
        send(Topics.FILLS, venue.fill(now, buyer, "BTC", OrderSide.BUY, quantity, "100", trade));
        send(Topics.FILLS, venue.fill(now, seller, "BTC", OrderSide.SELL, quantity, "100", trade));
    }

    private void deposit(String account, String amount) {
        send(Topics.COLLATERAL, venue.deposit(now, account, new BigDecimal(amount)));
    }

    private void mark(String price) {
        send(Topics.MARK_PRICES, venue.mark(now, "BTC", new BigDecimal(price)));
    }

    private void send(Topics.Topic topic, SpecificRecord value) {
        events.add(EventFile.Event.of(new RecordLine(topic, topic.keyOf(value).toString(), now, value)));
        now = now.plusSeconds(1);
    }
}
