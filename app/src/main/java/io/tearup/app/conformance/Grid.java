package io.tearup.app.conformance;

import io.tearup.engine.model.Fraction;
import java.math.BigInteger;

/** The coarsest grid on which every number of a vector lies: puts decimals on the engine's integers and takes them back. */
final class Grid {
    private final Fraction step;

    private Grid(Fraction step) {
        this.step = step;
    }

    static Grid of(Iterable<Fraction> numbers) {
        BigInteger denominator = BigInteger.ONE;
        for (Fraction number : numbers) {
            BigInteger own = number.denominator();
            denominator = denominator.divide(denominator.gcd(own)).multiply(own);
        }
        BigInteger numerator = BigInteger.ZERO;
        for (Fraction number : numbers) {
            numerator = numerator.gcd(number.times(Fraction.of(denominator)).numerator());
        }
        return new Grid(new Fraction(numerator.max(BigInteger.ONE), denominator));
    }

    /** @throws ArithmeticException if it leaves 64 bits */
    long units(Fraction number) {
        return number.over(step).floor().longValueExact();
    }

    Fraction number(long units) {
        return step.times(units);
    }
}
