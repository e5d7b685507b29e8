package io.tearup.engine.model;

/** How a contract's value follows its price. */
public enum Contract {
    /** Value is quantity times price, margin in the quote asset. */
    LINEAR,
    /** Quantity counts quote units, value and margin are in coin: quantity over price. */
    INVERSE
}
