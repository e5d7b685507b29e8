package io.tearup.engine.ranking;

import io.tearup.engine.model.ExactMath;
import io.tearup.engine.model.Market;
import io.tearup.engine.model.PositionTable;
import io.tearup.engine.model.RankingRule;
import io.tearup.engine.model.RiskGroup;
import io.tearup.engine.model.Side;
import java.util.Set;

/**
 * The side of a market that a wave turns to: who may be ranked, by which ranking, in which tier.
 *
 * <p>Not ranked: whoever is in liquidation, backstop providers, and, in account-level ADL, accounts of the bankrupt
 * account's owner.
 *
 * @param side side of the counterparties
 * @param bankrupt slot of the bankrupt account, negative = none
 * @param providers accounts that are never ranked
 */
public record Opposite(
        RiskGroup group,
        Market market,
        Side side,
        Ranking ranking,
        RankingRule rule,
        int bankrupt,
        Set<String> providers) {
    public Opposite {
        providers = Set.copyOf(providers);
    }

    /** Whether a row is on the side, has lots to give and may be ranked; its margin is judged by the candidate. */
    boolean mayBeRanked(int row) {
        PositionTable table = market.positions();
        long lots = table.lots(row);
        if (lots == 0 || lots > 0 != (side == Side.LONG) || Math.absExact(lots) == table.reserved(row)) {
            return false;
        }
        int slot = table.account(row);
        if (bankrupt >= 0 && group.accounts().sameOwner(bankrupt, slot)) {
            return false;
        }
        return providers.isEmpty() || !providers.contains(group.accounts().id(slot));
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
