package io.tearup.engine.model;

/** What carries a position's losses: the account's wallet together with its other cross positions, or its own margin. */
public enum MarginMode {
    CROSS,
    ISOLATED
}
