package io.tearup.engine.price;

import io.tearup.engine.model.Fraction;

/**
 * Bankruptcy price of one position of a cross account (dYdX v4): the account's equity, which may be negative, is shared
 * among its positions by maintenance margin.
 *
 * <p>Closing a change {@code delta} that releases maintenance {@code d} of the total {@code T} at price p moves
 * {@code -delta * p - floor(E * d / T)} of quote to the account. Vectors: {@code bankruptcy_price.cross_mmr}.
 */
public final class CrossBankruptcy {
    private CrossBankruptcy() {}

    /**
     * Quote the account receives (negative: pays) for the change.
     *
     * @param price quote per unit of the position
     * @param delta signed change of the position, against it
     * @param equity of the whole account
     * @param released maintenance requirement that ends with the change
     * @param maintenance requirement of the whole account, positive
     */
    public static Fraction quoteDelta(
            Fraction price, Fraction delta, Fraction equity, Fraction released, Fraction maintenance) {
        Fraction share = Fraction.of(equity.times(released).over(maintenance).floor());
        return delta.times(price).negate().minus(share);
    }

    /** Maintenance requirement of a holding, rounded up to a quote quantum. */
    public static Fraction maintenance(Fraction position, Fraction price, Fraction rate) {
        return Fraction.of(position.abs().times(price).times(rate).ceil());
    }
}
