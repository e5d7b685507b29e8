package io.tearup.app.simulate;

import io.tearup.app.audit.Wrong;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** One simulated run: what a seed draws, and the verdict. */
final class Simulation {
    /** Steps of the venue unless told otherwise. */
    static final int EVENTS = 80;

    /**
     * What became of a seed.
     *
     * @param holds what was found, null if the run is wrong
     * @param wrong what is wrong, null if nothing
     */
    record Result(
            long seed,
            int events,
            Map<Fault, Integer> faults,
            Verdict.@Nullable Holds holds,
            @Nullable String wrong) {
        /** The command that runs the seed again. */
        String again() {
            return String.format(Locale.ROOT, "tearup simulate --seed %d --events %d", seed, events);
        }
    }

    private Simulation() {}

    /**
     * Runs a seed. Whatever is thrown on the way is a finding about the seed.
     *
     * @param wire of this thread
     * @param events steps of the venue, not negative
     */
    static Result run(long seed, int events, Wire wire, Commit commit) {
        SplittableRandom random = new SplittableRandom(seed);
        Map<Fault, Integer> faults = new EnumMap<>(Fault.class);
        try {
            SimulatedLogs logs = new SimulatedLogs();
            SimulatedVenue.Drawn drawn = SimulatedVenue.draw(random.split(), wire, events);
            SplittableRandom gaps = random.split();
            drawn.inputs().forEach(input -> logs.send(input, gaps.nextInt(12) == 0 ? 1 + gaps.nextInt(2) : 0));
            SimulatedCluster cluster = new SimulatedCluster(random.split(), wire, commit, logs, drawn.definitions());
            SimulatedCluster.Ended ended = cluster.run();
            faults.putAll(ended.faults());
            return new Result(seed, events, faults, Verdict.of(logs, wire, ended), null);
        } catch (Wrong e) {
            return new Result(seed, events, faults, null, String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            return new Result(seed, events, faults, null, e + at(e));
        }
    }

    private static String at(RuntimeException e) {
        return e.getStackTrace().length == 0 ? "" : " at " + e.getStackTrace()[0];
    }
}
