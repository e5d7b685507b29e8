package io.tearup.engine.model;

/** At what prices the positions of a bankrupt account are closed by ADL. */
public enum AccountPricing {
    /** The rulebook has no account-level ADL. */
    NONE,
    /** Winning legs at mark; losing legs share exactly the shortfall, never beyond the previous mark (QFEX). */
    ASYMMETRIC,
    /** Winning legs at mark, losing legs at the previous mark (Hyperliquid). */
    PREVIOUS_MARK,
    /** Every leg at its bankruptcy price: equity shared by maintenance margin (dYdX, BitMEX, Binance). */
    BANKRUPTCY,
    /** Every leg at mark; the pool bears what is missing (OKX). */
    MARK
}
