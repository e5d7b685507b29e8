package io.tearup.engine.ranking;

import io.tearup.engine.model.Fraction;

/**
 * Leverage of what carries the position: gross notional over equity (QFEX). Profit does not count. Vectors:
 * {@code rank.order}, {@code ACCOUNT_LEVERAGE}.
 */
public record EffectiveLeverage() implements MoneyRanking {
    @Override
    public String name() {
        return "EFFECTIVE_LEVERAGE";
    }

    /** The rule. */
    public static Fraction score(Fraction grossNotional, Fraction equity) {
        return grossNotional.over(equity);
    }

    @Override
    public Fraction score(Candidate candidate) {
        return score(Fraction.of(candidate.grossNotional()), Fraction.of(candidate.equity()));
    }

    @Override
    public double coarse(
            double unrealised,
            double entryValue,
            double notional,
            double maintenance,
            double equity,
            double ownMoney,
            double unitUnrealised,
            double unitNotional,
            double unitMaintenance) {
        return unitNotional / equity;
    }
}
