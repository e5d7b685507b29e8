package io.tearup.bench.micro;

import io.tearup.bench.race.RaceTraffic;
import io.tearup.catalogue.RecordSerdes;
import io.tearup.engine.RiskEngine;
import io.tearup.engine.model.Market;
import io.tearup.engine.model.RiskGroup;
import io.tearup.store.RiskState;
import io.tearup.store.RiskStates;
import io.tearup.stream.EventReader;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The hash of a whole state, which holds up a task once per checkpoint: the book after 500,000 records of the race. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xms2g", "-Xmx2g", "-XX:+UseSerialGC"})
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class StateHashBenchmark {
    private static final int RECORDS = 500_000;

    private final RiskState state = RiskStates.rebuilt(List.of());
    private final RiskGroup group = state.group(RaceTraffic.GROUP);

    @Setup
    public void open() {
        RecordSerdes serdes = RecordSerdes.forRegistry("mock://micro");
        RiskEngine engine = new RiskEngine(group);
        Unlogged rows = new Unlogged();
        try (EventReader reader = new EventReader(serdes)) {
            for (RaceTraffic.Sent sent : RaceTraffic.of(RECORDS, 50_000, serdes)) {
                reader.open(sent.topic(), sent.value());
                engine.process(reader.event(group), decision -> {});
                group.drainChanges(rows);
            }
        }
        int positions = group.markets().stream()
                .map(Market::positions)
                .mapToInt(table -> table.size())
                .sum();
        System.out.println(group.accounts().size() + " accounts, " + positions + " positions, "
                + group.seenIds().size() + " ids");
    }

    @Benchmark
    public String hash() {
        return state.hash(group);
    }
}
