package io.tearup.engine.price;

import io.tearup.engine.decision.Criterion;
import io.tearup.engine.model.ExactMath;
import io.tearup.engine.model.Fraction;
import io.tearup.engine.model.Market;
import org.jspecify.annotations.Nullable;

/**
 * The price at which a pool's inventory is to be closed, and how it came about.
 *
 * @param criterion trigger that asks for it
 * @param trigger drawdown trigger whose episode bears what rounding costs, empty = none
 * @param ticks price, positive
 * @param exact price before rounding, ticks
 * @param rule derivation for readers
 * @param floor result the pool is brought back to, minor units, where the rule has one
 */
public record Quote(
        Criterion criterion,
        String trigger,
        long ticks,
        Fraction exact,
        String rule,
        @Nullable Long floor) {

    /** Whether the pool is better off at this price than at mark. */
    public boolean isBetterThanMark(Market market) {
        return market.inventoryLots() > 0 ? ticks > market.markTicks() : ticks < market.markTicks();
    }

    /** Whether the pool is better off at this price than at another. */
    public boolean isBetterThan(Quote other, Market market) {
        return market.inventoryLots() > 0 ? ticks > other.ticks : ticks < other.ticks;
    }

    /** What a fill at another price than the exact one costs the pool, minor units; the price is worse for the pool. */
    public Fraction residue(Market market, long lots, long price) {
        return exact.minus(Fraction.of(price))
                .abs()
                .times(market.spec().valuePerLotTick().times(lots));
    }

    /** Whether a price lies farther from mark than a band, millionths of the mark. */
    public static boolean isOutside(long ticks, long markTicks, int bandPpm) {
        return ExactMath.compareProducts(Math.absExact(ticks - markTicks), ExactMath.PPM, markTicks, bandPpm) > 0;
    }
}
