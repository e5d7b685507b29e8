package io.tearup.engine;

import io.tearup.engine.event.RiskEvent;
import io.tearup.engine.model.Fraction;
import io.tearup.engine.model.GroupMode;
import io.tearup.engine.model.GroupSpec;
import io.tearup.engine.model.Market;
import io.tearup.engine.model.MarketSpec;
import io.tearup.engine.model.Pool;
import io.tearup.engine.model.PoolKind;
import io.tearup.engine.model.RejectReason;
import io.tearup.engine.model.RejectedInput;
import io.tearup.engine.model.RiskGroup;

/**
 * Applies configuration and operator commands.
 *
 * <p>The grid of a market and the money of a group never change once defined: positions are counted in them. A definition
 * equal to the present one changes nothing, so that a compacted control topic may be read again.
 */
final class ControlApplier {
    /** Name space of the ids of commands that act once. Remembered in the store: never renamed. */
    private static final String COMMAND = "control";

    private ControlApplier() {}

    /** Applies a control and tells whether anything changed. */
    static boolean apply(RiskGroup group, RiskEvent.Control control) {
        if (control instanceof RiskEvent.DefineGroup define) {
            return defineGroup(group, define);
        } else if (control instanceof RiskEvent.SetMarketMode set) {
            Market market = group.requireMarket(set.market());
            if (set.mode() == market.mode()) {
                return false;
            }
            group.setMarketMode(market, set.mode());
            return true;
        } else if (control instanceof RiskEvent.DefinePool define) {
            return definePool(group, define);
        } else if (control instanceof RiskEvent.DefineMarket define) {
            return defineMarket(group, define.spec());
        } else if (control instanceof RiskEvent.SetRulebook set) {
            group.requireSpec();
            if (set.spec().equals(group.rulebook())) {
                return false;
            }
            group.setRulebook(set.spec());
            return true;
        }
        if (control instanceof RiskEvent.CloseInventory close) {
            requireWithinBook(group, close);
            return isNew(group, close.commandId());
        } else if (control instanceof RiskEvent.SettleMarket settle) {
            requireSettleable(group, settle);
            return isNew(group, settle.commandId());
        }
        if (control instanceof RiskEvent.Thaw) {
            if (group.mode() != GroupMode.FROZEN) {
                return false;
            }
            group.setMode(group.modeBeforeFrozen(), "");
            return true;
        }
        RiskEvent.SetMode set = (RiskEvent.SetMode) control;
        if (set.mode() == group.mode()) {
            return false;
        }
        group.setMode(set.mode(), set.mode() == GroupMode.FROZEN ? set.reason() : "");
        return true;
    }

    private static boolean isNew(RiskGroup group, String commandId) {
        if (group.hasSeen(COMMAND, commandId)) {
            return false;
        }
        group.rememberId(COMMAND, commandId);
        return true;
    }

    private static void requireSettleable(RiskGroup group, RiskEvent.SettleMarket settle) {
        Market market = group.requireMarket(settle.market());
        if (market.openTradeLots() != 0) {
            throw new RejectedInput(
                    RejectReason.NOT_ELIGIBLE,
                    "settle market " + market.id() + ": the second side of trades over " + market.openTradeLots()
                            + " lots is outstanding");
        }
    }

    private static void requireWithinBook(RiskGroup group, RiskEvent.CloseInventory close) {
        Market market = group.requireMarket(close.market());
        Long ticks = close.ticks();
        if (ticks == null || market.inventoryLots() == 0) {
            return;
        }
        int sign = Long.signum(market.inventoryLots());
        if (Fraction.of(ticks).minus(market.takeoverTicks()).signum() == sign) {
            throw new RejectedInput(
                    RejectReason.NOT_ELIGIBLE,
                    "close inventory of " + market.id() + " at " + ticks
                            + " ticks: the pool would profit beyond its takeover price");
        }
    }

    static String describe(RiskEvent.Control control) {
        if (control instanceof RiskEvent.DefineGroup define) {
            return "group " + define.spec() + ", beginning " + define.start();
        } else if (control instanceof RiskEvent.DefinePool define) {
            return "pool " + define.spec();
        } else if (control instanceof RiskEvent.DefineMarket define) {
            return "market " + define.spec();
        } else if (control instanceof RiskEvent.SetRulebook set) {
            return "rulebook " + set.spec();
        }
        if (control instanceof RiskEvent.CloseInventory close) {
            return "close the inventory of " + close.market() + (close.ticks() == null ? "" : " at " + close.ticks());
        } else if (control instanceof RiskEvent.SettleMarket settle) {
            return "settle market " + settle.market() + " at " + settle.ticks();
        }
        if (control instanceof RiskEvent.Thaw) {
            return "mode before it was frozen";
        }
        if (control instanceof RiskEvent.SetMarketMode set) {
            return "mode of market " + set.market() + ": " + set.mode() + ", " + set.reason();
        }
        RiskEvent.SetMode set = (RiskEvent.SetMode) control;
        return "mode " + set.mode() + ", " + set.reason();
    }

    private static boolean defineGroup(RiskGroup group, RiskEvent.DefineGroup define) {
        if (define.spec().equals(group.spec())) {
            return false;
        }
        GroupSpec present = group.spec();
        if (present != null
                && !present.hasMoneyOf(define.spec())
                && !group.markets().isEmpty()) {
            throw invalid(
                    "the money of group " + group.id() + " is " + present + " and cannot change while it has markets");
        }
        boolean first = present == null;
        group.define(define.spec());
        // A group that was frozen before it was defined, by a record nobody could read, stays so.
        if (first && group.mode() != GroupMode.FROZEN) {
            group.setMode(define.start(), define.start() == GroupMode.FROZEN ? "defined so" : "");
        }
        return true;
    }

    private static boolean definePool(RiskGroup group, RiskEvent.DefinePool define) {
        Pool present = group.pool(define.spec().id());
        if (present != null && present.spec().equals(define.spec())) {
            return false;
        }
        if (present != null
                && define.spec().kind() == PoolKind.ISOLATED
                && present.markets().size() > 1) {
            throw invalid("pool " + present.id() + " covers "
                    + present.markets().size() + " markets and cannot become ISOLATED");
        }
        group.requireSpec();
        group.definePool(define.spec());
        return true;
    }

    private static boolean defineMarket(RiskGroup group, MarketSpec spec) {
        Market present = group.market(spec.id());
        if (present != null) {
            if (present.spec().equals(spec)) {
                return false;
            }
            MarketSpec old = present.spec();
            if (!old.pool().equals(spec.pool())
                    || old.lotSize().compareTo(spec.lotSize()) != 0
                    || old.tickSize().compareTo(spec.tickSize()) != 0) {
                throw invalid("market " + spec.id()
                        + " cannot change its pool, lotSize or tickSize; define a new market instead");
            }
        } else {
            Pool pool = group.requirePool(spec.pool());
            if (pool.spec().kind() == PoolKind.ISOLATED && !pool.markets().isEmpty()) {
                throw invalid("pool " + pool.id() + " is ISOLATED and already covers "
                        + pool.markets().get(0).id());
            }
        }
        group.defineMarket(spec);
        return true;
    }

    private static RejectedInput invalid(String message) {
        return new RejectedInput(RejectReason.INVALID_CONFIGURATION, message);
    }
}
