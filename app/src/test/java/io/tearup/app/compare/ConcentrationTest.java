package io.tearup.app.compare;

import static org.assertj.core.api.Assertions.assertThat;

import io.tearup.engine.model.Fraction;
import java.math.BigInteger;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ConcentrationTest {
    @Test
    void shouldBeZeroWhereAllBearTheSame() {
        assertThat(of(7, 7, 7)).isEqualTo(new Concentration(Fraction.of(1, 3), Fraction.ZERO));
    }

    /** One of n: (n - 1) / n. */
    @Test
    void shouldApproachOneWhereOneBearsEverything() {
        assertThat(of(0, 5, 0, 0)).isEqualTo(new Concentration(Fraction.ONE, Fraction.of(3, 4)));
    }

    @Test
    void shouldCountTheHundredthPartRoundedUp() {
        List<BigInteger> twoHundredAndOne =
                IntStream.rangeClosed(1, 201).mapToObj(BigInteger::valueOf).toList();
        // Three of them: 201 + 200 + 199 of 20,301.
        assertThat(Concentration.of(twoHundredAndOne).topPercent()).isEqualTo(Fraction.of(600, 20_301));
    }

    /** ((2 - 4) x 200 + 0 x 400 + 2 x 400) / (3 x 1,000). */
    @Test
    void shouldGiveTheGiniCoefficientInFull() {
        assertThat(of(400, 200, 400).gini()).isEqualTo(Fraction.of(2, 15));
    }

    @Test
    void shouldHaveNothingToSayOfNothing() {
        Concentration none = new Concentration(Fraction.ZERO, Fraction.ZERO);
        assertThat(of(0, 0)).isEqualTo(none);
        assertThat(of()).isEqualTo(none);
    }

    private static Concentration of(long... burdens) {
        return Concentration.of(
                LongStream.of(burdens).mapToObj(BigInteger::valueOf).toList());
    }
}
