package io.tearup.app.simulate;

import io.tearup.schemas.v1.RejectReason;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;

/** Runs many seeds on several threads and adds up what became of them. */
final class Seeds {
    /** Failed seeds that are kept. */
    private static final int KEPT = 20;

    /**
     * What became of them.
     *
     * @param worlds seeds run
     * @param failed the first failed ones, by seed
     * @param digest of every state hash, whatever the order of runs
     */
    record Total(
            long worlds,
            long records,
            long applied,
            long repeated,
            Map<RejectReason, Long> refused,
            long waves,
            long assignments,
            Map<Fault, Long> faults,
            long failures,
            List<Simulation.Result> failed,
            long digest) {}

    private final int events;
    private final Commit commit;
    private final LongConsumer progress;
    private final Map<Fault, Long> faults = new EnumMap<>(Fault.class);
    private final List<Simulation.Result> failed = new ArrayList<>();
    private long worlds;
    private long records;
    private long applied;
    private long repeated;
    private final Map<RejectReason, Long> refused = new EnumMap<>(RejectReason.class);
    private long waves;
    private long assignments;
    private long failures;
    private long digest;

    private Seeds(int events, Commit commit, LongConsumer progress) {
        this.events = events;
        this.commit = commit;
        this.progress = progress;
    }

    /**
     * Runs seeds.
     *
     * @param first the first of them
     * @param count how many, at least 1
     * @param threads at least 1
     * @param progress told of how many are done
     */
    static Total run(long first, long count, int events, int threads, Commit commit, LongConsumer progress)
            throws InterruptedException {
        Seeds seeds = new Seeds(events, commit, progress);
        AtomicLong next = new AtomicLong();
        List<Thread> workers = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            String registry = "simulation-" + i;
            Thread worker = new Thread(
                    () -> {
                        try (Wire wire = Wire.of(registry)) {
                            for (long n = next.getAndIncrement(); n < count; n = next.getAndIncrement()) {
                                seeds.add(Simulation.run(first + n, events, wire, commit));
                            }
                        }
                    },
                    "seeds-" + i);
            worker.setDaemon(true);
            worker.start();
            workers.add(worker);
        }
        for (Thread worker : workers) {
            worker.join();
        }
        return seeds.total();
    }

    private synchronized void add(Simulation.Result result) {
        worlds++;
        result.faults().forEach((fault, times) -> faults.merge(fault, (long) times, Long::sum));
        Verdict.Holds holds = result.holds();
        if (holds != null) {
            records += holds.records();
            applied += holds.applied();
            repeated += holds.repeated();
            holds.refused().forEach((reason, times) -> refused.merge(reason, (long) times, Long::sum));
            waves += holds.waves();
            assignments += holds.assignments();
            digest += Long.parseUnsignedLong(holds.stateHash().substring(0, 16), 16) * (2 * result.seed() + 1);
        } else {
            failures++;
            if (failed.size() < KEPT) {
                failed.add(result);
            }
        }
        progress.accept(worlds);
    }

    private synchronized Total total() {
        failed.sort((a, b) -> Long.compare(a.seed(), b.seed()));
        return new Total(
                worlds,
                records,
                applied,
                repeated,
                refused,
                waves,
                assignments,
                faults,
                failures,
                List.copyOf(failed),
                digest);
    }
}
