package io.tearup.engine.decision;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/** An exact ranking score; {@code denominator} is positive. Higher means earlier. */
public record Score(BigInteger numerator, BigInteger denominator) implements Comparable<Score> {
    @Override
    public int compareTo(Score other) {
        return numerator.multiply(other.denominator).compareTo(other.numerator.multiply(denominator));
    }

    /** Rounded half-even to {@code scale} decimals, for publication only. */
    public BigDecimal toDecimal(int scale) {
        return new BigDecimal(numerator).divide(new BigDecimal(denominator), scale, RoundingMode.HALF_EVEN);
    }
}
