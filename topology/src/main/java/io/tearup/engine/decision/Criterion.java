package io.tearup.engine.decision;

/** What armed ADL. */
public enum Criterion {
    DRAWDOWN,
    POOL_EQUITY
}
