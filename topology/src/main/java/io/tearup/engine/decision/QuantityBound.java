package io.tearup.engine.decision;

/** What limited the lots assigned to a counterparty. */
public enum QuantityBound {
    /** Its whole unreserved position is closed. */
    POSITION,
    /** The demand ended with it. */
    DEMAND,
    /** Closing more would have taken its equity below maintenance margin. */
    CAPACITY
}
