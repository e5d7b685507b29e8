package io.tearup.engine.model;

import java.math.BigDecimal;

/** Ratios as integers of a millionth. */
public final class Ratios {
    private Ratios() {}

    /** A ratio in millionths as a plain decimal. */
    public static String plain(int ppm) {
        return BigDecimal.valueOf(ppm, 6).stripTrailingZeros().toPlainString();
    }

    /**
     * Exact millionths of a decimal ratio.
     *
     * @throws RejectedInput {@code INVALID_CONFIGURATION} if it has more than six decimals or leaves 32 bits
     */
    public static int ppm(BigDecimal ratio, String what) {
        try {
            return ratio.movePointRight(6).intValueExact();
        } catch (ArithmeticException e) {
            throw new RejectedInput(
                    RejectReason.INVALID_CONFIGURATION,
                    what + ": " + ratio.toPlainString() + " is not a ratio with at most six decimals");
        }
    }
}
