package io.tearup.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DecimalsTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0.000000000000000000",
        "0e999999999, 0.000000000000000000",
        "-1.5, -1.500000000000000000",
        "2.50e1, 25.000000000000000000",
        "1e-18, 0.000000000000000001",
        "10e-19, 0.000000000000000001",
        "1e19, 10000000000000000000.000000000000000000",
        "99999999999999999999.999999999999999999, 99999999999999999999.999999999999999999",
    })
    void shouldKeepTheNumberAtScaleEighteen(String text, BigDecimal expected) {
        assertThat(Decimals.of(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e-19", "0.1234567890123456789", "1e-999999999"})
    void shouldRefuseMoreThanEighteenDecimals(String text) {
        assertThatThrownBy(() -> Decimals.of(text))
                .isInstanceOf(ArithmeticException.class)
                .hasMessageContaining("more than 18 decimals");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e20", "-100000000000000000000", "1e999999999"})
    void shouldRefuseMoreThanThirtyEightDigits(String text) {
        assertThatThrownBy(() -> Decimals.of(text))
                .isInstanceOf(ArithmeticException.class)
                .hasMessageContaining("more than 20 digits before the point");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " 1", "1,5", "NaN", "ten"})
    void shouldNameTextThatIsNoNumber(String text) {
        assertThatThrownBy(() -> Decimals.of(text))
                .isInstanceOf(NumberFormatException.class)
                .hasMessageContaining("'" + text + "'");
    }

    @Test
    void shouldScaleIntegersOfTheEngine() {
        assertThat(Decimals.of(12_345, 2)).isEqualTo(new BigDecimal("123.450000000000000000"));
        assertThat(Decimals.of(-7, -3)).isEqualTo(new BigDecimal("-7000.000000000000000000"));
        assertThat(Decimals.of(Long.MAX_VALUE, 18)).isEqualTo(new BigDecimal("9.223372036854775807"));
    }
}
