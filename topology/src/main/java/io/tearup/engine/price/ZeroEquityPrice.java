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

    /** An exact amount; the denominator is positive. */
    private record Fraction(BigInteger numerator, BigInteger denominator) {
        static Fraction of(long whole) {
            return new Fraction(BigInteger.valueOf(whole), BigInteger.ONE);
        }

        Fraction plus(Fraction other) {
            return new Fraction(
                    numerator.multiply(other.denominator).add(other.numerator.multiply(denominator)),
                    denominator.multiply(other.denominator));
        }

        boolean isNegative() {
            return numerator.signum() < 0;
        }
    }

    /** Price for a market of the pool, or null where the pool has no deficit or the market no loss. */
    public static @Nullable Quote of(Pool pool, Market market) {
        BigInteger unrealised = market.exactInventoryUnrealised();
        Fraction equity = Fraction.of(pool.cash());
        Fraction losses = Fraction.of(0);
        for (Market other : pool.markets()) {
            Fraction result = new Fraction(
                    other.exactInventoryUnrealised(),
                    BigInteger.valueOf(other.spec().valueDenominator()));
            equity = equity.plus(result);
            losses = result.isNegative() ? losses.plus(result) : losses;
        }
        if (!equity.isNegative() || unrealised.signum() >= 0) {
            return null;
        }
        // D_s = D x loss_s / losses; both quotients are of negative amounts.
        BigInteger atMark = market.spec().exactValue(market.inventoryLots(), market.markTicks());
        BigInteger weight = losses.numerator().multiply(equity.denominator());
        BigInteger share = unrealised.multiply(equity.numerator()).multiply(losses.denominator());
        BigInteger proceeds = atMark.multiply(weight).subtract(share);
        return InventoryPrice.of(
                Criterion.POOL_EQUITY,
                market,
                proceeds.negate(),
                weight.negate(),
                "mark + D_s / Q_s with D = -(B + U)",
                null);
    }
}
