package io.tearup.engine.price;

import io.tearup.engine.decision.Criterion;
import io.tearup.engine.model.Episode;
import io.tearup.engine.model.Fraction;
import io.tearup.engine.model.Market;

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
    private static final String RULE = "P* = b + (F - R) / Q with F = Nmax - trigger x Bmax";

    private CapPrice() {}

    /**
     * Price for the present inventory (not flat) of an armed market.
     *
     * @param trigger drawdown trigger whose frozen maxima hold
     * @param triggerPpm its ratio, millionths
     */
    public static Quote of(Market market, String trigger, int triggerPpm) {
        Episode episode = market.watch(trigger).episode();
        Fraction floor = floor(
                        Fraction.of(episode.pnlPeak()), Fraction.of(episode.balancePeak()), Fraction.ofPpm(triggerPpm))
                .minus(Fraction.of(episode.residue()));
        Fraction exact = exact(
                floor,
                Fraction.of(market.inventoryRealised()),
                Fraction.ZERO,
                market.takeoverTicks(),
                market.inventoryValuePerTick());
        long wholeFloor = floor.floor().longValueExact();
        Quote derived = InventoryPrice.of(Criterion.DRAWDOWN, market, exact, RULE, wholeFloor);
        long ticks = episode.capBasis() == market.inventoryBasis() ? episode.capPrice() : derived.ticks();
        return new Quote(Criterion.DRAWDOWN, trigger, ticks, derived.exact(), RULE, wholeFloor);
    }

    /** Floor F: the result the pool is brought back to. */
    public static Fraction floor(Fraction pnlPeak, Fraction balancePeak, Fraction trigger) {
        return pnlPeak.minus(trigger.times(balancePeak));
    }

    /** Result N of a pool whose signed inventory closes at a price. */
    public static Fraction result(
            Fraction realised, Fraction margin, Fraction quantity, Fraction price, Fraction takeover) {
        return realised.plus(margin).plus(quantity.times(price.minus(takeover)));
    }

    /**
     * {@code P* = b + (F - R - M) / Q}, never beyond {@code b - M / Q}, where the pool would profit from the book.
     *
     * @param takeover average takeover price b
     * @param margin seized margin M that is carried beside it, 0 if b contains it
     * @param quantity signed inventory Q, not zero
     */
    public static Fraction exact(
            Fraction floor, Fraction realised, Fraction margin, Fraction takeover, Fraction quantity) {
        Fraction price = takeover.plus(floor.minus(realised).minus(margin).over(quantity));
        Fraction limit = takeover.minus(margin.over(quantity));
        return quantity.isPositive() ? price.min(limit) : price.max(limit);
    }

    /** A price on the grid, in the counterparty's favour: down when the pool sells, up when it buys. */
    public static Fraction onGrid(Fraction price, Fraction tick, boolean poolSells) {
        return poolSells ? price.floorTo(tick) : price.ceilTo(tick);
    }

    /** Whether a pool with signed inventory is better off at a price than at mark. */
    public static boolean isBetterThanMark(Fraction quantity, Fraction price, Fraction mark) {
        return quantity.isPositive() ? price.isMoreThan(mark) : price.isLessThan(mark);
    }
}
