package io.tearup.engine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
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

    @Test
    void shouldTellEveryEntryThatALogHasToHold() {
        for (long seed = 0; seed < 300; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            RollingMaximum peak = new RollingMaximum(40);
            TreeMap<Long, Sample> log = new TreeMap<>();
            long now = 0;
            for (int i = 0; i < 200; i++) {
                now += random.nextInt(5);
                peak.sample(now, seed % 2 == 0 ? -i : random.nextInt(30));
                if (random.nextInt(3) == 0) {
                    peak.maximum(now);
                }
                peak.drainChanges(entry -> {
                    if (peak.contains(entry)) {
                        log.put(entry, new Sample(peak.replacedAt(entry), peak.value(entry)));
                    } else {
                        log.remove(entry);
                    }
                });
                assertThat(peak.hasChanges()).isFalse();
                TreeMap<Long, Sample> present = new TreeMap<>();
                peak.forEachEntry(entry -> present.put(entry, new Sample(peak.replacedAt(entry), peak.value(entry))));
                assertThat(log).as("seed %d, step %d", seed, i).isEqualTo(present);
                assertThat(peak.size()).isEqualTo(present.size());
            }
        }
    }

    @Test
    void shouldNotCountARepeatedValueAsASample() {
        RollingMaximum peak = new RollingMaximum(10);
        peak.sample(0, 5);
        peak.sample(8, 5);
        peak.sample(9, 3);
        assertThat(peak.current()).isEqualTo(3);
        assertThat(peak.nextExpiry()).isEqualTo(19);
        assertThat(peak.maximum(18)).isEqualTo(5);
        assertThat(peak.maximum(19)).isEqualTo(3);
        assertThat(peak.nextExpiry()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void shouldStartAfreshWithAnotherWindow() {
        RollingMaximum peak = new RollingMaximum(10);
        assertThat(peak.isEmpty()).isTrue();
        assertThat(peak.nextExpiry()).isEqualTo(Long.MAX_VALUE);
        peak.sample(0, 5);
        peak.sample(1, 3);
        peak.drainChanges(entry -> {});
        List<Long> gone = new ArrayList<>();
        peak.restart(20);
        peak.drainChanges(gone::add);
        assertThat(gone).containsExactly(0L, 1L);
        assertThat(peak.contains(0) || peak.contains(1)).isFalse();
        assertThat(peak.window()).isEqualTo(20);
        assertThat(peak.isEmpty()).isTrue();
        peak.sample(30, 1);
        assertThat(peak.maximum(30)).isEqualTo(1);
        assertThatThrownBy(() -> new RollingMaximum(0)).hasMessage("window must be positive, is 0");
        assertThatThrownBy(() -> new RollingMaximum(1).maximum(0)).hasMessage("no sample was taken yet");
    }

    @Test
    void shouldForgetLoggedEntriesThatWereRemoved() {
        RollingMaximum peak = new RollingMaximum(10);
        for (long entry = 40; entry >= 5; entry--) {
            peak.restore(entry, entry == 40 ? RollingMaximum.IN_FORCE : entry, -entry);
        }
        assertThat(peak.size()).isEqualTo(36);
        peak.restoreRemoved(7);
        assertThat(peak.size()).isEqualTo(36);
        assertThat(peak.contains(7)).isFalse();
        peak.restoreRemoved(5);
        peak.restoreRemoved(6);
        assertThat(peak.size()).as("5, 6 and the hole at 7").isEqualTo(33);
        peak.restoreRemoved(40);
        assertThat(peak.size()).isEqualTo(32);
        peak.restoreRemoved(4);
        peak.restoreRemoved(41);
        assertThat(peak.size()).isEqualTo(32);
        assertThat(peak.current()).isEqualTo(-39);
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
