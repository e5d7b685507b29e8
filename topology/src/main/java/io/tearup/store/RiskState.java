package io.tearup.store;

import io.tearup.engine.model.Changes;
import io.tearup.engine.model.CodePointOrder;
import io.tearup.engine.model.EarlyInput;
import io.tearup.engine.model.MarkHistory;
import io.tearup.engine.model.Market;
import io.tearup.engine.model.Pool;
import io.tearup.engine.model.PositionTable;
import io.tearup.engine.model.Receivable;
import io.tearup.engine.model.Reservation;
import io.tearup.engine.model.RiskGroup;
import io.tearup.engine.model.RollingMaximum;
import io.tearup.engine.model.SeenIds;
import io.tearup.engine.model.Watch;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * The risk groups of one task as rows: what a changelog carries and what it is restored to.
 *
 * <p>The typed state is the state; a row is encoded from it when it is asked for and decoded into it when it is restored.
 */
public final class RiskState {
    /** Fair, so that a query waits for one record and not for a lull. */
    private final ReentrantLock access = new ReentrantLock(true);

    private final AppliedInputs applied = new AppliedInputs();
    private final TreeMap<String, RiskGroup> groups = new TreeMap<>(CodePointOrder.INSTANCE);
    private final RowCodec codec = new RowCodec();
    private final int idsRemembered;
    private @Nullable Restoring restoring;

    /** Of the group whose rows were drained last: it has the keys of rows that change with nearly every record. */
    private @Nullable Encoder draining;

    /** The group that was last restored to, and what the keys of its known ids begin with. */
    private record Restoring(String group, byte[] seenIdPrefix, RiskGroup.Restorer to) {}

    RiskState() {
        this(SeenIds.CAPACITY);
    }

    /** @param idsRemembered of each group, see {@link RiskGroup} */
    RiskState(int idsRemembered) {
        this.idsRemembered = idsRemembered;
    }

    /** The group of an id, new and undefined if it was not known. */
    public RiskGroup group(String id) {
        return groups.computeIfAbsent(id, unknown -> new RiskGroup(unknown, idsRemembered));
    }

    /** The group of an id, or null if no row and no record named it. */
    public @Nullable RiskGroup find(String id) {
        return groups.get(id);
    }

    /**
     * Held by the task's thread while a record changes the state and its rows are logged, and by whoever looks at the state
     * from another thread: nobody sees half a change. Looking excludes looking too, as it may fill in what is cached.
     */
    public Lock access() {
        return access;
    }

    /** The input records the state reflects. */
    public AppliedInputs applied() {
        return applied;
    }

    /** Groups by ascending id. */
    public Iterable<RiskGroup> groups() {
        return groups.values();
    }

    /** Encodes each row of a group that changed since the last call; a null value is a removal. */
    public void drainChanges(RiskGroup group, BiConsumer<Bytes, byte @Nullable []> rows) {
        Encoder encoder = draining;
        if (encoder == null || encoder.group != group) {
            encoder = new Encoder(group, rows);
            draining = encoder;
        }
        encoder.rows = rows;
        group.drainChanges(encoder);
    }

    /**
     * Hash of a group's whole state, 32 hexadecimal digits, see {@link StateHash}. It reads every row: milliseconds for
     * a hundred thousand positions.
     */
    public String hash(RiskGroup group) {
        return StateHash.of(this, group);
    }

    /** Encodes every row of every group. */
    void forEachRow(BiConsumer<Bytes, byte @Nullable []> rows) {
        groups.values().forEach(group -> forEachRow(group, rows));
    }

    /** Encodes every row of one group; nothing counts as drained by it. */
    void forEachRow(RiskGroup group, BiConsumer<Bytes, byte @Nullable []> rows) {
        forEachSmallRow(group, rows);
        Encoder encoder = new Encoder(group, rows);
        for (Market market : group.markets()) {
            PositionTable table = market.positions();
            for (int row = 0; row < table.end(); row++) {
                if (table.isUsed(row)) {
                    encoder.position(market, row);
                }
            }
        }
        for (int slot = 0; slot < group.accounts().size(); slot++) {
            encoder.account(slot);
        }
        for (int place = 0; place < group.seenIds().size(); place++) {
            encoder.seenId(place, null, null, null, 0);
        }
    }

    /** As {@link #forEachRow}, without the rows of accounts, positions and known ids. */
    void forEachSmallRow(RiskGroup group, BiConsumer<Bytes, byte @Nullable []> rows) {
        Encoder encoder = new Encoder(group, rows);
        encoder.configuration();
        encoder.group();
        for (Pool pool : group.pools()) {
            encoder.poolAlone(pool);
            pool.watches().forEach((trigger, watch) -> {
                encoder.watch(RowKey.Kind.POOL_WATCH, pool.id(), trigger, watch);
                encoder.wholePeak(RowKey.Kind.POOL_PEAK, pool.id(), trigger, watch.peak());
            });
        }
        for (Market market : group.markets()) {
            encoder.marketDefinition(market);
            encoder.marketAlone(market);
            market.watches().forEach((trigger, watch) -> {
                encoder.watch(RowKey.Kind.MARKET_WATCH, market.id(), trigger, watch);
                encoder.wholePeak(RowKey.Kind.MARKET_PEAK, market.id(), trigger, watch.peak());
            });
        }
        group.forEachSource((source, sequence) -> encoder.source(source));
        group.forEachOpenTrade((tradeId, trade) -> encoder.openTrade(tradeId));
        for (long number = group.markHistory().oldest();
                number < group.markHistory().next();
                number++) {
            encoder.markHistory(number);
        }
        group.receivables().forEach(receivable -> encoder.receivable(receivable.number()));
        group.early().forEach(input -> encoder.early(input.number()));
        group.reservations().all().forEach(reservation -> encoder.reservation(reservation.number()));
        group.reservations().forEachWave((market, wave, legs) -> encoder.legs(market, wave));
    }

    /** Puts a logged row back; {@code value} null removes it. Throws {@link CorruptRow}. */
    void restore(Bytes rowKey, byte @Nullable [] value) {
        Restoring latest = restoring;
        // Nearly every row of a changelog is that of a known id, of the group before.
        if (latest != null && value != null) {
            long place = RowKey.numberOf(rowKey.get(), latest.seenIdPrefix());
            if (place >= 0) {
                codec.restoreSeenId(latest.to(), place, value);
                return;
            }
        }
        RowKey key = RowKey.decode(rowKey);
        RiskGroup.Restorer to;
        if (latest != null && latest.group().equals(key.group())) {
            to = latest.to();
        } else {
            to = group(key.group()).restorer();
            restoring = new Restoring(key.group(), RowKey.prefix(key.group(), RowKey.Kind.SEEN_ID), to);
        }
        if (value == null) {
            restoreRemoval(key, to);
            return;
        }
        switch (key.kind()) {
            case CONFIGURATION -> codec.restoreConfiguration(to, value);
            case GROUP -> codec.restoreGroup(to, value);
            case POOL -> codec.restorePool(to, key.id(), value);
            case POOL_WATCH -> codec.restoreWatch(to.poolWatch(key.id(), key.secondId()), value);
            case POOL_PEAK ->
                codec.restorePeak(to.poolWatch(key.id(), key.secondId()).peak(), key.number(), value);
            case MARKET_DEFINITION -> codec.restoreMarketDefinition(to, key.id(), value);
            case MARKET -> codec.restoreMarket(to, to.market(key.id()), value);
            case MARKET_WATCH -> codec.restoreWatch(to.marketWatch(key.id(), key.secondId()), value);
            case MARKET_PEAK ->
                codec.restorePeak(to.marketWatch(key.id(), key.secondId()).peak(), key.number(), value);
            case ACCOUNT -> codec.restoreAccount(to, key.id(), value);
            case POSITION -> codec.restorePosition(to, to.market(key.id()), key.secondId(), value);
            case SOURCE -> codec.restoreSource(to, key.id(), value);
            case OPEN_TRADE -> codec.restoreOpenTrade(to, key.id(), value);
            case SEEN_ID -> codec.restoreSeenId(to, key.number(), value);
            case MARK_HISTORY -> codec.restoreMarkHistory(to, key.number(), value);
            case RECEIVABLE -> codec.restoreReceivable(to, key.number(), value);
            case EARLY -> codec.restoreEarly(to, key.number(), value);
            case RESERVATION -> codec.restoreReservation(to, key.number(), value);
            case RESERVED_WAVE -> codec.restoreLegs(to, key.id(), key.number(), value);
        }
    }

    private static void restoreRemoval(RowKey key, RiskGroup.Restorer to) {
        switch (key.kind()) {
            case POOL_PEAK -> to.poolWatch(key.id(), key.secondId()).peak().restoreRemoved(key.number());
            case MARKET_PEAK -> to.marketWatch(key.id(), key.secondId()).peak().restoreRemoved(key.number());
            case RECEIVABLE -> to.receivable(key.number(), null);
            case EARLY -> to.early(key.number(), null);
            case RESERVATION -> to.reservation(key.number(), null);
            case RESERVED_WAVE -> to.legs(key.id(), key.number(), 0);
            case POSITION -> to.positionRemoved(to.market(key.id()), key.secondId());
            case OPEN_TRADE -> to.openTrade(key.id(), null);
            default -> throw new CorruptRow("a row of kind " + key.kind() + " is never removed");
        }
    }

    private final class Encoder implements Changes.Visitor {
        private final RiskGroup group;
        private final byte[] seenIdPrefix;
        private final byte[] markHistoryPrefix;

        private final Map<Market, Bytes> marketKeys = new IdentityHashMap<>();
        private BiConsumer<Bytes, byte @Nullable []> rows;

        private Encoder(RiskGroup group, BiConsumer<Bytes, byte @Nullable []> rows) {
            this.group = group;
            this.rows = rows;
            this.seenIdPrefix = RowKey.prefix(group.id(), RowKey.Kind.SEEN_ID);
            this.markHistoryPrefix = RowKey.prefix(group.id(), RowKey.Kind.MARK_HISTORY);
        }

        @Override
        public void configuration() {
            row(RowKey.of(group.id(), RowKey.Kind.CONFIGURATION), codec.configuration(group));
        }

        @Override
        public void group() {
            row(RowKey.of(group.id(), RowKey.Kind.GROUP), codec.group(group));
        }

        @Override
        public void marketDefinition(Market market) {
            row(RowKey.of(group.id(), RowKey.Kind.MARKET_DEFINITION, market.id()), codec.marketDefinition(market));
        }

        @Override
        public void market(Market market) {
            marketAlone(market);
            market.watches().forEach((trigger, watch) -> {
                changedWatch(RowKey.Kind.MARKET_WATCH, market.id(), trigger, watch);
                changedPeak(RowKey.Kind.MARKET_PEAK, market.id(), trigger, watch.peak());
            });
        }

        @Override
        public void pool(Pool pool) {
            poolAlone(pool);
            pool.watches().forEach((trigger, watch) -> {
                changedWatch(RowKey.Kind.POOL_WATCH, pool.id(), trigger, watch);
                changedPeak(RowKey.Kind.POOL_PEAK, pool.id(), trigger, watch.peak());
            });
        }

        @Override
        public void account(int slot) {
            row(RowKey.of(group.id(), RowKey.Kind.ACCOUNT, group.accounts().id(slot)), codec.account(group, slot));
        }

        @Override
        public void position(Market market, int row) {
            row(positionKey(market, market.positions().account(row)), codec.position(group, market.positions(), row));
        }

        @Override
        public void positionRemoved(Market market, int accountSlot) {
            row(positionKey(market, accountSlot), null);
        }

        @Override
        public void positionClosed(Market market, int accountSlot) {
            row(positionKey(market, accountSlot), codec.closedPosition(group, accountSlot));
        }

        private RowKey positionKey(Market market, int accountSlot) {
            return RowKey.of(
                    group.id(),
                    RowKey.Kind.POSITION,
                    market.id(),
                    group.accounts().id(accountSlot));
        }

        @Override
        public void source(String source) {
            row(RowKey.of(group.id(), RowKey.Kind.SOURCE, source), codec.source(group.lastSequence(source)));
        }

        @Override
        public void openTrade(String tradeId) {
            RiskGroup.OpenTrade trade = group.openTrade(tradeId);
            row(RowKey.of(group.id(), RowKey.Kind.OPEN_TRADE, tradeId), trade == null ? null : codec.openTrade(trade));
        }

        @Override
        public void seenId(
                int place, @Nullable String source, @Nullable String trade, @Nullable Market market, int accountSlot) {
            rows.accept(
                    RowKey.numbered(seenIdPrefix, place),
                    codec.seenId(group, place, source, trade, market, accountSlot));
        }

        @Override
        public void markHistory(long number) {
            MarkHistory history = group.markHistory();
            // A change that the ring has since overwritten is logged by the one in its place.
            if (number >= history.oldest()) {
                Bytes key = RowKey.numbered(markHistoryPrefix, number % MarkHistory.CAPACITY);
                rows.accept(key, codec.markHistory(group, number));
            }
        }

        @Override
        public void receivable(long number) {
            Receivable receivable = group.receivable(number);
            row(
                    RowKey.of(group.id(), RowKey.Kind.RECEIVABLE, "", number),
                    receivable == null ? null : codec.receivable(receivable));
        }

        @Override
        public void reservation(long number) {
            Reservation reservation = group.reservations().get(number);
            row(
                    RowKey.of(group.id(), RowKey.Kind.RESERVATION, "", number),
                    reservation == null ? null : codec.reservation(reservation));
        }

        @Override
        public void legs(String market, long wave) {
            int legs = group.reservations().legs(market, wave);
            row(RowKey.of(group.id(), RowKey.Kind.RESERVED_WAVE, market, wave), legs == 0 ? null : codec.legs(legs));
        }

        @Override
        public void early(long number) {
            EarlyInput input = group.early(number);
            row(RowKey.of(group.id(), RowKey.Kind.EARLY, "", number), input == null ? null : codec.early(input));
        }

        private void marketAlone(Market market) {
            rows.accept(marketKey(market), codec.market(market));
        }

        private Bytes marketKey(Market market) {
            Bytes key = marketKeys.get(market);
            if (key == null) {
                key = RowKey.of(group.id(), RowKey.Kind.MARKET, market.id()).encode();
                marketKeys.put(market, key);
            }
            return key;
        }

        private void poolAlone(Pool pool) {
            row(RowKey.of(group.id(), RowKey.Kind.POOL, pool.id()), codec.pool(pool));
        }

        private void changedWatch(RowKey.Kind kind, String id, String trigger, Watch watch) {
            if (watch.drainChange()) {
                watch(kind, id, trigger, watch);
            }
        }

        private void watch(RowKey.Kind kind, String id, String trigger, Watch watch) {
            row(RowKey.of(group.id(), kind, id, trigger), codec.watch(watch));
        }

        private void changedPeak(RowKey.Kind kind, String id, String trigger, RollingMaximum peak) {
            if (peak.hasChanges()) {
                peak.drainChanges(entry -> peakEntry(kind, id, trigger, peak, entry));
            }
        }

        private void wholePeak(RowKey.Kind kind, String id, String trigger, RollingMaximum peak) {
            peak.forEachEntry(entry -> peakEntry(kind, id, trigger, peak, entry));
        }

        private void peakEntry(RowKey.Kind kind, String id, String trigger, RollingMaximum peak, long entry) {
            row(RowKey.of(group.id(), kind, id, trigger, entry), peak.contains(entry) ? codec.peak(peak, entry) : null);
        }

        private void row(RowKey key, byte @Nullable [] value) {
            rows.accept(key.encode(), value);
        }
    }
}
