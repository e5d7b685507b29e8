package io.tearup.engine.ranking;

import static io.tearup.engine.model.Numbers.f;
import static org.assertj.core.api.Assertions.assertThat;

import io.tearup.engine.model.Contract;
import io.tearup.engine.model.Fraction;
import io.tearup.engine.model.Side;
import io.tearup.engine.ranking.AccountOrder.Direction;
import io.tearup.engine.ranking.AccountOrder.Priority;
import io.tearup.engine.ranking.AccountOrder.Scored;
import io.tearup.engine.ranking.HyperliquidIndex.Variant;
import io.tearup.engine.ranking.LeveragedReturn.MarginRate;
import java.math.BigInteger;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Scores worked by hand, and the order they lead to. */
class RankingRulesTest {
    @Test
    void shouldRankLeveragedWinnersFirstAndLeveragedLosersFirstAmongLosers() {
        assertThat(LeveragedReturn.score(f("0.5"), f("0.2"), MarginRate.MM_OVER_EQUITY))
                .isEqualTo(f("0.1"));
        assertThat(LeveragedReturn.score(f("-0.5"), f("0.2"), MarginRate.MM_OVER_EQUITY))
                .isEqualTo(f("-2.5"));
        assertThat(LeveragedReturn.score(f("0.5"), f("0.2"), MarginRate.EQUITY_OVER_VALUE))
                .isEqualTo(f("2.5"));
        assertThat(LeveragedReturn.score(f("-0.5"), f("0.2"), MarginRate.EQUITY_OVER_VALUE))
                .isEqualTo(f("-0.1"));
    }

    @Test
    void shouldTakeEffectiveLeverageFromPrices() {
        // Long 2 from 80 at 100, bankrupt at 75: equity 50, leverage 4, return 25 %.
        assertThat(ProfitByLeverage.rate(Side.LONG, f("2"), f("80"), f("100"), f("75")))
                .isEqualTo(new ProfitByLeverage.Rated(f("4"), f("0.25"), f("1")));
        // Short 2 from 80 at 100, bankrupt at 125: leverage 4, return -50 %.
        assertThat(ProfitByLeverage.rate(Side.SHORT, f("2"), f("80"), f("100"), f("125")))
                .isEqualTo(new ProfitByLeverage.Rated(f("4"), f("-0.25"), f("-0.0625")));
        assertThat(ProfitByLeverage.rate(Side.LONG, f("2"), f("80"), f("100"), f("100")))
                .isNull();
        assertThat(ProfitByLeverage.rate(Side.LONG, f("2"), f("100"), f("100"), f("75")))
                .isEqualTo(new ProfitByLeverage.Rated(f("4"), f("0"), f("0")));
    }

    @Test
    void shouldFloorProfitAndWallet() {
        Fraction one = f("1");
        assertThat(ProfitByMarginRatio.rate(f("50"), f("200"), one, null, f("25")))
                .isEqualTo(new ProfitByMarginRatio.Rated(f("0.25"), f("0.1")));
        assertThat(ProfitByMarginRatio.rate(f("50"), f("200"), one, f("0.4"), f("25"))
                        .score())
                .isEqualTo(f("0.1"));
        assertThat(ProfitByMarginRatio.rate(f("-50"), f("200"), one, null, f("30")))
                .isEqualTo(new ProfitByMarginRatio.Rated(f("0"), f("0.2")));
        assertThat(ProfitByMarginRatio.rate(f("50"), f("0.5"), one, null, f("10.1")))
                .isEqualTo(new ProfitByMarginRatio.Rated(f("50"), f("0.2")));
        assertThat(ProfitByMarginRatio.rate(f("50"), f("-50"), one, f("0.4"), f("10")))
                .isEqualTo(new ProfitByMarginRatio.Rated(f("50"), f("0")));
    }

    @Test
    void shouldReadAShortsReturnAsPublishedOrSideAware() {
        // 3 x 120 over an account value of 60 is 6.
        assertThat(HyperliquidIndex.score(Side.LONG, f("3"), f("100"), f("120"), f("60"), Variant.AS_PUBLISHED))
                .isEqualTo(f("7.2"));
        assertThat(HyperliquidIndex.score(Side.LONG, f("3"), f("100"), f("120"), f("60"), Variant.SIDE_AWARE))
                .isEqualTo(f("7.2"));
        assertThat(HyperliquidIndex.score(Side.SHORT, f("3"), f("100"), f("120"), f("60"), Variant.AS_PUBLISHED))
                .isEqualTo(f("7.2"));
        assertThat(HyperliquidIndex.score(Side.SHORT, f("3"), f("100"), f("120"), f("60"), Variant.SIDE_AWARE))
                .isEqualTo(f("5"));
    }

    @Test
    void shouldDivideByEquityOrMaintenance() {
        assertThat(EffectiveLeverage.score(f("900"), f("60"))).isEqualTo(f("15"));
        assertThat(MaintenanceCover.cover(f("60"), f("40"))).isEqualTo(f("1.5"));
    }

    @Test
    void shouldMeasureAReturnOnEntry() {
        assertThat(PositionReturn.of(Side.LONG, f("80"), f("100"), Contract.LINEAR))
                .isEqualTo(f("0.25"));
        assertThat(PositionReturn.of(Side.SHORT, f("80"), f("100"), Contract.LINEAR))
                .isEqualTo(f("-0.25"));
        assertThat(PositionReturn.of(Side.LONG, f("80"), f("100"), Contract.INVERSE))
                .isEqualTo(f("0.2"));
        assertThat(PositionReturn.of(Side.SHORT, f("80"), f("100"), Contract.INVERSE))
                .isEqualTo(f("-0.2"));
    }

    @Test
    void shouldOrderByScoreThenId() {
        List<Scored> scored = List.of(
                new Scored("b", f("2")), new Scored("c", f("1")), new Scored("a", f("2")), new Scored("d", f("3")));

        assertThat(AccountOrder.of(scored, Direction.HIGHEST_FIRST)).containsExactly("d", "a", "b", "c");
        assertThat(AccountOrder.of(scored, Direction.LOWEST_FIRST)).containsExactly("c", "a", "b", "d");
    }

    @Test
    void shouldBreakTiesOfLeverageByResultThenBalanceThenAge() {
        assertThat(AccountOrder.byPriority(List.of(
                        priority("7", "5", "10", "100"),
                        priority("12", "5", "10", "100"),
                        priority("3", "5", "10", "90"),
                        priority("4", "5", "11", "500"),
                        priority("5", "6", "0", "500"))))
                .containsExactly("5", "4", "3", "12", "7");
    }

    private static Priority priority(String id, String leverage, String unrealised, String balance) {
        return new Priority(id, f(leverage), f(unrealised), f(balance));
    }

    @Test
    void shouldScoreNothingForLosersAndAccountsInLiquidation() {
        assertThat(AccountOrder.flooredReturn(f("0.5"), f("4"), false)).isEqualTo(f("2"));
        assertThat(AccountOrder.flooredReturn(f("-0.5"), f("4"), false)).isEqualTo(f("0"));
        assertThat(AccountOrder.flooredReturn(f("0.5"), f("4"), true)).isEqualTo(f("0"));
        assertThat(AccountOrder.netDeltaReturn(f("0.5"), f("-4"))).isEqualTo(f("2"));
        assertThat(AccountOrder.netDeltaReturn(f("0.5"), f("0"))).isNull();
    }

    @Test
    void shouldLightByTheMidpointOfAHolding() {
        assertThat(quintile(0, 10, 100)).isZero();
        assertThat(quintile(15, 9, 100)).isZero();
        assertThat(quintile(15, 10, 100)).isEqualTo(1);
        assertThat(quintile(90, 10, 100)).isEqualTo(4);
        assertThat(quintile(0, 100, 100)).isEqualTo(2);
        assertThat(quintile(100, 0, 100)).isEqualTo(4);
        assertThat(QueueLight.light(0)).isEqualTo(5);
        assertThat(QueueLight.light(4)).isEqualTo(1);
        assertThat(QueueLight.bucket(0)).isEqualTo(20);
        assertThat(QueueLight.bucket(4)).isEqualTo(100);
    }

    private static int quintile(long ahead, long own, long total) {
        return QueueLight.quintile(BigInteger.valueOf(ahead), BigInteger.valueOf(own), BigInteger.valueOf(total));
    }

    @Test
    void shouldDrawAnewForEveryWaveAndMarketAndStayOnTheRing() {
        Set<Long> draws = new TreeSet<>();
        for (long wave = 1; wave <= 50; wave++) {
            for (String market : List.of("X", "Y")) {
                draws.add(PseudoRandom.distance("alice", market, wave));
            }
        }

        assertThat(draws).hasSize(100).allSatisfy(draw -> assertThat(draw).isBetween(0L, (1L << 52) - 1));
        assertThat(PseudoRandom.distance("alice", "X", 1)).isEqualTo(PseudoRandom.distance("alice", "X", 1));
        // Two accounts keep their distance from each other on the ring.
        long gap1 = PseudoRandom.distance("alice", "X", 1) - PseudoRandom.distance("bob", "X", 1);
        long gap2 = PseudoRandom.distance("alice", "X", 2) - PseudoRandom.distance("bob", "X", 2);
        assertThat(Math.floorMod(gap1, 1L << 52)).isEqualTo(Math.floorMod(gap2, 1L << 52));
    }
}
