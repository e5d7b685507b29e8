package io.tearup.engine;

import io.tearup.engine.model.Market;
import io.tearup.engine.model.Pool;
import io.tearup.engine.model.RiskGroup;
import io.tearup.engine.model.Side;
import io.tearup.engine.price.Quote;
import org.jspecify.annotations.Nullable;

/**
 * What a wave has to close.
 *
 * @param pool the market's pool: it owns the inventory, or stands behind the bankrupt account
 * @param bankrupt slot of the bankrupt account whose position is closed, negative = the pool's inventory is
 * @param side side of what is closed
 * @param demand lots, positive
 */
record Order(Pool pool, Market market, Quote quote, int bankrupt, Side side, long demand) {
    static final int NONE = -1;

    /** An order for what of a pool's inventory, which is not flat, waits for no venue; null if all of it does. */
    static @Nullable Order ofInventory(RiskGroup group, Pool pool, Market market, Quote quote) {
        long lots = market.inventoryLots();
        long demand = Math.absExact(lots) - group.reservations().openLots(market.id());
        return demand == 0 ? null : new Order(pool, market, quote, NONE, Side.of(lots), demand);
    }

    /** How far the value of lots at the order's price is from that at mark, minor units, not negative. */
    long distance(long lots) {
        return Math.absExact(
                market.spec().value(lots, quote.ticks()) - market.spec().value(lots, market.markTicks()));
    }

    boolean isInventory() {
        return bankrupt == NONE;
    }
}
