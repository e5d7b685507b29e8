package io.tearup.engine.model;

/** Where a pool stands in one market. */
public enum AlertState {
    /** No trigger is near. */
    NORMAL,
    /** Disarmed, and a trigger is at its warning share. */
    WARNING,
    /** Armed with open demand. */
    ADL,
    /** Armed, nothing to be done. */
    RECOVERING,
    /** Armed with open demand whose price lies outside the rulebook's band: nothing is closed. */
    BLOCKED
}
