package io.tearup.engine.model;

import java.math.BigInteger;

/**
 * Effect of a trade on a pool's inventory: that of {@link Trade}, and the part of the cost that is finer than a minor unit.
 *
 * <p>The ledger's cost is whole minor units. Where a market's values are finer, {@code costRest} keeps what rounding left
 * out, so that the average takeover price, which prices ADL, stays exact: cost plus rest over the market's value
 * denominator is the exact cost. A trade against the inventory scales the exact cost with the lots that remain.
 *
 * @param lots signed lots after the trade
 * @param cost signed cost after the trade, minor units
 * @param costRest exact cost less {@code cost}, in minor units over the value denominator; 0 where values are whole
 * @param realised profit realised, minor units
 */
public record InventoryTrade(long lots, long cost, long costRest, long realised) {

    /**
     * Applies a signed change to a market's inventory.
     *
     * @param change signed lots, not zero
     * @param value value of the trade in whole minor units, not negative
     * @param exactValue the same before rounding, in minor units over the value denominator
     * @throws ArithmeticException if a result leaves 64 bits
     */
    public static InventoryTrade apply(Market market, long change, long value, BigInteger exactValue) {
        long before = market.inventoryLots();
        Trade trade = Trade.apply(before, market.inventoryCost(), change, value);
        BigInteger denominator = BigInteger.valueOf(market.spec().valueDenominator());
        if (denominator.equals(BigInteger.ONE)) {
            return new InventoryTrade(trade.lots(), trade.cost(), 0, trade.realised());
        }
        BigInteger exact;
        if (before == 0 || Long.signum(before) == Long.signum(change)) {
            exact = market.exactInventoryCost().add(exactValue.multiply(BigInteger.valueOf(Long.signum(change))));
        } else if (Long.signum(trade.lots()) == Long.signum(before)) {
            exact = scaled(market.exactInventoryCost(), trade.lots(), before);
        } else {
            exact = scaled(exactValue.multiply(BigInteger.valueOf(Long.signum(change))), trade.lots(), change);
        }
        BigInteger rest = exact.subtract(BigInteger.valueOf(trade.cost()).multiply(denominator));
        return new InventoryTrade(trade.lots(), trade.cost(), rest.longValueExact(), trade.realised());
    }

    private static BigInteger scaled(BigInteger amount, long part, long whole) {
        return amount.multiply(BigInteger.valueOf(part)).divide(BigInteger.valueOf(whole));
    }
}
