package io.tearup.engine.ranking;

import static org.assertj.core.api.Assertions.assertThat;

import io.tearup.engine.model.CoarseScore;
import io.tearup.engine.model.Fraction;
import io.tearup.engine.model.GroupSpec;
import io.tearup.engine.model.MarginMode;
import io.tearup.engine.model.Market;
import io.tearup.engine.model.MarketSpec;
import io.tearup.engine.model.PoolKind;
import io.tearup.engine.model.PoolSpec;
import io.tearup.engine.model.RankingRule;
import io.tearup.engine.model.RiskGroup;
import io.tearup.engine.model.Side;
import io.tearup.engine.model.SingleScan;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the scan passes over and how it scores, against the candidate and the exact score. */
class SingleScanTest {
    private static final int[] NOBODY = {};
    private static final double ALL = Double.NEGATIVE_INFINITY;
    private static final double NO_CEILING = Double.POSITIVE_INFINITY;

    private final RiskGroup group = group();
    private final Market market = market("BTC", false);
    private final Market other = market("ETH", false);

    private static RiskGroup group() {
        RiskGroup group = new RiskGroup("g");
        group.define(new GroupSpec("USDT", 2));
        group.definePool(new PoolSpec("main", PoolKind.SHARED));
        return group;
    }

    private Market market(String id, boolean subMinor) {
        BigDecimal lot = subMinor ? new BigDecimal("0.001") : BigDecimal.ONE;
        Market market = group.defineMarket(
                MarketSpec.of(id, "main", lot, BigDecimal.ONE, new BigDecimal("0.005"), 2, subMinor));
        group.setMark(market, 30_000, 1, 1);
        return market;
    }

    private static List<Integer> found(SingleScan scan, Market market, double bar, double ceiling) {
        List<Integer> rows = new ArrayList<>();
        for (int row = scan.next(0, bar, ceiling);
                row < market.positions().end();
                row = scan.next(row + 1, bar, ceiling)) {
            rows.add(row);
        }
        return rows;
    }

    private void draw(SplittableRandom random, int accounts) {
        for (int i = 0; i < accounts; i++) {
            int slot = group.accountSlot("a" + i);
            // From one lot to what brings value and equity close to the end of 64 bits.
            long lots = 1 + (random.nextLong() >>> 1) % (1L << random.nextInt(1, 40));
            long entry = 20_000 + random.nextInt(20_000);
            long money = (random.nextLong() >>> 1) % (1L << random.nextInt(10, 62));
            long signed = random.nextBoolean() ? lots : -lots;
            if (random.nextInt(3) == 0) {
                group.setMarginMode(market, slot, MarginMode.ISOLATED);
                group.setPosition(market, slot, signed, signed * entry * 100, money);
            } else {
                group.setPosition(market, slot, signed, signed * entry * 100, 0);
                group.setWallet(slot, money);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = RankingRule.Kind.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"PSEUDO_RANDOM"})
    void shouldScoreEachSinglePositionWithinTheBoundOfItsExactScore(RankingRule.Kind kind) {
        draw(new SplittableRandom(kind.ordinal()), 2_000);
        Ranking ranking = Ranking.of(kind);
        Candidate candidate = new Candidate(group, market);
        BigDecimal bound = BigDecimal.valueOf(RankOrder.COARSE_ERROR);
        for (Side side : Side.values()) {
            SingleScan scan = new SingleScan(group, market, side, NOBODY, (CoarseScore) ranking);
            int from = 0;
            int eligible = 0;
            for (int row = 0; row < market.positions().end(); row++) {
                if (Side.of(market.positions().lots(row)) != side) {
                    continue;
                }
                candidate.load(row);
                if (!candidate.isEligible()) {
                    continue;
                }
                assertThat(scan.next(from, ALL, NO_CEILING)).isEqualTo(row);
                from = row + 1;
                eligible++;
                Fraction score = ranking.score(candidate);
                BigDecimal exact = new BigDecimal(score.numerator())
                        .divide(new BigDecimal(score.denominator()), MathContext.DECIMAL128);
                for (double coarse : new double[] {scan.score(row), ranking.coarse(candidate)}) {
                    BigDecimal distance = new BigDecimal(coarse).subtract(exact).abs();
                    assertThat(distance)
                            .as("row %d, exact %s, coarse %s", row, exact, coarse)
                            .isLessThanOrEqualTo(exact.abs().multiply(bound));
                }
            }
            assertThat(scan.next(from, ALL, NO_CEILING))
                    .isEqualTo(market.positions().end());
            assertThat(scan.eligible()).isEqualTo(eligible).isGreaterThan(100);
        }
    }

    @Test
    void shouldStopBetweenBarAndCeilingAndCountEveryEligibleOne() {
        draw(new SplittableRandom(3), 500);
        CoarseScore ranking = new LeveragedReturn();
        SingleScan all = new SingleScan(group, market, Side.LONG, NOBODY, ranking);
        List<Integer> expected = new ArrayList<>();
        int end = market.positions().end();
        for (int row = all.next(0, ALL, NO_CEILING); row < end; row = all.next(row + 1, ALL, NO_CEILING)) {
            if (all.score(row) >= -1 && all.score(row) < 0.0001) {
                expected.add(row);
            }
        }
        SingleScan scan = new SingleScan(group, market, Side.LONG, NOBODY, ranking);
        assertThat(found(scan, market, -1, 0.0001)).isEqualTo(expected).hasSizeBetween(10, all.eligible() - 10);
        assertThat(scan.eligible()).isEqualTo(all.eligible());
    }

    @Test
    void shouldLeaveOutExcludedRowsAndStopWithoutAScoreAtWhatItCannotJudge() {
        for (String account : List.of("ann", "bob", "cyd", "dan")) {
            int slot = group.accountSlot(account);
            group.setWallet(slot, 1_000_000_000);
            group.setPosition(
                    market, slot, account.equals("dan") ? -5 : 5, account.equals("dan") ? -15_000_000 : 15_000_000, 0);
        }
        int ann = market.positions().find(group.accountSlot("ann"));
        int bob = market.positions().find(group.accountSlot("bob"));
        int cyd = market.positions().find(group.accountSlot("cyd"));
        CoarseScore ranking = new EffectiveLeverage();
        SingleScan scan = new SingleScan(group, market, Side.LONG, new int[] {ann, cyd}, ranking);
        assertThat(found(scan, market, ALL, NO_CEILING)).containsExactly(bob);
        assertThat(scan.eligible()).isEqualTo(1);

        group.setPosition(other, group.accountSlot("bob"), 1, 3_000_000, 0);
        SingleScan beside = new SingleScan(group, market, Side.LONG, new int[] {ann}, ranking);
        assertThat(beside.next(0, 1e9, NO_CEILING)).as("more in its unit").isEqualTo(bob);
        assertThat(beside.score(bob)).isNaN();
        assertThat(beside.next(bob + 1, 1e9, NO_CEILING))
                .isEqualTo(market.positions().end());
        assertThat(beside.eligible()).as("cyd, though it scores less").isEqualTo(1);

        group.setPosition(other, group.accountSlot("bob"), 0, 0, 0);
        SingleScan again = new SingleScan(group, market, Side.LONG, new int[] {ann}, ranking);
        assertThat(again.next(0, ALL, NO_CEILING)).isEqualTo(bob);
        assertThat(again.score(bob)).as("alone again").isEqualTo(15_000_000 / 1e9);

        SingleScan blind = new SingleScan(group, market, Side.LONG, NOBODY, null);
        assertThat(found(blind, market, ALL, NO_CEILING)).containsExactly(ann, bob, cyd);
        assertThat(blind.score(0)).isNaN();
    }

    @Test
    void shouldNotJudgeValuesFinerThanAMinorUnitOrWithoutAMark() {
        Market fine = market("FINE", true);
        int ann = group.accountSlot("ann");
        group.setWallet(ann, 1_000);
        group.setPosition(fine, ann, 7, 21_000, 0);
        SingleScan scan = new SingleScan(group, fine, Side.LONG, NOBODY, new EffectiveLeverage());
        assertThat(scan.next(0, 1e9, NO_CEILING)).isZero();
        assertThat(scan.score(0)).isNaN();
        Market unmarked = group.defineMarket(
                MarketSpec.of("NEW", "main", BigDecimal.ONE, BigDecimal.ONE, new BigDecimal("0.005"), 2, false));
        int bob = group.accountSlot("bob");
        group.setPosition(unmarked, bob, 7, 21_000, 0);
        SingleScan blind = new SingleScan(group, unmarked, Side.LONG, NOBODY, new EffectiveLeverage());
        assertThat(blind.next(0, 1e9, NO_CEILING)).isZero();
        assertThat(blind.score(0)).isNaN();
    }
}
