package io.tearup.engine.ranking;

import io.tearup.engine.model.Fraction;
import io.tearup.engine.model.Side;

/**
 * Hyperliquid's index: price return since entry times notional over account value. Vectors:
 * {@code rank.hyperliquid_index}.
 *
 * <p>As published the return is {@code mark / entry} for either side, which ranks the losing shorts of a rising market
 * first; the side-aware reading takes {@code entry / mark} for shorts, and is what a rulebook uses.
 */
public record HyperliquidIndex() implements MoneyRanking {
    /** How the price return of a short is read. */
    public enum Variant {
        AS_PUBLISHED,
        SIDE_AWARE
    }

    @Override
    public String name() {
        return "HYPERLIQUID_INDEX";
    }

    /** The rule; quantity is a magnitude. */
    public static Fraction score(
            Side side, Fraction quantity, Fraction entry, Fraction mark, Fraction accountValue, Variant variant) {
        boolean inverted = variant == Variant.SIDE_AWARE && side == Side.SHORT;
        Fraction priceReturn = inverted ? entry.over(mark) : mark.over(entry);
        return priceReturn.times(quantity.times(mark).over(accountValue));
    }

    @Override
    public Fraction score(Candidate candidate) {
        Fraction lots = Fraction.of(candidate.lots());
        return score(
                candidate.side(),
                lots,
                Fraction.of(candidate.entryValue()).over(lots),
                Fraction.of(candidate.notional()).over(lots),
                Fraction.of(candidate.equity()),
                Variant.SIDE_AWARE);
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
        // Of either side: who gains has the greater value over the lesser as its price return, who loses the lesser
        // over the greater.
        double greater = Math.max(entryValue, notional);
        double lesser = Math.min(entryValue, notional);
        double priceReturn = unrealised >= 0 ? greater / lesser : lesser / greater;
        return priceReturn * (notional / equity);
    }
}
