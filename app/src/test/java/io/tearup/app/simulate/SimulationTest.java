package io.tearup.app.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.util.List;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

/**
 * Seeds of a venue and a failing cluster hold, and a cluster that loses or doubles something does not. {@code -Dtearup.seeds} sets how many
 * seeds; a failure names the command that runs its seed again.
 */
class SimulationTest {
    private static final int THREADS = Runtime.getRuntime().availableProcessors();

    @BeforeAll
    static void drawnFaultsAreNoNews() {
        ((Logger) LoggerFactory.getLogger("io.tearup.stream")).setLevel(Level.ERROR);
    }

    @Test
    void shouldHoldForEverySeed() throws InterruptedException {
        long seeds = Long.getLong("tearup.seeds", 5_000);
        Seeds.Total total = Seeds.run(0, seeds, Simulation.EVENTS, THREADS, Commit.ATOMIC, done -> {});
        assertThat(total.failed())
                .extracting(failed -> failed.again() + ": " + failed.wrong())
                .isEmpty();
        assertThat(total.failures()).isZero();
        if (seeds >= 1_000) {
            assertThat(total.faults().keySet()).as("faults injected").containsExactlyInAnyOrder(Fault.values());
            assertThat(total.waves()).as("waves").isGreaterThan(seeds);
            assertThat(total.repeated()).as("repeats").isGreaterThan(seeds);
        }
    }

    @Test
    void shouldComeToTheSameWhateverTheNumberOfThreads() throws InterruptedException {
        Seeds.Total one = Seeds.run(7_000, 30, Simulation.EVENTS, 1, Commit.ATOMIC, done -> {});
        Seeds.Total three = Seeds.run(7_000, 30, Simulation.EVENTS, 3, Commit.ATOMIC, done -> {});
        assertThat(three).isEqualTo(one);
    }

    /** Ways in which a cluster may keep its word badly. */
    enum Broken {
        OUTPUTS_ARE_LOST((work, logs) -> {
            logs.append(work.taken());
            logs.write(firstHalf(work.written()));
            logs.log(work.rows());
            logs.move(work.progress());
        }),
        OUTPUTS_ARE_DOUBLED((work, logs) -> {
            logs.append(work.taken());
            logs.write(work.written());
            logs.write(work.written());
            logs.log(work.rows());
            logs.move(work.progress());
        }),
        STATE_IS_LOST((work, logs) -> {
            logs.append(work.taken());
            logs.write(work.written());
            logs.log(firstHalf(work.rows()));
            logs.move(work.progress());
        });

        private final BiConsumer<Work, SimulatedLogs> commit;

        Broken(BiConsumer<Work, SimulatedLogs> commit) {
            this.commit = commit;
        }

        private static <T> List<T> firstHalf(List<T> all) {
            return all.subList(0, (all.size() + 1) / 2);
        }
    }

    @ParameterizedTest
    @EnumSource(Broken.class)
    void shouldFindOutAClusterThatBreaksItsWord(Broken broken) throws InterruptedException {
        Commit now = new Commit() {
            @Override
            public void commit(Work work, SimulatedLogs logs) {
                broken.commit.accept(work, logs);
            }

            @Override
            public void abort(Work work, SimulatedLogs logs) {
                Commit.ATOMIC.abort(work, logs);
            }
        };
        // verdict.
        Seeds.Total total = Seeds.run(0, 20, 30, THREADS, now, done -> {});
        assertThat(total.failures()).as("seeds found wrong").isEqualTo(20);
    }

    @Test
    void shouldFindOutThatWhatWasAbortedIsSeen() throws InterruptedException {
        Commit leaks = new Commit() {
            @Override
            public void commit(Work work, SimulatedLogs logs) {
                Commit.ATOMIC.commit(work, logs);
            }

            @Override
            public void abort(Work work, SimulatedLogs logs) {
                logs.write(work.written());
            }
        };
        Seeds.Total total = Seeds.run(0, 60, Simulation.EVENTS, THREADS, leaks, done -> {});
        assertThat(total.failures()).as("seeds found wrong").isGreaterThan(10);
    }
}
