package io.tearup.engine.model;

/** Where a pool stands in one market. */
public enum AlertState {
    /** No trigger is near. */
    NORMAL,
    /** Disarmed, and the drawdown or the pool's equity has passed the warning share of its trigger. */
    WARNING,
    /** Armed with open demand. */
    ADL,
    /** Armed, nothing to be done. */
    RECOVERING
}
