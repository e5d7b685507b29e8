package io.tearup.engine.allocation;

import static io.tearup.engine.model.Numbers.all;
import static io.tearup.engine.model.Numbers.f;
import static org.assertj.core.api.Assertions.assertThat;

import io.tearup.engine.allocation.FillPlan.Counterparty;
import io.tearup.engine.allocation.FillPlan.Fill;
import io.tearup.engine.allocation.FillPlan.Result;
import io.tearup.engine.allocation.LeverageLevel.Holder;
import io.tearup.engine.model.Fraction;
import io.tearup.engine.model.MarginMode;
import io.tearup.engine.model.Side;
import java.math.BigInteger;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** How a demand is divided, worked by hand to the lot. */
class AllocationRulesTest {
    @Test
    void shouldTakeWholePositionsAndOnePartial() {
        SequentialFill fill = new SequentialFill(10);

        assertThat(fill.take(4)).isEqualTo(4);
        assertThat(fill.need()).isEqualTo(6);
        assertThat(fill.take(9)).isEqualTo(6);
        assertThat(fill.need()).isZero();
        assertThat(fill.take(9)).isZero();
    }

    @Test
    void shouldDivideByWeightAndGiveLeftLotsToTheLargestRemainders() {
        // 10 by 1:2:4 = 1.43, 2.86, 5.71: the lots left go to the second and the third.
        assertThat(divide(10, weights(1, 2, 4), 99, 99, 99)).containsExactly(1, 3, 6);
        // Equal remainders: the earlier first.
        assertThat(divide(5, weights(1, 1, 1, 1), 99, 99, 99, 99)).containsExactly(2, 1, 1, 1);
    }

    @Test
    void shouldGiveNobodyMoreThanItsCap() {
        // The first is full at 2; 10 others by 2:3.
        assertThat(divide(12, weights(5, 2, 3), 2, 99, 99)).containsExactly(2, 4, 6);
        assertThat(divide(12, weights(5, 2, 3), 6, 2, 99)).containsExactly(6, 2, 4);
        assertThat(divide(100, weights(5, 2, 3), 6, 2, 9)).containsExactly(6, 2, 9);
        assertThat(divide(17, weights(5, 2, 3), 6, 2, 9)).containsExactly(6, 2, 9);
    }

    @Test
    void shouldGiveNothingToWeightlessHoldersAndForNoDemand() {
        assertThat(divide(12, weights(0, 2, 3), 50, 99, 99)).containsExactly(0, 5, 7);
        assertThat(divide(0, weights(1, 2), 5, 5)).containsExactly(0, 0);
        assertThat(divide(9, weights(0, 0), 5, 5)).containsExactly(0, 0);
        assertThat(divide(9, weights())).isEmpty();
    }

    private static long[] divide(long demand, List<BigInteger> weights, long... caps) {
        return CappedProRata.divide(demand, weights, caps);
    }

    private static List<BigInteger> weights(long... weights) {
        return LongStream.of(weights).mapToObj(BigInteger::valueOf).toList();
    }

    @Test
    void shouldWeighHoldersByWhatTheRuleCounts() {
        assertThat(Division.PRO_RATA_POSITION.weight(7, 5, 300, 40)).isEqualTo(7);
        assertThat(Division.PRO_RATA_PNL.weight(7, 5, 300, 40)).isEqualTo(5);
        assertThat(Division.PRO_RATA_PNL.weight(7, -5, 300, 40)).isZero();
        // 300 / 40 = 7.5 in millionths, times 7.
        assertThat(Division.RISK_AWARE.weight(7, 5, 300, 40)).isEqualTo(52_500_000);
    }

    @Test
    void shouldDrainTheMostLeveredToOneLevel() {
        // Leverage 10, 6 and 2. To level 4: 60 + 20 + 0.
        List<Holder> holders = List.of(holder("100", "10", "100"), holder("60", "10", "60"), holder("80", "40", "80"));

        Fraction level = LeverageLevel.of(f("80"), holders);

        assertThat(level).isEqualTo(f("4"));
        assertThat(holders.stream().map(h -> h.reduction(level)).toList()).isEqualTo(all("60", "20", "0"));
    }

    @Test
    void shouldStopAtTheFirstWhereThatIsEnough() {
        assertThat(LeverageLevel.of(f("15"), List.of(holder("100", "10", "100"), holder("60", "10", "60"))))
                .isEqualTo(f("8.5"));
        assertThat(LeverageLevel.of(f("40"), List.of(holder("100", "10", "100"), holder("60", "10", "60"))))
                .isEqualTo(f("6"));
    }

    @Test
    void shouldGoDeeperWhereACapEndsWhatOneGives() {
        // The first gives 30 at most; the other 20: 60 - 10 L = 20.
        List<Holder> holders = List.of(holder("100", "10", "30"), holder("60", "10", "60"));

        Fraction level = LeverageLevel.of(f("50"), holders);

        assertThat(level).isEqualTo(f("4"));
        assertThat(holders.stream().map(h -> h.reduction(level)).toList()).isEqualTo(all("30", "20"));
    }

    @Test
    void shouldTakeEverythingWhereThatIsNotEnough() {
        List<Holder> holders = List.of(holder("100", "10", "100"), holder("60", "10", "60"));

        assertThat(LeverageLevel.of(f("160"), holders)).isEqualTo(f("0"));
        assertThat(LeverageLevel.of(f("500"), holders)).isEqualTo(f("0"));
        assertThat(LeverageLevel.of(f("5"), List.of())).isEqualTo(f("0"));
        assertThat(LeverageLevel.of(f("5"), List.of(holder("100", "10", "0")))).isEqualTo(f("0"));
    }

    private static Holder holder(String notional, String equity, String cap) {
        return new Holder(f(notional), f(equity), f(cap));
    }

    @Test
    void shouldLeaveTheHedgedPartAloneUnderCrossMargin() {
        assertThat(HedgeExclusion.of(f("9"), f("4"), MarginMode.CROSS)).isEqualTo(new HedgeExclusion(f("5"), f("0")));
        assertThat(HedgeExclusion.of(f("4"), f("9"), MarginMode.CROSS)).isEqualTo(new HedgeExclusion(f("0"), f("5")));
        assertThat(HedgeExclusion.of(f("9"), f("4"), MarginMode.ISOLATED))
                .isEqualTo(new HedgeExclusion(f("9"), f("4")));
    }

    @Test
    void shouldFillInTwoPasses() {
        // Counterparties are short; the pool buys nothing back below 90 except in the second pass.
        FillPlan plan = new FillPlan(f("95"), f("90"));
        List<Counterparty> queue = List.of(
                counterparty("winner", "3", "120", null, false),
                counterparty("under", "5", "130", null, true),
                counterparty("thin", "4", "94", null, false),
                counterparty("loser", "4", "80", null, false),
                counterparty("guarded", "9", "110", "12", false));

        Result both = plan.allocate(f("8"), queue, true);

        assertThat(both.fills())
                .containsExactly(
                        new Fill("winner", Side.SHORT, f("3"), f("95"), f("15"), f("75")),
                        new Fill("guarded", Side.SHORT, f("2"), f("95"), f("10"), f("30")),
                        new Fill("thin", Side.SHORT, f("3"), f("94"), f("12"), f("0")));
        assertThat(both.skipped()).containsExactly("thin", "loser");
        assertThat(both.excluded()).containsExactly("under");
        assertThat(both.remaining()).isEqualTo(f("0"));

        Result first = plan.allocate(f("8"), queue, false);
        assertThat(first.fills()).hasSize(2);
        assertThat(first.remaining()).isEqualTo(f("3"));
        assertThat(plan.allocate(f("20"), queue, true).remaining()).isEqualTo(f("11"));
        assertThat(plan.allocate(f("3"), queue, true).skipped()).isEmpty();
    }

    @Test
    void shouldCountProfitAndHaircutBySide() {
        assertThat(FillPlan.profit(Side.LONG, f("80"), f("95"))).isEqualTo(f("15"));
        assertThat(FillPlan.profit(Side.SHORT, f("80"), f("95"))).isEqualTo(f("-15"));
        assertThat(FillPlan.haircut(Side.LONG, f("95"), f("100"))).isEqualTo(f("5"));
        assertThat(FillPlan.haircut(Side.SHORT, f("95"), f("100"))).isEqualTo(f("-5"));
        assertThat(FillPlan.takesPrincipal(Side.LONG, f("95"), f("95"))).isFalse();
        assertThat(FillPlan.takesPrincipal(Side.LONG, f("96"), f("95"))).isTrue();
        assertThat(FillPlan.guarded(f("12"), f("5"))).isEqualTo(2);
        assertThat(FillPlan.guarded(f("-12"), f("5"))).isZero();
    }

    @Test
    void shouldNotGuardWhoGivesNothingUp() {
        // At mark there is no haircut: equity does not bind.
        Result atMark = new FillPlan(f("90"), f("90"))
                .allocate(f("4"), List.of(counterparty("poor", "9", "100", "0", false)), false);
        assertThat(atMark.fills()).containsExactly(new Fill("poor", Side.SHORT, f("4"), f("90"), f("0"), f("40")));

        Result noEquity = new FillPlan(f("95"), f("90"))
                .allocate(f("4"), List.of(counterparty("poor", "9", "100", "4", false)), false);
        assertThat(noEquity.fills()).isEmpty();
        assertThat(noEquity.remaining()).isEqualTo(f("4"));
    }

    private static Counterparty counterparty(
            String id, String quantity, String entry, @Nullable String equity, boolean inLiquidation) {
        return new Counterparty(
                id, Side.SHORT, f(quantity), f(entry), equity == null ? null : f(equity), inLiquidation);
    }
}
