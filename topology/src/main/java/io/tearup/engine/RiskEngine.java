package io.tearup.engine;

import io.tearup.engine.decision.Criterion;
import io.tearup.engine.decision.Decision;
import io.tearup.engine.decision.Decision.AuditKind;
import io.tearup.engine.event.RiskEvent;
import io.tearup.engine.model.AccountPricing;
import io.tearup.engine.model.AccountTable;
import io.tearup.engine.model.EarlyInput;
import io.tearup.engine.model.Fraction;
import io.tearup.engine.model.GroupMode;
import io.tearup.engine.model.Market;
import io.tearup.engine.model.Pool;
import io.tearup.engine.model.RejectReason;
import io.tearup.engine.model.RejectedInput;
import io.tearup.engine.model.RiskGroup;
import io.tearup.engine.model.RulebookSpec;
import io.tearup.engine.price.Quote;
import io.tearup.engine.rulebook.Rulebook;
import io.tearup.engine.trigger.MultiPoolTrigger;
import io.tearup.engine.trigger.Trigger;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides for one risk group, one record at a time.
 *
 * <p>Per record: admit it (once, in its source's order), apply it, move stream time, sample every pool's cash and every
 * market's result, evaluate each trigger once (in the rulebook's order, pools and markets by ascending id), publish alerts,
 * run the waves of armed markets with open demand, sample again, publish what changed. Prices of a pool's markets are
 * quoted together before its first wave, so that what one wave rounds away is never charged to the next. A wave's effect
 * on its own trigger is judged at the next record.
 *
 * <p>A frozen group applies and samples, and decides nothing; one in SHADOW decides and only tells the waves, see
 * {@link ShadowWaves}. Each market may be told to do less than its group. While nothing is armed, a record that moves no pool is only
 * applied, see {@link QuietTime}: a fill or a mark then costs the same however many markets there are.
 */
public final class RiskEngine {
    /** What became of an event that was not rejected. */
    public enum Outcome {
        APPLIED,
        /** Seen before: counted, and nothing changed. */
        DUPLICATE
    }

    private record MarketDemand(Market market, Rulebook.Demand demand) {}

    private final RiskGroup group;
    private @Nullable Rulebook rulebook;
    private String lastKind = "";
    private String lastSource = "";
    private String lastSourceKey = "/";

    /** Until when records that move no pool decide nothing. */
    private final QuietTime quiet;

    public RiskEngine(RiskGroup group) {
        this.group = group;
        this.quiet = new QuietTime(group);
    }

    public RiskGroup group() {
        return group;
    }

    /**
     * Applies one event and emits every decision that follows from it.
     *
     * @throws RejectedInput if the event is refused; nothing was changed or emitted
     */
    public Outcome process(RiskEvent event, Outbox out) {
        return process(event, null, "", out);
    }

    /**
     * As {@link #process}, for an input that waited and from now on no longer does; told on the audit trail before what
     * follows from it.
     *
     * @param what the input, in words
     * @throws RejectedInput if the event is still refused; it goes on waiting
     */
    public Outcome processEarly(EarlyInput waited, String what, RiskEvent event, Outbox out) {
        return process(event, waited, what, out);
    }

    private Outcome process(RiskEvent event, @Nullable EarlyInput waited, String what, Outbox out) {
        if (!admit(event)) {
            group.countDuplicate();
            waitsNoLonger(waited, what, out);
            return Outcome.DUPLICATE;
        }
        boolean changed;
        try {
            changed = apply(event, out);
            if (group.hasTouchedReservations()) {
                new Confirmations(group, out).clamp();
            }
        } catch (ArithmeticException e) {
            throw new RejectedInput(RejectReason.OVERFLOW, "an amount leaves 64 bits: " + e.getMessage());
        }
        remember(event);
        waitsNoLonger(waited, what, out);
        group.advanceClock(event.time());
        Rulebook rules = rulebook();
        if (rules == null || !quiet.covers(event, rules.spec().lightsInterval())) {
            decide(changed ? event : null, out);
        }
        return Outcome.APPLIED;
    }

    private void waitsNoLonger(@Nullable EarlyInput waited, String what, Outbox out) {
        if (waited != null) {
            group.awaitNoLonger(waited);
            audit(AuditKind.INPUT_TAKEN, "tearup", what, out);
        }
    }

    /**
     * Keeps an input that may have overtaken what it refers to, see {@link RejectedInput#isEarly}; told on the audit trail.
     *
     * @param what the input, and what it waits for, in words
     */
    public void await(byte[] receipt, String what, Outbox out) {
        group.await(receipt);
        audit(AuditKind.INPUT_WAITS, "tearup", what, out);
    }

    /** Stops decisions of the group until an operator sets its mode to LIVE. */
    public void freeze(String because, Outbox out) {
        if (group.mode() == GroupMode.FROZEN) {
            return;
        }
        group.setMode(GroupMode.FROZEN, because);
        quiet.end();
        audit(AuditKind.GROUP_FROZEN, "tearup", because, out);
    }

    private boolean admit(RiskEvent event) {
        if (event instanceof RiskEvent.Mark mark) {
            long last = group.requireMarket(mark.market()).markSequence();
            if (mark.sequence() < last) {
                throw new RejectedInput(
                        RejectReason.OUT_OF_ORDER,
                        "mark of " + mark.market() + ": sequence " + mark.sequence() + " after " + last);
            }
            return mark.sequence() > last;
        }
        if (!(event instanceof RiskEvent.Sequenced sequenced)) {
            return true;
        }
        RiskEvent.Origin origin = sequenced.origin();
        if (group.hasSeen(sequenced.kind(), origin.id())) {
            return false;
        }
        Long sequence = origin.sequence();
        long last = group.lastSequence(sourceKey(sequenced));
        if (sequence != null && sequence <= last) {
            throw new RejectedInput(
                    RejectReason.OUT_OF_ORDER,
                    sequenced.kind() + " " + origin.id() + ": sequence " + sequence + " of source '" + origin.source()
                            + "' after " + last);
        }
        if (sequence != null && last == Long.MIN_VALUE && group.sources() >= RiskGroup.SOURCE_LIMIT) {
            throw new RejectedInput(
                    RejectReason.OVERFLOW,
                    sequenced.kind() + " " + origin.id() + ": source '" + origin.source() + "' is new, and "
                            + RiskGroup.SOURCE_LIMIT
                            + " are known already; name gateways, not orders, or leave the sequence out");
        }
        return true;
    }

    private void remember(RiskEvent event) {
        if (event instanceof RiskEvent.Sequenced sequenced) {
            RiskEvent.Origin origin = sequenced.origin();
            Long sequence = origin.sequence();
            if (sequence != null) {
                String source = sourceKey(sequenced);
                long last = group.lastSequence(source);
                if (last != Long.MIN_VALUE && sequence > last + 1) {
                    group.countGap(sequence - last - 1);
                }
                group.setLastSequence(source, sequence);
            }
            group.rememberId(sequenced.kind(), origin.id());
        }
    }

    /** Name of an event's source within the store; most events come from the source of the one before. */
    private String sourceKey(RiskEvent.Sequenced event) {
        String source = event.origin().source();
        if (!event.kind().equals(lastKind) || !source.equals(lastSource)) {
            lastKind = event.kind();
            lastSource = source;
            lastSourceKey = lastKind + "/" + lastSource;
        }
        return lastSourceKey;
    }

    /** Applies an event; false if it was a control that is in force, or an order that was carried out, already. */
    private boolean apply(RiskEvent event, Outbox out) {
        if (event instanceof RiskEvent.Fill fill) {
            EventApplier.fill(group, fill);
        } else if (event instanceof RiskEvent.AdlFill fill) {
            return counted(new Confirmations(group, out).post(fill));
        } else if (event instanceof RiskEvent.AdlReject reject) {
            return counted(new Confirmations(group, out).reject(reject));
        } else if (event instanceof RiskEvent.Mark mark) {
            EventApplier.mark(group, mark);
        } else if (event instanceof RiskEvent.Takeover takeover) {
            EventApplier.takeover(group, takeover);
        } else if (event instanceof RiskEvent.Cash cash) {
            EventApplier.cash(group, cash);
        } else if (event instanceof RiskEvent.IsolatedMargin move) {
            EventApplier.isolatedMargin(group, move);
        } else if (event instanceof RiskEvent.ModeChange change) {
            EventApplier.modeChange(group, change);
        } else if (event instanceof RiskEvent.Contribution contribution) {
            EventApplier.contribution(group, contribution);
        } else if (event instanceof RiskEvent.WithOwner change) {
            apply(change.change(), out);
            EventApplier.owner(group, change);
        } else if (event instanceof RiskEvent.Bankrupt bankrupt) {
            requireAccountLevel(bankrupt);
            EventApplier.bankrupt(group, bankrupt);
        } else if (event instanceof RiskEvent.Control control) {
            return applyControl(control, out);
        }
        return true;
    }

    /** Counts an answer that says again what is known. */
    private boolean counted(boolean isNew) {
        if (!isNew) {
            group.countDuplicate();
        }
        return isNew;
    }

    private boolean applyControl(RiskEvent.Control control, Outbox out) {
        boolean order = control instanceof RiskEvent.CloseInventory || control instanceof RiskEvent.SettleMarket;
        if (order) {
            requireLive(control);
        }
        GroupMode before = group.mode();
        if (!ControlApplier.apply(group, control)) {
            return false;
        }
        rulebook = null;
        if (control instanceof RiskEvent.SetMode set && set.mode() == GroupMode.FROZEN) {
            audit(AuditKind.GROUP_FROZEN, set.who(), set.reason(), out);
        } else if (control instanceof RiskEvent.SetMode set && before == GroupMode.FROZEN) {
            unfrozen(set.who(), set.reason(), out);
        } else if (control instanceof RiskEvent.Thaw thaw) {
            unfrozen(thaw.who(), thaw.reason(), out);
        } else {
            audit(AuditKind.CONTROL_APPLIED, control.who(), ControlApplier.describe(control), out);
        }
        return true;
    }

    private void unfrozen(String who, String reason, Outbox out) {
        String into = group.mode() == GroupMode.LIVE ? "" : "into " + group.mode() + ": ";
        audit(AuditKind.GROUP_UNFROZEN, who, into + reason, out);
    }

    /** An order moves positions, so it is for a market that is live. */
    private void requireLive(RiskEvent.Control order) {
        String id = order instanceof RiskEvent.CloseInventory close
                ? close.market()
                : ((RiskEvent.SettleMarket) order).market();
        GroupMode mode = group.modeOf(group.requireMarket(id));
        if (rulebook() == null || mode != GroupMode.LIVE) {
            throw new RejectedInput(
                    RejectReason.NOT_ELIGIBLE,
                    ControlApplier.describe(order) + ": the "
                            + (rulebook() == null
                                    ? "group has no rulebook"
                                    : (group.mode() == mode ? "group" : "market") + " is " + mode
                                            + "; orders are for LIVE"));
        }
    }

    private void requireAccountLevel(RiskEvent.Bankrupt bankrupt) {
        Rulebook rules = rulebook();
        if (rules == null || rules.spec().accountPricing() == AccountPricing.NONE) {
            throw new RejectedInput(
                    RejectReason.UNSUPPORTED,
                    "bankrupt " + bankrupt.origin().id() + ": "
                            + (rules == null ? "the group has no rulebook" : "rulebook " + rules.name())
                            + " closes no accounts directly; set accountPricing");
        }
        String frozen = frozenFor(bankrupt);
        if (frozen != null) {
            throw new RejectedInput(
                    RejectReason.NOT_ELIGIBLE,
                    "bankrupt " + bankrupt.origin().id() + ": " + frozen + " is frozen; send it again once it is live");
        }
    }

    /** What keeps a bankrupt account from being closed. */
    private @Nullable String frozenFor(RiskEvent.Bankrupt bankrupt) {
        if (group.mode() == GroupMode.FROZEN) {
            return "the group";
        }
        return marketsOf(bankrupt).stream()
                .filter(market -> market.mode() == GroupMode.FROZEN)
                .findFirst()
                .map(market -> "market " + market.id())
                .orElse(null);
    }

    private List<Market> marketsOf(RiskEvent.Bankrupt bankrupt) {
        int slot = group.accounts().find(bankrupt.account());
        return slot == AccountTable.NONE ? List.of() : AccountCloser.held(group, slot, bankrupt.market());
    }

    /** What happens to a bankrupt account: it is closed as a whole, so the strictest mode of its markets holds. */
    private GroupMode modeOf(RiskEvent.Bankrupt bankrupt) {
        GroupMode mode = group.mode();
        for (Market market : marketsOf(bankrupt)) {
            mode = mode.stricter(market.mode());
        }
        return mode;
    }

    private void decide(@Nullable RiskEvent event, Outbox to) {
        quiet.end();
        MoneyWatch out = new MoneyWatch(to);
        try {
            sample();
            Rulebook rules = rulebook();
            if (rules == null || group.mode() == GroupMode.FROZEN) {
                publishFunds(out);
                return;
            }
            new Confirmations(group, out).expire();
            MoneyTransfers transfers = new MoneyTransfers(group, out);
            boolean wasArmed = quiet.isAnythingArmed();
            for (Trigger trigger : rules.triggers()) {
                trigger.evaluate(group);
                if (trigger instanceof MultiPoolTrigger multiPool) {
                    transfers.redistribute(MultiPoolTrigger.members(group).stream()
                            .filter(this::isLive)
                            .filter(multiPool::isArmed)
                            .toList());
                }
            }
            AlertPublisher alerts = new AlertPublisher(group, rules, out);
            WaveRunner waves = new WaveRunner(group, rules, out);
            ShadowWaves shadow = new ShadowWaves(group, rules, out);
            for (Pool pool : group.pools()) {
                List<MarketDemand> demands = demands(rules, pool);
                for (MarketDemand demand : demands) {
                    group.setInEpisode(demand.market(), demand.demand().armed() != null);
                    alerts.publish(pool, demand.market(), demand.demand());
                }
                for (MarketDemand demand : demands) {
                    Quote quote = demand.demand().quote();
                    Order order = quote == null ? null : Order.ofInventory(group, pool, demand.market(), quote);
                    GroupMode mode = group.modeOf(demand.market());
                    if (mode == GroupMode.LIVE && order != null) {
                        waves.run(order);
                    } else if (mode == GroupMode.SHADOW) {
                        shadow.tellInventory(demand.market(), order);
                    }
                }
            }
            if (event instanceof RiskEvent.Bankrupt bankrupt) {
                AccountCloser closer = new AccountCloser(group, rules.spec().accountPricing(), waves, transfers);
                if (modeOf(bankrupt) == GroupMode.LIVE) {
                    closer.close(bankrupt);
                } else {
                    closer.tell(bankrupt, shadow);
                }
            } else if (event instanceof RiskEvent.CloseInventory close) {
                closeInventory(close, waves);
            } else if (event instanceof RiskEvent.SettleMarket settle) {
                new MarketSettler(group, rules, waves, transfers, out).settle(settle);
            }
            transfers.repay(pool -> isLive(pool)
                    && demands(rules, pool).stream()
                            .allMatch(demand -> demand.demand().armed() == null));
            if (out.moved) {
                sample();
                for (Pool pool : group.pools()) {
                    for (MarketDemand demand : demands(rules, pool)) {
                        alerts.publish(pool, demand.market(), demand.demand());
                    }
                }
            }
            publishFunds(out);
            LightsPublisher lights = new LightsPublisher(group, rules, out);
            group.markets().stream()
                    .filter(market -> group.modeOf(market) != GroupMode.FROZEN)
                    .forEach(lights::publish);
            // Judged with the next record: what a wave or a transfer did to a trigger, and whether one that was
            // disarmed is to be armed again, against maxima that are no longer frozen.
            if (!out.moved && !wasArmed) {
                quiet.begin(rules.spec().lightsInterval());
            }
        } catch (BrokenInvariant | ArithmeticException e) {
            String broken = String.valueOf(e.getMessage());
            audit(AuditKind.INVARIANT_BROKEN, "tearup", broken, out);
            freeze(broken, out);
        }
    }

    private void closeInventory(RiskEvent.CloseInventory close, WaveRunner waves) {
        Market market = group.requireMarket(close.market());
        if (market.inventoryLots() != 0 && market.hasMark()) {
            Long ticks = close.ticks();
            long price = ticks == null ? market.markTicks() : ticks;
            if (!market.inEpisode()) {
                // Burdens are counted by episode; an order outside of one is its own.
                group.countEpisode(market);
            }
            Quote quote = new Quote(Criterion.MANUAL, "", price, Fraction.of(price), "ordered by " + close.who(), null);
            Order order =
                    Order.ofInventory(group, group.requirePool(market.spec().pool()), market, quote);
            if (order != null) {
                waves.run(order);
            }
        }
    }

    /** Whether a pool's money may be moved: none of its markets is held back. */
    private boolean isLive(Pool pool) {
        return group.mode() == GroupMode.LIVE
                && pool.markets().stream().allMatch(market -> market.mode() == GroupMode.LIVE);
    }

    private void sample() {
        for (Pool pool : group.pools()) {
            group.sample(pool);
        }
    }

    private static List<MarketDemand> demands(Rulebook rules, Pool pool) {
        List<MarketDemand> demands = new ArrayList<>(pool.markets().size());
        for (Market market : pool.markets()) {
            demands.add(new MarketDemand(market, rules.demand(pool, market)));
        }
        return demands;
    }

    private void publishFunds(Outbox out) {
        for (Pool pool : group.drainTouchedPools()) {
            List<Decision.FundMarket> markets = new ArrayList<>();
            for (Market market : pool.markets()) {
                markets.add(new Decision.FundMarket(
                        market.id(),
                        market.inventoryLots(),
                        market.inventoryCost(),
                        market.inventoryRealised(),
                        market.inventoryUnrealised(),
                        market.markTicks()));
            }
            out.emit(new Decision.Fund(
                    pool.id(), group.nextFundSequence(pool), pool.cash(), pool.equity(), pool.owed(), markets));
        }
    }

    private @Nullable Rulebook rulebook() {
        RulebookSpec spec = group.rulebook();
        if (rulebook == null && spec != null) {
            rulebook = Rulebook.of(spec);
        }
        return rulebook;
    }

    private void audit(AuditKind kind, String who, String detail, Outbox out) {
        out.emit(new Decision.Audit(group.nextAuditSequence(), kind, who, detail));
    }

    /** Passes decisions on and notes whether one of them moved money or opened a wave. */
    private static final class MoneyWatch implements Outbox {
        private final Outbox to;
        private boolean moved;

        private MoneyWatch(Outbox to) {
            this.to = to;
        }

        @Override
        public void emit(Decision decision) {
            moved |= decision instanceof Decision.Posting || decision instanceof Decision.WaveOpened;
            to.emit(decision);
        }
    }
}
