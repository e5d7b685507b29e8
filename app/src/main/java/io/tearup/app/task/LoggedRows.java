package io.tearup.app.task;

import java.util.Collection;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.BatchingStateRestoreCallback;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.query.Position;
import org.apache.kafka.streams.query.PositionBound;
import org.apache.kafka.streams.query.Query;
import org.apache.kafka.streams.query.QueryConfig;
import org.apache.kafka.streams.query.QueryResult;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** A store whose rows also go to a changelog of the caller's, and which the store's own callback restores from one. */
final class LoggedRows implements KeyValueStore<Bytes, byte[]> {
    private final KeyValueStore<Bytes, byte[]> rows;
    private final HandDrivenTask.Changelog changelog;
    private @Nullable BatchingStateRestoreCallback callback;

    LoggedRows(KeyValueStore<Bytes, byte[]> rows, HandDrivenTask.Changelog changelog) {
        this.rows = rows;
        this.changelog = changelog;
    }

    // A removed row has no value, which Kafka's types do not say.
    @SuppressWarnings({"NullAway", "unchecked", "rawtypes"})
    void restore(Collection<KeyValue<byte[], byte @Nullable []>> logged) {
        if (callback == null) {
            throw new IllegalStateException("store " + name() + " takes no rows before it is opened");
        }
        callback.restoreAll((Collection) logged);
    }

    @Override
    public void init(StateStoreContext context, StateStore root) {
        rows.init(new RestoringContext(context, registered -> callback = registered), root);
    }

    @Override
    public void put(Bytes key, byte @Nullable [] value) {
        rows.put(key, value);
        changelog.row(key.get(), value);
    }

    @Override
    public byte @Nullable [] putIfAbsent(Bytes key, byte[] value) {
        return rows.putIfAbsent(key, value);
    }

    @Override
    public void putAll(List<KeyValue<Bytes, byte[]>> entries) {
        rows.putAll(entries);
    }

    @Override
    public byte @Nullable [] delete(Bytes key) {
        return rows.delete(key);
    }

    @Override
    public byte @Nullable [] get(Bytes key) {
        return rows.get(key);
    }

    @Override
    public KeyValueIterator<Bytes, byte[]> range(@Nullable Bytes from, @Nullable Bytes to) {
        return rows.range(from, to);
    }

    @Override
    public KeyValueIterator<Bytes, byte[]> all() {
        return rows.all();
    }

    @Override
    public long approximateNumEntries() {
        return rows.approximateNumEntries();
    }

    @Override
    public <R> QueryResult<R> query(Query<R> query, PositionBound bound, QueryConfig config) {
        return rows.query(query, bound, config);
    }

    @Override
    public Position getPosition() {
        return rows.getPosition();
    }

    @Override
    public String name() {
        return rows.name();
    }

    @Override
    public void close() {
        rows.close();
    }

    @Override
    public boolean persistent() {
        return rows.persistent();
    }

    @Override
    public boolean isOpen() {
        return rows.isOpen();
    }
}
