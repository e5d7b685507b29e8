package io.tearup.engine.ranking;

import io.tearup.engine.decision.Score;
import io.tearup.engine.model.ExactMath;
import java.math.BigInteger;

/**
 * Leveraged return of Gate and Bybit: profit percentage times margin rate for winners, divided by it for losers, so that a
 * high-leverage winner goes first and a high-leverage loser before a low-leverage one is never mistaken for it.
 *
 * <p>Profit percentage = unrealised result / entry value. Margin rate = maintenance requirement / equity of what carries
 * the position: the isolated position, or the whole cross account. Vectors: {@code rank.pnl_margin_rate},
 * {@code MM_OVER_EQUITY}.
 */
public record LeveragedReturn() implements Ranking {
    private static final BigInteger PPM = BigInteger.valueOf(ExactMath.PPM);

    @Override
    public String name() {
        return "LEVERAGED_RETURN";
    }

    @Override
    public Score score(Candidate candidate) {
        BigInteger pnl = BigInteger.valueOf(candidate.unrealised());
        BigInteger entry = BigInteger.valueOf(candidate.entryValue());
        BigInteger equity = BigInteger.valueOf(candidate.equity()).multiply(PPM);
        BigInteger maintenance = candidate.maintenance();
        return candidate.unrealised() >= 0
                ? new Score(pnl.multiply(maintenance), entry.multiply(equity))
                : new Score(pnl.multiply(equity), entry.multiply(maintenance));
    }

    @Override
    public double coarse(Candidate candidate) {
        double percent = (double) candidate.unrealised() / candidate.entryValue();
        double rate = candidate.coarseMaintenance() / ((double) candidate.equity() * ExactMath.PPM);
        return candidate.unrealised() >= 0 ? percent * rate : percent / rate;
    }
}
