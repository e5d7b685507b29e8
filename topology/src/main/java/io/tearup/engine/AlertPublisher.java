package io.tearup.engine;

import io.tearup.engine.decision.Criterion;
import io.tearup.engine.decision.Decision;
import io.tearup.engine.model.AlertInputs;
import io.tearup.engine.model.AlertState;
import io.tearup.engine.model.Episode;
import io.tearup.engine.model.ExactMath;
import io.tearup.engine.model.Fraction;
import io.tearup.engine.model.Market;
import io.tearup.engine.model.Pool;
import io.tearup.engine.model.RiskGroup;
import io.tearup.engine.model.RulebookSpec;
import io.tearup.engine.price.CapPrice;
import io.tearup.engine.rulebook.Rulebook;
import io.tearup.engine.trigger.Drawdown;
import org.jspecify.annotations.Nullable;

/**
 * Publishes every input of a pool's triggers, per market, whenever one of them moved.
 *
 * <p>States: ADL is armed with open demand, RECOVERING armed with nothing to be done, WARNING disarmed with a drawdown of
 * at least the warning share of the trigger or pool equity at or below the rest of that share of the peak.
 */
final class AlertPublisher {
    private final RiskGroup group;
    private final Rulebook rulebook;
    private final Outbox out;

    AlertPublisher(RiskGroup group, Rulebook rulebook, Outbox out) {
        this.group = group;
        this.rulebook = rulebook;
        this.out = out;
    }

    /**
     * Publishes a market's state if it or one of its inputs changed.
     *
     * @param armed criterion that is armed, null when none is
     * @param openDemand whether an armed criterion has something to be done
     */
    void publish(Pool pool, Market market, @Nullable Criterion armed, boolean openDemand) {
        AlertState state = state(pool, market, armed != null, openDemand);
        RulebookSpec rule = rulebook.spec();
        Episode episode = market.episode();
        long balancePeak =
                episode.armed() ? episode.balancePeak() : pool.balancePeak().maximum(group.clock());
        long pnlPeak = episode.armed() ? episode.pnlPeak() : market.pnlPeak().maximum(group.clock());
        long pnl = market.pnl();
        long equity = pool.equity();
        AlertInputs inputs = new AlertInputs(pool.cash(), balancePeak, pnl, pnlPeak, equity);
        if (state == market.alertState() && inputs.equals(market.alertInputs())) {
            return;
        }
        long floor = CapPrice.floor(Fraction.of(pnlPeak), Fraction.of(balancePeak), Fraction.ofPpm(rule.triggerPpm()))
                .floor()
                .longValueExact();
        boolean byEquity = armed == Criterion.POOL_EQUITY;
        out.emit(new Decision.Alert(
                pool.id(),
                market.id(),
                group.nextAlertSequence(market, state, inputs),
                state,
                armed,
                pool.cash(),
                balancePeak,
                pnl,
                pnlPeak,
                Drawdown.of(Fraction.of(pnl), Fraction.of(pnlPeak), Fraction.of(balancePeak)),
                rule.triggerPpm(),
                rule.stopPpm(),
                rule.warningPpm(),
                rule.minBalance(),
                rule.window(),
                episode.armed() ? floor : null,
                byEquity ? equity : Math.subtractExact(pnl, floor),
                equity,
                market.markTicks(),
                market.inventoryLots(),
                market.inventoryCost(),
                episode.armed() ? Long.valueOf(episode.frozenAt() + rule.window()) : null));
    }

    private AlertState state(Pool pool, Market market, boolean armed, boolean openDemand) {
        if (armed) {
            return openDemand ? AlertState.ADL : AlertState.RECOVERING;
        }
        long now = group.clock();
        long balancePeak = pool.balancePeak().maximum(now);
        int share = rulebook.spec().warningPpm();
        long warning = (long) share * rulebook.spec().triggerPpm() / ExactMath.PPM;
        boolean near = Drawdown.arms(market.pnl(), market.pnlPeak().maximum(now), balancePeak, warning);
        boolean low = ExactMath.compareProducts(pool.equity(), ExactMath.PPM, balancePeak, ExactMath.PPM - share) <= 0;
        return near || low ? AlertState.WARNING : AlertState.NORMAL;
    }
}
