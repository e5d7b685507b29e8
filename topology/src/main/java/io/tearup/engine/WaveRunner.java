package io.tearup.engine;

import io.tearup.engine.allocation.Allocation;
import io.tearup.engine.allocation.Capacity;
import io.tearup.engine.allocation.Share;
import io.tearup.engine.decision.Decision;
import io.tearup.engine.decision.Decision.PostingCode;
import io.tearup.engine.decision.Decision.WaveResult;
import io.tearup.engine.model.InventoryTrade;
import io.tearup.engine.model.MarginUnit;
import io.tearup.engine.model.Market;
import io.tearup.engine.model.Pool;
import io.tearup.engine.model.PositionTable;
import io.tearup.engine.model.RiskGroup;
import io.tearup.engine.model.Role;
import io.tearup.engine.model.Side;
import io.tearup.engine.model.Trade;
import io.tearup.engine.price.Quote;
import io.tearup.engine.rulebook.Rulebook;

/**
 * Runs one step of a wave: ranks the opposite side, allocates the pool's inventory among it at the quoted price, and
 * settles at once (Tearup is the book of record).
 *
 * <p>Order of records: wave opened; per counterparty its assignment, settlement and postings; the pool's settlement and
 * posting; wave closed. A step makes at most the rulebook's limit of assignments; the wave then goes on with the next
 * record under the same id. A SHORTFALL is published again only when its residual, price or gap changed.
 */
final class WaveRunner {
    private final RiskGroup group;
    private final Rulebook rulebook;
    private final Outbox out;

    WaveRunner(RiskGroup group, Rulebook rulebook, Outbox out) {
        this.group = group;
        this.rulebook = rulebook;
        this.out = out;
    }

    /** Covers the pool's inventory in a market, not flat, at a price better than mark. */
    void run(Pool pool, Market market, Quote quote) {
        Side inventorySide = Side.of(market.inventoryLots());
        long demand = Math.absExact(market.inventoryLots());
        Side side = inventorySide.opposite();
        Allocation.Plan plan = rulebook.allocation()
                .allocate(
                        group,
                        market,
                        side,
                        demand,
                        rulebook.ranking(),
                        new Capacity(market, side, quote.ticks()),
                        rulebook.spec().stepLimit());
        long closed = plan.lots();
        long residual = demand - closed;
        long gap = distance(market, residual, quote.ticks());
        if (closed == 0 && isKnownShortfall(market, residual, quote.ticks(), gap)) {
            return;
        }
        Decision.WaveOpened opened = open(pool, market, quote, inventorySide, demand);
        out.emit(opened);
        Ledger ledger = new Ledger(out, opened.waveId(), firstPosting(opened.step()));
        long haircut = 0;
        long traded = 0;
        int number = 0;
        for (Share share : plan.shares()) {
            traded = Math.addExact(traded, market.spec().valueFavouring(side, share.lots(), quote.ticks()));
            haircut = Math.addExact(haircut, settle(pool, market, quote, opened, share, ++number, ledger));
        }
        if (closed > 0) {
            settlePool(pool, market, quote, opened, closed, traded, haircut, ledger);
        }
        BrokenInvariant.require(ledger.sum() == 0, "postings of wave " + opened.waveId() + " sum to " + ledger.sum());
        WaveResult result =
                residual == 0 ? WaveResult.RESOLVED : plan.exhausted() ? WaveResult.SHORTFALL : WaveResult.CONTINUES;
        group.setOpenWaveStep(market, result == WaveResult.CONTINUES ? opened.step() : 0);
        boolean shortfall = result == WaveResult.SHORTFALL;
        group.setShortfall(market, shortfall ? residual : 0, shortfall ? quote.ticks() : 0, shortfall ? gap : 0);
        out.emit(new Decision.WaveClosed(
                opened, result, plan.candidates(), number, closed, residual, gap, haircut, pool.cash()));
    }

    private Decision.WaveOpened open(Pool pool, Market market, Quote quote, Side inventorySide, long demand) {
        long number = market.openWaveStep() > 0 ? market.waveNumber() : group.nextWaveNumber(market);
        String waveId = group.id() + "/" + market.id() + "/" + number;
        return new Decision.WaveOpened(
                waveId,
                pool.id(),
                market.id(),
                market.openWaveStep() + 1,
                quote.criterion(),
                rulebook.name(),
                rulebook.ranking().name(),
                rulebook.allocation().name(),
                inventorySide,
                demand,
                quote.ticks(),
                market.markTicks(),
                market.inventoryCost(),
                quote.rule(),
                quote.floor(),
                pool.cash());
    }

    /** Settles one counterparty and returns its haircut in minor units. */
    private long settle(
            Pool pool, Market market, Quote quote, Decision.WaveOpened opened, Share share, int number, Ledger ledger) {
        PositionTable table = market.positions();
        int slot = table.account(share.row());
        String account = group.accounts().id(slot);
        long before = table.lots(share.row());
        long costBefore = table.cost(share.row());
        Side side = Side.of(before);
        BrokenInvariant.require(
                share.lots() > 0 && share.lots() <= Math.absExact(before) - table.reserved(share.row()),
                "wave " + opened.waveId() + " would close " + share.lots() + " of " + before + " lots of " + account);
        long value = market.spec().valueFavouring(side, share.lots(), quote.ticks());
        long atMark = market.spec().value(share.lots(), market.markTicks());
        long haircut = side.sign() * (atMark - value);
        String assignmentId = opened.waveId() + "/" + opened.step() + "/" + number;
        out.emit(new Decision.Assignment(
                assignmentId,
                opened.waveId(),
                market.id(),
                account,
                side,
                share.rank(),
                share.score(),
                share.lots(),
                before,
                costBefore,
                quote.ticks(),
                market.markTicks(),
                haircut,
                share.boundedBy()));
        Trade trade = Trade.apply(before, costBefore, -side.sign() * share.lots(), value);
        MarginUnit unit = new MarginUnit(group);
        unit.load(market, share.row());
        // Only the haircut leaves the unit: a result at mark was equity before it became cash.
        long equityAfter = unit.equity() - haircut;
        EventApplier.settle(group, market, slot, trade, trade.realised());
        BrokenInvariant.require(
                equityAfter >= 0, "wave " + opened.waveId() + " leaves " + account + " with equity " + equityAfter);
        out.emit(new Decision.Settlement(
                assignmentId + "/settled",
                assignmentId,
                opened.waveId(),
                market.id(),
                account,
                Role.COUNTERPARTY,
                share.lots(),
                quote.ticks(),
                trade.realised(),
                0,
                trade.lots(),
                equityAfter));
        ledger.transfer(
                LedgerAccounts.unrealised(account, market.id()),
                LedgerAccounts.cash(account),
                Math.addExact(trade.realised(), haircut),
                PostingCode.ADL_REALIZED_PNL);
        ledger.transfer(
                LedgerAccounts.cash(account), LedgerAccounts.poolCash(pool.id()), haircut, PostingCode.ADL_HAIRCUT);
        return haircut;
    }

    private void settlePool(
            Pool pool,
            Market market,
            Quote quote,
            Decision.WaveOpened opened,
            long closed,
            long traded,
            long haircut,
            Ledger ledger) {
        int sign = opened.inventorySide().sign();
        InventoryTrade trade = InventoryTrade.apply(
                market, -sign * closed, traded, market.spec().exactValue(closed, quote.ticks()));
        long cash = Math.addExact(pool.cash(), trade.realised());
        if (quote.floor() != null) {
            group.episodeOf(market).rememberCapPrice(quote.ticks(), market.inventoryBasis());
            market.episode().addResidue(quote.residue(market, closed));
        }
        group.setInventory(
                market,
                trade.lots(),
                trade.cost(),
                trade.costRest(),
                Math.addExact(market.inventoryRealised(), trade.realised()),
                false);
        group.setCash(pool, cash);
        out.emit(new Decision.Settlement(
                opened.waveId() + "/" + opened.step() + "/pool/settled",
                null,
                opened.waveId(),
                market.id(),
                EventApplier.POOL_ACCOUNT + pool.id(),
                Role.INSURANCE_FUND,
                closed,
                quote.ticks(),
                trade.realised(),
                0,
                trade.lots(),
                pool.equity()));
        long atMark = Math.subtractExact(trade.realised(), haircut);
        ledger.transfer(
                LedgerAccounts.poolUnrealised(pool.id(), market.id()),
                LedgerAccounts.poolCash(pool.id()),
                atMark,
                atMark < 0 ? PostingCode.INSURANCE_DRAW : PostingCode.INSURANCE_CREDIT);
    }

    private boolean isKnownShortfall(Market market, long residual, long price, long gap) {
        return market.openWaveStep() == 0
                && market.shortfallResidual() == residual
                && market.shortfallPrice() == price
                && market.shortfallGap() == gap;
    }

    private static long distance(Market market, long lots, long price) {
        return Math.absExact(market.spec().value(lots, price) - market.spec().value(lots, market.markTicks()));
    }

    /** Postings of a wave are numbered through; each step has its own range so that no step needs the one before. */
    private int firstPosting(int step) {
        return Math.multiplyExact(
                step - 1, Math.multiplyExact(4, rulebook.spec().stepLimit()) + 2);
    }
}
