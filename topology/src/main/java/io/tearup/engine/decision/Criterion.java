package io.tearup.engine.decision;

/** What armed ADL. */
public enum Criterion {
    MULTI_POOL,
    POOL_EQUITY,
    DRAWDOWN,
    DEPLETION_RATE,
    ACCOUNT_BANKRUPT,
    MANUAL
}
