package io.tearup.engine.model;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/**
 * An exact number: numerator over a positive denominator, in lowest terms.
 *
 * <p>Rules that divide (prices, ratios, scores) are computed on fractions and rounded once, where the rule says so.
 */
public record Fraction(BigInteger numerator, BigInteger denominator) implements Comparable<Fraction> {
    public static final Fraction ZERO = new Fraction(BigInteger.ZERO, BigInteger.ONE);
    public static final Fraction ONE = new Fraction(BigInteger.ONE, BigInteger.ONE);

    /** @throws ArithmeticException if the denominator is zero */
    public Fraction {
        if (denominator.signum() == 0) {
            throw new ArithmeticException("division of " + numerator + " by zero");
        }
        if (denominator.signum() < 0) {
            numerator = numerator.negate();
            denominator = denominator.negate();
        }
        if (!denominator.equals(BigInteger.ONE)) {
            if (numerator.bitLength() < Long.SIZE && denominator.bitLength() < Long.SIZE) {
                // Nearly every fraction, and much cheaper.
                long above = numerator.longValue();
                long below = denominator.longValue();
                long gcd = gcd(above, below);
                if (gcd != 1) {
                    numerator = BigInteger.valueOf(above / gcd);
                    denominator = BigInteger.valueOf(below / gcd);
                }
            } else {
                BigInteger gcd = numerator.gcd(denominator);
                if (!gcd.equals(BigInteger.ONE)) {
                    numerator = numerator.divide(gcd);
                    denominator = denominator.divide(gcd);
                }
            }
        }
    }

    /** Greatest common divisor of any number and a positive one, by halving and subtracting. */
    private static long gcd(long any, long positive) {
        // What is left of a division has an absolute value, also where the number itself has none.
        long one = Math.abs(any % positive);
        if (one == 0) {
            return positive;
        }
        int twos = Long.numberOfTrailingZeros(one | positive);
        one >>>= Long.numberOfTrailingZeros(one);
        long other = positive;
        while (other != 0) {
            other >>>= Long.numberOfTrailingZeros(other);
            long smaller = Math.min(one, other);
            other = Math.abs(one - other);
            one = smaller;
        }
        return one << twos;
    }

    public static Fraction of(long whole) {
        return new Fraction(BigInteger.valueOf(whole), BigInteger.ONE);
    }

    public static Fraction of(BigInteger whole) {
        return new Fraction(whole, BigInteger.ONE);
    }

    public static Fraction of(long numerator, long denominator) {
        return new Fraction(BigInteger.valueOf(numerator), BigInteger.valueOf(denominator));
    }

    public static Fraction of(BigDecimal decimal) {
        return decimal.scale() <= 0
                ? of(decimal.toBigIntegerExact())
                : new Fraction(decimal.unscaledValue(), BigInteger.TEN.pow(decimal.scale()));
    }

    /** A ratio given in millionths. */
    public static Fraction ofPpm(long ppm) {
        return of(ppm, ExactMath.PPM);
    }

    public Fraction plus(Fraction other) {
        return new Fraction(
                numerator.multiply(other.denominator).add(other.numerator.multiply(denominator)),
                denominator.multiply(other.denominator));
    }

    public Fraction minus(Fraction other) {
        return plus(other.negate());
    }

    /** One minus this. */
    public Fraction complement() {
        return new Fraction(denominator.subtract(numerator), denominator);
    }

    public Fraction times(Fraction other) {
        return new Fraction(numerator.multiply(other.numerator), denominator.multiply(other.denominator));
    }

    public Fraction times(long factor) {
        return new Fraction(numerator.multiply(BigInteger.valueOf(factor)), denominator);
    }

    /** @throws ArithmeticException if {@code other} is zero */
    public Fraction over(Fraction other) {
        return new Fraction(numerator.multiply(other.denominator), denominator.multiply(other.numerator));
    }

    public Fraction negate() {
        return new Fraction(numerator.negate(), denominator);
    }

    public Fraction abs() {
        return signum() < 0 ? negate() : this;
    }

    public int signum() {
        return numerator.signum();
    }

    public boolean isNegative() {
        return signum() < 0;
    }

    public boolean isPositive() {
        return signum() > 0;
    }

    public boolean isAtLeast(Fraction other) {
        return compareTo(other) >= 0;
    }

    public boolean isAtMost(Fraction other) {
        return compareTo(other) <= 0;
    }

    public boolean isMoreThan(Fraction other) {
        return compareTo(other) > 0;
    }

    public boolean isLessThan(Fraction other) {
        return compareTo(other) < 0;
    }

    public Fraction min(Fraction other) {
        return compareTo(other) <= 0 ? this : other;
    }

    public Fraction max(Fraction other) {
        return compareTo(other) >= 0 ? this : other;
    }

    /** This, or zero if negative. */
    public Fraction orZero() {
        return isNegative() ? ZERO : this;
    }

    public BigInteger floor() {
        return ExactMath.floorDiv(numerator, denominator);
    }

    public BigInteger ceil() {
        return ExactMath.ceilDiv(numerator, denominator);
    }

    /** Greatest multiple of a positive step that is not above this. */
    public Fraction floorTo(Fraction step) {
        return step.times(of(over(step).floor()));
    }

    /** Least multiple of a positive step that is not below this. */
    public Fraction ceilTo(Fraction step) {
        return step.times(of(over(step).ceil()));
    }

    /** Rounded half-even to {@code scale} decimals, for publication only. */
    public BigDecimal toDecimal(int scale) {
        return new BigDecimal(numerator).divide(new BigDecimal(denominator), scale, RoundingMode.HALF_EVEN);
    }

    @Override
    public int compareTo(Fraction other) {
        if (denominator.equals(other.denominator)) {
            return numerator.compareTo(other.numerator);
        }
        return numerator.multiply(other.denominator).compareTo(other.numerator.multiply(denominator));
    }

    @Override
    public String toString() {
        return denominator.equals(BigInteger.ONE) ? numerator.toString() : numerator + "/" + denominator;
    }
}
