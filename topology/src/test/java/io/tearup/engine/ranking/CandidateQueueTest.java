package io.tearup.engine.ranking;

import static org.assertj.core.api.Assertions.assertThat;

import io.tearup.engine.model.CodePointOrder;
import io.tearup.engine.model.GroupSpec;
import io.tearup.engine.model.MarginMode;
import io.tearup.engine.model.Market;
import io.tearup.engine.model.MarketSpec;
import io.tearup.engine.model.PoolKind;
import io.tearup.engine.model.PoolSpec;
import io.tearup.engine.model.PositionTable;
import io.tearup.engine.model.RankingRule;
import io.tearup.engine.model.RiskGroup;
import io.tearup.engine.model.Side;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The heap yields what sorting everybody by exact score yields. */
class CandidateQueueTest {
    private static final long MARK = 100;

    private final RiskGroup group = group();
    private final Market market = market("BTC");
    private final Market other = market("ETH");

    private static RiskGroup group() {
        RiskGroup group = new RiskGroup("g");
        group.define(new GroupSpec("USDT", 2));
        group.definePool(new PoolSpec("main", PoolKind.SHARED));
        return group;
    }

    private Market market(String id) {
        Market market = group.defineMarket(
                MarketSpec.of(id, "main", BigDecimal.ONE, BigDecimal.ONE, new BigDecimal("0.05"), 2, false));
        group.setMark(market, MARK, 1, 1);
        return market;
    }

    private void draw(SplittableRandom random, int accounts) {
        for (int i = 0; i < accounts; i++) {
            int slot = group.accountSlot("a" + random.nextInt(1_000_000));
            // Few values, so that many scores are equal and ids decide.
            long lots = (1 + random.nextInt(3)) * (random.nextInt(5) == 0 ? -1 : 1);
            long entry = 80 + 5L * random.nextInt(8);
            long money = 500L * random.nextInt(30);
            if (random.nextInt(4) == 0) {
                group.setMarginMode(market, slot, MarginMode.ISOLATED);
                group.setPosition(market, slot, lots, lots * entry * 100, money);
            } else {
                group.setPosition(market, slot, lots, lots * entry * 100, 0);
                group.setWallet(slot, money);
                if (random.nextInt(4) == 0) {
                    group.setPosition(other, slot, -lots, -lots * MARK * 100, 0);
                }
            }
        }
    }

    private Opposite longs(RankingRule rule, int bankrupt, Set<String> providers) {
        return new Opposite(group, market, Side.LONG, Ranking.of(rule.kind()), rule, 1, bankrupt, providers);
    }

    private List<Integer> sorted(Opposite opposite) {
        List<Integer> rows = new ArrayList<>();
        Candidate candidate = new Candidate(group, market, 1);
        for (int row = 0; row < market.positions().end(); row++) {
            if (market.positions().lots(row) <= 0) {
                continue;
            }
            candidate.load(row);
            String account = candidate.accountId();
            boolean related =
                    opposite.bankrupt() >= 0 && group.accounts().sameOwner(opposite.bankrupt(), candidate.slot());
            if (candidate.isEligible() && !related && !opposite.providers().contains(account)) {
                rows.add(row);
            }
        }
        Candidate a = new Candidate(group, market, 1);
        Candidate b = new Candidate(group, market, 1);
        Comparator<Integer> order = (x, y) -> {
            a.load(x);
            b.load(y);
            int byTier = Integer.compare(opposite.tier(a), opposite.tier(b));
            int byScore =
                    opposite.ranking().score(b).compareTo(opposite.ranking().score(a));
            return byTier != 0
                    ? byTier
                    : byScore != 0 ? byScore : CodePointOrder.INSTANCE.compare(a.accountId(), b.accountId());
        };
        rows.sort(order);
        return rows;
    }

    private static List<Integer> polled(CandidateQueue queue) {
        List<Integer> rows = new ArrayList<>();
        while (!queue.isEmpty()) {
            rows.add(queue.poll());
        }
        return rows;
    }

    @Test
    void shouldYieldEverybodyInTheOrderOfExactScores() {
        SplittableRandom random = new SplittableRandom(11);
        draw(random, 400);
        for (RankingRule.Kind kind : RankingRule.Kind.values()) {
            for (Integer neutral : new Integer[] {null, 100_000}) {
                Opposite opposite = longs(new RankingRule(kind, neutral), -1, Set.of());
                CandidateQueue queue = new CandidateQueue(opposite);
                List<Integer> expected = sorted(opposite);
                assertThat(expected.size()).as("a real crowd").isGreaterThan(150);
                assertThat(queue.candidates()).isEqualTo(expected.size());
                assertThat(polled(queue)).as("%s, neutral %s", kind, neutral).isEqualTo(expected);
                assertThat(RankedSide.of(opposite))
                        .as("%s, neutral %s", kind, neutral)
                        .containsExactly(expected.stream().mapToInt(i -> i).toArray());
                assertThat(queue.candidates()).isEqualTo(expected.size());
            }
        }
    }

    /** Enough for the heap to be filled in parts, with every kind of tie across their borders. */
    @Test
    void shouldYieldACrowdInTheOrderOfExactScores() {
        draw(new SplittableRandom(14), 40_000);
        assertThat(market.positions().size()).isGreaterThan(20_000);
        for (RankingRule.Kind kind : RankingRule.Kind.values()) {
            for (Integer neutral : new Integer[] {null, 100_000}) {
                Opposite opposite = longs(new RankingRule(kind, neutral), -1, Set.of());
                List<Integer> expected = sorted(opposite);
                CandidateQueue queue = new CandidateQueue(opposite, 700);
                List<Integer> half = new ArrayList<>();
                for (int i = 0; i < expected.size() / 2; i++) {
                    half.add(queue.poll());
                }
                assertThat(queue.rows()).hasSize(expected.size() - half.size());
                assertThat(half).as("%s, neutral %s", kind, neutral).isEqualTo(expected.subList(0, half.size()));
                assertThat(polled(queue))
                        .as("%s, neutral %s", kind, neutral)
                        .isEqualTo(expected.subList(half.size(), expected.size()));
                assertThat(RankedSide.of(opposite))
                        .as("%s, neutral %s", kind, neutral)
                        .containsExactly(expected.stream().mapToInt(i -> i).toArray());
                for (int i : new int[] {0, 1, expected.size() / 2, expected.size() - 1}) {
                    Standing standing = Objects.requireNonNull(Standing.of(opposite, expected.get(i)));
                    assertThat(standing.rank()).isEqualTo(i + 1);
                    assertThat(standing.candidates()).isEqualTo(expected.size());
                    assertThat(standing.lotsAhead()).isEqualTo(lots(expected.subList(0, i)));
                    assertThat(standing.lotsQueued()).isEqualTo(lots(expected));
                }
            }
        }
    }

    private long lots(List<Integer> rows) {
        return rows.stream()
                .mapToLong(row -> Math.abs(market.positions().lots(row)))
                .sum();
    }

    @Test
    void shouldLeaveOutOwnersOfTheBankruptProvidersAndReservedLots() {
        draw(new SplittableRandom(12), 100);
        RankingRule rule = new RankingRule(RankingRule.Kind.LEVERAGED_RETURN, null);
        List<Integer> all = sorted(longs(rule, -1, Set.of()));
        PositionTable table = market.positions();
        int bankrupt = table.account(all.get(0));
        int sibling = table.account(all.get(3));
        group.setOwner(bankrupt, "twins");
        group.setOwner(sibling, "twins");
        String provider = group.accounts().id(table.account(all.get(5)));
        Opposite opposite = longs(rule, bankrupt, Set.of(provider));
        List<Integer> expected = sorted(opposite);
        assertThat(expected).hasSize(all.size() - 3).doesNotContain(all.get(0), all.get(3), all.get(5));
        assertThat(polled(new CandidateQueue(opposite))).isEqualTo(expected);
    }

    @Test
    void shouldRankWhatIsPutBackByWhatItHasLeft() {
        draw(new SplittableRandom(13), 300);
        RankingRule rule = new RankingRule(RankingRule.Kind.EFFECTIVE_LEVERAGE, null);
        Opposite opposite = longs(rule, -1, Set.of());
        CandidateQueue queue = new CandidateQueue(opposite);
        long ticks = MARK - 3;
        int first = queue.poll();
        Candidate whole = new Candidate(group, market, 1);
        whole.load(first);
        if (whole.lots() < 2) {
            throw new AssertionError("draw another seed: the first has one lot");
        }
        queue.putBack(first, 1, ticks);
        assertThat(queue.rows()).hasSize(queue.candidates()).contains(first);
        Candidate part = new Candidate(group, market, 1);
        part.load(first, 1, ticks);
        List<Integer> rest = polled(queue);
        int at = rest.indexOf(first);
        Candidate neighbour = new Candidate(group, market, 1);
        for (int i = 0; i < rest.size(); i++) {
            if (i != at) {
                neighbour.load(rest.get(i));
                int byScore = opposite.ranking()
                        .score(neighbour)
                        .compareTo(opposite.ranking().score(part));
                boolean before = byScore > 0
                        || (byScore == 0
                                && CodePointOrder.INSTANCE.compare(neighbour.accountId(), part.accountId()) < 0);
                assertThat(i < at).as("row %d", rest.get(i)).isEqualTo(before);
            }
        }
    }

    @Test
    void shouldSeeAPartlyClosedPositionAsWhatIsLeft() {
        int slot = group.accountSlot("ann");
        group.setWallet(slot, 10_000);
        group.setPosition(market, slot, 10, 80_000, 0);
        Candidate candidate = new Candidate(group, market, 1);
        candidate.load(0);
        assertThat(candidate.unrealised()).isEqualTo(20_000);
        assertThat(candidate.equity()).isEqualTo(30_000);
        assertThat(candidate.available()).isEqualTo(10);
        assertThat(candidate.notional()).isEqualTo(100_000);
        assertThat(candidate.waveNumber()).isEqualTo(1);
        assertThat(candidate.coarseMaintenance()).isEqualTo(100_000 * 50_000.0);
        candidate.load(0, 4, 95);
        assertThat(candidate.lots()).isEqualTo(6);
        assertThat(candidate.lotsBefore()).isEqualTo(10);
        assertThat(candidate.entryValue()).isEqualTo(48_000);
        assertThat(candidate.unrealised()).isEqualTo(12_000);
        assertThat(candidate.equity())
                .as("30,000 less the haircut of 4 lots x 5")
                .isEqualTo(28_000);
        assertThat(candidate.grossNotional()).isEqualTo(60_000);
        assertThat(candidate.netNotional()).isEqualTo(60_000);
        assertThat(candidate.notional()).isEqualTo(60_000);
        assertThat(candidate.unitUnrealised()).isEqualTo(12_000);
        assertThat(candidate.maintenance()).isEqualTo(BigInteger.valueOf(60_000L * 50_000));
        assertThat(candidate.coarseMaintenance()).isEqualTo(60_000 * 50_000.0);
        assertThat(candidate.positionMaintenance()).isEqualTo(BigInteger.valueOf(60_000L * 50_000));
        assertThat(candidate.oneInMoney()).isEqualTo(100);
    }
}
