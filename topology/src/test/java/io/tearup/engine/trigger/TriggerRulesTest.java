package io.tearup.engine.trigger;

import static io.tearup.engine.model.Numbers.all;
import static io.tearup.engine.model.Numbers.f;
import static org.assertj.core.api.Assertions.assertThat;

import io.tearup.engine.model.Fraction;
import io.tearup.engine.trigger.Drawdown.Basis;
import io.tearup.engine.trigger.Drawdown.Hindrance;
import io.tearup.engine.trigger.FundDepletion.Comparison;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Where triggers arm and disarm: at the line, just before it, and where nothing is defined. */
class TriggerRulesTest {
    @Test
    void shouldMeasureADrawdownAgainstThePoolsPeak() {
        assertThat(Drawdown.of(f("-200"), f("400"), f("2000"))).isEqualTo(f("0.3"));
        assertThat(Drawdown.of(f("-200"), f("400"), f("0"))).isNull();
        assertThat(Drawdown.of(f("-200"), f("400"), f("-1"))).isNull();
    }

    @Test
    void shouldNameTheFirstHindrance() {
        assertThat(Drawdown.hindrance(null, f("0"), f("0"), f("0.3"))).isEqualTo(Hindrance.POOL_MAX_NOT_POSITIVE);
        assertThat(Drawdown.hindrance(f("0.1"), f("5"), f("5"), f("0.3"))).isEqualTo(Hindrance.BALANCE_NOT_ABOVE_MIN);
        assertThat(Drawdown.hindrance(f("0.29"), f("6"), f("5"), f("0.3"))).isEqualTo(Hindrance.BELOW_TRIGGER);
        assertThat(Drawdown.hindrance(f("0.3"), f("6"), f("5"), f("0.3"))).isNull();
    }

    @Test
    void shouldArmAndDisarmAtTheLine() {
        assertThat(Drawdown.arms(null, f("0.3"))).isFalse();
        assertThat(Drawdown.disarms(null, f("0.25"))).isTrue();
        assertThat(Drawdown.disarms(f("0.25"), f("0.25"))).isTrue();
        assertThat(Drawdown.disarms(f("0.2501"), f("0.25"))).isFalse();

        assertThat(Drawdown.next(false, f("0.29"), f("0.3"), f("0.25"))).isFalse();
        assertThat(Drawdown.next(false, f("0.3"), f("0.3"), f("0.25"))).isTrue();
        assertThat(Drawdown.next(true, f("0.26"), f("0.3"), f("0.25"))).isTrue();
        assertThat(Drawdown.next(true, f("0.25"), f("0.3"), f("0.25"))).isFalse();
    }

    @Test
    void shouldJudgeMinorUnitsAsFractions() {
        // (1,000 - 400) / 2,000 = 0.3
        assertThat(Drawdown.arms(400, 1000, 2000, 300_000)).isTrue();
        assertThat(Drawdown.arms(401, 1000, 2000, 300_000)).isFalse();
        assertThat(Drawdown.arms(-9, 0, 0, 300_000)).isFalse();
        assertThat(Drawdown.disarms(400, 1000, 2000, 300_000)).isTrue();
        assertThat(Drawdown.disarms(399, 1000, 2000, 300_000)).isFalse();
        assertThat(Drawdown.disarms(-9, 0, 0, 300_000)).isTrue();
        assertThat(Drawdown.arms(-Long.MAX_VALUE, 0, Long.MAX_VALUE, 1_000_000)).isTrue();
        assertThat(Drawdown.arms(1 - Long.MAX_VALUE, 0, Long.MAX_VALUE, 1_000_000))
                .isFalse();
    }

    @Test
    void shouldCompensateWhatLiesBeyondTheTrigger() {
        assertThat(Drawdown.compensation(f("0.35"), f("0.3"), f("2000"))).isEqualTo(f("100"));
        assertThat(Drawdown.compensation(f("0.25"), f("0.3"), f("2000"))).isEqualTo(Fraction.ZERO);
        assertThat(Drawdown.compensation(null, f("0.3"), f("2000"))).isEqualTo(Fraction.ZERO);

        assertThat(Drawdown.compensation(f("900"), f("200"), f("600"), Basis.NET_OF_MARGIN))
                .isEqualTo(f("100"));
        assertThat(Drawdown.compensation(f("900"), f("200"), f("600"), Basis.GROSS))
                .isEqualTo(f("300"));
        assertThat(Drawdown.compensation(f("900"), f("500"), f("100"), Basis.GROSS))
                .isEqualTo(f("400"));
        assertThat(Drawdown.compensation(f("900"), f("400"), f("600"), Basis.NET_OF_MARGIN))
                .isEqualTo(Fraction.ZERO);
    }

    @Test
    void shouldMeasureTheFallOfAFundInEachWindow() {
        SortedMap<Long, Fraction> maxima = new TreeMap<>();
        maxima.put(60L, f("1000"));
        maxima.put(300L, f("1250"));
        maxima.put(900L, f("0"));
        SortedMap<Long, Fraction> thresholds = new TreeMap<>();
        thresholds.put(60L, f("0.21"));
        thresholds.put(300L, f("0.36"));
        thresholds.put(900L, f("0.1"));

        SortedMap<Long, @Nullable Fraction> falls = FundDepletion.falls(f("800"), maxima);

        assertThat(falls.get(60L)).isEqualTo(f("0.2"));
        assertThat(falls.get(300L)).isEqualTo(f("0.36"));
        assertThat(falls.get(900L)).isNull();
        assertThat(FundDepletion.reached(falls, thresholds)).containsExactly(300L);
    }

    @Test
    void shouldTellAtLeastFromMoreThan() {
        assertThat(Comparison.GTE.holds(f("0.3"), f("0.3"))).isTrue();
        assertThat(Comparison.GT.holds(f("0.3"), f("0.3"))).isFalse();
        assertThat(Comparison.GT.holds(f("0.31"), f("0.3"))).isTrue();
        assertThat(Comparison.GTE.holds(f("0.29"), f("0.3"))).isFalse();
        assertThat(Comparison.GTE.holds(null, f("0"))).isFalse();
    }

    @Test
    void shouldLimitWhatOneOrderAndManyLossesMayCost() {
        assertThat(FundDepletion.exceedsSingleOrderLimit(f("30"), f("100"), f("0.3")))
                .isFalse();
        assertThat(FundDepletion.exceedsSingleOrderLimit(f("31"), f("100"), f("0.3")))
                .isTrue();
        assertThat(FundDepletion.countLosses(all("9", "10", "11"), f("10"))).isEqualTo(2);
        assertThat(FundDepletion.countLosses(List.of(), f("10"))).isZero();
    }

    @Test
    void shouldCallAnAccountBankruptOnlyBelowZero() {
        assertThat(AccountBankruptcy.atBankruptcyPrice(f("-1"))).isTrue();
        assertThat(AccountBankruptcy.atBankruptcyPrice(f("0"))).isFalse();
        assertThat(AccountBankruptcy.atOraclePrice(f("0"), true)).isTrue();
        assertThat(AccountBankruptcy.atOraclePrice(f("0"), false)).isFalse();
        assertThat(AccountBankruptcy.atOraclePrice(f("-1"), true)).isFalse();
    }

    @Test
    void shouldArmAPoolAtExactlyZero() {
        assertThat(PoolEquityTrigger.arms(f("0"))).isTrue();
        assertThat(PoolEquityTrigger.arms(f("1"))).isFalse();
        assertThat(PoolEquityTrigger.arms(f("-1"))).isTrue();
        assertThat(PoolEquityTrigger.isLow(20, 100, 800_000)).isTrue();
        assertThat(PoolEquityTrigger.isLow(21, 100, 800_000)).isFalse();
    }
}
