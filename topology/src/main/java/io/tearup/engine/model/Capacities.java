package io.tearup.engine.model;

/**
 * How columns grow. Small ones double. Large ones grow by a quarter: what doubling would keep in reserve is, with tens of
 * millions of positions, more than what is used, and copying four times as often is still a few copies per row.
 */
final class Capacities {
    /** Rows from which on columns grow by a quarter. */
    private static final int LARGE = 1 << 18;

    private Capacities() {}

    /** Length of the column that takes the place of a full one. */
    static int beyond(int full) {
        return full < LARGE ? full * 2 : Math.addExact(full, full / 4);
    }
}
