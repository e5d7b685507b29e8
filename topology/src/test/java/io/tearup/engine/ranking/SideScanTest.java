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
import io.tearup.engine.model.SideScan;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the scan passes over and how it scores, against the candidate and the exact score. */
class SideScanTest {
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

    private static List<Integer> found(SideScan scan, Market market, double bar, double ceiling) {
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
        Candidate candidate = new Candidate(group, market, 1);
        BigDecimal bound = BigDecimal.valueOf(RankOrder.COARSE_ERROR);
        for (Side side : Side.values()) {
            SideScan scan = new SideScan(group, market, side, NOBODY, (CoarseScore) ranking, true);
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

    @ParameterizedTest
    @EnumSource(
            value = RankingRule.Kind.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"PSEUDO_RANDOM"})
    void shouldScoreAccountsWithSeveralPositionsWithinTheBound(RankingRule.Kind kind) {
        SplittableRandom random = new SplittableRandom(kind.ordinal());
        List<Market> others = List.of(other, market("SOL", false), unmarked());
        drawHedged(random, others);
        Ranking ranking = Ranking.of(kind);
        Candidate candidate = new Candidate(group, market, 1);
        BigDecimal bound = BigDecimal.valueOf(RankOrder.COARSE_ERROR);
        SideScan scan = new SideScan(group, market, Side.LONG, NOBODY, (CoarseScore) ranking, true);
        int stopped = 0;
        int judged = 0;
        int row = scan.next(0, ALL, NO_CEILING);
        for (int expected = 0; expected < market.positions().end(); expected++) {
            candidate.load(expected);
            boolean found = expected == row;
            boolean blind = found && Double.isNaN(scan.score(row));
            boolean longs = market.positions().lots(expected) > 0;
            assertThat(found).as("row %d", expected).isEqualTo(longs && (blind || candidate.isEligible()));
            if (!found) {
                continue;
            }
            if (blind) {
                stopped++;
            } else {
                judged++;
                Fraction score = ranking.score(candidate);
                BigDecimal exact = new BigDecimal(score.numerator())
                        .divide(new BigDecimal(score.denominator()), MathContext.DECIMAL128);
                assertThat(new BigDecimal(scan.score(row)).subtract(exact).abs())
                        .as("row %d, exact %s, coarse %s", row, exact, scan.score(row))
                        .isLessThanOrEqualTo(exact.abs().multiply(bound));
            }
            row = scan.next(row + 1, ALL, NO_CEILING);
        }
        assertThat(scan.eligible()).isEqualTo(judged).isGreaterThan(400);
        assertThat(stopped).as("no unit is exactly at the line").isZero();
    }

    private Market unmarked() {
        return group.defineMarket(
                MarketSpec.of("NEW", "main", BigDecimal.ONE, BigDecimal.ONE, new BigDecimal("0.005"), 2, false));
    }

    /** Accounts with positions in several markets, some isolated, some in liquidation. */
    private void drawHedged(SplittableRandom random, List<Market> others) {
        for (int i = 0; i < 2_000; i++) {
            int slot = group.accountSlot("h" + i);
            long lots = random.nextInt(-500, 1_500);
            group.setPosition(market, slot, lots, lots * random.nextInt(20_000, 40_000) * 100, 0);
            for (Market beside : others) {
                if (random.nextBoolean()) {
                    long more = random.nextInt(-900, 900);
                    long margin = random.nextInt(4) == 0 ? random.nextInt(1_000_000) : 0;
                    if (margin != 0) {
                        group.setMarginMode(beside, slot, MarginMode.ISOLATED);
                    }
                    group.setPosition(beside, slot, more, more * random.nextInt(20_000, 40_000) * 100, margin);
                }
            }
            group.setWallet(slot, random.nextLong(1L << random.nextInt(20, 36)));
        }
    }

    @Test
    void shouldNotAddUpWhatMayLeaveSixtyTwoBits() {
        drawHedged(new SplittableRandom(1), List.of(other));
        int whale = group.accountSlot("whale");
        group.setPosition(other, whale, 1L << 40, (1L << 40) * 3_000_000, 0);
        SideScan scan = new SideScan(group, market, Side.LONG, NOBODY, new EffectiveLeverage(), true);
        int blind = 0;
        for (int row = 0;
                (row = scan.next(row, ALL, NO_CEILING)) < market.positions().end();
                row++) {
            blind += Double.isNaN(scan.score(row)) ? 1 : 0;
        }
        assertThat(blind).as("every account with several positions").isGreaterThan(600);
    }

    @Test
    void shouldLeaveToTheExactComparisonWhoIsAtTheLine() {
        int slot = group.accountSlot("edge");
        // 10 lots at 30,000 and 10 at 30,000: 60,000,000 minor units at 0.5 % ask for 300,000.
        group.setPosition(market, slot, 10, 30_000_000, 0);
        group.setPosition(other, slot, -10, -30_000_000, 0);
        for (long wallet : new long[] {299_999, 300_000, 300_001}) {
            group.setWallet(slot, wallet);
            SideScan scan = new SideScan(group, market, Side.LONG, NOBODY, new EffectiveLeverage(), true);
            boolean found = scan.next(0, ALL, NO_CEILING) == 0;
            assertThat(found).isEqualTo(wallet >= 300_000);
            assertThat(found && Double.isNaN(scan.score(0))).isEqualTo(wallet == 300_000);
        }
    }

    @Test
    void shouldStopBetweenBarAndCeilingAndCountEveryEligibleOne() {
        draw(new SplittableRandom(3), 500);
        CoarseScore ranking = new LeveragedReturn();
        SideScan all = new SideScan(group, market, Side.LONG, NOBODY, ranking, true);
        List<Integer> expected = new ArrayList<>();
        int end = market.positions().end();
        for (int row = all.next(0, ALL, NO_CEILING); row < end; row = all.next(row + 1, ALL, NO_CEILING)) {
            if (all.score(row) >= -1 && all.score(row) < 0.0001) {
                expected.add(row);
            }
        }
        SideScan scan = new SideScan(group, market, Side.LONG, NOBODY, ranking, true);
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
        SideScan scan = new SideScan(group, market, Side.LONG, new int[] {ann, cyd}, ranking, true);
        assertThat(found(scan, market, ALL, NO_CEILING)).containsExactly(bob);
        assertThat(scan.eligible()).isEqualTo(1);

        group.setPosition(other, group.accountSlot("bob"), 1, 3_000_000, 0);
        SideScan beside = new SideScan(group, market, Side.LONG, new int[] {ann}, ranking, false);
        assertThat(beside.next(0, 1e9, NO_CEILING)).as("more in its unit").isEqualTo(bob);
        assertThat(beside.score(bob)).isNaN();
        assertThat(beside.next(bob + 1, 1e9, NO_CEILING))
                .isEqualTo(market.positions().end());
        assertThat(beside.eligible()).as("cyd, though it scores less").isEqualTo(1);

        group.setPosition(other, group.accountSlot("bob"), 0, 0, 0);
        SideScan again = new SideScan(group, market, Side.LONG, new int[] {ann}, ranking, true);
        assertThat(again.next(0, ALL, NO_CEILING)).isEqualTo(bob);
        assertThat(again.score(bob)).as("alone again").isEqualTo(15_000_000 / 1e9);

        SideScan blind = new SideScan(group, market, Side.LONG, NOBODY, null, true);
        assertThat(found(blind, market, ALL, NO_CEILING)).containsExactly(ann, bob, cyd);
        assertThat(blind.score(0)).isNaN();
    }

    @Test
    void shouldNotJudgeValuesFinerThanAMinorUnitOrWithoutAMark() {
        Market fine = market("FINE", true);
        int ann = group.accountSlot("ann");
        group.setWallet(ann, 1_000);
        group.setPosition(fine, ann, 7, 21_000, 0);
        SideScan scan = new SideScan(group, fine, Side.LONG, NOBODY, new EffectiveLeverage(), true);
        assertThat(scan.next(0, 1e9, NO_CEILING)).isZero();
        assertThat(scan.score(0)).isNaN();
        Market unmarked = group.defineMarket(
                MarketSpec.of("NEW", "main", BigDecimal.ONE, BigDecimal.ONE, new BigDecimal("0.005"), 2, false));
        int bob = group.accountSlot("bob");
        group.setPosition(unmarked, bob, 7, 21_000, 0);
        SideScan blind = new SideScan(group, unmarked, Side.LONG, NOBODY, new EffectiveLeverage(), true);
        assertThat(blind.next(0, 1e9, NO_CEILING)).isZero();
        assertThat(blind.score(0)).isNaN();
    }
}
