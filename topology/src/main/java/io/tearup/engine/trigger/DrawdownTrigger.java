package io.tearup.engine.trigger;

import io.tearup.engine.decision.Criterion;
import io.tearup.engine.decision.Reading;
import io.tearup.engine.model.Episode;
import io.tearup.engine.model.ExactMath;
import io.tearup.engine.model.Fraction;
import io.tearup.engine.model.Market;
import io.tearup.engine.model.Pool;
import io.tearup.engine.model.RiskGroup;
import io.tearup.engine.model.TriggerSpec;
import io.tearup.engine.price.CapPrice;
import io.tearup.engine.price.Quote;

/**
 * Drawdown of a market's result against the pool's peak over a window; the rule is in {@link Drawdown}.
 *
 * <p>Arming freezes both maxima; one window later the rolling ones are frozen in their place and disarming is judged in the
 * same evaluation, without asking the arm conditions again. Vectors: {@code drawdown.window}.
 */
public final class DrawdownTrigger implements Trigger {
    private final TriggerSpec.Drawdown rule;

    public DrawdownTrigger(TriggerSpec.Drawdown rule) {
        this.rule = rule;
    }

    @Override
    public String id() {
        return rule.id();
    }

    @Override
    public Criterion criterion() {
        return Criterion.DRAWDOWN;
    }

    /** The rule's numbers. */
    public TriggerSpec.Drawdown rule() {
        return rule;
    }

    @Override
    public void evaluate(RiskGroup group) {
        for (Pool pool : group.pools()) {
            evaluate(group, pool);
        }
    }

    private void evaluate(RiskGroup group, Pool pool) {
        long now = group.clock();
        long rollingBalancePeak = pool.watch(rule.id()).peak().maximum(now);
        for (Market market : pool.markets()) {
            long rollingPnlPeak = market.watch(rule.id()).peak().maximum(now);
            Episode episode = market.watch(rule.id()).episode();
            if (!episode.armed()) {
                if (pool.cash() > rule.minBalance() && arms(market.pnl(), rollingPnlPeak, rollingBalancePeak)) {
                    group.episodeOf(market, rule.id()).freeze(now, rollingBalancePeak, rollingPnlPeak);
                }
                continue;
            }
            if (now - episode.frozenAt() >= rule.window()) {
                group.episodeOf(market, rule.id()).freeze(now, rollingBalancePeak, rollingPnlPeak);
            }
            if (Drawdown.disarms(market.pnl(), episode.pnlPeak(), episode.balancePeak(), rule.stopPpm())) {
                group.episodeOf(market, rule.id()).disarm();
            }
        }
    }

    private boolean arms(long pnl, long pnlPeak, long balancePeak) {
        return rule.inclusive()
                ? Drawdown.arms(pnl, pnlPeak, balancePeak, rule.triggerPpm())
                : !Drawdown.disarms(pnl, pnlPeak, balancePeak, rule.triggerPpm());
    }

    @Override
    public boolean isArmed(Pool pool, Market market) {
        return market.watch(rule.id()).episode().armed();
    }

    @Override
    public Quote quote(Pool pool, Market market) {
        return CapPrice.of(market, rule.id(), rule.triggerPpm());
    }

    /** Peak of the pool's cash in force: the frozen one while armed, else the rolling one, minor units. */
    public long balancePeak(RiskGroup group, Pool pool, Market market) {
        Episode episode = market.watch(rule.id()).episode();
        return episode.armed()
                ? episode.balancePeak()
                : pool.watch(rule.id()).peak().maximum(group.clock());
    }

    /** Peak of the market's result in force, minor units. */
    public long pnlPeak(RiskGroup group, Market market) {
        Episode episode = market.watch(rule.id()).episode();
        return episode.armed()
                ? episode.pnlPeak()
                : market.watch(rule.id()).peak().maximum(group.clock());
    }

    /** Result at which the trigger arms, or to which an armed one leads back, minor units, rounded down. */
    public long floor(RiskGroup group, Pool pool, Market market) {
        return CapPrice.floor(
                        Fraction.of(pnlPeak(group, market)),
                        Fraction.of(balancePeak(group, pool, market)),
                        Fraction.ofPpm(rule.triggerPpm()))
                .floor()
                .longValueExact();
    }

    @Override
    public boolean warns(RiskGroup group, Pool pool, Market market, int warningPpm, long peak) {
        long warningAt = (long) warningPpm * rule.triggerPpm() / ExactMath.PPM;
        return Drawdown.arms(market.pnl(), pnlPeak(group, market), balancePeak(group, pool, market), warningAt);
    }

    @Override
    public Reading read(RiskGroup group, Pool pool, Market market, int warningPpm, long peak) {
        long pnl = market.pnl();
        long pnlPeak = pnlPeak(group, market);
        long balancePeak = balancePeak(group, pool, market);
        return new Reading(
                rule.id(),
                criterion(),
                isArmed(pool, market),
                Drawdown.of(Fraction.of(pnl), Fraction.of(pnlPeak), Fraction.of(balancePeak)),
                rule.triggerPpm(),
                rule.stopPpm(),
                Math.subtractExact(pnl, floor(group, pool, market)),
                warns(group, pool, market, warningPpm, peak));
    }
}
