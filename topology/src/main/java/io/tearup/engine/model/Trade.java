package io.tearup.engine.model;

/**
 * Effect of a trade on a holding: average-cost accounting in whole minor units.
 *
 * <p>Cost is signed like the quantity. A trade in the holding's direction adds its value to the cost. A trade against it
 * releases {@code floor(|cost| * q / |lots|)} minor units of cost for the closed {@code q} (all of it when the holding
 * closes) and realises the difference; what passes zero opens a new holding with the rest of the trade's value. In every
 * case {@code realised - change of cost = -signed value}, so cash less cost is zero-sum over the two sides of a trade.
 *
 * @param lots signed lots after the trade
 * @param cost signed cost after the trade, minor units
 * @param realised profit realised, minor units
 */
public record Trade(long lots, long cost, long realised) {

    /**
     * Applies a signed change.
     *
     * @param lots signed lots before
     * @param cost signed cost before
     * @param change signed lots traded, not zero
     * @param value value of the trade, minor units, not negative
     * @throws ArithmeticException if a result leaves 64 bits
     */
    public static Trade apply(long lots, long cost, long change, long value) {
        long sign = Long.signum(change);
        long after = Math.addExact(lots, change);
        if (lots == 0 || Long.signum(lots) == sign) {
            return new Trade(after, Math.addExact(cost, sign * value), 0);
        }
        long held = Math.absExact(lots);
        long traded = Math.absExact(change);
        long closed = Math.min(held, traded);
        long closedValue = closed == traded ? value : ExactMath.mulDivFloor(value, closed, traded);
        long released = closed == held ? Math.absExact(cost) : ExactMath.mulDivFloor(Math.absExact(cost), closed, held);
        // A cost whose sign left its holding's (a seized margin above the entry value) is released with that sign.
        long direction = Long.signum(lots);
        long signedReleased = Long.signum(cost) * released;
        long realised = Math.subtractExact(direction * closedValue, signedReleased);
        long restCost = Math.subtractExact(cost, signedReleased);
        long openedValue = value - closedValue;
        return new Trade(after, Math.addExact(restCost, sign * openedValue), realised);
    }
}
