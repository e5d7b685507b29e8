package io.tearup.engine.price;

import io.tearup.engine.decision.Criterion;
import io.tearup.engine.model.Episode;
import io.tearup.engine.model.ExactMath;
import io.tearup.engine.model.Market;
import java.math.BigInteger;

/**
 * Cap price of the taken-over book (Gate, Bybit): {@code P* = b + (F - R) / Q}, the price that brings the market's result
 * exactly to the floor {@code F = Nmax - trigger * Bmax} frozen when the trigger armed. Independent of the mark and
 * unchanged by fills at P*; equal to the bankruptcy price when there is no headroom. Vectors:
 * {@code drawdown.adl_price}.
 *
 * <p>With cost {@code C = Q * b}, closing all of Q at P* is worth {@code C + F - R}. What tick rounding has cost the pool
 * since the maxima were frozen lowers the working floor instead of the price of the remaining lots.
 */
public final class CapPrice {
    private CapPrice() {}

    /** Price for the present inventory (not flat) of an armed market, at a trigger in millionths. */
    public static Quote of(Market market, int triggerPpm) {
        Episode episode = market.episode();
        BigInteger ppm = BigInteger.valueOf(ExactMath.PPM);
        BigInteger floor = floor(episode.pnlPeak(), episode.balancePeak(), triggerPpm)
                .subtract(BigInteger.valueOf(episode.residue()).multiply(ppm));
        BigInteger denominator = BigInteger.valueOf(market.spec().valueDenominator());
        BigInteger toFloor =
                floor.subtract(BigInteger.valueOf(market.inventoryRealised()).multiply(ppm));
        BigInteger proceeds = market.exactInventoryCost().multiply(ppm).add(toFloor.multiply(denominator));
        long wholeFloor = ExactMath.floorDiv(floor, ppm).longValueExact();
        String rule = "P* = b + (F - R) / Q with F = Nmax - trigger x Bmax";
        Quote derived = InventoryPrice.of(Criterion.DRAWDOWN, market, proceeds, ppm, rule, wholeFloor);
        if (episode.capBasis() == market.inventoryBasis()) {
            return new Quote(
                    Criterion.DRAWDOWN,
                    episode.capPrice(),
                    derived.exactNumerator(),
                    derived.exactDenominator(),
                    rule,
                    wholeFloor);
        }
        return derived;
    }

    /** Floor F in millionths of a minor unit. */
    public static BigInteger floor(long pnlPeak, long balancePeak, int triggerPpm) {
        return BigInteger.valueOf(pnlPeak)
                .multiply(BigInteger.valueOf(ExactMath.PPM))
                .subtract(BigInteger.valueOf(balancePeak).multiply(BigInteger.valueOf(triggerPpm)));
    }
}
