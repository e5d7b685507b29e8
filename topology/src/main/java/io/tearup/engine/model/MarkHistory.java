package io.tearup.engine.model;

/**
 * The last changes of marks in a group, newest first: which market changed, when, and what its mark was before.
 *
 * <p>A ring: undoing the entries one by one leads back to the marks in force at any time within it.
 */
public final class MarkHistory {
    /** Changes kept. */
    public static final int CAPACITY = 1 << 12;

    private final String[] market = new String[CAPACITY];
    private final long[] time = new long[CAPACITY];
    private final long[] ticksBefore = new long[CAPACITY];
    private long next;

    /** Number of the next change; the ring holds the {@link #CAPACITY} before it. */
    public long next() {
        return next;
    }

    /** Number of the oldest change kept. */
    public long oldest() {
        return Math.max(0, next - CAPACITY);
    }

    void add(String marketId, long at, long before) {
        put(next, marketId, at, before);
        next++;
    }

    void put(long number, String marketId, long at, long before) {
        int place = place(number);
        market[place] = marketId;
        time[place] = at;
        ticksBefore[place] = before;
    }

    void restoreNext(long number) {
        next = number;
    }

    public String market(long number) {
        return market[place(number)];
    }

    /** Stream time of the change, microseconds. */
    public long time(long number) {
        return time[place(number)];
    }

    /** Mark before the change, ticks, 0 = none. */
    public long ticksBefore(long number) {
        return ticksBefore[place(number)];
    }

    private static int place(long number) {
        return (int) (number % CAPACITY);
    }
}
