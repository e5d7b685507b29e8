package io.tearup.engine.ranking;

import io.tearup.engine.model.Fraction;
import io.tearup.engine.model.RankingRule;

/**
 * Who goes first. A ranking scores one candidate; higher is earlier; equal scores go by ascending account id in code-point
 * order.
 */
public sealed interface Ranking permits MoneyRanking, PseudoRandom {
    /** The ranking of a name. */
    static Ranking of(RankingRule.Kind kind) {
        return switch (kind) {
            case LEVERAGED_RETURN -> new LeveragedReturn();
            case PROFIT_BY_LEVERAGE -> new ProfitByLeverage();
            case EFFECTIVE_LEVERAGE -> new EffectiveLeverage();
            case MAINTENANCE_COVER -> new MaintenanceCover();
            case HYPERLIQUID_INDEX -> new HyperliquidIndex();
            case PROFIT_BY_MARGIN_RATIO -> new ProfitByMarginRatio();
            case PSEUDO_RANDOM -> new PseudoRandom();
        };
    }

    /** Name published with every wave. */
    String name();

    /** The exact score. The candidate's equity and maintenance requirement are positive. */
    Fraction score(Candidate candidate);

    /**
     * The score to double precision, with a relative error below {@link RankOrder#COARSE_ERROR}. It only prunes;
     * where two lie closer than that, {@link #score} decides.
     */
    double coarse(Candidate candidate);
}
