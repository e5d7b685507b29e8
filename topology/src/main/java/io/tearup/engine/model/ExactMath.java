package io.tearup.engine.model;

import java.math.BigInteger;

/**
 * Exact integer arithmetic on products that may pass 64 bits.
 *
 * <p>The rule: a quotient or comparison is taken on the full product, never on a truncated or floating one. Products that
 * fit 64 bits stay there, the rest go through {@link BigInteger}; both paths give the same answer.
 */
public final class ExactMath {
    /** Parts in one: rates such as maintenance or trigger ratios are integers of a millionth. */
    public static final long PPM = 1_000_000L;

    private ExactMath() {}

    /** {@code floor(a * b / c)}; {@code c > 0}. Throws {@link ArithmeticException} if the quotient leaves 64 bits. */
    public static long mulDivFloor(long a, long b, long c) {
        if (fits(a, b)) {
            return Math.floorDiv(a * b, c);
        }
        BigInteger[] qr = product(a, b).divideAndRemainder(BigInteger.valueOf(c));
        BigInteger quotient = qr[1].signum() < 0 ? qr[0].subtract(BigInteger.ONE) : qr[0];
        return quotient.longValueExact();
    }

    /** {@code ceil(a * b / c)}; {@code c > 0}. Throws {@link ArithmeticException} if the quotient leaves 64 bits. */
    public static long mulDivCeil(long a, long b, long c) {
        return Math.negateExact(mulDivFloor(Math.negateExact(a), b, c));
    }

    /** {@code a * b / c} to the nearest integer, ties to even; {@code c > 0}. */
    public static long mulDivHalfEven(long a, long b, long c) {
        if (c == 1) {
            return Math.multiplyExact(a, b);
        }
        return roundHalfEven(product(a, b), BigInteger.valueOf(c)).longValueExact();
    }

    /** {@code numerator / denominator} to the nearest integer, ties to even; {@code denominator > 0}. */
    public static BigInteger roundHalfEven(BigInteger numerator, BigInteger denominator) {
        BigInteger floor = floorDiv(numerator, denominator);
        int half = numerator.subtract(floor.multiply(denominator)).shiftLeft(1).compareTo(denominator);
        boolean up = half > 0 || (half == 0 && floor.testBit(0));
        return up ? floor.add(BigInteger.ONE) : floor;
    }

    /** Sign of {@code a * b - c * d}, on the exact products. */
    public static int compareProducts(long a, long b, long c, long d) {
        long leftHigh = Math.multiplyHigh(a, b);
        long rightHigh = Math.multiplyHigh(c, d);
        return leftHigh != rightHigh ? Long.compare(leftHigh, rightHigh) : Long.compareUnsigned(a * b, c * d);
    }

    /** {@code floor(numerator / denominator)}, {@code denominator > 0}. */
    public static BigInteger floorDiv(BigInteger numerator, BigInteger denominator) {
        BigInteger[] qr = numerator.divideAndRemainder(denominator);
        return qr[1].signum() < 0 ? qr[0].subtract(BigInteger.ONE) : qr[0];
    }

    /** {@code ceil(numerator / denominator)}, {@code denominator > 0}. */
    public static BigInteger ceilDiv(BigInteger numerator, BigInteger denominator) {
        return floorDiv(numerator.negate(), denominator).negate();
    }

    private static boolean fits(long a, long b) {
        long high = Math.multiplyHigh(a, b);
        return high == (a * b) >> 63;
    }

    private static BigInteger product(long a, long b) {
        return BigInteger.valueOf(a).multiply(BigInteger.valueOf(b));
    }
}
