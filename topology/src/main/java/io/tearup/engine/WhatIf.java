package io.tearup.engine;

import io.tearup.engine.allocation.Share;
import io.tearup.engine.decision.Criterion;
import io.tearup.engine.decision.QuantityBound;
import io.tearup.engine.model.InventoryPricing;
import io.tearup.engine.model.Market;
import io.tearup.engine.model.Pool;
import io.tearup.engine.model.RiskGroup;
import io.tearup.engine.model.RulebookSpec;
import io.tearup.engine.model.Side;
import io.tearup.engine.price.BankruptcyQuote;
import io.tearup.engine.price.Quote;
import io.tearup.engine.ranking.Opposite;
import io.tearup.engine.ranking.Standing;
import io.tearup.engine.ranking.Supposition;
import io.tearup.engine.rulebook.Rulebook;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where a position would stand, and what the wave of this moment would ask of it, under a rulebook and a change that are only
 * supposed. The ranking and the allocation are those that decide; nothing is changed by asking.
 *
 * <p>The wave of this moment closes what the pool holds on the other side. Under the rulebook in force, while it is armed, its
 * price is the one quoted now. Otherwise the wave is supposed too, at the worst price the rulebook could ever ask: the average
 * takeover price, or mark where it closes there.
 *
 * @param lots the position, a magnitude
 * @param standing its place in the queue, null if it is in none: its account is in liquidation or not to be asked
 * @param asked what would be asked of it, null if no wave could: the pool holds nothing on the other side, or what it holds
 *     would lose by being closed, or the rulebook never closes inventory
 */
public record WhatIf(
        long lots, @Nullable Standing standing, @Nullable Asked asked) {
    /**
     * A wave's part for the position.
     *
     * @param demand lots the pool would have closed
     * @param ticks price of the wave
     * @param rule how the price came about, for readers
     * @param quoted whether the price is in force, and not the worst there could be
     * @param blocked whether the price lies outside the rulebook's band, so that nothing would be closed
     * @param lots lots of the position that would be closed
     * @param haircut what it would give up against mark, minor units
     * @param boundedBy what limits the lots, null if there are none
     */
    public record Asked(
            long demand,
            long ticks,
            String rule,
            boolean quoted,
            boolean blocked,
            long lots,
            long haircut,
            @Nullable QuantityBound boundedBy) {}

    /**
     * Supposes.
     *
     * @param market has a mark
     * @param supposed the position and its change
     */
    public static WhatIf of(RiskGroup group, Market market, RulebookSpec rules, Supposition supposed) {
        long held = market.positions().lots(supposed.row());
        Rulebook rulebook = Rulebook.of(rules);
        Opposite queue = new Opposite(
                group,
                market,
                Side.of(held),
                rulebook.ranking(),
                rules.ranking(),
                market.inventoryWaveNumber(),
                Order.NONE,
                Set.of(),
                supposed);
        return new WhatIf(
                Math.absExact(held) - supposed.closed(),
                Standing.of(queue, supposed.row()),
                asked(group, market, rulebook, supposed));
    }

    private static @Nullable Asked asked(RiskGroup group, Market market, Rulebook rulebook, Supposition supposed) {
        Side side = Side.of(market.positions().lots(supposed.row()));
        boolean faced = market.inventoryLots() != 0 && Side.of(market.inventoryLots()) != side;
        if (!faced || rulebook.spec().triggers().isEmpty()) {
            return null;
        }
        Pool pool = group.requirePool(market.spec().pool());
        Quote quote = rulebook.spec().equals(group.rulebook())
                ? rulebook.demand(pool, market).quote()
                : null;
        boolean quoted = quote != null;
        Quote priced = quote == null ? worst(rulebook, market) : quote;
        Order order = priced == null ? null : Order.ofInventory(group, pool, market, priced);
        if (priced == null || order == null) {
            return null;
        }
        Integer band = rulebook.spec().stages().priceBandPpm();
        boolean blocked = band != null && Quote.isOutside(priced.ticks(), market.markTicks(), band);
        long lots = 0;
        long haircut = 0;
        QuantityBound bound = null;
        if (!blocked) {
            WavePlan plan = WavePlan.of(group, rulebook, order, true, Integer.MAX_VALUE, supposed);
            int slot = market.positions().account(supposed.row());
            for (List<Share> stage : List.of(plan.backstops(), plan.plan().shares(), plan.second())) {
                for (Share share : stage) {
                    if (share.account() == slot) {
                        lots = Math.addExact(lots, share.lots());
                        haircut = Math.addExact(
                                haircut,
                                CloseBooking.Close.haircut(
                                        market, side, share.lots(), share.ticks(), market.markTicks()));
                        bound = share.boundedBy();
                    }
                }
            }
        }
        return new Asked(order.demand(), priced.ticks(), priced.rule(), quoted, blocked, lots, haircut, bound);
    }

    private static @Nullable Quote worst(Rulebook rulebook, Market market) {
        if (rulebook.spec().inventoryPricing() == InventoryPricing.MARK) {
            return BankruptcyQuote.atMark(Criterion.MANUAL, market);
        }
        Quote takeover = BankruptcyQuote.of(Criterion.MANUAL, market);
        return takeover.isBetterThanMark(market) ? takeover : null;
    }
}
