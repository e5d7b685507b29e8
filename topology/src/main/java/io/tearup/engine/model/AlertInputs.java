package io.tearup.engine.model;

/**
 * The moving inputs of a pool's triggers in one market, minor units: an alert is published when one of them moved.
 */
public record AlertInputs(long balance, long balancePeak, long pnl, long pnlPeak, long poolEquity) {
    /** Nothing was published yet. */
    public static final AlertInputs NONE =
            new AlertInputs(Long.MIN_VALUE, Long.MIN_VALUE, Long.MIN_VALUE, Long.MIN_VALUE, Long.MIN_VALUE);
}
