package io.tearup.engine.model;

/** At what price a pool's taken-over inventory is closed by ADL. */
public enum InventoryPricing {
    /** The price that brings the pool back to its floor: cap price on a drawdown, zero equity on an empty pool. */
    CAP,
    /** The average takeover price, which is the bankruptcy price of those taken over. */
    BANKRUPTCY,
    /** The mark: the pool stops losing, and counterparties give up nothing. */
    MARK
}
