package io.tearup.engine.price;

import io.tearup.engine.decision.Criterion;
import io.tearup.engine.model.ExactMath;
import io.tearup.engine.model.Market;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * The price at which a pool's inventory is to be closed, and how it came about.
 *
 * @param criterion trigger that asks for it
 * @param ticks price, positive
 * @param exactNumerator price before rounding, ticks, numerator
 * @param exactDenominator its denominator, positive
 * @param rule derivation for readers
 * @param floor result the pool is brought back to, minor units, where the rule has one
 */
public record Quote(
        Criterion criterion,
        long ticks,
        BigInteger exactNumerator,
        BigInteger exactDenominator,
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
        BigInteger rounded = BigInteger.valueOf(ticks).multiply(exactDenominator);
        BigInteger distance = exactNumerator.subtract(rounded).abs();
        BigInteger value = distance.multiply(BigInteger.valueOf(lots))
                .multiply(BigInteger.valueOf(market.spec().valueNumerator()));
        return ExactMath.ceilDiv(
                        value,
                        exactDenominator.multiply(
                                BigInteger.valueOf(market.spec().valueDenominator())))
                .longValueExact();
    }
}
