package io.tearup.engine.ranking;

import io.tearup.engine.model.ExactMath;
import io.tearup.engine.model.Fraction;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * Profit over wallet times margin ratio (Binance, Aevo): {@code max(0, uPnL) / max(1, wallet) * MM / equity}, with a
 * margin ratio of 0 where wallet and result together are not positive. Vectors: {@code rank.pnl_x_margin_ratio}.
 */
public record ProfitByMarginRatio() implements MoneyRanking {
    /** A scored account. */
    public record Rated(Fraction profitPercentage, Fraction marginRatio) {
        public Fraction score() {
            return profitPercentage.times(marginRatio);
        }
    }

    @Override
    public String name() {
        return "PROFIT_BY_MARGIN_RATIO";
    }

    /**
     * The rule.
     *
     * @param one the amount 1 in the unit of the wallet, its least divisor
     * @param marginRatio as the venue states it, null = derive it from {@code maintenance}
     */
    public static Rated rate(
            Fraction unrealised, Fraction wallet, Fraction one, @Nullable Fraction marginRatio, Fraction maintenance) {
        Fraction equity = wallet.plus(unrealised);
        Fraction percentage = unrealised.orZero().over(one.max(wallet));
        Fraction ratio = Fraction.ZERO;
        if (equity.isPositive()) {
            ratio = marginRatio == null ? maintenance.over(equity) : marginRatio;
        }
        return new Rated(percentage, ratio);
    }

    @Override
    public Fraction score(Candidate candidate) {
        Fraction unrealised = Fraction.of(candidate.unitUnrealised());
        Fraction wallet = Fraction.of(candidate.equity()).minus(unrealised);
        Fraction maintenance = new Fraction(candidate.maintenance(), BigInteger.valueOf(ExactMath.PPM));
        return rate(unrealised, wallet, Fraction.of(candidate.oneInMoney()), null, maintenance)
                .score();
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
        return Math.max(0, unitUnrealised) / ownMoney * (unitMaintenance / (equity * ExactMath.PPM));
    }
}
