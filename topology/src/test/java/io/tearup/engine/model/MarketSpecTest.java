package io.tearup.engine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

/** The grid of a market: what is declared, what follows, what is refused. */
class MarketSpecTest {
    private static MarketSpec spec(String lot, String tick, String rate, int scale, boolean finer) {
        return MarketSpec.of(
                "BTC", "main", new BigDecimal(lot), new BigDecimal(tick), new BigDecimal(rate), scale, finer);
    }

    @Test
    void shouldDeriveTheValueOfALotAtATick() {
        assertThat(spec("0.001", "0.1", "0.01", 6, false))
                .isEqualTo(
                        new MarketSpec("BTC", "main", new BigDecimal("0.001"), new BigDecimal("0.1"), 10_000, 100, 1));
        assertThat(spec("1000", "0.01", "0.01", 2, false).valueNumerator()).isEqualTo(1_000);
        MarketSpec finer = spec("0.01", "0.013", "0.02", 2, true);
        assertThat(finer.valueNumerator()).isEqualTo(13);
        assertThat(finer.valueDenominator()).isEqualTo(1_000);
        assertThat(finer.value(100, 5)).as("6.5 half-even").isEqualTo(6);
        assertThat(finer.value(300, 5)).as("19.5 half-even").isEqualTo(20);
        assertThat(finer.valueFavouring(Side.SHORT, 100, 5)).isEqualTo(6);
        assertThat(finer.valueFavouring(Side.LONG, 100, 5)).isEqualTo(7);
        assertThat(finer.valuePerLotTick()).isEqualTo(Numbers.f("13/1000"));
    }

    @Test
    void shouldRefuseGridsThatMeanNothing() {
        assertThatThrownBy(() -> spec("0", "1", "0.01", 2, false))
                .isInstanceOfSatisfying(
                        RejectedInput.class, e -> assertThat(e.reason()).isEqualTo(RejectReason.INVALID_CONFIGURATION))
                .hasMessage("market BTC: lotSize and tickSize must be positive, are 0 and 1");
        assertThatThrownBy(() -> spec("1", "0", "0.01", 2, false)).hasMessageEndingWith("are 1 and 0");
        assertThatThrownBy(() -> spec("1", "1", "0", 2, false))
                .hasMessage("market BTC: maintenanceMarginRate must be within (0, 1), is 0");
        assertThatThrownBy(() -> spec("1", "1", "1", 2, false))
                .hasMessage("market BTC: maintenanceMarginRate must be within (0, 1), is 1");
        assertThat(spec("1", "1", "0.999999", 2, false).maintenancePpm()).isEqualTo(999_999);
        assertThat(spec("1", "1", "0.000001", 2, false).maintenancePpm()).isEqualTo(1);
    }

    @Test
    void shouldRefuseValuesFinerThanTheMinorUnitUnlessDeclared() {
        assertThatThrownBy(() -> spec("0.001", "0.1", "0.01", 3, false))
                .hasMessage("market BTC: lotSize x tickSize is not a multiple of the minor unit 1e-3;"
                        + " coarsen the grid, raise moneyScale or declare subMinorValues");
        assertThat(spec("0.001", "0.1", "0.01", 4, false).valueNumerator()).isEqualTo(1);
    }

    @Test
    void shouldRefuseValuesOutOfRange() {
        // 2^62 - 1 is the largest that fits, 2^62 the smallest that does not.
        assertThat(spec("4611686018427387903", "1", "0.01", 0, false).valueNumerator())
                .isEqualTo((1L << 62) - 1);
        assertThatThrownBy(() -> spec("4611686018427387904", "1", "0.01", 0, false))
                .hasMessage("market BTC: lotSize x tickSize is out of range for moneyScale 0");
        assertThatThrownBy(() -> spec("1", "1e-19", "0.01", 0, true)).hasMessageContaining("out of range");
    }
}
