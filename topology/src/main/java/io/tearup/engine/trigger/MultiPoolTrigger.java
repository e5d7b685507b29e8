package io.tearup.engine.trigger;

import io.tearup.engine.decision.Criterion;
import io.tearup.engine.decision.Reading;
import io.tearup.engine.model.Fraction;
import io.tearup.engine.model.Market;
import io.tearup.engine.model.Pool;
import io.tearup.engine.model.PoolKind;
import io.tearup.engine.model.RiskGroup;
import io.tearup.engine.model.TriggerSpec;
import io.tearup.engine.price.Quote;
import io.tearup.engine.price.ZeroEquityPrice;
import io.tearup.engine.waterfall.PoolRedistribution;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The isolated pools of a group together at or below zero (Gate); off when their sum is above. While armed, positive
 * balances are first moved to the negative pools; ADL covers what is left. Vectors: {@code pools.secondary_trigger}.
 */
public final class MultiPoolTrigger implements Trigger {
    private final TriggerSpec.MultiPool rule;

    public MultiPoolTrigger(TriggerSpec.MultiPool rule) {
        this.rule = rule;
    }

    /** The pools that answer for each other, by ascending id. */
    public static List<Pool> members(RiskGroup group) {
        return group.pools().stream()
                .filter(pool -> pool.spec().kind() == PoolKind.ISOLATED)
                .toList();
    }

    private static long combined(RiskGroup group) {
        long combined = 0;
        for (Pool pool : members(group)) {
            combined = Math.addExact(combined, pool.equity());
        }
        return combined;
    }

    @Override
    public String id() {
        return rule.id();
    }

    @Override
    public Criterion criterion() {
        return Criterion.MULTI_POOL;
    }

    @Override
    public void evaluate(RiskGroup group) {
        List<Pool> members = members(group);
        // One pool alone has nobody to answer for it: that is pool equity.
        boolean armed = members.size() > 1 && PoolRedistribution.isTriggered(Fraction.of(combined(group)));
        for (Pool pool : members) {
            group.setArmed(pool, rule.id(), armed);
        }
    }

    @Override
    public boolean isArmed(Pool pool, Market market) {
        return isArmed(pool);
    }

    /** Whether the trigger is armed for a pool. */
    public boolean isArmed(Pool pool) {
        return pool.watch(rule.id()).episode().armed();
    }

    @Override
    public @Nullable Quote quote(Pool pool, Market market) {
        return ZeroEquityPrice.of(criterion(), pool, market);
    }

    @Override
    public boolean warns(RiskGroup group, Pool pool, Market market, int warningPpm, long balancePeak) {
        return pool.spec().kind() == PoolKind.ISOLATED
                && balancePeak > 0
                && PoolEquityTrigger.isLow(combined(group), balancePeak, warningPpm);
    }

    @Override
    public Reading read(RiskGroup group, Pool pool, Market market, int warningPpm, long balancePeak) {
        boolean member = pool.spec().kind() == PoolKind.ISOLATED;
        long combined = member ? combined(group) : pool.equity();
        boolean warning = warns(group, pool, market, warningPpm, balancePeak);
        return new Reading(rule.id(), criterion(), isArmed(pool), null, 0, 0, combined, warning);
    }
}
