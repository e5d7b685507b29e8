package io.tearup.engine.trigger;

import io.tearup.engine.decision.Criterion;
import io.tearup.engine.model.Episode;
import io.tearup.engine.model.Market;
import io.tearup.engine.model.Pool;
import io.tearup.engine.model.RiskGroup;
import io.tearup.engine.model.RulebookSpec;
import io.tearup.engine.price.CapPrice;
import io.tearup.engine.price.Quote;

/**
 * Drawdown of a market's result against the pool's peak over a window (Bybit {@code adl-alert}, Gate help centre).
 *
 * <p>{@code dd = (Nmax - N) / Bmax}, defined for {@code Bmax > 0}. Arms when {@code B > minBalance} and
 * {@code dd >= trigger}; disarms when {@code dd <= stop} or {@code Bmax <= 0}. Arming freezes both maxima; one window
 * later the rolling ones are frozen in their place and disarming is judged in the same evaluation, without asking the arm
 * conditions again. All comparisons are exact. Vectors: {@code drawdown.evaluate}, {@code drawdown.hysteresis},
 * {@code drawdown.window}.
 */
public final class DrawdownTrigger implements Trigger {
    private final RulebookSpec rule;

    public DrawdownTrigger(RulebookSpec rule) {
        this.rule = rule;
    }

    @Override
    public Criterion criterion() {
        return Criterion.DRAWDOWN;
    }

    @Override
    public void evaluate(RiskGroup group, Pool pool) {
        long now = group.clock();
        long rollingBalancePeak = pool.balancePeak().maximum(now);
        for (Market market : pool.markets()) {
            long rollingPnlPeak = market.pnlPeak().maximum(now);
            Episode episode = market.episode();
            if (!episode.armed()) {
                if (pool.cash() > rule.minBalance()
                        && Drawdown.arms(market.pnl(), rollingPnlPeak, rollingBalancePeak, rule.triggerPpm())) {
                    group.episodeOf(market).freeze(now, rollingBalancePeak, rollingPnlPeak);
                }
                continue;
            }
            if (now - episode.frozenAt() >= rule.window()) {
                group.episodeOf(market).freeze(now, rollingBalancePeak, rollingPnlPeak);
            }
            if (Drawdown.disarms(market.pnl(), episode.pnlPeak(), episode.balancePeak(), rule.stopPpm())) {
                group.episodeOf(market).disarm();
            }
        }
    }

    @Override
    public boolean isArmed(Pool pool, Market market) {
        return market.episode().armed();
    }

    @Override
    public Quote quote(Pool pool, Market market) {
        return CapPrice.of(market, rule.triggerPpm());
    }
}
