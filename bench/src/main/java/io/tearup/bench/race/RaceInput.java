package io.tearup.bench.race;

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
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;
import org.apache.avro.specific.SpecificRecord;

/**
 * A venue's traffic, drawn from a fixed seed: about 82 % fills (both sides of trades), 15 % marks, a deposit per account,
 * and now and then a liquidation that the pool takes over and trades out of a little later. The fund never comes near a
 * trigger, so that every contestant has the same to do.
 *
 * <p>Every account trades in a fifth of the markets. Lots are 0.001 of the contract, ticks 0.1, money has 4 decimals. The
 * time label advances by 50 microseconds a record: 20,000 records a second at the venue.
 */
final class RaceInput {
    static final String GROUP = "usdt";
    static final int LOT_DECIMALS = 3;
    static final int TICK_DECIMALS = 1;
    static final int MONEY_DECIMALS = 4;
    private static final int MARKETS = 20;
    private static final int MARKETS_PER_ACCOUNT = 4;
    private static final int CLASSES = MARKETS / MARKETS_PER_ACCOUNT;
    private static final Instant START = Instant.parse("2026-01-05T00:00:00Z");
    private static final int MICROS_PER_RECORD = 50;

    /** A liquidation waits this many records after the position was opened, a pool's sale after the liquidation. */
    private static final int PATIENCE = 2_000;

    private record Doomed(String account, int market, long lots, long due) {}

    private record Inventory(int market, long lots, long due) {}

    private final SplittableRandom random = new SplittableRandom(20260105);
    private final InputRecords venue = new InputRecords(GROUP, "race");
    private final long records;
    private final int accounts;
    private final BiConsumer<Topics.Topic, SpecificRecord> to;
    private final long[] ticks = new long[MARKETS];
    private final Deque<Doomed> doomed = new ArrayDeque<>();
    private final Deque<Inventory> inventories = new ArrayDeque<>();
    private long written;
    private int liquidated;

    /** Draws {@code records} records of {@code accounts} accounts, both positive. */
    RaceInput(long records, int accounts, BiConsumer<Topics.Topic, SpecificRecord> to) {
        this.records = records;
        this.accounts = accounts;
        this.to = to;
    }

    static String market(int number) {
        return String.format(Locale.ROOT, "M%02d-PERP", number);
    }

    private static String account(int number) {
        return String.format(Locale.ROOT, "acct-%07d", number);
    }

    /** Writes every record in order and returns their number. */
    long write() {
        define();
        for (int account = 0; account < accounts; account++) {
            send(Topics.COLLATERAL, venue.deposit(now(), account(account), Decimals.of("1000000")));
        }
        while (written < records) {
            if (!doomed.isEmpty() && doomed.element().due() <= written) {
                liquidate(doomed.remove());
            } else if (!inventories.isEmpty() && inventories.element().due() <= written) {
                tradeOut(inventories.remove());
            } else {
                step();
            }
        }
        return written;
    }

    private void define() {
        send(Topics.CONTROL, venue.group(now(), "USDT", MONEY_DECIMALS));
        send(Topics.CONTROL, venue.pool(now(), "main", PoolKind.SHARED));
        for (int m = 0; m < MARKETS; m++) {
            ticks[m] = 10_000 + 1_000L * m;
            send(
                    Topics.CONTROL,
                    venue.market(
                            now(),
                            MarketDefinition.newBuilder()
                                    .setMarket(market(m))
                                    .setPool("main")
                                    .setLotSize(Decimals.of("0.001"))
                                    .setTickSize(Decimals.of("0.1"))
                                    .setMaintenanceMarginRate(Decimals.of("0.01"))
                                    .build()));
        }
        send(
                Topics.CONTROL,
                venue.rulebook(
                        now(),
                        RulebookDefinition.newBuilder()
                                .setName("gate")
                                .setLightsIntervalMillis(60_000L)
                                .build()));
        send(Topics.INSURANCE, venue.contribution(now(), "main", Decimals.of("1000000000"), null));
        for (int m = 0; m < MARKETS; m++) {
            mark(m);
        }
    }

    private void step() {
        int draw = random.nextInt(1_000);
        int market = random.nextInt(MARKETS);
        if (draw < 260) {
            mark(market);
        } else if (draw < 998) {
            trade(anyone(market), anyone(market), market, 1 + random.nextInt(5_000), near(market));
        } else {
            String account = String.format(Locale.ROOT, "liq-%05d", liquidated++);
            long lots = 1 + random.nextInt(5_000);
            trade(account, anyone(market), market, lots, near(market));
            doomed.add(new Doomed(account, market, lots, written + PATIENCE));
        }
    }

    private void liquidate(Doomed position) {
        send(
                Topics.LIQUIDATIONS,
                venue.takeover(
                        now(),
                        position.account(),
                        market(position.market()),
                        "main",
                        PositionSide.LONG,
                        quantity(position.lots()),
                        price(ticks[position.market()]),
                        null));
        inventories.add(new Inventory(position.market(), position.lots(), written + PATIENCE / 4));
    }

    private void tradeOut(Inventory inventory) {
        trade(anyone(inventory.market()), "pool:main", inventory.market(), inventory.lots(), ticks[inventory.market()]);
    }

    private void trade(String buyer, String seller, int market, long lots, long ticks) {
        String trade = venue.nextTrade();
        send(
                Topics.FILLS,
                venue.fill(now(), buyer, market(market), OrderSide.BUY, quantity(lots), price(ticks), trade));
        send(
                Topics.FILLS,
                venue.fill(now(), seller, market(market), OrderSide.SELL, quantity(lots), price(ticks), trade));
    }

    private void mark(int market) {
        ticks[market] += random.nextInt(7) - 3;
        send(Topics.MARK_PRICES, venue.mark(now(), market(market), price(ticks[market])));
    }

    /** An account that trades in a market. */
    private String anyone(int market) {
        return account(random.nextInt(accounts / CLASSES) * CLASSES + market % CLASSES);
    }

    private long near(int market) {
        return ticks[market] + random.nextInt(5) - 2;
    }

    private static BigDecimal quantity(long lots) {
        return BigDecimal.valueOf(lots, LOT_DECIMALS);
    }

    private static BigDecimal price(long ticks) {
        return BigDecimal.valueOf(ticks, TICK_DECIMALS);
    }

    private Instant now() {
        return START.plusNanos(written * MICROS_PER_RECORD * 1_000);
    }

    private void send(Topics.Topic topic, SpecificRecord record) {
        to.accept(topic, record);
        written++;
    }
}
