package io.tearup.stream;

import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * How many steps of a grid a decimal of the wire is, without a division.
 *
 * <p>Algorithm: the wire's number v has 18 decimals and up to 128 bits, the step d likewise, {@code d = 2^s * o} with o odd. If
 * v is a multiple of d below 2^63, the quotient is {@code (v >> s) * o^-1 mod 2^64}, and that candidate is the quotient exactly
 * if {@code candidate * o << s = v} in 128 bits. Every other number is {@link #NONE}; the caller then finds out why.
 */
final class DecimalGrid {
    /** The number is off the grid, or out of the range that this can tell. */
    static final long NONE = Long.MIN_VALUE;

    private static final int LONGEST = 16;

    private final int shift;
    private final long odd;
    private final long inverse;

    private DecimalGrid(int shift, long odd) {
        this.shift = shift;
        this.odd = odd;
        this.inverse = inverse(odd);
    }

    /** The grid of a step, positive with at most 18 decimals. */
    static DecimalGrid of(BigDecimal step) {
        BigInteger unscaled = step.setScale(WireUnits.SCALE).unscaledValue();
        int twos = unscaled.getLowestSetBit();
        BigInteger odd = unscaled.shiftRight(twos);
        // An odd part of 64 bits or more: nothing is ever told here.
        return odd.bitLength() > 63 || twos > 63 ? new DecimalGrid(0, 0) : new DecimalGrid(twos, odd.longValueExact());
    }

    /** Steps in a decimal of the wire (two's complement, big-endian), negative for negative ones, or {@link #NONE}. */
    long steps(byte[] bytes, int from, int length) {
        if (length == 0 || length > LONGEST || odd == 0) {
            return NONE;
        }
        long high = bytes[from] < 0 ? -1 : 0;
        long low = high;
        for (int i = from; i < from + length; i++) {
            high = high << 8 | low >>> 56;
            low = low << 8 | bytes[i] & 0xFF;
        }
        boolean negative = high < 0;
        if (negative) {
            low = -low;
            high = low == 0 ? -high : ~high;
        }
        if (shift > 0) {
            if (low << 64 - shift != 0) {
                return NONE;
            }
            low = low >>> shift | high << 64 - shift;
            high >>>= shift;
        }
        long quotient = low * inverse;
        if (quotient < 0 || quotient * odd != low || Math.multiplyHigh(quotient, odd) != high) {
            return NONE;
        }
        return negative ? -quotient : quotient;
    }

    /** Inverse of an odd number modulo 2^64, by Newton's iteration: each round doubles the bits that are right. */
    private static long inverse(long odd) {
        long x = odd;
        for (int i = 0; i < 6; i++) {
            x *= 2 - odd * x;
        }
        return x;
    }
}
