package io.tearup.engine.ranking;

import io.tearup.engine.model.ExactMath;
import io.tearup.engine.model.Fraction;
import java.math.BigInteger;

/**
 * Equity over the position's maintenance margin, lowest first (QFEX documentation). Vectors: {@code rank.order},
 * {@code EQUITY_OVER_MM}.
 *
 * <p>As every ranking here puts the highest first, the score is the inverse: maintenance over equity.
 */
public record MaintenanceCover() implements MoneyRanking {
    @Override
    public String name() {
        return "MAINTENANCE_COVER";
    }

    /** The venue's figure, lowest first. */
    public static Fraction cover(Fraction equity, Fraction maintenance) {
        return equity.over(maintenance);
    }

    @Override
    public Fraction score(Candidate candidate) {
        Fraction maintenance = new Fraction(candidate.positionMaintenance(), BigInteger.valueOf(ExactMath.PPM));
        return Fraction.ONE.over(cover(Fraction.of(candidate.equity()), maintenance));
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
        return maintenance / (equity * ExactMath.PPM);
    }
}
