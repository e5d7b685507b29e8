package io.tearup.app.demo;

import io.tearup.catalogue.Decimals;
import io.tearup.catalogue.InputRecords;
import io.tearup.catalogue.Topics;
import io.tearup.schemas.v1.MarginMode;
import io.tearup.schemas.v1.MarketDefinition;
import io.tearup.schemas.v1.OrderSide;
import io.tearup.schemas.v1.PoolKind;
import io.tearup.schemas.v1.PositionSide;
import io.tearup.schemas.v1.RulebookDefinition;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * An invented venue on a bad day, drawn from a seed.
 *
 * <p>Four perpetuals: three share the pool {@code main}, one has the isolated pool {@code meme}. Leveraged longs (cross
 * and isolated) face shorts of every leverage, hedged accounts hold a long in one market against a short in another, small
 * new accounts sell into the fall. After a calm hour prices fall for forty minutes, faster than the order book can take:
 * the liquidation engine first sells bankrupt longs to the market maker, then hands them to the pools at their bankruptcy
 * price. A rebound, fresh money for the pools and eight quiet hours follow.
 *
 * <p>Everything is drawn with integers from {@link SplittableRandom}, so a seed gives the same records on any machine. Only
 * longs are liquidated: what ADL does to shorts never changes what the venue sends.
 */
final class MarketCrash {
    static final String GROUP = "usdt";
    static final Instant START = Instant.parse("2026-01-05T12:00:00Z");

    private static final int PPM = 1_000_000;
    private static final Duration TICK = Duration.ofSeconds(30);
    private static final int CALM_TICKS = 120;
    private static final int FALL_TICKS = 80;
    private static final int REBOUND_TICKS = 40;
    private static final int BOOK_GONE_AT = 30;
    private static final String MAKER = "maker";

    private static final List<DemoMarket> MARKETS = List.of(
            DemoMarket.of("BTC-PERP", "main", "0.001", "0.1", "0.005", "121300", 180_000, 400),
            DemoMarket.of("ETH-PERP", "main", "0.01", "0.01", "0.0075", "4350", 260_000, 900),
            DemoMarket.of("SOL-PERP", "main", "0.1", "0.001", "0.01", "222.5", 380_000, 1_500),
            DemoMarket.of("PEPE-PERP", "meme", "1000", "0.000001", "0.02", "0.0121", 620_000, 2_000));

    /** A long that the liquidation engine watches. */
    private static final class WatchedLong {
        final String account;
        final DemoMarket market;
        final boolean isolated;
        final long collateral;
        long lots;
        long cost;

        WatchedLong(String account, DemoMarket market, boolean isolated, long collateral) {
            this.account = account;
            this.market = market;
            this.isolated = isolated;
            this.collateral = collateral;
        }

        long equity(long ticks) {
            return collateral + market.value(lots, ticks) - cost;
        }

        /** Price at which nothing is left, rounded up to the tick. */
        long bankruptcyTicks() {
            return Math.max(1, -Math.floorDiv(collateral - cost, lots * market.microsPerLotTick()));
        }
    }

    private record OfferedShort(String account, DemoMarket market, long lots) {}

    private final SplittableRandom random;
    private final int accounts;
    private final InputRecords venue = new InputRecords(GROUP, "venue");
    private final List<VenueRecord> records = new ArrayList<>();
    private final List<WatchedLong> longs = new ArrayList<>();
    private Instant now = START;

    private MarketCrash(long seed, int accounts) {
        this.random = new SplittableRandom(seed);
        this.accounts = accounts;
    }

    /**
     * Draws a crash.
     *
     * @param accounts number of trading accounts, at least 100
     */
    static List<VenueRecord> draw(long seed, int accounts) {
        if (accounts < 100) {
            throw new IllegalArgumentException("the demo needs at least 100 accounts, got " + accounts);
        }
        MarketCrash crash = new MarketCrash(seed, accounts);
        crash.open();
        crash.trade();
        crash.crash();
        return List.copyOf(crash.records);
    }

    private void open() {
        send(Topics.CONTROL, venue.group(now, "USDT", 6));
        send(Topics.CONTROL, venue.pool(now, "main", PoolKind.SHARED));
        send(Topics.CONTROL, venue.pool(now, "meme", PoolKind.ISOLATED));
        for (DemoMarket market : MARKETS) {
            send(
                    Topics.CONTROL,
                    venue.market(
                            now,
                            MarketDefinition.newBuilder()
                                    .setMarket(market.id())
                                    .setPool(market.pool())
                                    .setLotSize(Decimals.of(market.lotSize()))
                                    .setTickSize(Decimals.of(market.tickSize()))
                                    .setMaintenanceMarginRate(Decimals.of(market.maintenanceRate()))
                                    .build()));
        }
        send(
                Topics.CONTROL,
                venue.rulebook(
                        now,
                        RulebookDefinition.newBuilder()
                                .setName("gate")
                                .setMinBalance(Decimals.of("1000"))
                                .setLightsIntervalMillis(300_000L)
                                .build()));
        contribute("main", 150L * accounts, null);
        contribute("meme", 12L * accounts, null);
        for (DemoMarket market : MARKETS) {
            mark(market, market.firstTicks());
        }
        deposit(MAKER, 1_000_000L * 1_000_000L * accounts);
    }

    private void trade() {
        List<OfferedShort> shorts = new ArrayList<>();
        for (int i = 0; i < accounts; i++) {
            String account = String.format(Locale.ROOT, "acct-%05d", i);
            DemoMarket market = MARKETS.get(random.nextInt(MARKETS.size()));
            int draw = random.nextInt(100);
            if (draw < 50) {
                openLong(account, market, draw < 15);
            } else if (draw < 88) {
                shorts.add(openShort(account, market, draw < 62));
            } else {
                openHedge(account, market, shorts);
            }
        }
        for (WatchedLong position : longs) {
            buy(position, shorts);
        }
        for (OfferedShort rest : shorts) {
            sell(rest, MAKER);
        }
    }

    private void openLong(String account, DemoMarket market, boolean isolated) {
        long lots = size(market);
        int leverage = 3 + random.nextInt(38);
        long collateral = market.value(lots, market.firstTicks()) / leverage;
        fundAccount(account, market, isolated, collateral);
        WatchedLong position = new WatchedLong(account, market, isolated, collateral);
        position.lots = lots;
        longs.add(position);
    }

    private OfferedShort openShort(String account, DemoMarket market, boolean isolated) {
        long lots = size(market);
        int leverage = 1 + random.nextInt(20);
        fundAccount(account, market, isolated, market.value(lots, market.firstTicks()) / leverage);
        return new OfferedShort(account, market, lots);
    }

    /** A long in one market against a short of the next, on ample collateral: it is never liquidated. */
    private void openHedge(String account, DemoMarket market, List<OfferedShort> shorts) {
        DemoMarket other = MARKETS.get((MARKETS.indexOf(market) + 1) % MARKETS.size());
        long lots = size(market);
        long value = market.value(lots, market.firstTicks());
        deposit(account, value * 2);
        long shortLots = Math.max(1, value / other.value(1, other.firstTicks()));
        shorts.add(new OfferedShort(account, other, shortLots));
        tradeAt(account, MAKER, market, lots, near(market, market.firstTicks()));
    }

    private void fundAccount(String account, DemoMarket market, boolean isolated, long collateral) {
        deposit(account, collateral);
        if (isolated) {
            send(Topics.COLLATERAL, venue.marginMode(now, account, market.id(), MarginMode.ISOLATED));
            send(Topics.COLLATERAL, venue.isolatedMargin(now, account, market.id(), micros(collateral)));
        }
    }

    /** Buys a long's lots from shorts of its market, the rest from the maker. */
    private void buy(WatchedLong position, List<OfferedShort> shorts) {
        long need = position.lots;
        for (int i = 0; i < shorts.size() && need > 0; i++) {
            OfferedShort candidate = shorts.get(i);
            if (candidate.market() != position.market) {
                continue;
            }
            long lots = Math.min(need, candidate.lots());
            long ticks = near(position.market, position.market.firstTicks());
            tradeAt(position.account, candidate.account(), position.market, lots, ticks);
            position.cost += position.market.value(lots, ticks);
            need -= lots;
            if (lots == candidate.lots()) {
                shorts.remove(i--);
            } else {
                shorts.set(i, new OfferedShort(candidate.account(), candidate.market(), candidate.lots() - lots));
            }
        }
        if (need > 0) {
            long ticks = near(position.market, position.market.firstTicks());
            tradeAt(position.account, MAKER, position.market, need, ticks);
            position.cost += position.market.value(need, ticks);
        }
    }

    private void sell(OfferedShort position, String buyer) {
        tradeAt(
                buyer,
                position.account(),
                position.market(),
                position.lots(),
                near(position.market(), position.market().firstTicks()));
    }

    private void crash() {
        long[] ticks = MARKETS.stream().mapToLong(DemoMarket::firstTicks).toArray();
        for (int step = 0; step < CALM_TICKS; step++) {
            at(START.plus(TICK.multipliedBy(step + 2L)));
            for (int m = 0; m < ticks.length; m++) {
                ticks[m] = moved(ticks[m], random.nextInt(1201) - 600);
                mark(MARKETS.get(m), ticks[m]);
            }
            liquidate(ticks, true);
        }
        for (int step = 0; step < FALL_TICKS; step++) {
            at(START.plus(TICK.multipliedBy(CALM_TICKS + step + 2L)));
            for (int m = 0; m < ticks.length; m++) {
                DemoMarket market = MARKETS.get(m);
                int average = 2 * market.fallPpm() / FALL_TICKS;
                ticks[m] = moved(ticks[m], -random.nextInt(average) + (random.nextInt(8) == 0 ? average / 2 : 0));
                mark(market, ticks[m]);
            }
            liquidate(ticks, step < BOOK_GONE_AT);
            if (step % 10 == 5) {
                newShorts(step, ticks);
            }
        }
        for (int step = 0; step < REBOUND_TICKS; step++) {
            at(START.plus(TICK.multipliedBy(CALM_TICKS + FALL_TICKS + step + 2L)));
            for (int m = 0; m < ticks.length; m++) {
                ticks[m] = moved(ticks[m], random.nextInt(4001) - 500);
                mark(MARKETS.get(m), ticks[m]);
            }
        }
        contribute("main", 80L * accounts, null);
        contribute("meme", 8L * accounts, "PEPE-PERP");
        for (int quarter = 1; quarter <= 40; quarter++) {
            at(START.plus(Duration.ofHours(2)).plus(Duration.ofMinutes(15L * quarter)));
            for (int m = 0; m < ticks.length; m++) {
                ticks[m] = moved(ticks[m], random.nextInt(2001) - 1000);
                mark(MARKETS.get(m), ticks[m]);
            }
        }
    }

    /** Closes every long below maintenance: in the book while there is one, else by a pool at its bankruptcy price. */
    private void liquidate(long[] ticks, boolean book) {
        for (int i = 0; i < longs.size(); i++) {
            WatchedLong position = longs.get(i);
            DemoMarket market = position.market;
            long mark = ticks[MARKETS.indexOf(market)];
            if (position.equity(mark) >= market.maintenance(position.lots, mark)) {
                continue;
            }
            long bankruptcy = position.bankruptcyTicks();
            if (book && bankruptcy <= mark) {
                tradeAt(MAKER, position.account, market, position.lots, mark);
            } else {
                send(
                        Topics.LIQUIDATIONS,
                        venue.takeover(
                                now,
                                position.account,
                                market.id(),
                                market.pool(),
                                PositionSide.LONG,
                                market.quantity(position.lots),
                                market.price(bankruptcy),
                                null));
            }
            longs.remove(i--);
        }
    }

    /** Small accounts that sell into the fall: new winners with little at stake. */
    private void newShorts(int step, long[] ticks) {
        for (int i = 0; i < Math.max(2, accounts / 400); i++) {
            String account = String.format(Locale.ROOT, "late-%02d-%03d", step, i);
            int m = random.nextInt(MARKETS.size());
            DemoMarket market = MARKETS.get(m);
            long lots = Math.max(1, size(market) / 20);
            deposit(account, market.value(lots, ticks[m]) / 5);
            tradeAt(MAKER, account, market, lots, ticks[m]);
        }
    }

    private long size(DemoMarket market) {
        // Many small positions and a few large ones: a product of two even draws.
        long percent = (1L + random.nextInt(30)) * (1L + random.nextInt(30));
        return Math.max(1, market.typicalLots() * percent / 225);
    }

    private long near(DemoMarket market, long ticks) {
        return moved(ticks, random.nextInt(4001) - 2000);
    }

    private static long moved(long ticks, int ppm) {
        return Math.max(1, ticks + Math.floorDiv(ticks * ppm, (long) PPM));
    }

    private void tradeAt(String buyer, String seller, DemoMarket market, long lots, long ticks) {
        String trade = venue.nextTrade();
        BigDecimal quantity = market.quantity(lots);
        BigDecimal price = market.price(ticks);
        send(Topics.FILLS, venue.fill(now, buyer, market.id(), OrderSide.BUY, quantity, price, trade));
        send(Topics.FILLS, venue.fill(now, seller, market.id(), OrderSide.SELL, quantity, price, trade));
    }

    private void mark(DemoMarket market, long ticks) {
        send(Topics.MARK_PRICES, venue.mark(now, market.id(), market.price(ticks)));
    }

    private void deposit(String account, long amountMicros) {
        send(Topics.COLLATERAL, venue.deposit(now, account, micros(amountMicros)));
    }

    private void contribute(String pool, long amount, @Nullable String market) {
        send(Topics.INSURANCE, venue.contribution(now, pool, BigDecimal.valueOf(amount), market));
    }

    private static BigDecimal micros(long amount) {
        return BigDecimal.valueOf(amount, 6);
    }

    /** Moves the clock to a time, unless the records sent so far have already passed it. */
    private void at(Instant time) {
        if (time.isAfter(now)) {
            now = time;
        }
    }

    private void send(Topics.Topic topic, SpecificRecord record) {
        records.add(new VenueRecord(topic, record, now));
        now = now.plusMillis(1);
    }
}
