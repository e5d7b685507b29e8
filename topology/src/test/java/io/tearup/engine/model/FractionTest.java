package io.tearup.engine.model;

import static io.tearup.engine.model.Numbers.f;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Exact rationals: lowest terms, positive denominator, rounding by name only. */
class FractionTest {
    @Test
    void shouldKeepLowestTermsWithAPositiveDenominator() {
        assertThat(Fraction.of(6, -4)).isEqualTo(Fraction.of(-3, 2)).hasToString("-3/2");
        assertThat(Fraction.of(8, 4)).isEqualTo(Fraction.of(2)).hasToString("2");
        assertThat(Fraction.of(0, -7)).isEqualTo(Fraction.ZERO);
        assertThat(Fraction.of(BigInteger.TEN)).isEqualTo(f("10"));
        assertThat(Fraction.ofPpm(250_000)).isEqualTo(f("1/4"));
    }

    @Test
    void shouldTakeWhatIsLeftOfOne() {
        for (String share : List.of("0", "1", "1/3", "-2/7", "9/4")) {
            assertThat(f(share).complement()).isEqualTo(Fraction.ONE.minus(f(share)));
        }
    }

    /** Small terms are reduced as longs, others are not: both must agree with what {@link BigInteger} says. */
    @Test
    void shouldReduceTermsOfEverySize() {
        long[] terms = {
            Long.MIN_VALUE,
            Long.MIN_VALUE + 1,
            -6_000_000_000L,
            -12,
            -1,
            0,
            1,
            2,
            3,
            48,
            1L << 62,
            Long.MAX_VALUE - 1,
            Long.MAX_VALUE
        };
        for (BigInteger factor : List.of(BigInteger.ONE, BigInteger.valueOf(96), BigInteger.ONE.shiftLeft(70))) {
            for (long above : terms) {
                for (long below : terms) {
                    if (below != 0) {
                        BigInteger numerator = BigInteger.valueOf(above).multiply(factor);
                        BigInteger denominator = BigInteger.valueOf(below).multiply(factor);
                        BigInteger gcd = numerator.gcd(denominator).multiply(BigInteger.valueOf(Long.signum(below)));

                        Fraction fraction = new Fraction(numerator, denominator);

                        assertThat(fraction.numerator()).isEqualTo(numerator.divide(gcd));
                        assertThat(fraction.denominator()).isEqualTo(denominator.divide(gcd));
                    }
                }
            }
        }
    }

    @Test
    void shouldReadDecimalsExactly() {
        assertThat(Fraction.of(new BigDecimal("0.125"))).isEqualTo(Fraction.of(1, 8));
        assertThat(Fraction.of(new BigDecimal("12e2"))).isEqualTo(Fraction.of(1200));
        assertThat(Fraction.of(new BigDecimal("-0.5"))).isEqualTo(Fraction.of(-1, 2));
    }

    @Test
    void shouldCalculateWithoutRounding() {
        assertThat(f("1/3").plus(f("1/6"))).isEqualTo(f("1/2"));
        assertThat(f("1/3").minus(f("1/2"))).isEqualTo(f("-1/6"));
        assertThat(f("2/3").times(f("9/4"))).isEqualTo(f("3/2"));
        assertThat(f("2/3").times(6)).isEqualTo(f("4"));
        assertThat(f("2/3").over(f("-4/3"))).isEqualTo(f("-1/2"));
        assertThat(f("-2/3").abs()).isEqualTo(f("2/3"));
        assertThat(f("2/3").abs()).isEqualTo(f("2/3"));
        assertThat(Fraction.ZERO.abs()).isEqualTo(Fraction.ZERO);
        assertThat(f("5").negate()).isEqualTo(f("-5"));
    }

    @Test
    void shouldRefuseToDivideByZero() {
        assertThatThrownBy(() -> f("3").over(Fraction.ZERO))
                .isInstanceOf(ArithmeticException.class)
                .hasMessage("division of 3 by zero");
    }

    @Test
    void shouldCompareExactly() {
        Fraction third = f("1/3");
        Fraction close = f("333333333333333333/1000000000000000000");

        assertThat(third.isMoreThan(close)).isTrue();
        assertThat(close.isLessThan(third)).isTrue();
        assertThat(third.isMoreThan(third)).isFalse();
        assertThat(third.isLessThan(third)).isFalse();
        assertThat(third.isAtLeast(third)).isTrue();
        assertThat(third.isAtMost(third)).isTrue();
        assertThat(close.isAtLeast(third)).isFalse();
        assertThat(third.isAtMost(close)).isFalse();
        assertThat(third.min(close)).isEqualTo(close);
        assertThat(third.max(close)).isEqualTo(third);
        assertThat(close.min(third)).isEqualTo(close);
        assertThat(close.max(third)).isEqualTo(third);
        assertThat(f("3/7")).isLessThan(f("4/7"));
    }

    @Test
    void shouldKnowItsSign() {
        assertThat(Fraction.ZERO.isPositive()).isFalse();
        assertThat(Fraction.ZERO.isNegative()).isFalse();
        assertThat(f("1/9").isPositive()).isTrue();
        assertThat(f("-1/9").isNegative()).isTrue();
        assertThat(f("-1/9").orZero()).isEqualTo(Fraction.ZERO);
        assertThat(f("1/9").orZero()).isEqualTo(f("1/9"));
    }

    @Test
    void shouldRoundTowardsTheNamedEndAlsoBelowZero() {
        assertThat(f("7/2").floor()).isEqualTo(3);
        assertThat(f("7/2").ceil()).isEqualTo(4);
        assertThat(f("-7/2").floor()).isEqualTo(-4);
        assertThat(f("-7/2").ceil()).isEqualTo(-3);
        assertThat(f("4").floor()).isEqualTo(4);
        assertThat(f("4").ceil()).isEqualTo(4);
        assertThat(f("10.37").floorTo(f("0.25"))).isEqualTo(f("10.25"));
        assertThat(f("10.37").ceilTo(f("0.25"))).isEqualTo(f("10.5"));
        assertThat(f("10.25").ceilTo(f("0.25"))).isEqualTo(f("10.25"));
    }

    @Test
    void shouldPublishHalfEven() {
        assertThat(f("1/8").toDecimal(2)).isEqualByComparingTo("0.12");
        assertThat(f("3/8").toDecimal(2)).isEqualByComparingTo("0.38");
        assertThat(f("-2/3").toDecimal(3)).isEqualByComparingTo("-0.667");
    }
}
