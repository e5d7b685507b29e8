package io.tearup.engine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Products beyond 64 bits, quotients rounded where the name says, orders that decide ties. */
class ExactMathTest {
    private static final long BIG = Long.MAX_VALUE;

    @Test
    void shouldDivideProductsTowardsTheNamedEnd() {
        assertThat(ExactMath.mulDivFloor(7, 3, 2)).isEqualTo(10);
        assertThat(ExactMath.mulDivFloor(-7, 3, 2)).isEqualTo(-11);
        assertThat(ExactMath.mulDivCeil(7, 3, 2)).isEqualTo(11);
        assertThat(ExactMath.mulDivCeil(-7, 3, 2)).isEqualTo(-10);
        assertThat(ExactMath.mulDivFloor(6, 2, 3)).isEqualTo(4);
    }

    @Test
    void shouldDivideProductsBeyond64Bits() {
        assertThat(ExactMath.mulDivFloor(BIG, 6, 7)).isEqualTo(7905747460161236406L);
        assertThat(ExactMath.mulDivFloor(-BIG, 6, 7)).isEqualTo(-7905747460161236406L);
        assertThat(ExactMath.mulDivFloor(-BIG, 5, 6)).isEqualTo(-7686143364045646506L);
        assertThat(ExactMath.mulDivFloor(-BIG, BIG, BIG)).isEqualTo(-BIG);
        assertThatThrownBy(() -> ExactMath.mulDivFloor(BIG, 3, 2)).isInstanceOf(ArithmeticException.class);
    }

    @Test
    void shouldRoundTiesToTheEvenNeighbour() {
        assertThat(ExactMath.mulDivHalfEven(5, 1, 2)).isEqualTo(2);
        assertThat(ExactMath.mulDivHalfEven(7, 1, 2)).isEqualTo(4);
        assertThat(ExactMath.mulDivHalfEven(-5, 1, 2)).isEqualTo(-2);
        assertThat(ExactMath.mulDivHalfEven(-7, 1, 2)).isEqualTo(-4);
        assertThat(ExactMath.mulDivHalfEven(8, 1, 3)).isEqualTo(3);
        assertThat(ExactMath.mulDivHalfEven(7, 1, 3)).isEqualTo(2);
        assertThat(ExactMath.mulDivHalfEven(7, 6, 1)).isEqualTo(42);
        assertThat(ExactMath.roundHalfEven(BigInteger.valueOf(9), BigInteger.valueOf(6)))
                .isEqualTo(2);
    }

    @Test
    void shouldCompareProductsThatDifferOnlyBeyond64Bits() {
        assertThat(ExactMath.compareProducts(BIG, BIG, BIG, BIG)).isZero();
        assertThat(ExactMath.compareProducts(BIG, BIG, BIG, BIG - 1)).isPositive();
        assertThat(ExactMath.compareProducts(BIG, -BIG, BIG, 1 - BIG)).isNegative();
        assertThat(ExactMath.compareProducts(2, 3, 7, 1)).isNegative();
        assertThat(ExactMath.compareProducts(-2, 3, -7, 1)).isPositive();
        assertThat(ExactMath.compareProducts(1L << 32, 1L << 31, 1L << 62, 1)).isPositive();
    }

    @Test
    void shouldDivideBigIntegersTowardsTheNamedEnd() {
        BigInteger three = BigInteger.valueOf(3);
        assertThat(ExactMath.floorDiv(BigInteger.valueOf(-7), three)).isEqualTo(-3);
        assertThat(ExactMath.floorDiv(BigInteger.valueOf(7), three)).isEqualTo(2);
        assertThat(ExactMath.floorDiv(BigInteger.valueOf(-6), three)).isEqualTo(-2);
        assertThat(ExactMath.ceilDiv(BigInteger.valueOf(7), three)).isEqualTo(3);
        assertThat(ExactMath.ceilDiv(BigInteger.valueOf(-7), three)).isEqualTo(-2);
        assertThat(ExactMath.ceilDiv(BigInteger.valueOf(6), three)).isEqualTo(2);
    }

    @Test
    void shouldOrderIdsByCodePoint() {
        List<String> sorted = java.util.stream.Stream.of("b", "\uFFEE", "ab", "\uD83D\uDE00", "a", "")
                .sorted(CodePointOrder.INSTANCE)
                .toList();

        assertThat(sorted).containsExactly("", "a", "ab", "b", "\uFFEE", "\uD83D\uDE00");
        assertThat(CodePointOrder.INSTANCE.compare("\uD83D\uDE00", "\uD83D\uDE01"))
                .isNegative();
        assertThat(CodePointOrder.INSTANCE.compare("same", "same")).isZero();
    }

    @Test
    void shouldReadRatiosOfAtMostSixDecimals() {
        assertThat(Ratios.ppm(new BigDecimal("0.3"), "trigger")).isEqualTo(300_000);
        assertThat(Ratios.plain(250_000)).isEqualTo("0.25");
        assertThat(Ratios.plain(1_000_000)).isEqualTo("1");
        assertThatThrownBy(() -> Ratios.ppm(new BigDecimal("0.1234567"), "trigger"))
                .isInstanceOf(RejectedInput.class)
                .hasMessageContaining("trigger: 0.1234567 is not a ratio with at most six decimals");
    }

    @Test
    void shouldNameTheSideOfASignedQuantity() {
        assertThat(Side.of(3)).isEqualTo(Side.LONG);
        assertThat(Side.of(-3)).isEqualTo(Side.SHORT);
        assertThat(Side.LONG.opposite()).isEqualTo(Side.SHORT);
        assertThat(Side.SHORT.opposite()).isEqualTo(Side.LONG);
        assertThat(Side.LONG.sign()).isEqualTo(1);
        assertThat(Side.SHORT.sign()).isEqualTo(-1);
        assertThatThrownBy(() -> Side.of(0)).hasMessage("a flat position has no side");
    }
}
