package io.tearup.engine.waterfall;

import io.tearup.engine.model.Fraction;

/** Fees of an ADL fill, in basis points of its value. Vectors: {@code fees.adl_fill}. */
public final class AdlFees {
    private static final Fraction BASIS_POINT = Fraction.of(1, 10_000);

    private AdlFees() {}

    /** Fee on a fill's value. */
    public static Fraction of(Fraction value, Fraction basisPoints) {
        return value.times(basisPoints).times(BASIS_POINT);
    }
}
