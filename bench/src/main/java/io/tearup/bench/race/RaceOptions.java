package io.tearup.bench.race;

import java.time.Duration;
import java.util.List;

/**
 * How a race is run.
 *
 * @param records length of the input
 * @param accounts trading accounts
 * @param repetitions laps of each contestant
 * @param contestants who takes part, in this order in every round
 * @param patience longest time of one lap
 * @param javaOptions of every contestant's process
 */
record RaceOptions(
        long records,
        int accounts,
        int repetitions,
        List<Contestant> contestants,
        Duration patience,
        List<String> javaOptions) {
    RaceOptions {
        contestants = List.copyOf(contestants);
        javaOptions = List.copyOf(javaOptions);
    }
}
