package io.tearup.engine.trigger;

import io.tearup.engine.decision.Criterion;
import io.tearup.engine.model.Fraction;
import io.tearup.engine.model.Market;
import io.tearup.engine.model.Pool;
import io.tearup.engine.model.RiskGroup;
import io.tearup.engine.price.Quote;
import io.tearup.engine.price.ZeroEquityPrice;
import org.jspecify.annotations.Nullable;

/**
 * The pool's equity (cash plus unrealised inventory) at or below zero; off when above. Catches the slow losses that a
 * window cannot see. At exactly zero it is armed and nothing is done. Vectors: {@code trigger.pool_equity}.
 */
public final class PoolEquityTrigger implements Trigger {
    /** Whether an equity arms the trigger: zero does. */
    public static boolean arms(Fraction equity) {
        return !equity.isPositive();
    }

    @Override
    public Criterion criterion() {
        return Criterion.POOL_EQUITY;
    }

    @Override
    public void evaluate(RiskGroup group, Pool pool) {
        group.setEquityArmed(pool, arms(Fraction.of(pool.equity())));
    }

    @Override
    public boolean isArmed(Pool pool, Market market) {
        return pool.equityArmed();
    }

    @Override
    public @Nullable Quote quote(Pool pool, Market market) {
        return ZeroEquityPrice.of(criterion(), pool, market);
    }
}
