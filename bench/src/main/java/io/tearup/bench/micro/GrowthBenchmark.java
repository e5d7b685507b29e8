package io.tearup.bench.micro;

import com.sun.management.ThreadMXBean;
import io.tearup.catalogue.InputRecords;
import io.tearup.catalogue.RecordSerdes;
import io.tearup.catalogue.Topics;
import io.tearup.engine.RiskEngine;
import io.tearup.engine.event.RiskEvent;
import io.tearup.engine.model.GroupSpec;
import io.tearup.engine.model.Lookahead;
import io.tearup.engine.model.Market;
import io.tearup.engine.model.MarketSpec;
import io.tearup.engine.model.PoolKind;
import io.tearup.engine.model.PoolSpec;
import io.tearup.engine.model.RiskGroup;
import io.tearup.rulebook.Profiles;
import io.tearup.schemas.v1.OrderSide;
import io.tearup.store.RiskState;
import io.tearup.store.RiskStates;
import io.tearup.stream.EventReader;
import io.tearup.stream.RunLookahead;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serializer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A fill of a random account in a market of many positions: decoded, applied, decided, its rows encoded. What grows with the market
 * is the wait for memory. At the end it prints the bytes that a fill allocates, and of these what is not decoding and rows.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xms10g", "-Xmx10g", "-XX:+UseSerialGC"})
@Warmup(iterations = 10)
@Measurement(iterations = 10)
public class GrowthBenchmark {
    private static final int FILLS = 200_000;
    private static final Instant NOW = Instant.parse("2026-01-05T00:00:00Z");
    private static final long MARK = 100_000;

    /** Open positions of the market, each of an account of its own. */
    @Param({"100000", "1000000", "10000000"})
    public int positions;

    private final RiskState state = RiskStates.rebuilt(List.of());
    private final RiskGroup group = state.group("g");
    private final RiskEngine engine = new RiskEngine(group);
    private final RecordSerdes serdes = RecordSerdes.forRegistry("mock://growth");
    private final EventReader reader = new EventReader(serdes);
    private final RunLookahead lookahead = new RunLookahead(reader, state);
    private final InputRecords venue = new InputRecords("g", "venue");
    private final SplittableRandom random = new SplittableRandom(11);
    private final byte[][] fills = new byte[FILLS][];
    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final List<Long> allBytes = new ArrayList<>();
    private final List<Long> decideBytes = new ArrayList<>();
    private long rowBytes;

    @Setup
    public void open() {
        group.define(new GroupSpec("USDT", 2));
        group.definePool(new PoolSpec("main", PoolKind.SHARED));
        Market market = group.defineMarket(MarketSpec.of(
                "BTC", "main", new BigDecimal("0.1"), new BigDecimal("0.1"), new BigDecimal("0.005"), 2, false));
        group.setRulebook(Profiles.spec("gate", 2));
        group.setMark(market, MARK, 1, 1);
        for (int i = 0; i < positions; i++) {
            int slot = group.accountSlot(account(i));
            long lots = (i & 1) == 0 ? 1_000 : -1_000;
            group.setWallet(slot, 100_000_000);
            group.setPosition(market, slot, lots, lots * MARK, 0);
            if ((i & 0xFFFF) == 0) {
                group.drainChanges(new Unlogged());
            }
        }
        group.drainChanges(new Unlogged());
    }

    private static String account(int number) {
        return "account-" + number;
    }

    /** Both sides of as many trades between random accounts. */
    @Setup(Level.Iteration)
    public void draw() {
        String topic = Topics.FILLS.name();
        try (Serializer<SpecificRecord> serializer = serdes.serializer()) {
            for (int i = 0; i < FILLS; i += 2) {
                String trade = venue.nextTrade();
                String buyer = account(random.nextInt(positions / 2) * 2);
                String seller = account(random.nextInt(positions / 2) * 2 + 1);
                fills[i] = serializer.serialize(
                        topic, venue.fill(NOW, buyer, "BTC", OrderSide.BUY, "0.1", "10000", trade));
                fills[i + 1] = serializer.serialize(
                        topic, venue.fill(NOW, seller, "BTC", OrderSide.SELL, "0.1", "10000", trade));
            }
        }
    }

    /** Fills come by the run, as from a busy venue: what a window of them touches is looked at together. */
    @Benchmark
    @OperationsPerInvocation(FILLS)
    public long fillOfARun() {
        for (int from = 0; from < FILLS; from += Lookahead.WINDOW) {
            int to = Math.min(FILLS, from + Lookahead.WINDOW);
            lookahead.begin();
            for (int i = from; i < to; i++) {
                lookahead.expect(Topics.FILLS.name(), fills[i]);
            }
            lookahead.look();
            apply(from, to);
        }
        return rowBytes;
    }

    /** Each fill comes alone. */
    @Benchmark
    @OperationsPerInvocation(FILLS)
    public long fillAlone() {
        apply(0, FILLS);
        return rowBytes;
    }

    private void apply(int from, int to) {
        String topic = Topics.FILLS.name();
        for (int i = from; i < to; i++) {
            // Asking what was allocated costs time: only now and then.
            boolean asked = (i & 127) == 0;
            long start = asked ? threads.getCurrentThreadAllocatedBytes() : 0;
            reader.open(topic, fills[i]);
            RiskEvent event = reader.event(group);
            long decoded = asked ? threads.getCurrentThreadAllocatedBytes() : 0;
            engine.process(event, decision -> {});
            long decided = asked ? threads.getCurrentThreadAllocatedBytes() : 0;
            state.drainChanges(group, (key, value) -> rowBytes += value == null ? 0 : value.length);
            if (asked) {
                decideBytes.add(decided - decoded);
                allBytes.add(threads.getCurrentThreadAllocatedBytes() - start);
            }
        }
    }

    @TearDown
    public void tell() {
        System.out.println("bytes a fill allocates, median: " + median(allBytes) + " in all, " + median(decideBytes)
                + " to apply and decide");
    }

    private static long median(List<Long> values) {
        return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
    }
}
