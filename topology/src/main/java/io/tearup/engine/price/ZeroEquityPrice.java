package io.tearup.engine.price;

import io.tearup.engine.decision.Criterion;
import io.tearup.engine.model.Market;
import io.tearup.engine.model.Pool;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * Price that brings a pool's equity back to zero: a deficit {@code D = max(0, -(B + U))} is divided among the markets
 * with an unrealised loss in proportion to it, and market s closes its whole inventory at {@code mark + D_s / Q_s}, never
 * beyond its takeover price. Markets in profit are not touched.
 */
public final class ZeroEquityPrice {
    private ZeroEquityPrice() {}

    /** Price for a market of the pool, or null where the pool has no deficit or the market no loss. */
    public static @Nullable Quote of(Pool pool, Market market) {
        long equity = pool.equity();
        long unrealised = market.inventoryUnrealised();
        if (equity >= 0 || unrealised >= 0) {
            return null;
        }
        BigInteger losses = BigInteger.ZERO;
        for (Market other : pool.markets()) {
            losses = losses.add(BigInteger.valueOf(Math.min(0, other.inventoryUnrealised())));
        }
        losses = losses.negate();
        BigInteger share = BigInteger.valueOf(equity).multiply(BigInteger.valueOf(unrealised));
        BigInteger atMark = BigInteger.valueOf(market.signedValue(market.inventoryLots(), market.markTicks()));
        return InventoryPrice.of(
                Criterion.POOL_EQUITY,
                market,
                atMark.multiply(losses).add(share),
                losses,
                "mark + D_s / Q_s with D = -(B + U)",
                null);
    }
}
