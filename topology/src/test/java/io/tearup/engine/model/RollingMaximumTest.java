package io.tearup.engine.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RollingMaximumTest {
    private record Sample(long time, long value) {}

    @Test
    void shouldEqualBruteForceOverRandomSamplesTimesAndRestores() {
        for (long seed = 0; seed < 2_000; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            long window = 1 + random.nextInt(50);
            RollingMaximum peak = new RollingMaximum(window);
            List<Sample> samples = new ArrayList<>();
            long now = 0;
            for (int i = 0; i < 120; i++) {
                now += random.nextInt(12);
                if (samples.isEmpty() || random.nextInt(3) > 0) {
                    long value = random.nextInt(40) - 20;
                    samples.add(new Sample(now, value));
                    peak.sample(now, value);
                }
                assertThat(peak.maximum(now))
                        .as("seed %d, step %d", seed, i)
                        .isEqualTo(bruteForce(samples, now, window));
                if (random.nextInt(20) == 0) {
                    peak = restored(peak, window);
                }
            }
        }
    }

    @Test
    void shouldDropAValueExactlyOneWindowAfterItWasReplaced() {
        RollingMaximum peak = new RollingMaximum(480);
        peak.sample(0, 2_000_000);
        peak.sample(60, 1_000_000);
        assertThat(peak.maximum(539)).isEqualTo(2_000_000);
        assertThat(peak.nextExpiry()).isEqualTo(540);
        assertThat(peak.maximum(540)).isEqualTo(1_000_000);
        assertThat(peak.maximum(100_000)).isEqualTo(1_000_000);
    }

    private static long bruteForce(List<Sample> samples, long now, long window) {
        long inForce = Long.MIN_VALUE;
        long maximum = Long.MIN_VALUE;
        for (Sample sample : samples) {
            if (sample.time() <= now - window) {
                inForce = sample.value();
            } else {
                maximum = Math.max(maximum, sample.value());
            }
        }
        return Math.max(inForce, maximum);
    }

    private static RollingMaximum restored(RollingMaximum from, long window) {
        RollingMaximum to = new RollingMaximum(window);
        List<Long> entries = new ArrayList<>();
        from.forEachEntry(entries::add);
        // Newest first: a compacted log keeps no order between keys.
        for (int i = entries.size() - 1; i >= 0; i--) {
            to.restore(entries.get(i), from.replacedAt(entries.get(i)), from.value(entries.get(i)));
        }
        return to;
    }
}
