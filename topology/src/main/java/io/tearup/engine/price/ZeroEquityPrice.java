package io.tearup.engine.price;

import io.tearup.engine.decision.Criterion;
import io.tearup.engine.model.Fraction;
import io.tearup.engine.model.Market;
import io.tearup.engine.model.Pool;
import io.tearup.engine.waterfall.SharedLoss;
import org.jspecify.annotations.Nullable;

/**
 * Price that brings a pool's equity back to zero: a deficit {@code D = max(0, -(B + U))} is divided among the markets
 * with an unrealised loss in proportion to it, and market s closes its whole inventory at {@code mark + D_s / Q_s}, never
 * beyond its takeover price. Markets in profit are not touched.
 */
public final class ZeroEquityPrice {
    private ZeroEquityPrice() {}

    /** Price for a market of the pool, or null where the pool has no deficit or the market no loss. */
    public static @Nullable Quote of(Criterion criterion, Pool pool, Market market) {
        Fraction equity = Fraction.of(pool.cash());
        Fraction losses = Fraction.ZERO;
        for (Market other : pool.markets()) {
            Fraction result = other.unrealisedInventory();
            equity = equity.plus(result);
            losses = losses.plus(result.negate().orZero());
        }
        Fraction loss = market.unrealisedInventory().negate();
        if (!equity.isNegative() || !loss.isPositive()) {
            return null;
        }
        Fraction share = SharedLoss.allotment(equity.negate(), loss, losses);
        Fraction exact = Fraction.of(market.markTicks()).plus(share.over(market.inventoryValuePerTick()));
        return InventoryPrice.of(criterion, market, exact, "mark + D_s / Q_s with D = -(B + U)", null);
    }
}
