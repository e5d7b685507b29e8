package io.tearup.engine;

import io.tearup.engine.decision.Decision;
import io.tearup.engine.decision.Decision.PostingCode;
import io.tearup.engine.decision.Decision.SettlementStatus;
import io.tearup.engine.model.ExactMath;
import io.tearup.engine.model.FeeRule;
import io.tearup.engine.model.InventoryTrade;
import io.tearup.engine.model.MarginUnit;
import io.tearup.engine.model.Market;
import io.tearup.engine.model.Pool;
import io.tearup.engine.model.PositionTable;
import io.tearup.engine.model.RiskGroup;
import io.tearup.engine.model.Role;
import io.tearup.engine.model.Side;
import io.tearup.engine.model.Trade;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * Books what a wave closes: position and cash of a counterparty, inventory and cash of the pool; with the settlement and the
 * postings that tell it.
 */
final class CloseBooking {
    private final RiskGroup group;
    private final Outbox out;

    CloseBooking(RiskGroup group, Outbox out) {
        this.group = group;
        this.out = out;
    }

    /**
     * A counterparty's close.
     *
     * @param side side of its position
     * @param lots positive
     * @param ticks price
     * @param fee what it pays for it, minor units
     * @param contra ledger account that its haircut goes to
     */
    record Close(
            String waveId,
            @Nullable String assignmentId,
            String settlementId,
            Market market,
            int account,
            Role role,
            Side side,
            long lots,
            long ticks,
            long fee,
            String contra) {
        /** Value of the lots at the price, rounded in the counterparty's favour, minor units. */
        long value() {
            return market.spec().valueFavouring(side, lots, ticks);
        }

        /** What the counterparty receives less than at mark, minor units. */
        long haircut() {
            return haircut(market, side, lots, ticks, market.markTicks());
        }

        static long haircut(Market market, Side side, long lots, long ticks, long markTicks) {
            return side.sign()
                    * (market.spec().value(lots, markTicks) - market.spec().valueFavouring(side, lots, ticks));
        }
    }

    /**
     * Computes what closing both sides comes to and changes nothing.
     *
     * @throws ArithmeticException if a sum leaves its bounds
     */
    void requireRoom(Close close, InventoryClose inventory, FeeRule fees) {
        Market market = close.market();
        PositionTable table = market.positions();
        int row = table.find(close.account());
        Trade trade =
                Trade.apply(table.lots(row), table.cost(row), -close.side().sign() * close.lots(), close.value());
        long cash = Math.subtractExact(trade.realised(), close.fee());
        Math.addExact(
                table.isIsolated(row) ? table.margin(row) : group.accounts().wallet(close.account()), cash);
        InventoryTrade pool = InventoryTrade.apply(
                market, -inventory.side().sign() * inventory.lots(), inventory.value(), inventory.exactValue());
        long fee = ExactMath.mulDivFloor(inventory.value(), fees.poolPpm(), ExactMath.PPM);
        Math.addExact(inventory.pool().cash(), Math.subtractExact(pool.realised(), fee));
        Math.addExact(market.inventoryRealised(), Math.subtractExact(pool.realised(), fee));
        group.requireRoomForFees(Math.addExact(fee, close.fee()));
    }

    /** Closes and tells the equity that is left in the unit that carried the position, minor units. */
    long close(Close close, Ledger ledger) {
        Market market = close.market();
        PositionTable table = market.positions();
        int row = table.find(close.account());
        boolean held = row != PositionTable.NONE;
        String account = group.accounts().id(close.account());
        long haircut = close.haircut();
        Trade trade = Trade.apply(
                held ? table.lots(row) : 0,
                held ? table.cost(row) : 0,
                -close.side().sign() * close.lots(),
                close.value());
        MarginUnit unit = new MarginUnit(group);
        if (held) {
            unit.load(market, row);
        } else {
            unit.loadCross(close.account());
        }
        // Only haircut and fee leave the unit: a result at mark was equity before it became cash.
        long equityAfter = unit.equity() - haircut - close.fee();
        group.addFees(close.fee());
        EventApplier.settle(group, market, close.account(), trade, Math.subtractExact(trade.realised(), close.fee()));
        out.emit(new Decision.Settlement(
                close.settlementId(),
                close.assignmentId(),
                close.waveId(),
                market.id(),
                account,
                close.role(),
                SettlementStatus.POSTED,
                close.lots(),
                close.ticks(),
                trade.realised(),
                close.fee(),
                trade.lots(),
                equityAfter));
        ledger.transfer(
                LedgerAccounts.unrealised(account, market.id()),
                LedgerAccounts.cash(account),
                Math.addExact(trade.realised(), haircut),
                PostingCode.ADL_REALIZED_PNL);
        ledger.transfer(LedgerAccounts.cash(account), close.contra(), haircut, PostingCode.ADL_HAIRCUT);
        ledger.transfer(LedgerAccounts.cash(account), LedgerAccounts.FEES, close.fee(), PostingCode.FEE);
        return equityAfter;
    }

    /**
     * What counterparties closed of a pool's inventory.
     *
     * @param side side of the inventory
     * @param lots positive
     * @param ticks price of the wave
     * @param value at which the counterparties closed, minor units, and before rounding in least fractions of them
     * @param haircut what they received less than at mark
     */
    record InventoryClose(
            String waveId,
            String settlementId,
            Market market,
            Pool pool,
            Side side,
            long lots,
            long ticks,
            long value,
            BigInteger exactValue,
            long haircut) {}

    /** Closes inventory and tells the fee that the pool pays for it, minor units. */
    long closeInventory(InventoryClose close, FeeRule fees, Ledger ledger) {
        Market market = close.market();
        Pool pool = close.pool();
        InventoryTrade trade =
                InventoryTrade.apply(market, -close.side().sign() * close.lots(), close.value(), close.exactValue());
        long fee = ExactMath.mulDivFloor(close.value(), fees.poolPpm(), ExactMath.PPM);
        long result = Math.subtractExact(trade.realised(), fee);
        group.addFees(fee);
        group.setInventory(
                market,
                trade.lots(),
                trade.cost(),
                trade.costRest(),
                Math.addExact(market.inventoryRealised(), result),
                false);
        group.setCash(pool, Math.addExact(pool.cash(), result));
        out.emit(new Decision.Settlement(
                close.settlementId(),
                null,
                close.waveId(),
                market.id(),
                EventApplier.POOL_ACCOUNT + pool.id(),
                Role.INSURANCE_FUND,
                SettlementStatus.POSTED,
                close.lots(),
                close.ticks(),
                trade.realised(),
                fee,
                trade.lots(),
                pool.equity()));
        long atMark = Math.subtractExact(trade.realised(), close.haircut());
        ledger.transfer(
                LedgerAccounts.poolUnrealised(pool.id(), market.id()),
                LedgerAccounts.poolCash(pool.id()),
                atMark,
                atMark < 0 ? PostingCode.INSURANCE_DRAW : PostingCode.INSURANCE_CREDIT);
        ledger.transfer(LedgerAccounts.poolCash(pool.id()), LedgerAccounts.FEES, fee, PostingCode.FEE);
        return fee;
    }
}
