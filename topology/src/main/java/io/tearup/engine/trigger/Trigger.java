package io.tearup.engine.trigger;

import io.tearup.engine.decision.Criterion;
import io.tearup.engine.decision.Reading;
import io.tearup.engine.model.Market;
import io.tearup.engine.model.Pool;
import io.tearup.engine.model.RiskGroup;
import io.tearup.engine.model.TriggerSpec;
import io.tearup.engine.price.Quote;
import org.jspecify.annotations.Nullable;

/** When ADL arms and disarms, and which price the armed trigger asks for. */
public sealed interface Trigger permits DrawdownTrigger, PoolEquityTrigger, MultiPoolTrigger, DepletionTrigger {
    /** The trigger of a specification. */
    static Trigger of(TriggerSpec spec) {
        if (spec instanceof TriggerSpec.Drawdown drawdown) {
            return new DrawdownTrigger(drawdown);
        } else if (spec instanceof TriggerSpec.PoolEquity equity) {
            return new PoolEquityTrigger(equity);
        } else if (spec instanceof TriggerSpec.Depletion depletion) {
            return new DepletionTrigger(depletion);
        }
        return new MultiPoolTrigger((TriggerSpec.MultiPool) spec);
    }

    /** Name within the rulebook. */
    String id();

    Criterion criterion();

    /** Judges every pool once for the record that was just applied: changes state at most once per pool or market. */
    void evaluate(RiskGroup group);

    /** Whether the trigger is armed for a market of the pool. */
    boolean isArmed(Pool pool, Market market);

    /**
     * Price the armed trigger asks for to bring the pool back to its floor, or null when nothing is to be done. The
     * inventory is not flat.
     */
    @Nullable
    Quote quote(Pool pool, Market market);

    /** Whether a market's pool is at the warning share of the trigger, see {@link #read}. */
    boolean warns(RiskGroup group, Pool pool, Market market, int warningPpm, long balancePeak);

    /**
     * How far the trigger is from acting.
     *
     * @param balancePeak the pool's peak a warning is measured against, minor units; 0 = none is kept
     */
    Reading read(RiskGroup group, Pool pool, Market market, int warningPpm, long balancePeak);
}
