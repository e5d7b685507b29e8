package io.tearup.engine.price;

import io.tearup.engine.decision.Criterion;
import io.tearup.engine.model.Fraction;
import io.tearup.engine.model.Market;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * Puts the exact price at which a pool is to close its inventory on the grid.
 *
 * <p>Never beyond the average takeover price, so that the pool makes no profit on the book; rounded to the tick in the
 * counterparty's favour (down when the pool sells, up when it buys); at least one tick.
 */
final class InventoryPrice {
    private InventoryPrice() {}

    /** @param exact price in ticks that the rule asks for; the inventory is not flat */
    static Quote of(Criterion criterion, Market market, Fraction exact, String rule, @Nullable Long floor) {
        boolean poolSells = market.inventoryLots() > 0;
        Fraction takeover = market.takeoverTicks();
        Fraction bounded = poolSells ? exact.min(takeover) : exact.max(takeover);
        BigInteger ticks = CapPrice.onGrid(bounded, Fraction.ONE, poolSells).numerator();
        return ticks.signum() > 0
                ? new Quote(criterion, "", ticks.longValueExact(), bounded, rule, floor)
                : new Quote(criterion, "", 1, Fraction.ONE, rule, floor);
    }
}
