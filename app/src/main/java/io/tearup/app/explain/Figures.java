package io.tearup.app.explain;

import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/** Numbers as they are shown: exact, without trailing zeros and without an exponent. */
final class Figures {
    private static final int PERCENT_DECIMALS = 4;

    private Figures() {}

    static String plain(@Nullable BigDecimal value) {
        if (value == null) {
            return "none";
        }
        return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
    }

    /** A share as a percentage, rounded for display. */
    static String percent(@Nullable BigDecimal share) {
        if (share == null) {
            return "undefined";
        }
        return plain(share.movePointRight(2).setScale(PERCENT_DECIMALS, RoundingMode.HALF_EVEN)) + " %";
    }

    /** A number within a formula: a negative one in brackets. */
    static String term(BigDecimal value) {
        return value.signum() < 0 ? "(" + plain(value) + ")" : plain(value);
    }

    static BigDecimal sum(Iterable<BigDecimal> values) {
        BigDecimal sum = BigDecimal.ZERO;
        for (BigDecimal value : values) {
            sum = sum.add(value);
        }
        return sum;
    }

    /** Whether two numbers are there and of the same value, whatever their scale. */
    static boolean same(@Nullable BigDecimal one, @Nullable BigDecimal other) {
        return one != null && other != null && one.compareTo(other) == 0;
    }
}
