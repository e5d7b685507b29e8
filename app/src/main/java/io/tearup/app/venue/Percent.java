package io.tearup.app.venue;

import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/** Numbers for a table's reader, rounded half-even, and the exact ones for machines. */
final class Percent {
    private Percent() {}

    /** A share as a percentage with two decimals, a hyphen for what is undefined. */
    static String of(@Nullable BigDecimal share) {
        return share == null ? "-" : rounded(share.movePointRight(2));
    }

    /** The number itself. */
    static @Nullable String exact(@Nullable BigDecimal value) {
        return value == null
                ? null
                : value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
    }

    /** With two decimals. */
    static String rounded(BigDecimal value) {
        return value.setScale(2, RoundingMode.HALF_EVEN).toPlainString();
    }
}
