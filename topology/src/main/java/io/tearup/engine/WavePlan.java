package io.tearup.engine;

import io.tearup.engine.allocation.Allocation;
import io.tearup.engine.allocation.BackstopAllocation;
import io.tearup.engine.allocation.SecondPass;
import io.tearup.engine.allocation.Share;
import io.tearup.engine.model.Market;
import io.tearup.engine.model.RiskGroup;
import io.tearup.engine.model.Side;
import io.tearup.engine.model.StageRule;
import io.tearup.engine.price.Quote;
import io.tearup.engine.ranking.Opposite;
import io.tearup.engine.ranking.Supposition;
import io.tearup.engine.rulebook.Rulebook;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Who is to close how much of an order: backstop providers, then the rulebook's allocation, then the second pass, each only
 * for what is left. Nothing is changed by making it.
 *
 * @param opposite the ranked side it was made of
 * @param left lots that nobody takes, or that are beyond the limit of a step
 * @param exhausted whether nobody is left for them: neither pass ended at the limit
 */
record WavePlan(
        Opposite opposite,
        List<Share> backstops,
        Allocation.Plan plan,
        List<Share> second,
        long left,
        boolean exhausted) {

    /**
     * Plans one step.
     *
     * @param asked whether counterparties may be asked at all; backstop providers always are
     * @param limit assignments at most
     */
    static WavePlan of(RiskGroup group, Rulebook rulebook, Order order, boolean asked, int limit) {
        return of(group, rulebook, order, asked, limit, null);
    }

    /** As the other, with a change of one position that is only supposed. */
    static WavePlan of(
            RiskGroup group, Rulebook rulebook, Order order, boolean asked, int limit, @Nullable Supposition supposed) {
        Market market = order.market();
        Quote quote = order.quote();
        Side side = order.side().opposite();
        List<StageRule.Backstop> providers = rulebook.spec().stages().backstops();
        List<Share> backstops = BackstopAllocation.allocate(
                group, market, side, order.demand(), quote.ticks(), providers, order.bankrupt());
        long left = order.demand() - lots(backstops);
        Opposite opposite = new Opposite(
                group,
                market,
                side,
                rulebook.ranking(),
                rulebook.spec().ranking(),
                order.isInventory() ? market.inventoryWaveNumber() : market.nextWaveNumber(),
                order.bankrupt(),
                providers.stream().map(StageRule.Backstop::account).collect(Collectors.toUnmodifiableSet()),
                supposed);
        Allocation.Plan plan = asked
                ? rulebook.allocation().allocate(request(rulebook, opposite, left, quote.ticks(), limit))
                : new Allocation.Plan(List.of(), 0, true, "");
        left -= plan.lots();
        boolean exhausted = plan.exhausted();
        List<Share> second = List.of();
        if (asked && rulebook.spec().stages().secondPass() && left > 0 && plan.exhausted()) {
            second = SecondPass.allocate(request(
                    rulebook,
                    opposite,
                    left,
                    quote.ticks(),
                    limit - plan.shares().size()));
            left -= lots(second);
            exhausted = plan.shares().size() + second.size() < limit;
        }
        return new WavePlan(opposite, backstops, plan, second, left, exhausted);
    }

    private static Allocation.Request request(
            Rulebook rulebook, Opposite opposite, long demand, long ticks, int limit) {
        String after =
                opposite.bankrupt() >= 0 ? "" : opposite.market().openWave().cursor();
        return new Allocation.Request(
                opposite,
                demand,
                ticks,
                rulebook.spec().allocation(),
                rulebook.spec().fees().counterpartyPpm(),
                limit,
                after);
    }

    private static long lots(List<Share> shares) {
        long lots = 0;
        for (Share share : shares) {
            lots = Math.addExact(lots, share.lots());
        }
        return lots;
    }
}
