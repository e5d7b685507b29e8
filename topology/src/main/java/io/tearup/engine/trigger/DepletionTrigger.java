package io.tearup.engine.trigger;

import io.tearup.engine.decision.Criterion;
import io.tearup.engine.decision.Reading;
import io.tearup.engine.model.Episode;
import io.tearup.engine.model.Fraction;
import io.tearup.engine.model.Market;
import io.tearup.engine.model.Pool;
import io.tearup.engine.model.RiskGroup;
import io.tearup.engine.model.TriggerSpec;
import io.tearup.engine.price.BankruptcyQuote;
import io.tearup.engine.price.Quote;
import io.tearup.engine.trigger.FundDepletion.Comparison;
import org.jspecify.annotations.Nullable;

/**
 * The pool's cash falls too fast (AZX): {@code 1 - B / Bmax} over a short window against a threshold; off at or below the
 * stop. The rule is in {@link FundDepletion}; it arms for every market of the pool.
 */
public final class DepletionTrigger implements Trigger {
    private final TriggerSpec.Depletion rule;

    public DepletionTrigger(TriggerSpec.Depletion rule) {
        this.rule = rule;
    }

    @Override
    public String id() {
        return rule.id();
    }

    @Override
    public Criterion criterion() {
        return Criterion.DEPLETION_RATE;
    }

    @Override
    public void evaluate(RiskGroup group) {
        for (Pool pool : group.pools()) {
            Episode episode = pool.watch(rule.id()).episode();
            Fraction fall = fall(group, pool);
            boolean armed;
            if (episode.armed()) {
                armed = Comparison.GT.holds(fall, Fraction.ofPpm(rule.stopPpm()));
            } else {
                Comparison comparison = rule.inclusive() ? Comparison.GTE : Comparison.GT;
                armed = comparison.holds(fall, Fraction.ofPpm(rule.triggerPpm()));
            }
            group.setArmed(pool, rule.id(), armed);
        }
    }

    private long peak(RiskGroup group, Pool pool) {
        return pool.watch(rule.id()).peak().maximum(group.clock());
    }

    private @Nullable Fraction fall(RiskGroup group, Pool pool) {
        return FundDepletion.fall(Fraction.of(pool.cash()), Fraction.of(peak(group, pool)));
    }

    @Override
    public boolean isArmed(Pool pool, Market market) {
        return pool.watch(rule.id()).episode().armed();
    }

    @Override
    public Quote quote(Pool pool, Market market) {
        return BankruptcyQuote.of(criterion(), market);
    }

    @Override
    public boolean warns(RiskGroup group, Pool pool, Market market, int warningPpm, long balancePeak) {
        Fraction warningAt = Fraction.ofPpm(rule.triggerPpm()).times(Fraction.ofPpm(warningPpm));
        return Comparison.GTE.holds(fall(group, pool), warningAt);
    }

    @Override
    public Reading read(RiskGroup group, Pool pool, Market market, int warningPpm, long balancePeak) {
        Fraction fall = fall(group, pool);
        Fraction trigger = Fraction.ofPpm(rule.triggerPpm());
        long headroom = Fraction.of(pool.cash())
                .minus(Fraction.ONE.minus(trigger).times(Fraction.of(peak(group, pool))))
                .floor()
                .longValueExact();
        return new Reading(
                rule.id(),
                criterion(),
                isArmed(pool, market),
                fall,
                rule.triggerPpm(),
                rule.stopPpm(),
                headroom,
                warns(group, pool, market, warningPpm, balancePeak));
    }
}
