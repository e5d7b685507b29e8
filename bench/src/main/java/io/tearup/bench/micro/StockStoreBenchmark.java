package io.tearup.bench.micro;

import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What {@link WaveBenchmark} decides, as a processor with the stock in-memory store would: go through all positions, look up
 * the account's money, score, keep the best hundred. Scores are plain doubles and nothing is checked, which is less than a
 * wave does.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xms8g", "-Xmx8g", "-XX:+UseSerialGC"})
@Warmup(iterations = 2, time = 5)
@Measurement(iterations = 3, time = 10)
public class StockStoreBenchmark {
    private static final long MARK = 100_000;
    private static final int WANTED = 100;

    /** Positions in the store. */
    @Param({"1000000"})
    public int rows;

    private KeyValueStore<String, byte[]> positions = store("positions");
    private KeyValueStore<String, byte[]> money = store("money");

    private record Scored(String account, double score) {}

    private static KeyValueStore<String, byte[]> store(String name) {
        KeyValueStore<String, byte[]> store = Stores.keyValueStoreBuilder(
                        Stores.inMemoryKeyValueStore(name), Serdes.String(), Serdes.ByteArray())
                .withLoggingDisabled()
                .withCachingDisabled()
                .build();
        store.init(new MockProcessorContext<Void, Void>().getStateStoreContext(), store);
        return store;
    }

    @Setup
    public void fill() {
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < rows; i++) {
            long lots = 1 + random.nextInt(1_000);
            long entry = MARK + random.nextInt(20_000) - 2_000;
            long cost = lots * entry;
            long wallet = cost / (2 + random.nextInt(20)) + lots * Math.max(0, MARK - entry) * 2;
            positions.put(
                    "acct-" + i,
                    ByteBuffer.allocate(16).putLong(-lots).putLong(-cost).array());
            money.put("acct-" + i, ByteBuffer.allocate(8).putLong(wallet).array());
        }
    }

    @Benchmark
    public Object iterateAndRank() {
        PriorityQueue<Scored> best = new PriorityQueue<>(Comparator.comparingDouble(Scored::score));
        try (KeyValueIterator<String, byte[]> all = positions.all()) {
            while (all.hasNext()) {
                KeyValue<String, byte[]> entry = all.next();
                ByteBuffer value = ByteBuffer.wrap(entry.value);
                long lots = value.getLong();
                long cost = value.getLong();
                long result = lots * MARK - cost;
                long equity = ByteBuffer.wrap(money.get(entry.key)).getLong() + result;
                double rate = 0.005 * Math.abs(lots) * MARK / equity;
                double percent = (double) result / Math.abs(cost);
                best.add(new Scored(entry.key, result >= 0 ? percent * rate : percent / rate));
                if (best.size() > WANTED) {
                    best.poll();
                }
            }
        }
        return best;
    }
}
