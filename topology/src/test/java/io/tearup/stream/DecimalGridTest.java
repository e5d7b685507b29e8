package io.tearup.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The exact quotient or nothing, as long division has it. */
class DecimalGridTest {
    private static long byDivision(BigInteger value, BigDecimal step) {
        BigInteger[] parts = value.divideAndRemainder(step.setScale(18).unscaledValue());
        return parts[1].signum() != 0
                        || parts[0].bitLength() > 63
                        || parts[0].equals(BigInteger.valueOf(Long.MIN_VALUE))
                ? DecimalGrid.NONE
                : parts[0].longValueExact();
    }

    private static long told(BigInteger value, BigDecimal step) {
        byte[] bytes = value.toByteArray();
        byte[] within = new byte[bytes.length + 3];
        System.arraycopy(bytes, 0, within, 2, bytes.length);
        return DecimalGrid.of(step).steps(within, 2, bytes.length);
    }

    @Test
    void shouldTellTheQuotientOfEveryMultiple() {
        SplittableRandom random = new SplittableRandom(1);
        for (String text :
                List.of("0.001", "0.1", "1", "1000", "0.013", "0.000000000000000001", "0.25", "7", "123456")) {
            BigDecimal step = new BigDecimal(text);
            BigInteger unscaled = step.setScale(18).unscaledValue();
            for (int i = 0; i < 2_000; i++) {
                long steps = random.nextLong() >> random.nextInt(63);
                BigInteger value = unscaled.multiply(BigInteger.valueOf(steps));
                if (value.bitLength() < 127) {
                    assertThat(told(value, step)).as("%s x %d", text, steps).isEqualTo(steps);
                }
            }
        }
    }

    @Test
    void shouldTellNothingOfWhatLiesBetween() {
        SplittableRandom random = new SplittableRandom(2);
        for (String text : List.of("0.001", "0.1", "3", "0.013", "0.25")) {
            BigDecimal step = new BigDecimal(text);
            for (int i = 0; i < 5_000; i++) {
                BigInteger value = BigInteger.valueOf(random.nextLong() >> random.nextInt(63))
                        .shiftLeft(random.nextInt(60))
                        .add(BigInteger.valueOf(random.nextInt(5) - 2));
                assertThat(told(value, step)).as("%s of %s", value, text).isEqualTo(byDivision(value, step));
            }
        }
    }

    @Test
    void shouldTellZeroAndTheEndsOfTheRange() {
        BigDecimal one = BigDecimal.ONE;
        BigInteger unit = BigInteger.TEN.pow(18);
        assertThat(told(BigInteger.ZERO, one)).isZero();
        BigInteger most = unit.multiply(BigInteger.valueOf(Long.MAX_VALUE));
        assertThat(told(most, one)).isEqualTo(Long.MAX_VALUE);
        assertThat(told(most.negate(), one)).isEqualTo(-Long.MAX_VALUE);
        assertThat(told(most.add(unit), one)).isEqualTo(DecimalGrid.NONE);
        assertThat(told(BigInteger.TWO.pow(127).negate(), one)).isEqualTo(DecimalGrid.NONE);
        assertThat(told(BigInteger.TWO.pow(128), one)).isEqualTo(DecimalGrid.NONE);
        assertThat(DecimalGrid.of(one).steps(new byte[4], 2, 0)).isEqualTo(DecimalGrid.NONE);
    }

    @Test
    void shouldLeaveStepsWithALargeOddPartToTheLongWay() {
        BigDecimal step = new BigDecimal("10000000000.000000000000000001");
        assertThat(told(step.unscaledValue(), step)).isEqualTo(DecimalGrid.NONE);
    }
}
