package io.tearup.engine.trigger;

import io.tearup.engine.decision.Criterion;
import io.tearup.engine.model.Market;
import io.tearup.engine.model.Pool;
import io.tearup.engine.model.RiskGroup;
import io.tearup.engine.price.Quote;
import org.jspecify.annotations.Nullable;

/** When ADL arms and disarms, and which price the armed trigger asks for. */
public sealed interface Trigger permits DrawdownTrigger, PoolEquityTrigger {
    Criterion criterion();

    /** Judges a pool once for the record that was just applied: changes state at most once per market. */
    void evaluate(RiskGroup group, Pool pool);

    /** Whether the trigger is armed for a market of the pool. */
    boolean isArmed(Pool pool, Market market);

    /** Price the armed trigger asks for, or null when nothing is to be done. The inventory is not flat. */
    @Nullable
    Quote quote(Pool pool, Market market);
}
