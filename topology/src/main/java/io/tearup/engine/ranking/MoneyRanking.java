package io.tearup.engine.ranking;

import io.tearup.engine.model.CoarseScore;

/** A ranking by amounts of money: a scan of many positions need not load a {@link Candidate} for each. */
public sealed interface MoneyRanking extends Ranking, CoarseScore
        permits LeveragedReturn,
                ProfitByLeverage,
                ProfitByMarginRatio,
                HyperliquidIndex,
                EffectiveLeverage,
                MaintenanceCover {
    @Override
    default double coarse(Candidate candidate) {
        return coarse(
                candidate.unrealised(),
                candidate.entryValue(),
                candidate.notional(),
                (double) candidate.notional() * candidate.maintenancePpm(),
                candidate.equity(),
                candidate.ownMoney(),
                candidate.unitUnrealised(),
                candidate.grossNotional(),
                candidate.coarseMaintenance());
    }
}
