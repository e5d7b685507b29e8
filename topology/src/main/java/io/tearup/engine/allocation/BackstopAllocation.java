package io.tearup.engine.allocation;

import io.tearup.engine.decision.QuantityBound;
import io.tearup.engine.model.AccountTable;
import io.tearup.engine.model.ExactMath;
import io.tearup.engine.model.MarginUnit;
import io.tearup.engine.model.Market;
import io.tearup.engine.model.RiskGroup;
import io.tearup.engine.model.Side;
import io.tearup.engine.model.StageRule.Backstop;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/**
 * The stage before ADL: backstop providers take over what is to be closed, at the price ADL would have, pro rata by free
 * capacity, whole lots by largest remainder, ties by account id.
 *
 * <p>A provider's free capacity is the notional it has left at mark, and no more than leaves its cross account at
 * maintenance with the position added: {@code floor((E - MM) / (h + mmr * m))}.
 */
public final class BackstopAllocation {
    private static final BigInteger PPM = BigInteger.valueOf(ExactMath.PPM);

    private BackstopAllocation() {}

    /**
     * Shares of the providers, by account id.
     *
     * @param side side of a counterparty: a provider trades as if it closed that side
     * @param bankrupt slot that is not its own provider, negative = none
     */
    public static List<Share> allocate(
            RiskGroup group,
            Market market,
            Side side,
            long demand,
            long ticks,
            List<Backstop> providers,
            int bankrupt) {
        if (providers.isEmpty()) {
            return List.of();
        }
        long[] free = new long[providers.size()];
        List<BigInteger> weights = new ArrayList<>(free.length);
        for (int i = 0; i < free.length; i++) {
            free[i] = free(group, market, side, ticks, providers.get(i), bankrupt);
            weights.add(BigInteger.valueOf(free[i]));
        }
        long[] lots = CappedProRata.divide(demand, weights, free);
        List<Share> shares = new ArrayList<>();
        for (int i = 0; i < lots.length; i++) {
            if (lots[i] > 0) {
                int slot = group.accounts().find(providers.get(i).account());
                QuantityBound bound = lots[i] < free[i] ? QuantityBound.SHARE : QuantityBound.CAPACITY;
                shares.add(new Share(slot, shares.size() + 1, null, lots[i], ticks, bound, true));
            }
        }
        return shares;
    }

    private static long free(RiskGroup group, Market market, Side side, long ticks, Backstop provider, int bankrupt) {
        int slot = group.accounts().find(provider.account());
        if (slot == AccountTable.NONE || (bankrupt >= 0 && group.accounts().sameOwner(slot, bankrupt))) {
            return 0;
        }
        int row = market.positions().find(slot);
        if (row >= 0 && market.positions().isIsolated(row)) {
            return 0;
        }
        MarginUnit unit = new MarginUnit(group);
        unit.loadCross(slot);
        long notionalLeft = provider.maxNotional() - unit.grossNotional();
        if (notionalLeft <= 0 || !unit.meetsMaintenance()) {
            return 0;
        }
        BigInteger perLot = BigInteger.valueOf(market.markTicks())
                .multiply(BigInteger.valueOf(market.spec().valueNumerator()));
        BigInteger denominator = BigInteger.valueOf(market.spec().valueDenominator());
        BigInteger byNotional =
                BigInteger.valueOf(notionalLeft).multiply(denominator).divide(perLot);
        BigInteger haircut = BigInteger.valueOf((market.markTicks() - ticks) * side.sign())
                .multiply(BigInteger.valueOf(market.spec().valueNumerator()));
        BigInteger used = haircut.multiply(PPM)
                .add(perLot.multiply(BigInteger.valueOf(market.spec().maintenancePpm())));
        if (used.signum() <= 0) {
            return byNotional.longValueExact();
        }
        BigInteger headroom = BigInteger.valueOf(unit.equity())
                .multiply(PPM)
                .subtract(unit.maintenance())
                .subtract(Capacity.roundingPpm(market, 0))
                .max(BigInteger.ZERO);
        return headroom.multiply(denominator).divide(used).min(byNotional).longValueExact();
    }
}
