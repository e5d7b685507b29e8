package io.tearup.store;

import java.util.List;
import java.util.Map;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.query.PositionBound;
import org.apache.kafka.streams.query.Query;
import org.apache.kafka.streams.query.QueryConfig;
import org.apache.kafka.streams.query.QueryResult;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/** Builds the risk state store and opens its live state. */
public final class RiskStates {
    /** Asks the store for the state itself. Only the processor of the same task may use the answer. */
    public record Live() implements Query<RiskState> {}

    private RiskStates() {}

    /** Stock key-value builder around the store: logging on, caching off. */
    public static StoreBuilder<KeyValueStore<Bytes, byte[]>> builder(String name) {
        return Stores.keyValueStoreBuilder(new Supplier(name), Serdes.Bytes(), Serdes.ByteArray())
                .withCachingDisabled()
                // By its own clock: with the times of old events the broker would take the producer for one long gone.
                .withLoggingEnabled(Map.of("message.timestamp.type", "LogAppendTime"));
    }

    /** The store alone, without metering and change log, for whoever drives a task by hand. */
    public static KeyValueStore<Bytes, byte[]> alone(String name) {
        return new RiskStateStore(name);
    }

    /**
     * State rebuilt from the records of a changelog, in their order; a null value removes its row. For tools that look at
     * what is durable, and for tests.
     */
    public static RiskState rebuilt(Iterable<KeyValue<byte[], byte @Nullable []>> changelog) {
        Rebuild rebuild = new Rebuild();
        for (KeyValue<byte[], byte @Nullable []> row : changelog) {
            rebuild.row(row.key, row.value);
        }
        return rebuild.state();
    }

    /** As {@link #rebuilt}, row by row. */
    public static final class Rebuild {
        private final RiskState state = new RiskState();

        /** The next row of the changelog; throws {@link CorruptRow}. */
        public void row(byte[] key, byte @Nullable [] value) {
            state.restore(Bytes.wrap(key), value);
        }

        public RiskState state() {
            return state;
        }
    }

    /**
     * The restored state behind a store.
     *
     * @throws IllegalStateException if rows refer to markets that no row defines
     */
    public static RiskState open(KeyValueStore<Bytes, byte[]> store) {
        QueryResult<RiskState> result = store.query(new Live(), PositionBound.unbounded(), new QueryConfig(false));
        if (!result.isSuccess()) {
            throw new IllegalStateException("store " + store.name() + ": " + result.getFailureMessage());
        }
        RiskState state = result.getResult();
        state.groups().forEach(group -> {
            List<String> undefined = group.undefined();
            if (!undefined.isEmpty()) {
                throw new IllegalStateException("store " + store.name() + ", risk group " + group.id()
                        + ": the changelog has rows of " + undefined + " but no definition; restore it from an intact"
                        + " changelog");
            }
        });
        return state;
    }

    private record Supplier(String name) implements KeyValueBytesStoreSupplier {
        @Override
        public KeyValueStore<Bytes, byte[]> get() {
            return new RiskStateStore(name);
        }

        @Override
        public String metricsScope() {
            return "tearup-risk-state";
        }
    }
}
