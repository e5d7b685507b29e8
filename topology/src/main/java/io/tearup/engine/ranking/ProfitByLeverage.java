package io.tearup.engine.ranking;

import io.tearup.engine.model.Fraction;
import io.tearup.engine.model.Side;
import org.jspecify.annotations.Nullable;

/**
 * Profit percentage times effective leverage for winners, divided by it for losers (BitMEX, AZX).
 *
 * <p>With signed values at mark MV, bankruptcy BV and entry EV: effective leverage {@code L = |MV| / (MV - BV)}, profit
 * percentage {@code (MV - EV) / |EV|}. {@code MV - BV} is the equity behind the position; without any it is not eligible.
 * Vectors: {@code rank.pnl_x_leverage}.
 */
public record ProfitByLeverage() implements MoneyRanking {
    /** A scored position. */
    public record Rated(Fraction leverage, Fraction profitPercentage, Fraction score) {}

    @Override
    public String name() {
        return "PROFIT_BY_LEVERAGE";
    }

    /** The rule from prices; null where the bankruptcy price has been passed. */
    public static @Nullable Rated rate(
            Side side, Fraction quantity, Fraction entry, Fraction mark, Fraction bankruptcy) {
        Fraction signed = quantity.times(side.sign());
        Fraction value = signed.times(mark);
        Fraction entryValue = signed.times(entry);
        Fraction equity = value.minus(signed.times(bankruptcy));
        return equity.isPositive() ? rate(value.abs(), equity, value.minus(entryValue), entryValue.abs()) : null;
    }

    private static Rated rate(Fraction notional, Fraction equity, Fraction profit, Fraction entryValue) {
        Fraction leverage = notional.over(equity);
        Fraction percentage = profit.over(entryValue);
        Fraction score = percentage.isPositive() ? percentage.times(leverage) : percentage.over(leverage);
        return new Rated(leverage, percentage, score);
    }

    @Override
    public Fraction score(Candidate candidate) {
        return rate(
                        Fraction.of(candidate.notional()),
                        Fraction.of(candidate.equity()),
                        Fraction.of(candidate.unrealised()),
                        Fraction.of(candidate.entryValue()))
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
        double percent = unrealised / entryValue;
        double leverage = notional / equity;
        return unrealised > 0 ? percent * leverage : percent / leverage;
    }
}
