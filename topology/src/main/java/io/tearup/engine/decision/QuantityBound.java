package io.tearup.engine.decision;

/** What limited the lots assigned to a counterparty. */
public enum QuantityBound {
    /** Its whole unreserved position is closed. */
    POSITION,
    /** The demand ended with it. */
    DEMAND,
    /** Closing more would have taken its equity below maintenance margin. */
    CAPACITY,
    /** Its share of the demand under the allocation. */
    SHARE,
    /** The part of a position that one wave may close. */
    MAX_SHARE,
    /** The haircuts it may bear in one episode. */
    BURDEN_CAP
}
