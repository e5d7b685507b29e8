package io.tearup.venue;

import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Numbers and times as venues write them: plain decimals and Unix milliseconds, as strings. */
final class VenueText {
    private VenueText() {}

    /** Without exponent and trailing zeros; empty for what is undefined. */
    static String decimal(@Nullable BigDecimal value) {
        if (value == null) {
            return "";
        }
        return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
    }

    /** With the other sign. */
    static String negated(@Nullable BigDecimal value) {
        return decimal(value == null ? null : value.negate());
    }

    /** Milliseconds since 1970; microseconds are cut. */
    static String millis(Instant time) {
        return Long.toString(time.toEpochMilli());
    }
}
