package io.tearup.store;

import io.tearup.engine.model.CodePointOrder;
import io.tearup.engine.model.Lookahead;
import io.tearup.engine.model.Market;
import io.tearup.engine.model.Pool;
import io.tearup.engine.model.PositionTable;
import io.tearup.engine.model.RiskGroup;
import io.tearup.engine.model.SeenIds;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
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

    /** By group; what they know of the log is restored with it. */
    private final Map<RiskGroup, RowEncoder> encoders = new IdentityHashMap<>();

    private @Nullable RowEncoder draining;

    /** The group that was last restored to, and what the keys of its most frequent rows begin with. */
    private record Restoring(
            String group,
            byte[] seenIdPrefix,
            byte[] marketPrefix,
            byte[] markPrefix,
            RiskGroup.Restorer to,
            Lookahead lookahead,
            RowEncoder encoder) {
        static Restoring of(RiskGroup group, RowEncoder encoder) {
            return new Restoring(
                    group.id(),
                    RowKey.prefix(group.id(), RowKey.Kind.SEEN_ID),
                    RowKey.namedPrefix(group.id(), RowKey.Kind.MARKET),
                    RowKey.prefix(group.id(), RowKey.Kind.MARK_HISTORY),
                    group.restorer(),
                    new Lookahead(group),
                    encoder);
        }
    }

    /** Rows of known ids of {@link #restoring} that were read and are not put back yet, the first {@link #waiting} of them. */
    private final IdRow[] idRows = new IdRow[Lookahead.WINDOW];

    private int waiting;

    /** Rows of markets of {@link #restoring} that are not put back yet: one comes with every mark, and only the last one counts. */
    private final Map<Bytes, byte[]> marketRows = new LinkedHashMap<>();

    /** Key of the row that is being put back, for who has to say which could not be. */
    private Bytes rowAtHand = Bytes.wrap(new byte[0]);

    /** The group's numbers that came with the last row that has them. */
    private RiskGroup.@Nullable Scalars numbers;

    RiskState() {
        this(SeenIds.CAPACITY);
    }

    /** @param idsRemembered of each group, see {@link RiskGroup} */
    RiskState(int idsRemembered) {
        this.idsRemembered = idsRemembered;
        Arrays.setAll(idRows, unused -> new IdRow());
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
        drainSoon(group, rows);
        drainWaiting(group, rows);
    }

    /**
     * As {@link #drainChanges}, for one input of many: the rows of the last ids may wait to be written as one, for
     * {@link #drainWaiting} or whatever has to come after them. Before a commit nothing may wait.
     */
    public void drainSoon(RiskGroup group, BiConsumer<Bytes, byte @Nullable []> rows) {
        group.drainChanges(encoder(group).writingTo(rows));
    }

    /** Encodes the rows that wait. */
    public void drainWaiting(RiskGroup group, BiConsumer<Bytes, byte @Nullable []> rows) {
        encoder(group).writingTo(rows).writeIds();
    }

    private RowEncoder encoder(RiskGroup group) {
        RowEncoder recent = draining;
        if (recent == null || recent.group() != group) {
            recent = encoders.computeIfAbsent(group, g -> new RowEncoder(g, codec));
            draining = recent;
        }
        return recent;
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
        RowEncoder encoder = new RowEncoder(group, codec).writingTo(rows);
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
            encoder.writeIds();
        }
    }

    /** As {@link #forEachRow}, without the rows of accounts, positions and known ids. */
    void forEachSmallRow(RiskGroup group, BiConsumer<Bytes, byte @Nullable []> rows) {
        RowEncoder encoder = new RowEncoder(group, codec).writingTo(rows);
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
        restoreSoon(rowKey, value);
        restoreWaiting();
    }

    /** As {@link #restore}, for one row of many: some of the last ones may wait for {@link #restoreWaiting}. */
    void restoreSoon(Bytes rowKey, byte @Nullable [] value) {
        rowAtHand = rowKey;
        Restoring latest = restoring;
        if (latest != null && restoreFrequent(latest, rowKey, value)) {
            return;
        }
        RowKey key = RowKey.decode(rowKey);
        restoreWaiting();
        rowAtHand = rowKey;
        if (latest == null || !latest.group().equals(key.group())) {
            RiskGroup group = group(key.group());
            latest = Restoring.of(group, encoder(group));
            restoring = latest;
        }
        RiskGroup.Restorer to = latest.to();
        if (value == null) {
            restoreRemoval(key, latest);
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
            case SEEN_ID -> restoreIds(latest, key.number(), value);
            case MARK_HISTORY -> numbers = codec.restoreMarkHistory(to, key.number(), value);
            case RECEIVABLE -> codec.restoreReceivable(to, key.number(), value);
            case EARLY -> codec.restoreEarly(to, key.number(), value);
            case RESERVATION -> codec.restoreReservation(to, key.number(), value);
            case RESERVED_WAVE -> codec.restoreLegs(to, key.id(), key.number(), value);
        }
    }

    /**
     * Takes a row if it is one of those that nearly all of a changelog are, of the group before. Rows of marks and markets have
     * nothing that rows of ids have too, and come between nearly any two runs of fills: each may be put back before or after
     * ones of the other kind that came earlier.
     */
    private boolean restoreFrequent(Restoring latest, Bytes rowKey, byte @Nullable [] value) {
        byte[] key = rowKey.get();
        long place = RowKey.numberOf(key, latest.seenIdPrefix());
        if (place >= 0) {
            if (value == null) {
                latest.encoder().restoreEnd(Math.toIntExact(place), false);
            } else {
                restoreIds(latest, place, value);
            }
            return true;
        }
        if (value == null) {
            return false;
        }
        long mark = RowKey.numberOf(key, latest.markPrefix());
        if (mark >= 0) {
            numbers = codec.restoreMarkHistory(latest.to(), mark, value);
            return true;
        }
        boolean ofMarket = RowKey.beginsWith(key, latest.marketPrefix());
        if (ofMarket) {
            marketRows.put(rowKey, value);
        }
        return ofMarket;
    }

    private void restoreIds(Restoring latest, long lastPlace, byte[] value) {
        RowReader in = codec.openIds(value);
        int place = in.small();
        if (place < 0) {
            throw new CorruptRow("the first place is " + place + ", below 0");
        }
        while (in.flag()) {
            if (waiting == idRows.length) {
                restoreWaitingIds(latest);
            }
            IdRow row = idRows[waiting++];
            row.read(place++, value, in, latest.to());
            row.announce(latest.lookahead());
        }
        if (place - 1 != lastPlace) {
            throw new CorruptRow("the ids of places up to " + (place - 1) + " are in the row of place " + lastPlace);
        }
        numbers = codec.endIds(in);
        latest.encoder().restoreEnd((int) lastPlace, true);
    }

    /** Puts back the rows that wait for others, so that many are looked at together: to be called after the last one. */
    void restoreWaiting() {
        Restoring latest = restoring;
        if (latest == null) {
            return;
        }
        restoreWaitingIds(latest);
        for (Map.Entry<Bytes, byte[]> row : marketRows.entrySet()) {
            rowAtHand = row.getKey();
            RowKey key = RowKey.decode(rowAtHand);
            codec.restoreMarket(latest.to(), latest.to().market(key.id()), row.getValue());
        }
        marketRows.clear();
        RiskGroup.Scalars newest = numbers;
        if (newest != null) {
            latest.to().group(newest);
            numbers = null;
        }
    }

    private void restoreWaitingIds(Restoring latest) {
        if (waiting > 0) {
            latest.lookahead().look();
            for (int i = 0; i < waiting; i++) {
                idRows[i].putBack(latest.to());
            }
            waiting = 0;
        }
    }

    /** Key of the row that was put back last; if that failed, of the one that could not be. */
    Bytes rowAtHand() {
        return rowAtHand;
    }

    private static void restoreRemoval(RowKey key, Restoring latest) {
        RiskGroup.Restorer to = latest.to();
        switch (key.kind()) {
            case SEEN_ID -> latest.encoder().restoreEnd(Math.toIntExact(key.number()), false);
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
}
