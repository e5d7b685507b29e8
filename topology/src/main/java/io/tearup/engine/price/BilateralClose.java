package io.tearup.engine.price;

import io.tearup.engine.model.Fraction;

/**
 * Closes two opposite single-position accounts against each other.
 *
 * <p>Vectors: {@code adl.bilateral}, {@code adl.final_settlement}, {@code adl.margin_ratio_preserving}.
 */
public final class BilateralClose {
    private BilateralClose() {}

    /** An account with cash (or margin) and one signed position. */
    public record Holder(Fraction cash, Fraction quantity) {
        /** Both sides trade a quantity at a price: this one moves by a signed quantity. */
        Holder trade(Fraction signedQuantity, Fraction price) {
            return new Holder(cash.minus(signedQuantity.times(price)), quantity.plus(signedQuantity));
        }
    }

    /** What both hold after {@code quantity} (a magnitude) changed hands at {@code price}. */
    public record Closed(Fraction price, Fraction quantity, Holder first, Holder second) {}

    /**
     * Price at which a position leaves its account with exactly nothing: {@code entry - cash / quantity}. With cash that
     * already carries the cost, as a quote balance does, entry is zero.
     */
    public static Fraction zeroEquityPrice(Fraction cash, Fraction quantity, Fraction entry) {
        return entry.minus(cash.over(quantity));
    }

    /**
     * Final settlement of a delisted market: at the oracle price while the first account is solvent there, else at its
     * bankruptcy price.
     */
    public static Closed finalSettlement(Holder liquidated, Holder offsetting, Fraction oracle) {
        boolean solvent =
                !liquidated.cash().plus(liquidated.quantity().times(oracle)).isNegative();
        Fraction price = solvent ? oracle : zeroEquityPrice(liquidated.cash(), liquidated.quantity(), Fraction.ZERO);
        Fraction quantity =
                liquidated.quantity().abs().min(offsetting.quantity().abs());
        Fraction signed = quantity.times(-liquidated.quantity().signum());
        return new Closed(price, quantity, liquidated.trade(signed, price), offsetting.trade(signed.negate(), price));
    }

    /** Whether a position is under water: margin plus its value below zero; zero is not. */
    public static boolean isUnderwater(Holder maker, Fraction mark) {
        return maker.cash().plus(maker.quantity().times(mark)).isNegative();
    }

    /**
     * Moves a part of the maker's position together with the same part of its margin to the taker, so that the maker's
     * margin ratio does not change.
     */
    public static Closed transfer(Holder maker, Holder taker, Fraction amount, Fraction mark) {
        Fraction size = maker.quantity().abs();
        Fraction filled = amount.min(size).min(taker.quantity().abs());
        Fraction part = filled.over(size);
        Fraction margin = maker.cash().times(part);
        Fraction quantity = maker.quantity().times(part);
        return new Closed(
                mark,
                filled,
                new Holder(maker.cash().minus(margin), maker.quantity().minus(quantity)),
                new Holder(taker.cash().plus(margin), taker.quantity().plus(quantity)));
    }
}
