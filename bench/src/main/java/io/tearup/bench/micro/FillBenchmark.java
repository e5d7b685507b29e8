package io.tearup.bench.micro;

import io.tearup.bench.race.RaceTraffic;
import io.tearup.catalogue.RecordSerdes;
import io.tearup.engine.RiskEngine;
import io.tearup.engine.event.RiskEvent;
import io.tearup.engine.model.RiskGroup;
import io.tearup.stream.EventReader;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** One record of the race's traffic: decoded; decoded and decided. Run with {@code -prof gc} for bytes per record. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xms3g", "-Xmx3g", "-XX:+UseSerialGC"})
@Warmup(iterations = 4)
@Measurement(iterations = 5)
public class FillBenchmark {
    private static final int RECORDS = 200_000;
    private static final int PRELUDE = 25_000;
    private static final int MEASURED = RECORDS - PRELUDE;

    private final RecordSerdes serdes = RecordSerdes.forRegistry("mock://micro");
    private final EventReader reader = new EventReader(serdes);
    private final List<RaceTraffic.Sent> traffic = RaceTraffic.of(RECORDS, 20_000, serdes);
    private RiskGroup group = new RiskGroup(RaceTraffic.GROUP);
    private RiskEngine engine = new RiskEngine(group);

    /** The same traffic again needs a venue that has not seen it. */
    @Setup(Level.Invocation)
    public void open() {
        group = new RiskGroup(RaceTraffic.GROUP);
        engine = new RiskEngine(group);
        for (RaceTraffic.Sent sent : traffic.subList(0, PRELUDE)) {
            reader.open(sent.topic(), sent.value());
            engine.process(reader.event(group), decision -> {});
        }
        group.drainChanges(new Unlogged());
    }

    @Benchmark
    @OperationsPerInvocation(MEASURED)
    public long decode() {
        long sum = 0;
        for (int i = PRELUDE; i < RECORDS; i++) {
            RaceTraffic.Sent sent = traffic.get(i);
            reader.open(sent.topic(), sent.value());
            sum += reader.event(group).time();
        }
        return sum;
    }

    @Benchmark
    @OperationsPerInvocation(MEASURED)
    public RiskGroup decodeAndDecide() {
        Unlogged rows = new Unlogged();
        for (int i = PRELUDE; i < RECORDS; i++) {
            RaceTraffic.Sent sent = traffic.get(i);
            reader.open(sent.topic(), sent.value());
            RiskEvent event = reader.event(group);
            engine.process(event, decision -> {});
            group.drainChanges(rows);
        }
        return group;
    }
}
