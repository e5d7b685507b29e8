package io.tearup.engine;

import io.tearup.engine.decision.Decision;
import io.tearup.engine.decision.Reading;
import io.tearup.engine.model.AlertInputs;
import io.tearup.engine.model.AlertState;
import io.tearup.engine.model.Fraction;
import io.tearup.engine.model.Market;
import io.tearup.engine.model.Pool;
import io.tearup.engine.model.RiskGroup;
import io.tearup.engine.model.RulebookSpec;
import io.tearup.engine.model.TriggerSpec;
import io.tearup.engine.price.Quote;
import io.tearup.engine.rulebook.Rulebook;
import io.tearup.engine.trigger.Drawdown;
import io.tearup.engine.trigger.DrawdownTrigger;
import io.tearup.engine.trigger.Trigger;
import java.util.ArrayList;
import java.util.List;

/**
 * Publishes every input of a pool's triggers, per market, whenever its state or one of its own inputs moved.
 *
 * <p>States: ADL is armed with open demand, BLOCKED the same with a price outside the band, RECOVERING armed with nothing
 * to be done, WARNING disarmed with a trigger at its warning share. The inputs shown in full are those of the first
 * drawdown trigger; every trigger has a reading of its own.
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

    /** Publishes a market's state if it or one of its inputs changed. */
    void publish(Pool pool, Market market, Rulebook.Demand demand) {
        RulebookSpec spec = rulebook.spec();
        long warningPeak = rollingBalancePeak(pool);
        AlertState state = state(pool, market, demand, warningPeak);
        DrawdownTrigger drawdown = rulebook.drawdown();
        long balancePeak = drawdown == null ? warningPeak : drawdown.balancePeak(group, pool, market);
        long pnlPeak = drawdown == null ? 0 : drawdown.pnlPeak(group, market);
        long pnl = market.pnl();
        long equity = pool.equity();
        AlertInputs inputs = new AlertInputs(pool.cash(), balancePeak, pnl, pnlPeak, equity);
        if (state == market.alertState() && inputs.sameOwn(market.alertInputs())) {
            return;
        }
        List<Reading> readings = new ArrayList<>();
        for (Trigger trigger : rulebook.triggers()) {
            readings.add(trigger.read(group, pool, market, spec.warningPpm(), warningPeak));
        }
        long sequence = group.nextAlertSequence(market, state, inputs);
        Long headroom = readings.stream()
                .filter(reading -> reading.criterion() == demand.armed())
                .map(Reading::headroom)
                .findFirst()
                .orElse(null);
        if (drawdown == null) {
            out.emit(new Decision.Alert(
                    pool.id(),
                    market.id(),
                    sequence,
                    state,
                    demand.armed(),
                    pool.cash(),
                    balancePeak,
                    pnl,
                    pnlPeak,
                    null,
                    0,
                    0,
                    spec.warningPpm(),
                    0,
                    0,
                    readings,
                    null,
                    headroom == null ? equity : headroom,
                    equity,
                    market.markTicks(),
                    market.inventoryLots(),
                    market.inventoryCost(),
                    null));
            return;
        }
        TriggerSpec.Drawdown rule = drawdown.rule();
        boolean armed = drawdown.isArmed(pool, market);
        long floor = drawdown.floor(group, pool, market);
        out.emit(new Decision.Alert(
                pool.id(),
                market.id(),
                sequence,
                state,
                demand.armed(),
                pool.cash(),
                balancePeak,
                pnl,
                pnlPeak,
                Drawdown.of(Fraction.of(pnl), Fraction.of(pnlPeak), Fraction.of(balancePeak)),
                rule.triggerPpm(),
                rule.stopPpm(),
                spec.warningPpm(),
                rule.minBalance(),
                rule.window(),
                readings,
                armed ? floor : null,
                headroom == null ? Math.subtractExact(pnl, floor) : headroom,
                equity,
                market.markTicks(),
                market.inventoryLots(),
                market.inventoryCost(),
                armed ? Long.valueOf(market.watch(rule.id()).episode().frozenAt() + rule.window()) : null));
    }

    /** Peak of a pool's cash in the window of the first trigger that has one, 0 if none has. */
    private long rollingBalancePeak(Pool pool) {
        for (Trigger trigger : rulebook.triggers()) {
            if (!pool.watch(trigger.id()).peak().isEmpty()) {
                return pool.watch(trigger.id()).peak().maximum(group.clock());
            }
        }
        return 0;
    }

    private AlertState state(Pool pool, Market market, Rulebook.Demand demand, long balancePeak) {
        if (demand.armed() != null) {
            Quote quote = demand.quote();
            if (quote == null) {
                return AlertState.RECOVERING;
            }
            Integer band = rulebook.spec().stages().priceBandPpm();
            boolean outside = band != null && Quote.isOutside(quote.ticks(), market.markTicks(), band);
            return outside ? AlertState.BLOCKED : AlertState.ADL;
        }
        int share = rulebook.spec().warningPpm();
        for (Trigger trigger : rulebook.triggers()) {
            if (trigger.warns(group, pool, market, share, balancePeak)) {
                return AlertState.WARNING;
            }
        }
        return AlertState.NORMAL;
    }
}
