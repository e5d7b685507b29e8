package io.tearup.catalogue;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/**
 * Exact decimals as the schemas carry them: {@code decimal(38,18)}, that is 18 decimals and at most 38 digits in all.
 *
 * <p>Every method either returns the very number it was given, at scale 18, or throws; nothing is rounded. The magnitude is checked before the
 * scale is changed, so a text like {@code 1e999999999} costs nothing.
 */
public final class Decimals {
    /** Decimals of every number on the wire. */
    public static final int SCALE = 18;

    /** Most digits of a number on the wire, before and after the point together. */
    public static final int PRECISION = 38;

    private static final BigDecimal ZERO = new BigDecimal(BigInteger.ZERO, SCALE);

    private Decimals() {}

    /**
     * The number that {@code text} writes in decimal or scientific notation.
     *
     * @throws NumberFormatException if {@code text} is not a number
     * @throws ArithmeticException if it needs more than 18 decimals or more than 38 digits at scale 18
     */
    public static BigDecimal of(String text) {
        BigDecimal value;
        try {
            value = new BigDecimal(text);
        } catch (NumberFormatException e) {
            NumberFormatException clear = new NumberFormatException("not a decimal number: '" + text + "'");
            clear.initCause(e);
            throw clear;
        }
        return of(value);
    }

    /**
     * The number {@code unscaled / 10^scale}, for example lots or minor units from the engine.
     *
     * @param scale decimals of {@code unscaled}; negative means powers of ten
     * @throws ArithmeticException if it needs more than 18 decimals or more than 38 digits at scale 18
     */
    public static BigDecimal of(long unscaled, int scale) {
        return of(BigDecimal.valueOf(unscaled, scale));
    }

    /**
     * The same number at scale 18.
     *
     * @throws ArithmeticException if it needs more than 18 decimals or more than 38 digits at scale 18
     */
    public static BigDecimal of(BigDecimal value) {
        if (value.signum() == 0) {
            return ZERO;
        }
        long digits = value.precision();
        long integerDigits = digits - value.scale();
        if (integerDigits > PRECISION - SCALE) {
            throw new ArithmeticException(value + " has more than " + (PRECISION - SCALE)
                    + " digits before the point, beyond decimal(38,18)");
        }
        if (value.scale() - (long) SCALE >= digits) {
            throw finer(value);
        }
        try {
            return value.setScale(SCALE, RoundingMode.UNNECESSARY);
        } catch (ArithmeticException e) {
            throw finer(value);
        }
    }

    private static ArithmeticException finer(BigDecimal value) {
        return new ArithmeticException(value + " needs more than " + SCALE + " decimals, beyond decimal(38,18)");
    }
}
