package io.tearup.engine.ranking;

import io.tearup.engine.model.ExactMath;
import io.tearup.engine.model.Fraction;
import java.math.BigInteger;

/**
 * Leveraged return of Gate and Bybit: profit percentage times margin rate for winners, divided by it for losers, so that a
 * high-leverage winner goes first and a high-leverage loser before a low-leverage one is never mistaken for it.
 *
 * <p>Profit percentage = unrealised result / entry value. Margin rate = maintenance requirement / equity of what carries
 * the position: the isolated position, or the whole cross account. Vectors: {@code rank.pnl_margin_rate}.
 */
public record LeveragedReturn() implements MoneyRanking {
    private static final BigInteger PPM = BigInteger.valueOf(ExactMath.PPM);

    /** What a margin rate says. */
    public enum MarginRate {
        /** Maintenance over equity: higher is riskier. */
        MM_OVER_EQUITY,
        /** Equity over value: higher is safer. */
        EQUITY_OVER_VALUE
    }

    @Override
    public String name() {
        return "LEVERAGED_RETURN";
    }

    /** The rule: the riskier of two equal winners, the safer of two equal losers, scores higher. */
    public static Fraction score(Fraction profitPercentage, Fraction marginRate, MarginRate kind) {
        boolean amplify = profitPercentage.isNegative() == (kind == MarginRate.EQUITY_OVER_VALUE);
        return amplify ? profitPercentage.times(marginRate) : profitPercentage.over(marginRate);
    }

    @Override
    public Fraction score(Candidate candidate) {
        Fraction percentage = Fraction.of(candidate.unrealised(), candidate.entryValue());
        Fraction rate = new Fraction(
                candidate.maintenance(), BigInteger.valueOf(candidate.equity()).multiply(PPM));
        return score(percentage, rate, MarginRate.MM_OVER_EQUITY);
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
        double percent = unrealised / entryValue;
        double rate = unitMaintenance / (equity * ExactMath.PPM);
        return unrealised >= 0 ? percent * rate : percent / rate;
    }
}
