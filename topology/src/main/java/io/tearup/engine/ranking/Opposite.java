package io.tearup.engine.ranking;

import io.tearup.engine.model.AccountTable;
import io.tearup.engine.model.CoarseScore;
import io.tearup.engine.model.ExactMath;
import io.tearup.engine.model.Market;
import io.tearup.engine.model.PositionTable;
import io.tearup.engine.model.RankingRule;
import io.tearup.engine.model.RiskGroup;
import io.tearup.engine.model.Side;
import io.tearup.engine.model.SideScan;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The side of a market that a wave turns to: who may be ranked, by which ranking, in which tier.
 *
 * <p>Not ranked: whoever is in liquidation, backstop providers, and, in account-level ADL, accounts of the bankrupt
 * account's owner. Nor positions of which some lots wait for the venue, and accounts that lately let an assignment in the
 * market go unanswered or rejected it.
 *
 * @param side side of the counterparties
 * @param wave number of the wave, before and after it is opened
 * @param bankrupt slot of the bankrupt account, negative = none
 * @param providers accounts that are never ranked
 * @param supposed a change of one position that is only supposed, null = none
 */
public record Opposite(
        RiskGroup group,
        Market market,
        Side side,
        Ranking ranking,
        RankingRule rule,
        long wave,
        int bankrupt,
        Set<String> providers,
        @Nullable Supposition supposed) {
    public Opposite {
        providers = Set.copyOf(providers);
    }

    /** The side as it is. */
    public Opposite(
            RiskGroup group,
            Market market,
            Side side,
            Ranking ranking,
            RankingRule rule,
            long wave,
            int bankrupt,
            Set<String> providers) {
        this(group, market, side, ranking, rule, wave, bankrupt, providers, null);
    }

    /** A flyweight for positions of the side as this wave ranks them. */
    public Candidate candidate() {
        return new Candidate(group, market, wave, supposed);
    }

    /** Rows of the side that are not ranked whatever their margin, ascending. */
    int[] excluded() {
        PositionTable table = market.positions();
        IntStream.Builder rows = IntStream.builder();
        providers.forEach(provider -> add(provider, rows));
        group.reservations().refusedIn(market.id()).forEach(account -> add(account, rows));
        boolean related = bankrupt >= 0 && !group.accounts().owner(bankrupt).isEmpty();
        if (related || table.hasReserved()) {
            for (int row = 0; row < table.end(); row++) {
                if (isOnSide(row) && (table.reserved(row) > 0 || (related && isRelated(row)))) {
                    rows.add(row);
                }
            }
        }
        return rows.build().sorted().distinct().toArray();
    }

    private void add(String account, IntStream.Builder rows) {
        int slot = group.accounts().find(account);
        int row = slot == AccountTable.NONE
                ? PositionTable.NONE
                : market.positions().find(slot);
        if (row != PositionTable.NONE && isOnSide(row)) {
            rows.add(row);
        }
    }

    /** A scan of the side without those. It reads columns, where nothing is supposed: then every row is left to a candidate. */
    SideScan scan(int[] excluded) {
        return scan(excluded, supposed == null);
    }

    /** A scan of the side without those and without one row. */
    SideScan scanOthers(int row, int[] excluded) {
        boolean known = supposed == null || supposed.row() == row;
        return scan(
                IntStream.concat(IntStream.of(excluded), IntStream.of(row))
                        .sorted()
                        .toArray(),
                known);
    }

    /** Sums of accounts tell no tier, so with tiers it leaves accounts with several positions. */
    private SideScan scan(int[] excluded, boolean columnsTell) {
        CoarseScore money = columnsTell && ranking instanceof CoarseScore byMoney ? byMoney : null;
        return new SideScan(group, market, side, excluded, money, rule.deltaNeutralPpm() == null);
    }

    private boolean isOnSide(int row) {
        long lots = market.positions().lots(row);
        return side == Side.LONG ? lots > 0 : lots < 0;
    }

    private boolean isRelated(int row) {
        return group.accounts().sameOwner(bankrupt, market.positions().account(row));
    }

    /** Tier of a candidate: 0, or 1 for a delta-neutral account, which goes after all others. */
    int tier(Candidate candidate) {
        Integer tolerance = rule.deltaNeutralPpm();
        if (tolerance == null || candidate.unitPositions() < 2) {
            return 0;
        }
        boolean neutral = ExactMath.compareProducts(
                        Math.absExact(candidate.netNotional()), ExactMath.PPM, candidate.grossNotional(), tolerance)
                <= 0;
        return neutral ? 1 : 0;
    }
}
