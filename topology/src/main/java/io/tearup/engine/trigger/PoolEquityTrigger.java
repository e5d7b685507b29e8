package io.tearup.engine.trigger;

import io.tearup.engine.decision.Criterion;
import io.tearup.engine.decision.Reading;
import io.tearup.engine.model.ExactMath;
import io.tearup.engine.model.Fraction;
import io.tearup.engine.model.Market;
import io.tearup.engine.model.Pool;
import io.tearup.engine.model.RiskGroup;
import io.tearup.engine.model.TriggerSpec;
import io.tearup.engine.price.Quote;
import io.tearup.engine.price.ZeroEquityPrice;
import org.jspecify.annotations.Nullable;

/**
 * The pool's equity (cash plus unrealised inventory) at or below zero; off when above its stop. Catches the slow losses
 * that a window cannot see. At exactly zero it is armed and nothing is done. Vectors: {@code trigger.pool_equity}.
 */
public final class PoolEquityTrigger implements Trigger {
    private final TriggerSpec.PoolEquity rule;

    public PoolEquityTrigger(TriggerSpec.PoolEquity rule) {
        this.rule = rule;
    }

    /** Whether an equity arms the trigger: zero does. */
    public static boolean arms(Fraction equity) {
        return !equity.isPositive();
    }

    @Override
    public String id() {
        return rule.id();
    }

    @Override
    public Criterion criterion() {
        return Criterion.POOL_EQUITY;
    }

    @Override
    public void evaluate(RiskGroup group) {
        for (Pool pool : group.pools()) {
            long equity = pool.equity();
            boolean armed = pool.watch(rule.id()).episode().armed();
            group.setArmed(pool, rule.id(), armed ? equity <= rule.stop() : arms(Fraction.of(equity)));
        }
    }

    @Override
    public boolean isArmed(Pool pool, Market market) {
        return pool.watch(rule.id()).episode().armed();
    }

    @Override
    public @Nullable Quote quote(Pool pool, Market market) {
        return ZeroEquityPrice.of(criterion(), pool, market);
    }

    @Override
    public boolean warns(RiskGroup group, Pool pool, Market market, int warningPpm, long balancePeak) {
        return isLow(pool.equity(), balancePeak, warningPpm);
    }

    @Override
    public Reading read(RiskGroup group, Pool pool, Market market, int warningPpm, long balancePeak) {
        boolean low = warns(group, pool, market, warningPpm, balancePeak);
        return new Reading(rule.id(), criterion(), isArmed(pool, market), null, 0, 0, pool.equity(), low);
    }

    /** Whether an equity is down to what the warning share leaves of a peak. */
    static boolean isLow(long equity, long balancePeak, int warningPpm) {
        return ExactMath.compareProducts(equity, ExactMath.PPM, balancePeak, ExactMath.PPM - warningPpm) <= 0;
    }
}
