package io.tearup.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Runs that are told to be in order are the ones that a merge of the same records gives. */
class TimeOrderTest {
    private static final int WORLDS = 3_000;

    private record Taken(int source, long time) {}

    @Test
    void shouldServeTheEarliestFirst() {
        assertThat(merged(List.of(List.of(5L, 9L), List.of(4L, 7L)))).isEqualTo("1@4 0@5 1@7 0@9");
    }

    @Test
    void shouldGoOnWithASourceAtEqualTimes() {
        assertThat(merged(List.of(List.of(5L, 5L, 6L), List.of(5L, 5L)))).isEqualTo("0@5 0@5 1@5 1@5 0@6");
    }

    @Test
    void shouldServeTheOneThatWaitedLongestAtEqualTimes() {
        assertThat(merged(List.of(List.of(1L, 5L), List.of(2L, 5L), List.of(3L, 5L))))
                .isEqualTo("0@1 1@2 2@3 2@5 0@5 1@5");
        assertThat(merged(List.of(List.of(3L, 5L), List.of(2L, 5L), List.of(4L, 6L))))
                .isEqualTo("1@2 0@3 2@4 1@5 0@5 2@6");
    }

    @Test
    void shouldLetALateRecordOfTheSameSourceComeAtOnce() {
        TimeOrder order = new TimeOrder(2);
        assertThat(order.serve(0, 10)).isTrue();
        assertThat(order.serve(0, 3)).isTrue();
        assertThat(order.serve(1, 10)).isTrue();
        assertThat(order.serve(1, 4)).as("after the record it waited behind").isTrue();
        assertThat(order.serve(0, 9)).as("should have come before 1@10").isFalse();
    }

    @Test
    void shouldNoteNothingOfARecordThatIsNotNext() {
        TimeOrder order = new TimeOrder(2);
        order.serve(0, 10);
        order.serve(0, 11);
        assertThat(order.serve(1, 10)).isFalse();
        assertThat(order.serve(1, 12)).isTrue();
    }

    @Test
    void shouldKeepTimesAtTheEndOfTheRangeApart() {
        TimeOrder order = new TimeOrder(2);
        order.serve(0, Long.MAX_VALUE);
        order.serve(1, Long.MAX_VALUE);
        assertThat(order.serve(0, Long.MAX_VALUE)).as("it would have gone on").isFalse();
    }

    @Test
    void shouldRebuildAnyOrderFromWhereItsRunsBegin() {
        int runs = 0;
        int records = 0;
        for (long seed = 1; seed <= WORLDS; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            int sources = 1 + random.nextInt(6);
            int spread = 1 + random.nextInt(8);
            List<Taken> taken = anyOrder(random, sources, spread);
            List<Integer> begins = begins(sources, taken);
            runs += begins.size();
            records += taken.size();
            assertThat(rebuilt(sources, taken, begins)).as("seed %d", seed).isEqualTo(taken);
        }
        assertThat(runs).as("orders that are partly by time").isBetween(WORLDS, records * 3 / 4);
    }

    @Test
    void shouldNeedOneRunForWhatIsMergedByItself() {
        for (long seed = 1; seed <= WORLDS; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            int sources = 1 + random.nextInt(6);
            List<List<Long>> times = new ArrayList<>();
            for (int source = 0; source < sources; source++) {
                List<Long> own = new ArrayList<>();
                long time = 0;
                for (int i = random.nextInt(20); i > 0; i--) {
                    // Late records too.
                    time += random.nextInt(5) - 1;
                    own.add(time);
                }
                times.add(own);
            }
            List<Taken> taken = merge(times);
            assertThat(begins(sources, taken)).as("seed %d", seed).hasSizeLessThanOrEqualTo(1);
        }
    }

    /** Places at which runs begin. */
    private static List<Integer> begins(int sources, List<Taken> taken) {
        TimeOrder order = new TimeOrder(sources);
        List<Integer> begins = new ArrayList<>();
        for (int i = 0; i < taken.size(); i++) {
            Taken next = taken.get(i);
            if (i == 0 || !order.serve(next.source(), next.time())) {
                begins.add(i);
                order.begin();
                order.serve(next.source(), next.time());
            }
        }
        return begins;
    }

    /** Each run's records source by source, merged again. */
    private static List<Taken> rebuilt(int sources, List<Taken> taken, List<Integer> begins) {
        List<Taken> rebuilt = new ArrayList<>();
        for (int run = 0; run < begins.size(); run++) {
            int end = run + 1 < begins.size() ? begins.get(run + 1) : taken.size();
            List<List<Long>> times = new ArrayList<>();
            for (int source = 0; source < sources; source++) {
                int own = source;
                times.add(taken.subList(begins.get(run), end).stream()
                        .filter(record -> record.source() == own)
                        .map(Taken::time)
                        .toList());
            }
            rebuilt.addAll(merge(times));
        }
        return rebuilt;
    }

    private static String merged(List<List<Long>> times) {
        return String.join(
                " ",
                merge(times).stream()
                        .map(taken -> taken.source() + "@" + taken.time())
                        .toList());
    }

    private static List<Taken> merge(List<List<Long>> times) {
        TimeOrder order = new TimeOrder(times.size());
        int[] at = new int[times.size()];
        List<Taken> merged = new ArrayList<>();
        while (true) {
            long[] heads = new long[at.length];
            boolean[] present = new boolean[at.length];
            for (int source = 0; source < at.length; source++) {
                present[source] = at[source] < times.get(source).size();
                heads[source] = present[source] ? times.get(source).get(at[source]) : 0;
            }
            int next = order.next(heads, present);
            if (next < 0) {
                return merged;
            }
            assertThat(order.serve(next, heads[next])).isTrue();
            merged.add(new Taken(next, heads[next]));
            at[next]++;
        }
    }

    /** Mostly by time, with ties, late records and topics that lag. */
    private static List<Taken> anyOrder(SplittableRandom random, int sources, int spread) {
        List<Taken> taken = new ArrayList<>();
        long now = 0;
        for (int i = random.nextInt(60); i > 0; i--) {
            now += random.nextInt(3);
            taken.add(new Taken(random.nextInt(sources), now - random.nextInt(spread)));
        }
        return taken;
    }
}
