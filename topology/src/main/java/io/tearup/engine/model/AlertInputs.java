package io.tearup.engine.model;

/**
 * The moving inputs of a pool's triggers in one market, minor units.
 *
 * <p>An alert is published when one that is the market's own moved. The pool's equity moves with every market of the pool
 * and with its cash; the market that moved publishes it, so that one mark is one alert however many markets a pool covers.
 */
public record AlertInputs(long balance, long balancePeak, long pnl, long pnlPeak, long poolEquity) {
    /** Nothing was published yet. */
    public static final AlertInputs NONE =
            new AlertInputs(Long.MIN_VALUE, Long.MIN_VALUE, Long.MIN_VALUE, Long.MIN_VALUE, Long.MIN_VALUE);

    /** Whether everything but the pool's equity is the same. */
    public boolean sameOwn(AlertInputs other) {
        return balance == other.balance
                && balancePeak == other.balancePeak
                && pnl == other.pnl
                && pnlPeak == other.pnlPeak;
    }
}
