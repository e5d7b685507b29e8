package io.tearup.store;

import io.tearup.engine.model.Changes;
import io.tearup.engine.model.EarlyInput;
import io.tearup.engine.model.Lookahead;
import io.tearup.engine.model.MarkHistory;
import io.tearup.engine.model.Market;
import io.tearup.engine.model.Pool;
import io.tearup.engine.model.Receivable;
import io.tearup.engine.model.Reservation;
import io.tearup.engine.model.RiskGroup;
import io.tearup.engine.model.RollingMaximum;
import io.tearup.engine.model.Watch;
import java.util.BitSet;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * Writes the rows of one group.
 *
 * <p>Neighbours in the ring of ids share a row: writing one is what a busy group's log costs most. Its key is the last one's
 * place. Once the ring has come round, a row goes when its last place is taken again, be it that another row has the same
 * key or that it is removed; its other places were taken before. So rows of ids still go in the order in which they came, and
 * what a row says of a place that was taken again is said anew by a later one, see {@link io.tearup.engine.model.Changes}.
 *
 * <p>Ids wait to share a row only while no row is written that would have to come after theirs.
 */
final class RowEncoder implements Changes.Visitor {
    /** Bytes that a row of several ids has at most, and then one id more: far below what brokers take. */
    private static final int LONGEST = 32_768;

    private final RiskGroup group;
    private final byte[] seenIdPrefix;
    private final byte[] markHistoryPrefix;

    private final Map<Market, Bytes> marketKeys = new IdentityHashMap<>();
    private final RowCodec codec;
    private BiConsumer<Bytes, byte @Nullable []> rows = (key, value) -> {
        throw new IllegalStateException("nobody asked for rows");
    };

    /** Rows of ids that wait to be written as one. */
    private final RowWriter ids = new RowWriter();

    /** How many wait, and the place of the last one. */
    private int waiting;

    private int lastPlace;

    /** Places that the log has a row of: the last ones of theirs. */
    private final BitSet ends = new BitSet();

    RowEncoder(RiskGroup group, RowCodec codec) {
        this.group = group;
        this.codec = codec;
        this.seenIdPrefix = RowKey.prefix(group.id(), RowKey.Kind.SEEN_ID);
        this.markHistoryPrefix = RowKey.prefix(group.id(), RowKey.Kind.MARK_HISTORY);
    }

    RiskGroup group() {
        return group;
    }

    /** Where rows go from now on. */
    RowEncoder writingTo(BiConsumer<Bytes, byte @Nullable []> to) {
        rows = to;
        return this;
    }

    @Override
    public void configuration() {
        row(RowKey.of(group.id(), RowKey.Kind.CONFIGURATION), codec.configuration(group));
    }

    @Override
    public void numbers() {
        writeIds();
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
        writeIds();
        row(RowKey.of(group.id(), RowKey.Kind.ACCOUNT, group.accounts().id(slot)), codec.account(group, slot));
    }

    @Override
    public void position(Market market, int row) {
        writeIds();
        releasedPosition(market, row);
    }

    @Override
    public void releasedPosition(Market market, int row) {
        row(positionKey(market, market.positions().account(row)), codec.position(group, market.positions(), row));
    }

    @Override
    public void positionRemoved(Market market, int accountSlot) {
        row(positionKey(market, accountSlot), null);
    }

    @Override
    public void positionClosed(Market market, int accountSlot) {
        writeIds();
        row(positionKey(market, accountSlot), codec.closedPosition(group, accountSlot));
    }

    private RowKey positionKey(Market market, int accountSlot) {
        return RowKey.of(
                group.id(), RowKey.Kind.POSITION, market.id(), group.accounts().id(accountSlot));
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
        if (waiting > 0 && (place != lastPlace + 1 || waiting == Lookahead.WINDOW || ids.size() > LONGEST)) {
            writeIds();
        }
        if (waiting == 0) {
            codec.startIds(ids, place);
        }
        codec.id(ids, group, place, source, trade, market, accountSlot);
        waiting++;
        lastPlace = place;
    }

    /** Writes the ids that wait. */
    void writeIds() {
        if (waiting == 0) {
            return;
        }
        for (int place = ends.nextSetBit(lastPlace - waiting + 1);
                place >= 0 && place < lastPlace;
                place = ends.nextSetBit(place + 1)) {
            ends.clear(place);
            rows.accept(RowKey.numbered(seenIdPrefix, place), null);
        }
        ends.set(lastPlace);
        waiting = 0;
        rows.accept(RowKey.numbered(seenIdPrefix, lastPlace), codec.finishIds(ids, group));
    }

    /** The log has a row whose last place is this, or no longer has one. */
    void restoreEnd(int place, boolean present) {
        ends.set(place, present);
    }

    @Override
    public void markHistory(long number) {
        writeIds();
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

    void marketAlone(Market market) {
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

    void poolAlone(Pool pool) {
        row(RowKey.of(group.id(), RowKey.Kind.POOL, pool.id()), codec.pool(pool));
    }

    private void changedWatch(RowKey.Kind kind, String id, String trigger, Watch watch) {
        if (watch.drainChange()) {
            watch(kind, id, trigger, watch);
        }
    }

    void watch(RowKey.Kind kind, String id, String trigger, Watch watch) {
        row(RowKey.of(group.id(), kind, id, trigger), codec.watch(watch));
    }

    private void changedPeak(RowKey.Kind kind, String id, String trigger, RollingMaximum peak) {
        if (peak.hasChanges()) {
            peak.drainChanges(entry -> peakEntry(kind, id, trigger, peak, entry));
        }
    }

    void wholePeak(RowKey.Kind kind, String id, String trigger, RollingMaximum peak) {
        peak.forEachEntry(entry -> peakEntry(kind, id, trigger, peak, entry));
    }

    private void peakEntry(RowKey.Kind kind, String id, String trigger, RollingMaximum peak, long entry) {
        row(RowKey.of(group.id(), kind, id, trigger, entry), peak.contains(entry) ? codec.peak(peak, entry) : null);
    }

    private void row(RowKey key, byte @Nullable [] value) {
        rows.accept(key.encode(), value);
    }
}
