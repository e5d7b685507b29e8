package io.tearup.engine;

import io.tearup.engine.event.RiskEvent;
import io.tearup.engine.model.InventoryTrade;
import io.tearup.engine.model.MarginMode;
import io.tearup.engine.model.MarginUnit;
import io.tearup.engine.model.Market;
import io.tearup.engine.model.Pool;
import io.tearup.engine.model.PositionTable;
import io.tearup.engine.model.RejectReason;
import io.tearup.engine.model.RejectedInput;
import io.tearup.engine.model.RiskGroup;
import io.tearup.engine.model.Side;
import io.tearup.engine.model.Trade;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * Applies money and market events to a risk group. No rule of a venue: only accounting.
 *
 * <p>Every handler computes all new values, which may be refused, before it assigns the first. Results and fees of an
 * isolated position stay in its margin until it is flat; then its margin returns to the wallet.
 */
final class EventApplier {
    /** Accounts with this prefix are pools trading their own inventory. */
    static final String POOL_ACCOUNT = "pool:";

    private EventApplier() {}

    static void fill(RiskGroup group, RiskEvent.Fill fill) {
        Market market = group.requireMarket(fill.market());
        long value = value(market, Math.absExact(fill.lots()), fill.price());
        long signedValue = fill.lots() > 0 ? value : -value;
        RiskGroup.OpenTrade open = group.openTrade(fill.tradeId());
        checkTrade(group, fill, open, signedValue);
        group.requireRoomForFees(fill.fee());
        group.requireRoomForOpenTrades(signedValue);
        if (fill.account().startsWith(POOL_ACCOUNT)) {
            poolFill(group, market, fill, value);
        } else {
            accountFill(group, market, fill, value);
        }
        group.addFees(fill.fee());
        group.addTradeSide(fill.tradeId(), market, fill.lots(), signedValue);
    }

    private static void checkTrade(
            RiskGroup group, RiskEvent.Fill fill, RiskGroup.@Nullable OpenTrade open, long signedValue) {
        if (open == null) {
            if (group.openTrades() >= RiskGroup.OPEN_TRADE_LIMIT) {
                throw new RejectedInput(
                        RejectReason.OVERFLOW,
                        RiskGroup.OPEN_TRADE_LIMIT + " trades wait for their second side; trade " + fill.tradeId()
                                + " cannot be opened");
            }
            return;
        }
        boolean otherMarket = !open.market().equals(fill.market());
        boolean pricesDiffer = open.lots() + fill.lots() == 0 && open.value() + signedValue != 0;
        if (otherMarket || pricesDiffer) {
            throw new RejectedInput(
                    RejectReason.CONFLICTING_ID,
                    "fill " + fill.origin().id() + ": the sides of trade " + fill.tradeId() + " differ in "
                            + (otherMarket ? "market" : "price"));
        }
    }

    private static void accountFill(RiskGroup group, Market market, RiskEvent.Fill fill, long value) {
        PositionTable table = market.positions();
        int slot = group.accountSlot(fill.account());
        int row = table.find(slot);
        boolean held = row != PositionTable.NONE;
        Trade trade = trade(
                held ? table.lots(row) : 0,
                held ? table.cost(row) : 0,
                fill.lots(),
                value,
                "fill",
                fill.origin().id());
        long cash = Math.subtractExact(trade.realised(), fill.fee());
        settle(group, market, slot, trade, cash);
    }

    /** Books a trade's new position and its cash, on the position's margin when isolated, else on the wallet. */
    static void settle(RiskGroup group, Market market, int slot, Trade trade, long cash) {
        PositionTable table = market.positions();
        int row = table.find(slot);
        long wallet = group.accounts().wallet(slot);
        if (row != PositionTable.NONE && table.isIsolated(row)) {
            long margin = limited(Math.addExact(table.margin(row), cash), "isolated margin");
            boolean flat = trade.lots() == 0;
            if (flat) {
                group.setWallet(slot, limited(Math.addExact(wallet, margin), "wallet"));
            }
            group.setPosition(market, slot, trade.lots(), trade.cost(), flat ? 0 : margin);
            return;
        }
        long newWallet = limited(Math.addExact(wallet, cash), "wallet");
        group.setPosition(market, slot, trade.lots(), trade.cost(), 0);
        group.setWallet(slot, newWallet);
    }

    private static void poolFill(RiskGroup group, Market market, RiskEvent.Fill fill, long value) {
        String poolId = fill.account().substring(POOL_ACCOUNT.length());
        Pool pool = poolOf(group, market, poolId);
        InventoryTrade trade = inventoryTrade(
                market,
                fill.lots(),
                value,
                market.spec().exactValue(Math.absExact(fill.lots()), fill.price()),
                "fill",
                fill.origin().id());
        long result = Math.subtractExact(trade.realised(), fill.fee());
        long cash = limited(Math.addExact(pool.cash(), result), "pool cash");
        group.setInventory(
                market,
                trade.lots(),
                trade.cost(),
                trade.costRest(),
                Math.addExact(market.inventoryRealised(), result),
                true);
        group.setCash(pool, cash);
    }

    static void takeover(RiskGroup group, RiskEvent.Takeover takeover) {
        Market market = group.requireMarket(takeover.market());
        Pool pool =
                poolOf(group, market, takeover.pool() == null ? market.spec().pool() : takeover.pool());
        PositionTable table = market.positions();
        int slot = group.accounts().find(takeover.account());
        int row = slot < 0 ? PositionTable.NONE : table.find(slot);
        long held = row == PositionTable.NONE ? 0 : table.lots(row);
        if (held == 0 || Side.of(held) != takeover.side() || Math.absExact(held) < takeover.lots()) {
            throw RejectedInput.early(
                    RejectReason.EXCEEDS_POSITION,
                    "takeover " + takeover.origin().id() + ": account " + takeover.account() + " holds " + held
                            + " lots of " + market.id() + ", not " + takeover.lots() + " " + takeover.side());
        }
        String id = takeover.origin().id();
        long value = value(market, takeover.lots(), takeover.price());
        long taken = takeover.side().sign() * takeover.lots();
        Trade accountTrade = trade(held, table.cost(row), -taken, value, "takeover", id);
        // Seized margin turns the user's entry into the bankruptcy price: b = E - M / Q.
        long bookValue = Math.subtractExact(value, takeover.side().sign() * takeover.seizedMargin());
        if (bookValue < 0) {
            throw new RejectedInput(
                    RejectReason.OVERFLOW, "takeover " + id + ": seized margin exceeds the position's value");
        }
        BigInteger exactBookValue = market.spec()
                .exactValue(takeover.lots(), takeover.price())
                .add(BigInteger.valueOf(bookValue - value)
                        .multiply(BigInteger.valueOf(market.spec().valueDenominator())));
        InventoryTrade poolTrade = inventoryTrade(market, taken, bookValue, exactBookValue, "takeover", id);
        long cash = limited(Math.addExact(pool.cash(), poolTrade.realised()), "pool cash");
        long realised = Math.addExact(market.inventoryRealised(), poolTrade.realised());
        settle(group, market, slot, accountTrade, Math.subtractExact(accountTrade.realised(), takeover.seizedMargin()));
        group.setInventory(market, poolTrade.lots(), poolTrade.cost(), poolTrade.costRest(), realised, true);
        group.setCash(pool, cash);
    }

    /** Refuses a BANKRUPT record that names nothing to be closed; nothing changes yet. */
    static void bankrupt(RiskGroup group, RiskEvent.Bankrupt event) {
        String what = "bankrupt " + event.origin().id() + ": account " + event.account();
        int slot = group.accounts().find(event.account());
        MarginUnit unit = new MarginUnit(group);
        if (event.market() != null) {
            Market market = group.requireMarket(event.market());
            int row = slot < 0 ? PositionTable.NONE : market.positions().find(slot);
            if (row == PositionTable.NONE || !market.positions().isIsolated(row)) {
                throw RejectedInput.early(
                        RejectReason.NOT_ELIGIBLE, what + " has no isolated position in " + market.id());
            }
            unit.load(market, row);
        } else if (slot >= 0) {
            unit.loadCross(slot);
        }
        if (slot < 0 || unit.positions() == 0) {
            throw RejectedInput.early(RejectReason.NOT_ELIGIBLE, what + " has no open position to close");
        }
        requireMarks(group, event, slot, what);
        if (unit.equity() >= 0) {
            throw RejectedInput.early(
                    RejectReason.NOT_ELIGIBLE,
                    what + " has equity " + unit.equity() + " at mark, which is not below zero");
        }
    }

    /** A leg in a market without a mark has no price. */
    private static void requireMarks(RiskGroup group, RiskEvent.Bankrupt event, int slot, String what) {
        group.forEachRow(slot, (market, row) -> {
            PositionTable table = market.positions();
            boolean leg = event.market() == null
                    ? !table.isIsolated(row)
                    : market.id().equals(event.market());
            if (leg && table.lots(row) != 0 && !market.hasMark()) {
                throw RejectedInput.early(
                        RejectReason.NOT_ELIGIBLE,
                        what + " has a position in " + market.id()
                                + ", which has no mark price yet; send it again after" + " the first mark");
            }
        });
    }

    static void owner(RiskGroup group, RiskEvent.WithOwner change) {
        group.setOwner(group.accountSlot(change.account()), change.owner());
    }

    static void cash(RiskGroup group, RiskEvent.Cash change) {
        group.requireRoomForExternal(change.amount());
        Market market = change.market() == null ? null : group.requireMarket(change.market());
        int slot = group.accountSlot(change.account());
        int row = market == null ? PositionTable.NONE : market.positions().find(slot);
        if (market != null && row != PositionTable.NONE && market.positions().isIsolated(row)) {
            PositionTable table = market.positions();
            long margin = limited(Math.addExact(table.margin(row), change.amount()), "isolated margin");
            group.setPosition(market, slot, table.lots(row), table.cost(row), margin);
        } else {
            group.setWallet(slot, limited(Math.addExact(group.accounts().wallet(slot), change.amount()), "wallet"));
        }
        group.addExternal(change.amount());
    }

    static void isolatedMargin(RiskGroup group, RiskEvent.IsolatedMargin move) {
        Market market = group.requireMarket(move.market());
        int slot = group.accounts().find(move.account());
        PositionTable table = market.positions();
        int row = slot < 0 ? PositionTable.NONE : table.find(slot);
        if (row == PositionTable.NONE || !table.isIsolated(row)) {
            throw new RejectedInput(
                    RejectReason.NOT_ELIGIBLE,
                    "margin move " + move.origin().id() + ": account " + move.account()
                            + " has no isolated position in " + market.id() + "; send MARGIN_MODE first");
        }
        long margin = limited(Math.addExact(table.margin(row), move.amount()), "isolated margin");
        if (margin < 0) {
            throw new RejectedInput(
                    RejectReason.NOT_ELIGIBLE,
                    "margin move " + move.origin().id() + " takes more than the position's margin");
        }
        long wallet = limited(Math.subtractExact(group.accounts().wallet(slot), move.amount()), "wallet");
        group.setPosition(market, slot, table.lots(row), table.cost(row), margin);
        group.setWallet(slot, wallet);
    }

    static void modeChange(RiskGroup group, RiskEvent.ModeChange change) {
        Market market = group.requireMarket(change.market());
        int slot = group.accountSlot(change.account());
        PositionTable table = market.positions();
        int row = table.find(slot);
        if (change.mode() == MarginMode.CROSS && row != PositionTable.NONE && table.margin(row) != 0) {
            long wallet = limited(Math.addExact(group.accounts().wallet(slot), table.margin(row)), "wallet");
            group.setPosition(market, slot, table.lots(row), table.cost(row), 0);
            group.setWallet(slot, wallet);
        }
        group.setMarginMode(market, slot, change.mode());
    }

    static void contribution(RiskGroup group, RiskEvent.Contribution contribution) {
        Pool pool = group.requirePool(contribution.pool());
        long cash = limited(Math.addExact(pool.cash(), contribution.amount()), "pool cash");
        if (contribution.amount() < 0 && cash < 0) {
            throw new RejectedInput(
                    RejectReason.NOT_ELIGIBLE,
                    "withdrawal " + contribution.origin().id() + " exceeds the cash of pool " + pool.id());
        }
        group.requireRoomForExternal(contribution.amount());
        if (contribution.market() != null) {
            Market market = group.requireMarket(contribution.market());
            poolOf(group, market, pool.id());
            group.setInventory(
                    market,
                    market.inventoryLots(),
                    market.inventoryCost(),
                    market.inventoryCostRest(),
                    Math.addExact(market.inventoryRealised(), contribution.amount()),
                    true);
        }
        group.setCash(pool, cash);
        group.addExternal(contribution.amount());
    }

    static void mark(RiskGroup group, RiskEvent.Mark mark) {
        Market market = group.requireMarket(mark.market());
        long largest = Math.max(Math.max(market.longLots(), market.shortLots()), Math.absExact(market.inventoryLots()));
        value(market, largest, mark.price());
        group.setMark(market, mark.price(), mark.sequence(), mark.time());
    }

    private static Pool poolOf(RiskGroup group, Market market, String poolId) {
        Pool pool = group.requirePool(poolId);
        if (!market.spec().pool().equals(poolId)) {
            throw new RejectedInput(
                    RejectReason.UNKNOWN_POOL,
                    "market " + market.id() + " belongs to pool "
                            + market.spec().pool() + ", not to " + poolId);
        }
        return pool;
    }

    private static long value(Market market, long lots, long price) {
        try {
            return limited(market.spec().value(lots, price), "value");
        } catch (ArithmeticException e) {
            throw overflow("value of " + lots + " lots at " + price + " ticks in " + market.id());
        }
    }

    private static Trade trade(long lots, long cost, long change, long value, String what, String id) {
        try {
            Trade trade = Trade.apply(lots, cost, change, value);
            limited(trade.cost(), "cost");
            limited(trade.realised(), "result");
            return trade;
        } catch (ArithmeticException e) {
            throw overflow(what + " " + id + ": the position");
        }
    }

    private static InventoryTrade inventoryTrade(
            Market market, long change, long value, BigInteger exactValue, String what, String id) {
        try {
            InventoryTrade trade = InventoryTrade.apply(market, change, value, exactValue);
            limited(trade.cost(), "cost");
            limited(trade.realised(), "result");
            return trade;
        } catch (ArithmeticException e) {
            throw overflow(what + " " + id + ": the inventory");
        }
    }

    private static long limited(long amount, String what) {
        if (amount > RiskGroup.MONEY_LIMIT || amount < -RiskGroup.MONEY_LIMIT) {
            throw overflow(what);
        }
        return amount;
    }

    private static RejectedInput overflow(String what) {
        return new RejectedInput(
                RejectReason.OVERFLOW, what + " leaves the range of +-" + RiskGroup.MONEY_LIMIT + " minor units");
    }
}
