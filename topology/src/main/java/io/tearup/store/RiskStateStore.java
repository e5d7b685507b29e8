package io.tearup.store;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.BatchingStateRestoreCallback;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.query.FailureReason;
import org.apache.kafka.streams.query.Position;
import org.apache.kafka.streams.query.PositionBound;
import org.apache.kafka.streams.query.Query;
import org.apache.kafka.streams.query.QueryConfig;
import org.apache.kafka.streams.query.QueryResult;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The risk groups of one task as a key-value store of rows, so that the stock builder's metering, change log, restore and
 * standby work on it unchanged.
 *
 * <p>The typed {@link RiskState} is the state. The processor reaches it through {@link RiskStates.Live}, changes it, and then puts
 * every changed row through the wrapped store: that logs the row, and the write that arrives here is already in the state.
 * Rows are logged when they change and never at commit, which under exactly-once runs after the transaction ended.
 *
 * <p>Restored rows are put back by a {@link RestoreThread}. Whoever opens the live state waits for its end, or gets the
 * failure it met: nothing is decided with a part of the rows.
 */
final class RiskStateStore implements KeyValueStore<Bytes, byte[]> {
    private static final Position NOT_TOLD = Position.emptyPosition();

    private final String name;
    private volatile RiskState state = new RiskState();
    private volatile boolean open;
    private int partition;
    private @Nullable RestoreThread restoring;

    RiskStateStore(String name) {
        this.name = name;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void init(StateStoreContext context, StateStore root) {
        RiskState fresh = new RiskState();
        state = fresh;
        partition = context.taskId().partition();
        RestoreThread thread =
                new RestoreThread(name + "-restore-" + context.taskId(), rows -> restoreAll(fresh, rows));
        restoring = thread;
        context.register(root, (BatchingStateRestoreCallback) thread::accept);
        open = true;
    }

    private void restoreAll(RiskState restored, Collection<KeyValue<byte[], byte[]>> rows) {
        restored.access().lock();
        try {
            for (KeyValue<byte[], byte[]> row : rows) {
                restored.restoreSoon(Bytes.wrap(row.key), row.value);
            }
            restored.restoreWaiting();
        } catch (CorruptRow e) {
            throw new CorruptRow(
                    new CorruptRow.Place(name, partition),
                    new String(restored.rowAtHand().get(), StandardCharsets.ISO_8859_1),
                    e);
        } finally {
            restored.access().unlock();
        }
    }

    @Override
    @SuppressWarnings("unchecked")
    public <R> QueryResult<R> query(Query<R> query, PositionBound bound, QueryConfig config) {
        if (query instanceof RiskStates.Live) {
            return (QueryResult<R>) QueryResult.forResult(restored());
        }
        return query instanceof RiskQuery<R> question
                ? answer(question, bound)
                : QueryResult.forUnknownQueryType(query, this);
    }

    /** Answers between two records: the task's thread waits, and so does the question while a record is applied. */
    private <R> QueryResult<R> answer(RiskQuery<R> question, PositionBound bound) {
        RiskState asked = state;
        asked.access().lock();
        try {
            if (!open) {
                return QueryResult.forFailure(FailureReason.NOT_ACTIVE, "store " + name + " is closed");
            }
            if (!asked.applied().reaches(bound, partition)) {
                return QueryResult.notUpToBound(asked.applied().position(), bound, partition);
            }
            QueryResult<R> result = QueryResult.forResult(question.answer(asked));
            result.setPosition(asked.applied().position());
            return result;
        } finally {
            asked.access().unlock();
        }
    }

    /** A row that the processor changed in the state before it was put: nothing is left to do. */
    @Override
    public void put(Bytes key, byte @Nullable [] value) {
        requireOpen();
    }

    @Override
    public byte @Nullable [] putIfAbsent(Bytes key, byte[] value) {
        throw readOnly();
    }

    @Override
    public void putAll(List<KeyValue<Bytes, byte[]>> entries) {
        throw readOnly();
    }

    @Override
    public byte @Nullable [] delete(Bytes key) {
        throw readOnly();
    }

    @Override
    public byte @Nullable [] get(Bytes key) {
        return rows().get(key);
    }

    @Override
    public KeyValueIterator<Bytes, byte[]> range(@Nullable Bytes from, @Nullable Bytes to) {
        TreeMap<Bytes, byte[]> rows = rows();
        Map<Bytes, byte[]> within = from == null
                ? (to == null ? rows : rows.headMap(to, true))
                : (to == null ? rows.tailMap(from, true) : rows.subMap(from, true, to, true));
        return new RowIterator(within.entrySet().iterator());
    }

    @Override
    public KeyValueIterator<Bytes, byte[]> all() {
        return range(null, null);
    }

    @Override
    public long approximateNumEntries() {
        return rows().size();
    }

    @Override
    public void close() {
        open = false;
        RestoreThread thread = restoring;
        if (thread != null) {
            thread.stop();
        }
        state = new RiskState();
    }

    /** The state is in memory only: a task that moves restores it from its changelog or is a warm standby. */
    @Override
    public boolean persistent() {
        return false;
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    /** Empty: Kafka Streams asks for it with every row that is logged. Answers carry the position themselves. */
    @Override
    public Position getPosition() {
        return NOT_TOLD;
    }

    private TreeMap<Bytes, byte[]> rows() {
        requireOpen();
        TreeMap<Bytes, byte[]> rows = new TreeMap<>();
        RiskState asked = restored();
        asked.access().lock();
        try {
            asked.forEachRow((key, value) -> {
                if (value != null) {
                    rows.put(key, value);
                }
            });
        } finally {
            asked.access().unlock();
        }
        return rows;
    }

    /** The state once every row that was handed over is in it. Throws what putting one back failed with. */
    private RiskState restored() {
        RestoreThread before = restoring;
        if (before != null) {
            before.await();
        }
        return state;
    }

    private void requireOpen() {
        if (!open) {
            throw new IllegalStateException("store " + name + " is closed");
        }
    }

    private UnsupportedOperationException readOnly() {
        return new UnsupportedOperationException(
                "store " + name + " is written through its live state; put() only logs a changed row");
    }

    private static final class RowIterator implements KeyValueIterator<Bytes, byte[]> {
        private final Iterator<Map.Entry<Bytes, byte[]>> entries;
        private Map.@Nullable Entry<Bytes, byte[]> peeked;

        private RowIterator(Iterator<Map.Entry<Bytes, byte[]>> entries) {
            this.entries = entries;
        }

        @Override
        public boolean hasNext() {
            return peeked != null || entries.hasNext();
        }

        @Override
        public KeyValue<Bytes, byte[]> next() {
            Map.Entry<Bytes, byte[]> entry = peeked == null ? entries.next() : peeked;
            peeked = null;
            return KeyValue.pair(entry.getKey(), entry.getValue());
        }

        @Override
        public Bytes peekNextKey() {
            if (peeked == null) {
                peeked = entries.next();
            }
            return peeked.getKey();
        }

        @Override
        public void close() {
            // Nothing is held.
        }
    }
}
