package io.tearup.app.explain;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tearup.catalogue.Decimals;
import io.tearup.catalogue.InputRecords;
import io.tearup.catalogue.Topics;
import io.tearup.ndjson.RecordJson;
import io.tearup.schemas.v1.GroupMode;
import io.tearup.schemas.v1.MarketDefinition;
import io.tearup.schemas.v1.OrderSide;
import io.tearup.schemas.v1.PoolKind;
import io.tearup.schemas.v1.PositionSide;
import io.tearup.schemas.v1.RulebookDefinition;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;

/**
 * The published worked example with three shorts instead of one: a drawdown of 35 %, 1000 closed at 93, the last of the
 * queue in part. The one with the least money goes first.
 */
final class SmallWorld {
    private final InputRecords venue = new InputRecords("usdt", "venue");
    private final List<String> lines = new ArrayList<>();
    private Instant time = Instant.parse("2026-01-05T00:00:00Z");

    private SmallWorld() {}

    /** Writes the events as a replay reads them. */
    static void write(Path file) throws IOException {
        write(file, GroupMode.LIVE);
    }

    /** As the other, in a mode. */
    static void write(Path file, GroupMode mode) throws IOException {
        SmallWorld world = new SmallWorld();
        world.define(mode);
        world.trade();
        Files.write(file, world.lines);
    }

    private void define(GroupMode mode) {
        add(Topics.CONTROL, venue.group(time, "USDT", 2, mode, Duration.ZERO));
        add(Topics.CONTROL, venue.pool(time, "fund", PoolKind.ISOLATED));
        add(
                Topics.CONTROL,
                venue.market(
                        time,
                        MarketDefinition.newBuilder()
                                .setMarket("BTC")
                                .setPool("fund")
                                .setLotSize(Decimals.of("1"))
                                .setTickSize(Decimals.of("0.5"))
                                .setMaintenanceMarginRate(Decimals.of("0.005"))
                                .build()));
        add(
                Topics.CONTROL,
                venue.rulebook(
                        time, RulebookDefinition.newBuilder().setName("gate").build()));
        add(Topics.INSURANCE, venue.contribution(time, "fund", new BigDecimal("20000"), null));
    }

    private void trade() {
        deposit("bankrupt", "1000");
        deposit("long", "50000");
        deposit("cid", "50000");
        deposit("bea", "30000");
        deposit("ann", "20000");
        mark("99");
        fill("bankrupt", "ann", "400");
        fill("bankrupt", "bea", "400");
        fill("bankrupt", "cid", "200");
        fill("long", "cid", "200");
        add(
                Topics.LIQUIDATIONS,
                venue.takeover(
                        time,
                        "bankrupt",
                        "BTC",
                        "fund",
                        PositionSide.LONG,
                        new BigDecimal("1000"),
                        new BigDecimal("99"),
                        null));
        mark("92");
    }

    private void deposit(String account, String amount) {
        add(Topics.COLLATERAL, venue.deposit(time, account, new BigDecimal(amount)));
    }

    private void mark(String price) {
        add(Topics.MARK_PRICES, venue.mark(time, "BTC", new BigDecimal(price)));
    }

    private void fill(String buyer, String seller, String quantity) {
        String trade = venue.nextTrade();
        add(Topics.FILLS, venue.fill(time, buyer, "BTC", OrderSide.BUY, quantity, "100", trade));
        add(Topics.FILLS, venue.fill(time, seller, "BTC", OrderSide.SELL, quantity, "100", trade));
    }

    private void add(Topics.Topic topic, SpecificRecord value) {
        ObjectNode line = JsonNodeFactory.instance.objectNode();
        line.put("topic", topic.name());
        line.put("timestamp", time.toEpochMilli());
        line.set("value", RecordJson.write(value));
        lines.add(line.toString());
        time = time.plusSeconds(1);
    }
}
