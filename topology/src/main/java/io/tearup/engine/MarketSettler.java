package io.tearup.engine;

import io.tearup.engine.decision.Criterion;
import io.tearup.engine.decision.Decision;
import io.tearup.engine.decision.Decision.PostingCode;
import io.tearup.engine.decision.Decision.SettlementStatus;
import io.tearup.engine.decision.Decision.WaveResult;
import io.tearup.engine.event.RiskEvent;
import io.tearup.engine.model.CodePointOrder;
import io.tearup.engine.model.Fraction;
import io.tearup.engine.model.MarginUnit;
import io.tearup.engine.model.Market;
import io.tearup.engine.model.Pool;
import io.tearup.engine.model.PositionTable;
import io.tearup.engine.model.RiskGroup;
import io.tearup.engine.model.Role;
import io.tearup.engine.model.Side;
import io.tearup.engine.model.Trade;
import io.tearup.engine.price.CrossBankruptcy;
import io.tearup.engine.price.Quote;
import io.tearup.engine.rulebook.Rulebook;
import io.tearup.engine.trigger.AccountBankruptcy;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Settles a market for good at its oracle price (delisting): first the positions of insolvent accounts are closed against
 * counterparties at their bankruptcy price, then everything that is left is closed at the oracle price. Vectors:
 * {@code adl.final_settlement}, {@code trigger.account_bankrupt}.
 *
 * <p>Longs equal shorts, so the second part needs no counterparties; where a market's values are finer than a minor unit
 * the rounding of all is the pool's.
 */
final class MarketSettler {
    private final RiskGroup group;
    private final Rulebook rulebook;
    private final WaveRunner waves;
    private final MoneyTransfers transfers;
    private final Outbox out;

    MarketSettler(RiskGroup group, Rulebook rulebook, WaveRunner waves, MoneyTransfers transfers, Outbox out) {
        this.group = group;
        this.rulebook = rulebook;
        this.waves = waves;
        this.transfers = transfers;
        this.out = out;
    }

    void settle(RiskEvent.SettleMarket event) {
        Market market = group.requireMarket(event.market());
        new Confirmations(group, out).giveUpAll(market);
        group.setMark(market, event.ticks(), market.markSequence(), event.time());
        group.countEpisode(market);
        for (int slot : holders(market)) {
            int row = market.positions().find(slot);
            if (row == PositionTable.NONE || market.positions().lots(row) == 0) {
                // Closed meanwhile as a counterparty of another.
                continue;
            }
            MarginUnit unit = new MarginUnit(group);
            unit.load(market, row);
            if (AccountBankruptcy.atBankruptcyPrice(Fraction.of(unit.equity()))) {
                closeInsolvent(market, slot, unit);
            }
        }
        closeRest(market);
    }

    /** Accounts with a position in the market, by ascending id. */
    private List<Integer> holders(Market market) {
        PositionTable table = market.positions();
        List<Integer> slots = new ArrayList<>();
        for (int row = 0; row < table.end(); row++) {
            if (table.isUsed(row) && table.lots(row) != 0) {
                slots.add(table.account(row));
            }
        }
        slots.sort(Comparator.comparing(group.accounts()::id, CodePointOrder.INSTANCE));
        return slots;
    }

    private void closeInsolvent(Market market, int slot, MarginUnit unit) {
        long lots = market.positions().lots(market.positions().find(slot));
        Fraction price = market.spec().valuePerLotTick().times(market.markTicks());
        Fraction own = CrossBankruptcy.maintenance(
                Fraction.of(lots), price, Fraction.ofPpm(market.spec().maintenancePpm()));
        Fraction whole = new Fraction(unit.maintenance(), BigInteger.valueOf(1_000_000)).max(own);
        Fraction equity = Fraction.of(unit.equity());
        Fraction share = unit.positions() == 1 ? equity : equity.times(own).over(whole);
        Fraction exact = Fraction.of(market.markTicks())
                .minus(share.over(market.spec().valuePerLotTick().times(lots)));
        BigInteger rounded = lots > 0 ? exact.floor() : exact.ceil();
        Quote quote = new Quote(
                Criterion.ACCOUNT_BANKRUPT,
                "",
                Math.max(1, rounded.longValueExact()),
                exact,
                "bankruptcy price in final settlement",
                null);
        Pool pool = group.requirePool(market.spec().pool());
        waves.run(new Order(pool, market, quote, slot, Side.of(lots), Math.absExact(lots)));
    }

    private void closeRest(Market market) {
        Pool pool = group.requirePool(market.spec().pool());
        List<Integer> slots = holders(market);
        if (slots.isEmpty() && market.inventoryLots() == 0) {
            return;
        }
        long demand = Math.max(market.longLots(), market.shortLots());
        Side side = market.longLots() >= market.shortLots() ? Side.LONG : Side.SHORT;
        Decision.WaveOpened opened = new Decision.WaveOpened(
                group.id() + "/" + market.id() + "/" + group.nextWaveNumber(market),
                pool.id(),
                market.id(),
                Role.INSURANCE_FUND,
                EventApplier.POOL_ACCOUNT + pool.id(),
                1,
                Criterion.MANUAL,
                rulebook.name(),
                "ALL",
                "ALL",
                side,
                demand,
                market.markTicks(),
                market.markTicks(),
                side.sign() * demand,
                market.inventoryCost(),
                "final settlement at the oracle price",
                null,
                pool.cash());
        out.emit(opened);
        Ledger ledger = new Ledger(out, opened.waveId(), 0);
        long net = 0;
        int number = 0;
        for (int slot : slots) {
            net = Math.addExact(net, settleAccount(market, slot, opened, ++number, ledger));
        }
        settlePool(market, pool, net, opened, ledger);
        BrokenInvariant.require(ledger.sum() == 0, "postings of wave " + opened.waveId() + " sum to " + ledger.sum());
        out.emit(new Decision.WaveClosed(
                opened, WaveResult.RESOLVED, slots.size(), number, demand, 0, 0, 0, 0, 0, 0, pool.cash()));
        coverInsolvent(market, pool, slots);
    }

    /** Closes one account at the oracle price and returns the signed value it traded, bought positive. */
    private long settleAccount(Market market, int slot, Decision.WaveOpened opened, int number, Ledger ledger) {
        PositionTable table = market.positions();
        int row = table.find(slot);
        long lots = table.lots(row);
        long value = market.spec().value(Math.absExact(lots), market.markTicks());
        Trade trade = Trade.apply(lots, table.cost(row), -lots, value);
        MarginUnit unit = new MarginUnit(group);
        unit.load(market, row);
        long equity = unit.equity();
        String account = group.accounts().id(slot);
        EventApplier.settle(group, market, slot, trade, trade.realised());
        out.emit(new Decision.Settlement(
                opened.waveId() + "/1/" + number + "/settled",
                null,
                opened.waveId(),
                market.id(),
                account,
                equity < 0 ? Role.BANKRUPT : Role.COUNTERPARTY,
                SettlementStatus.POSTED,
                Math.absExact(lots),
                market.markTicks(),
                trade.realised(),
                0,
                0,
                equity));
        ledger.transfer(
                LedgerAccounts.unrealised(account, market.id()),
                LedgerAccounts.cash(account),
                trade.realised(),
                PostingCode.ADL_REALIZED_PNL);
        return lots > 0 ? -value : value;
    }

    private void settlePool(Market market, Pool pool, long net, Decision.WaveOpened opened, Ledger ledger) {
        long lots = market.inventoryLots();
        // The pool takes the other side of all that was traded, rounding included.
        long realised = Math.subtractExact(net, market.inventoryCost());
        group.setInventory(market, 0, 0, 0, Math.addExact(market.inventoryRealised(), realised), true);
        group.setCash(pool, Math.addExact(pool.cash(), realised));
        if (lots != 0) {
            out.emit(new Decision.Settlement(
                    opened.waveId() + "/1/pool/settled",
                    null,
                    opened.waveId(),
                    market.id(),
                    EventApplier.POOL_ACCOUNT + pool.id(),
                    Role.INSURANCE_FUND,
                    SettlementStatus.POSTED,
                    Math.absExact(lots),
                    market.markTicks(),
                    realised,
                    0,
                    0,
                    pool.equity()));
        }
        ledger.transfer(
                LedgerAccounts.poolUnrealised(pool.id(), market.id()),
                LedgerAccounts.poolCash(pool.id()),
                realised,
                realised < 0 ? PostingCode.INSURANCE_DRAW : PostingCode.INSURANCE_CREDIT);
    }

    /** What accounts without any position are left owing is paid by the pool, as far as its cash goes. */
    private void coverInsolvent(Market market, Pool pool, List<Integer> slots) {
        for (int slot : slots) {
            MarginUnit unit = new MarginUnit(group);
            unit.loadCross(slot);
            long missing = -unit.equity();
            if (missing > 0 && unit.positions() == 0) {
                long paid = Math.min(missing, Math.max(0, pool.cash()));
                if (paid > 0) {
                    transfers.coverAccount(pool, market, slot, paid);
                }
                if (paid < missing) {
                    group.addReceivable(pool, market.id(), group.accounts().id(slot), missing - paid);
                }
            }
        }
    }
}
