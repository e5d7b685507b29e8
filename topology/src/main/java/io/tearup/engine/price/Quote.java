package io.tearup.engine.price;

import io.tearup.engine.decision.Criterion;
import io.tearup.engine.model.Fraction;
import io.tearup.engine.model.Market;
import org.jspecify.annotations.Nullable;

/**
 * The price at which a pool's inventory is to be closed, and how it came about.
 *
 * @param criterion trigger that asks for it
 * @param ticks price, positive
 * @param exact price before rounding, ticks
 * @param rule derivation for readers
 * @param floor result the pool is brought back to, minor units, where the rule has one
 */
public record Quote(
        Criterion criterion,
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

    /** What rounding to the tick costs the pool on {@code lots}, minor units, rounded up: the residue is the pool's. */
    public long residue(Market market, long lots) {
        return exact.minus(Fraction.of(ticks))
                .abs()
                .times(market.spec().valuePerLotTick().times(lots))
                .ceil()
                .longValueExact();
    }
}
