package io.tearup.stream;

import java.util.Arrays;

/**
 * The order in which a task's sources are merged when nothing else is said: the record with the earliest time first; among
 * equal times the source that was served last goes on; if it has none, the one that has waited longest, sources that were
 * not served yet before others, by number.
 *
 * <p>It is what Kafka Streams and {@link RecordRuns} do with two sources whose records are all there, so that order needs no
 * words. Two uses: whoever merges asks {@link #next} with the first record of each source; whoever sees a merged order asks {@link #serve} of
 * each record whether {@link #next} would have chosen it.
 *
 * <p>The second needs no knowledge of the records that waited. A record waits from the moment its source was last served;
 * every record of another source served since must have been before it. So each source has a floor: the earliest time
 * that its next record may have. A record served while it waited raises the floor to that record's time, and beyond it where
 * the one that waited would have been chosen at an equal time. Not thread-safe.
 */
public final class TimeOrder {
    private static final int NO_SOURCE = -1;
    private static final long NO_FLOOR = Long.MIN_VALUE;

    /** The latest time that is told from a later one. */
    private static final long LATEST = Long.MAX_VALUE - 1;

    /** Number of the last serving of each source, 0 = none. */
    private final long[] lastServed;

    private final long[] floor;
    private long served;
    private int last;

    /** @param sources how many there are; they are numbered from 0 */
    public TimeOrder(int sources) {
        lastServed = new long[sources];
        floor = new long[sources];
        begin();
    }

    /** Begins a run: no source was served yet. */
    public void begin() {
        Arrays.fill(lastServed, 0);
        Arrays.fill(floor, NO_FLOOR);
        served = 0;
        last = NO_SOURCE;
    }

    /**
     * Takes note of the next record of a merged order.
     *
     * @param time of the record, milliseconds
     * @return whether it is the one that {@link #next} would have chosen; if not, nothing is noted
     */
    public boolean serve(int source, long time) {
        long own = Math.min(time, LATEST);
        if (own < floor[source]) {
            return false;
        }
        for (int other = 0; other < floor.length; other++) {
            if (other != source) {
                long least = isBefore(other, source) ? own + 1 : own;
                if (least > floor[other]) {
                    floor[other] = least;
                }
            }
        }
        floor[source] = NO_FLOOR;
        lastServed[source] = ++served;
        last = source;
        return true;
    }

    /** Whether one source is served before another if their records have the same time. */
    private boolean isBefore(int one, int other) {
        return other != last && (one == last || hasWaitedLonger(one, other));
    }

    private boolean hasWaitedLonger(int one, int other) {
        return lastServed[one] < lastServed[other] || (lastServed[one] == lastServed[other] && one < other);
    }

    /**
     * Which source is served next; the caller then notes it with {@link #serve}.
     *
     * @param times time of each source's first record, milliseconds
     * @param present whether each source has a record
     * @return number of the source, -1 if none has a record
     */
    public int next(long[] times, boolean[] present) {
        int best = NO_SOURCE;
        long bestTime = 0;
        for (int source = 0; source < times.length; source++) {
            long time = Math.min(times[source], LATEST);
            if (present[source]
                    && (best == NO_SOURCE || time < bestTime || (time == bestTime && isBefore(source, best)))) {
                best = source;
                bestTime = time;
            }
        }
        return best;
    }
}
