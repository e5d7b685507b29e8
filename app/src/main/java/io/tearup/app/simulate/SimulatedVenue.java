package io.tearup.app.simulate;

import io.tearup.catalogue.Decimals;
import io.tearup.catalogue.InputRecords;
import io.tearup.catalogue.Topics;
import io.tearup.rulebook.Profiles;
import io.tearup.schemas.v1.Assignment;
import io.tearup.schemas.v1.Collateral;
import io.tearup.schemas.v1.CollateralKind;
import io.tearup.schemas.v1.Fill;
import io.tearup.schemas.v1.FillOrigin;
import io.tearup.schemas.v1.GroupMode;
import io.tearup.schemas.v1.Insurance;
import io.tearup.schemas.v1.InsuranceKind;
import io.tearup.schemas.v1.MarginMode;
import io.tearup.schemas.v1.MarketDefinition;
import io.tearup.schemas.v1.OrderSide;
import io.tearup.schemas.v1.PoolKind;
import io.tearup.schemas.v1.PositionSide;
import io.tearup.schemas.v1.RulebookDefinition;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Draws what a venue sends: two pools, three markets, trades, marks with gaps, takeovers near bankruptcy, money in and out, orders of an
 * operator under one of the venue profiles, and one time in three answers to what it is asked for, as the keeper of the book of record; and with it what a venue should not send: records again, records late, clocks that are wrong, bytes
 * that are no record. An operator sets the group live again after a while.
 */
final class SimulatedVenue {
    static final String GROUP = "sim";
    static final int MONEY_SCALE = 2;

    private static final Instant START = Instant.parse("2026-01-05T00:00:00Z");
    private static final List<String> ACCOUNTS =
            List.of("a0", "a1", "a2", "a3", "a4", "a5", "a\uFFEE", "a\uD83D\uDE00");

    /** A market as the venue knows it; its mark moves. */
    private static final class Book {
        final String id;
        final String pool;
        final BigDecimal lot;
        final BigDecimal tick;
        long mark;

        Book(String id, String pool, String lot, String tick, long mark) {
            this.id = id;
            this.pool = pool;
            this.lot = new BigDecimal(lot);
            this.tick = new BigDecimal(tick);
            this.mark = mark;
        }
    }

    /** A record that is held back for some steps. */
    private record Held(Input input, int until) {}

    private final SplittableRandom random;
    private final Serializer<SpecificRecord> serializer;
    private final List<Book> books = List.of(
            new Book("AAA", "shared", "1", "0.1", 1_000),
            new Book("BBB", "shared", "0.1", "0.1", 20_000),
            new Book("CCC", "alone", "0.01", "0.01", 30_000));
    private final List<InputRecords> sources =
            List.of(new InputRecords(GROUP, "east"), new InputRecords(GROUP, "west"));
    private final InputRecords feed = new InputRecords(GROUP, "feed");
    private final InputRecords operator = new InputRecords(GROUP, "operator");
    private final List<Input> inputs = new ArrayList<>();
    private final List<Held> held = new ArrayList<>();
    private final Map<String, Long> lots = new HashMap<>();
    private final int poisonPermille;
    private final int repeatPermille;
    private final int lateness;
    private final int skewPermille;
    private final int livePermille;

    /** What the venue is asked for, if it keeps the book of record. */
    private final @Nullable Asked asked;

    private Instant now = START;
    private int step;
    private int definitions;

    private SimulatedVenue(SplittableRandom random, Wire wire) {
        this.random = random;
        this.serializer = wire.writer();
        this.poisonPermille = random.nextInt(3) == 0 ? 0 : random.nextInt(60);
        this.repeatPermille = random.nextInt(80);
        this.lateness = random.nextInt(3) == 0 ? 0 : random.nextInt(40);
        this.skewPermille = random.nextInt(2) == 0 ? 0 : random.nextInt(100);
        this.livePermille = 10 + random.nextInt(80);
        this.asked = random.nextInt(3) == 0 ? new Asked(wire) : null;
    }

    /** Everything the venue sends, in the order of sending, and how many definitions come first. */
    record Drawn(List<Input> inputs, int definitions) {}

    /** @param events steps of the venue after its definitions */
    static Drawn draw(SplittableRandom random, Wire wire, int events) {
        SimulatedVenue venue = new SimulatedVenue(random, wire);
        try {
            return venue.draw(events);
        } finally {
            if (venue.asked != null) {
                venue.asked.close();
            }
        }
    }

    private Drawn draw(int events) {
        define();
        for (step = 0; step < events; step++) {
            release();
            step();
        }
        step = Integer.MAX_VALUE;
        release();
        live();
        marks();
        return new Drawn(List.copyOf(inputs), definitions);
    }

    private void define() {
        Duration patience = Duration.ofSeconds(random.nextBoolean() ? 0 : 1 + random.nextInt(60));
        send(Topics.CONTROL, operator.group(now, "USDT", MONEY_SCALE, GroupMode.LIVE, patience));
        send(Topics.CONTROL, operator.pool(now, "alone", PoolKind.ISOLATED));
        send(Topics.CONTROL, operator.pool(now, "shared", PoolKind.SHARED));
        for (Book book : books) {
            send(
                    Topics.CONTROL,
                    operator.market(
                            now,
                            MarketDefinition.newBuilder()
                                    .setMarket(book.id)
                                    .setPool(book.pool)
                                    .setLotSize(Decimals.of(book.lot))
                                    .setTickSize(Decimals.of(book.tick))
                                    .setMaintenanceMarginRate(Decimals.of("0.01"))
                                    .setSubMinorValues(true)
                                    .build()));
        }
        rulebook();
        definitions = inputs.size();
        send(Topics.INSURANCE, feed.contribution(now, "shared", money(20_000 + random.nextInt(200_000)), null));
        send(Topics.INSURANCE, feed.contribution(now, "alone", money(1_000 + random.nextInt(40_000)), null));
        marks();
        for (String account : ACCOUNTS) {
            send(Topics.COLLATERAL, source().deposit(now, account, money(10_000 + random.nextInt(4_000_000))));
            if (random.nextInt(3) == 0) {
                Book book = book();
                send(Topics.COLLATERAL, source().marginMode(now, account, book.id, MarginMode.ISOLATED));
                send(
                        Topics.COLLATERAL,
                        source().isolatedMargin(now, account, book.id, money(1 + random.nextInt(50_000))));
            }
        }
    }

    private void rulebook() {
        String name = Profiles.names().get(random.nextInt(Profiles.names().size()));
        RulebookDefinition.Builder definition =
                RulebookDefinition.newBuilder().setName(name).setLightsIntervalMillis(random.nextInt(3) * 60_000L);
        if (asked != null) {
            definition.setDocument(Profiles.document(name)
                    + "\nsettlement: {kind: CONFIRMED, expiry: " + (1 + random.nextInt(600)) + "s, retries: "
                    + random.nextInt(4)
                    + "}\n");
        }
        if (random.nextBoolean()) {
            definition.setStepLimit(1 + random.nextInt(6));
        }
        send(Topics.CONTROL, operator.rulebook(now, definition.build()));
    }

    private void marks() {
        books.forEach(book -> send(Topics.MARK_PRICES, feed.mark(now, book.id, price(book, book.mark))));
    }

    private void step() {
        now = now.plusMillis(random.nextInt(20) == 0 ? random.nextInt(4_000_000) : random.nextInt(20_000));
        if (random.nextInt(1_000) < poisonPermille) {
            poison();
        } else if (random.nextInt(1_000) < repeatPermille) {
            repeat();
        } else if (random.nextInt(1_000) < livePermille) {
            operate();
        } else {
            business();
        }
    }

    /** Carries an assignment out: mostly as it was asked, sometimes in part, again, or not at all. */
    private boolean answer() {
        Assignment assignment = asked == null ? null : asked.any(random);
        if (assignment == null) {
            return false;
        }
        BigDecimal lot = books.stream()
                .filter(book -> book.id.equals(assignment.getMarket()))
                .findFirst()
                .orElseThrow()
                .lot;
        long lots = assignment.getQuantity().divideToIntegralValue(lot).longValueExact();
        long part = random.nextBoolean() ? lots : 1 + random.nextLong(lots + 1);
        send(
                Topics.FILLS,
                source().answer(
                                now,
                                random.nextInt(5) == 0 ? FillOrigin.ADL_REJECTED : FillOrigin.ADL,
                                assignment.getAssignmentId(),
                                assignment.getAccount(),
                                assignment.getMarket(),
                                assignment.getSide() == PositionSide.SHORT ? OrderSide.BUY : OrderSide.SELL,
                                lot.multiply(BigDecimal.valueOf(part)).toPlainString(),
                                assignment.getPrice().toPlainString()));
        return true;
    }

    private void business() {
        if (random.nextInt(4) == 0 && answer()) {
            return;
        }
        int draw = random.nextInt(100);
        if (draw < 42) {
            trade();
        } else if (draw < 70) {
            mark();
        } else if (draw < 88) {
            takeover();
        } else if (draw < 93) {
            contribution();
        } else if (draw < 97) {
            collateral();
        } else if (draw < 98) {
            Book book = book();
            send(
                    Topics.CONTROL,
                    operator.closeInventory(now, book.id, random.nextBoolean() ? null : price(book, book.mark)));
        } else if (draw < 99) {
            rulebook();
        } else {
            send(Topics.LIQUIDATIONS, source().bankrupt(now, account(), random.nextInt(4) == 0 ? book().id : null));
        }
    }

    private void trade() {
        Book book = book();
        int buyer = random.nextInt(ACCOUNTS.size());
        int seller = (buyer + 1 + random.nextInt(ACCOUNTS.size() - 1)) % ACCOUNTS.size();
        long quantity = 1 + random.nextInt(300);
        long price = Math.max(
                1, book.mark + random.nextInt((int) (book.mark / 20 + 1)) - random.nextInt((int) (book.mark / 20 + 1)));
        InputRecords source = source();
        String trade = source.nextTrade();
        fill(source, ACCOUNTS.get(buyer), book, OrderSide.BUY, quantity, price, trade);
        fill(source, ACCOUNTS.get(seller), book, OrderSide.SELL, quantity, price, trade);
    }

    private void fill(
            InputRecords source, String account, Book book, OrderSide side, long quantity, long price, String trade) {
        Fill fill = source.fill(now, account, book.id, side, quantity(book, quantity), price(book, price), trade);
        send(
                Topics.FILLS,
                random.nextInt(4) == 0
                        ? Fill.newBuilder(fill)
                                .setFee(Decimals.of(money(random.nextInt(5) - 1L)))
                                .build()
                        : fill);
        lots.merge(account + book.id, side == OrderSide.BUY ? quantity : -quantity, Long::sum);
    }

    private void mark() {
        Book book = book();
        long move = book.mark / (random.nextInt(6) == 0 ? 3 : 12);
        book.mark = Math.max(1, book.mark + random.nextLong(2 * move + 1) - move);
        send(Topics.MARK_PRICES, feed.mark(now, book.id, price(book, book.mark)));
    }

    /** Takes over a position that ADL may since have closed: then it has to be refused. */
    private void takeover() {
        Book book = book();
        String account = account();
        long holds = lots.getOrDefault(account + book.id, 0L);
        if (holds == 0) {
            return;
        }
        int sign = Long.signum(holds);
        long quantity = 1 + random.nextLong(Math.abs(holds));
        long price = Math.max(1, book.mark + sign * random.nextLong(book.mark / 6 + 1));
        BigDecimal seized = random.nextInt(4) == 0 ? money(random.nextInt(50)) : null;
        send(
                Topics.LIQUIDATIONS,
                source().takeover(
                                now,
                                account,
                                book.id,
                                book.pool,
                                sign > 0 ? PositionSide.LONG : PositionSide.SHORT,
                                quantity(book, quantity),
                                price(book, price),
                                seized));
        lots.merge(account + book.id, -sign * quantity, Long::sum);
    }

    private void contribution() {
        boolean shared = random.nextBoolean();
        Insurance in = source().contribution(
                        now,
                        shared ? "shared" : "alone",
                        money(1 + random.nextInt(50_000)),
                        random.nextInt(3) == 0 ? (shared ? "AAA" : "CCC") : null);
        send(
                Topics.INSURANCE,
                random.nextInt(4) == 0
                        ? Insurance.newBuilder(in)
                                .setKind(InsuranceKind.WITHDRAWAL)
                                .build()
                        : in);
    }

    private void collateral() {
        InputRecords source = source();
        int draw = random.nextInt(6);
        if (draw < 3) {
            Collateral deposit = source.deposit(now, account(), money(1 + random.nextInt(50_000)));
            CollateralKind kind = List.of(CollateralKind.DEPOSIT, CollateralKind.WITHDRAWAL, CollateralKind.FUNDING)
                    .get(draw);
            send(
                    Topics.COLLATERAL,
                    Collateral.newBuilder(deposit)
                            .setKind(kind)
                            .setMarket(kind == CollateralKind.FUNDING ? book().id : null)
                            .build());
        } else if (draw < 5) {
            send(
                    Topics.COLLATERAL,
                    source.isolatedMargin(now, account(), book().id, money(random.nextInt(200_000) - 80_000L)));
        } else {
            MarginMode mode = random.nextBoolean() ? MarginMode.CROSS : MarginMode.ISOLATED;
            send(Topics.COLLATERAL, source.marginMode(now, account(), book().id, mode));
        }
    }

    /** An operator looks: mostly all is well, sometimes somebody is held back. */
    private void operate() {
        GroupMode mode = random.nextInt(3) == 0 ? GroupMode.SHADOW : GroupMode.LIVE;
        switch (random.nextInt(6)) {
            case 0 -> send(Topics.CONTROL, operator.thaw(now, "repaired"));
            case 1 -> send(Topics.CONTROL, operator.mode(now, mode, "looked at"));
            case 2 -> send(Topics.CONTROL, operator.marketMode(now, book().id, mode, "looked at"));
            default -> live();
        }
    }

    private void live() {
        send(Topics.CONTROL, operator.mode(now, GroupMode.LIVE, "looked at"));
    }

    /** A record comes again, by a producer that was not told it had arrived. */
    private void repeat() {
        int reach = Math.min(inputs.size(), random.nextBoolean() ? 10 : inputs.size());
        Input again = inputs.get(inputs.size() - 1 - random.nextInt(reach));
        put(new Input(again.topic(), again.key(), again.value(), now.toEpochMilli()));
    }

    /** Something that is no record of its topic, or one that no venue may send. */
    private void poison() {
        Input good = inputs.get(random.nextInt(inputs.size()));
        byte @Nullable [] value = good.value();
        Topics.Topic topic = good.topic();
        byte @Nullable [] key = good.key();
        Book book = book();
        InputRecords source = source();
        switch (random.nextInt(9)) {
            case 0 -> value = bytes(random.nextInt(40));
            case 1 -> value = null;
            case 2 -> value = new byte[] {0, 0, 1, 0, 0, 1, 2, 3};
            case 3 -> value = value == null ? null : Arrays.copyOf(value, random.nextInt(value.length + 1));
            case 4 -> topic = Topics.inputs().get(random.nextInt(Topics.inputs().size()));
            case 5 -> value = flipped(value);
            case 6 -> key = random.nextBoolean() ? null : bytes(random.nextInt(20));
            case 7 -> {
                SpecificRecord elsewhere = new InputRecords("elsewhere", "east").deposit(now, "a0", money(100));
                topic = Topics.COLLATERAL;
                value = serializer.serialize(topic.name(), elsewhere);
            }
            default -> {
                topic = Topics.FILLS;
                String[] figures = random.nextBoolean() ? new String[] {"0.005", "1"} : new String[] {"1", "-1"};
                String market = random.nextBoolean() ? "DOGE" : book.id;
                value = serializer.serialize(
                        topic.name(),
                        source.fill(now, "a0", market, OrderSide.BUY, figures[0], figures[1], source.nextTrade()));
            }
        }
        put(new Input(topic, key, value, now.toEpochMilli()));
    }

    private byte @Nullable [] flipped(byte @Nullable [] value) {
        if (value == null || value.length == 0) {
            return value;
        }
        byte[] copy = value.clone();
        copy[random.nextInt(copy.length)] ^= (byte) (1 << random.nextInt(8));
        return copy;
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) random.nextInt(256);
        }
        return bytes;
    }

    private void send(Topics.Topic topic, SpecificRecord record) {
        SpecificRecord sent = skewed(topic, record);
        byte[] key = topic.keyOf(record).toString().getBytes(StandardCharsets.UTF_8);
        put(new Input(topic, key, serializer.serialize(topic.name(), sent), timestamp()));
    }

    /** Now and then a record's own time is wrong by up to two hours, and sometimes by a day. */
    private SpecificRecord skewed(Topics.Topic topic, SpecificRecord record) {
        if (definitions == 0 || random.nextInt(1_000) >= skewPermille) {
            return record;
        }
        Duration most = random.nextInt(10) == 0 ? Duration.ofDays(1) : Duration.ofHours(2);
        long skew = random.nextLong(2 * most.toMillis() + 1) - most.toMillis();
        record.put(record.getSchema().getField("time").pos(), now.plusMillis(skew));
        return record;
    }

    private long timestamp() {
        if (definitions > 0 && random.nextInt(1_000) < skewPermille) {
            return random.nextInt(4) == 0 ? -1 : now.toEpochMilli() + random.nextInt(7_200_000) - 3_600_000;
        }
        return now.toEpochMilli();
    }

    private void put(Input input) {
        if (definitions > 0 && step < Integer.MAX_VALUE && random.nextInt(1_000) < lateness) {
            held.add(new Held(input, step + 1 + random.nextInt(5)));
        } else {
            sent(input);
        }
    }

    private void sent(Input input) {
        inputs.add(input);
        if (asked != null) {
            asked.sent(input);
        }
    }

    private void release() {
        held.removeIf(late -> {
            boolean due = late.until() <= step;
            if (due) {
                sent(late.input());
            }
            return due;
        });
    }

    private Book book() {
        return books.get(random.nextInt(books.size()));
    }

    private String account() {
        return ACCOUNTS.get(random.nextInt(ACCOUNTS.size()));
    }

    private InputRecords source() {
        return sources.get(random.nextInt(sources.size()));
    }

    private static BigDecimal money(long minor) {
        return BigDecimal.valueOf(minor, MONEY_SCALE);
    }

    private static BigDecimal quantity(Book book, long lots) {
        return book.lot.multiply(BigDecimal.valueOf(lots));
    }

    private static BigDecimal price(Book book, long ticks) {
        return book.tick.multiply(BigDecimal.valueOf(ticks));
    }
}
