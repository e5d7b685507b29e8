package io.tearup.engine;

import io.tearup.engine.allocation.Allocation;
import io.tearup.engine.allocation.BackstopAllocation;
import io.tearup.engine.allocation.SecondPass;
import io.tearup.engine.allocation.Share;
import io.tearup.engine.decision.Decision;
import io.tearup.engine.decision.Decision.PostingCode;
import io.tearup.engine.decision.Decision.WaveResult;
import io.tearup.engine.model.ExactMath;
import io.tearup.engine.model.Fraction;
import io.tearup.engine.model.InventoryTrade;
import io.tearup.engine.model.MarginUnit;
import io.tearup.engine.model.Market;
import io.tearup.engine.model.OpenWave;
import io.tearup.engine.model.Pool;
import io.tearup.engine.model.PositionTable;
import io.tearup.engine.model.RiskGroup;
import io.tearup.engine.model.Role;
import io.tearup.engine.model.Side;
import io.tearup.engine.model.StageRule;
import io.tearup.engine.model.Trade;
import io.tearup.engine.price.Quote;
import io.tearup.engine.ranking.Opposite;
import io.tearup.engine.rulebook.Rulebook;
import java.math.BigInteger;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Runs one step of a wave: ranks the opposite side, allocates what is to be closed among it at the quoted price, and
 * settles at once (Tearup is the book of record).
 *
 * <p>Stages, each only for what the one before left: backstop providers, the rulebook's allocation, the second pass at own
 * entries, a haircut on gains without closing. Order of records: wave opened; per counterparty its assignment, settlement
 * and postings; settlement and postings of what was closed; wave closed. A step makes at most the rulebook's limit of
 * assignments; a wave over a pool's inventory then goes on with the next record under the same id. A SHORTFALL is published
 * again only when its residual, price or gap changed.
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

    /** One step in progress: its header, its ledger, and what was traded so far. */
    private static final class Step {
        private final Order order;
        private final long number;
        private final Decision.WaveOpened opened;
        private final Ledger ledger;
        private int assignments;
        private long closed;
        private long traded;
        private BigInteger tradedExact = BigInteger.ZERO;
        private long haircut;
        private Fraction residue = Fraction.ZERO;
        private Fraction poolGap = Fraction.ZERO;

        private Step(Order order, long number, Decision.WaveOpened opened, Ledger ledger) {
            this.order = order;
            this.number = number;
            this.opened = opened;
            this.ledger = ledger;
        }
    }

    /** What a wave closed, and what it fell short of its exact price, minor units, not negative. */
    record Closed(long lots, Fraction residue) {}

    /** Closes what an order asks for, at a price that is worth it. */
    Closed run(Order order) {
        Market market = order.market();
        Quote quote = order.quote();
        Integer band = rulebook.spec().stages().priceBandPpm();
        if (band != null && Quote.isOutside(quote.ticks(), market.markTicks(), band)) {
            return block(order);
        }
        int limit = order.isInventory() ? rulebook.spec().stepLimit() : Integer.MAX_VALUE;
        Side side = order.side().opposite();
        List<StageRule.Backstop> providers = rulebook.spec().stages().backstops();
        List<Share> backstops = BackstopAllocation.allocate(
                group, market, side, order.demand(), quote.ticks(), providers, order.bankrupt());
        long left = order.demand() - lots(backstops);
        Opposite opposite = new Opposite(
                group,
                market,
                side,
                rulebook.ranking(),
                rulebook.spec().ranking(),
                order.bankrupt(),
                providers.stream().map(StageRule.Backstop::account).collect(Collectors.toUnmodifiableSet()));
        Allocation.Plan plan = rulebook.allocation().allocate(request(opposite, left, quote.ticks(), limit));
        left -= plan.lots();
        List<Share> second = List.of();
        if (rulebook.spec().stages().secondPass() && left > 0 && plan.exhausted()) {
            second = SecondPass.allocate(
                    request(opposite, left, quote.ticks(), limit - plan.shares().size()));
            left -= lots(second);
        }
        long gap = distance(market, left, quote.ticks());
        boolean nothing = left == order.demand();
        if (nothing && order.isInventory() && isKnownShortfall(market, left, quote.ticks(), gap)) {
            return new Closed(0, Fraction.ZERO);
        }
        Step step = open(order);
        backstops.forEach(share -> settle(step, share, Role.BACKSTOP, 0));
        plan.shares().forEach(share -> settle(step, share, Role.COUNTERPARTY, 1));
        second.forEach(share -> settle(step, share, Role.COUNTERPARTY, 2));
        if (step.closed > 0) {
            if (order.isInventory()) {
                settleInventory(step);
            } else {
                settleBankrupt(step);
            }
        }
        WaveResult result = left == 0
                ? WaveResult.RESOLVED
                : plan.exhausted() || !order.isInventory() ? WaveResult.SHORTFALL : WaveResult.CONTINUES;
        long gained = 0;
        if (result == WaveResult.SHORTFALL
                && order.isInventory()
                && rulebook.spec().stages().gainsHaircut()) {
            gained = GainsHaircut.collect(opposite, order.pool(), gap, step.ledger);
            result = gained == gap ? WaveResult.RESOLVED : result;
        }
        BrokenInvariant.require(
                step.ledger.sum() == 0, "postings of wave " + step.opened.waveId() + " sum to " + step.ledger.sum());
        close(step, result, plan, left, gap, gained);
        return new Closed(step.closed, step.residue);
    }

    /** Cancels a part of a bankrupt account's position against the pool's opposite inventory, at mark. */
    void net(Order order) {
        Market market = order.market();
        Step step = open(order);
        long lots = order.demand();
        int sign = order.side().sign();
        step.closed = lots;
        step.traded = market.spec().value(lots, market.markTicks());
        InventoryTrade trade = InventoryTrade.apply(
                market, sign * lots, step.traded, market.spec().exactValue(lots, market.markTicks()));
        settleBankrupt(step);
        group.setInventory(
                market,
                trade.lots(),
                trade.cost(),
                trade.costRest(),
                Math.addExact(market.inventoryRealised(), trade.realised()),
                true);
        Pool pool = order.pool();
        group.setCash(pool, Math.addExact(pool.cash(), trade.realised()));
        settled(
                step,
                null,
                EventApplier.POOL_ACCOUNT + pool.id(),
                Role.INSURANCE_FUND,
                lots,
                market.markTicks(),
                trade.realised(),
                0,
                trade.lots(),
                pool.equity());
        step.ledger.transfer(
                LedgerAccounts.poolUnrealised(pool.id(), market.id()),
                LedgerAccounts.poolCash(pool.id()),
                trade.realised(),
                trade.realised() < 0 ? PostingCode.INSURANCE_DRAW : PostingCode.INSURANCE_CREDIT);
        close(step, WaveResult.RESOLVED, new Allocation.Plan(List.of(), 0, true, ""), 0, 0, 0);
    }

    private Allocation.Request request(Opposite opposite, long demand, long ticks, int limit) {
        String after =
                opposite.bankrupt() >= 0 ? "" : opposite.market().openWave().cursor();
        return new Allocation.Request(
                opposite,
                demand,
                ticks,
                rulebook.spec().allocation(),
                rulebook.spec().fees().counterpartyPpm(),
                limit,
                after);
    }

    private static long lots(List<Share> shares) {
        long lots = 0;
        for (Share share : shares) {
            lots = Math.addExact(lots, share.lots());
        }
        return lots;
    }

    /** A price outside the band closes nothing; it is told once until price, quantity or mark change. */
    private Closed block(Order order) {
        Market market = order.market();
        long ticks = order.quote().ticks();
        long gap = distance(market, order.demand(), ticks);
        if (!order.isInventory() || !isKnownShortfall(market, order.demand(), ticks, gap)) {
            Step step = open(order);
            close(step, WaveResult.BLOCKED, new Allocation.Plan(List.of(), 0, true, ""), order.demand(), gap, 0);
        }
        return new Closed(0, Fraction.ZERO);
    }

    private Step open(Order order) {
        Market market = order.market();
        Quote quote = order.quote();
        OpenWave wave = order.isInventory() ? market.openWave() : OpenWave.NONE;
        long number = wave.isOpen() ? wave.number() : group.nextWaveNumber(market);
        String account = order.isInventory()
                ? EventApplier.POOL_ACCOUNT + order.pool().id()
                : group.accounts().id(order.bankrupt());
        Decision.WaveOpened opened = new Decision.WaveOpened(
                group.id() + "/" + market.id() + "/" + number,
                order.pool().id(),
                market.id(),
                order.isInventory() ? Role.INSURANCE_FUND : Role.BANKRUPT,
                account,
                wave.steps() + 1,
                quote.criterion(),
                rulebook.name(),
                rulebook.ranking().name(),
                rulebook.allocation().name(),
                order.side(),
                order.demand(),
                quote.ticks(),
                market.markTicks(),
                costOf(order),
                quote.rule(),
                quote.floor(),
                order.pool().cash());
        out.emit(opened);
        return new Step(order, number, opened, new Ledger(out, opened.waveId(), wave.legs()));
    }

    private static long costOf(Order order) {
        Market market = order.market();
        if (order.isInventory()) {
            return market.inventoryCost();
        }
        PositionTable table = market.positions();
        return table.cost(table.find(order.bankrupt()));
    }

    private void close(Step step, WaveResult result, Allocation.Plan plan, long residual, long gap, long gained) {
        Order order = step.order;
        Market market = order.market();
        if (order.isInventory()) {
            OpenWave wave = new OpenWave(step.number, step.opened.step(), plan.cursor(), step.ledger.legs());
            group.setOpenWave(market, result == WaveResult.CONTINUES ? wave : OpenWave.NONE);
            boolean stuck = result == WaveResult.SHORTFALL || result == WaveResult.BLOCKED;
            long ticks = order.quote().ticks();
            group.setShortfall(market, stuck ? residual : 0, stuck ? ticks : 0, stuck ? gap : 0);
        }
        out.emit(new Decision.WaveClosed(
                step.opened,
                result,
                plan.candidates(),
                step.assignments,
                step.closed,
                residual,
                gap,
                step.haircut,
                step.poolGap.ceil().longValueExact(),
                gained,
                order.pool().cash()));
    }

    /** Settles one counterparty. */
    private void settle(Step step, Share share, Role role, int pass) {
        Order order = step.order;
        Market market = order.market();
        PositionTable table = market.positions();
        int slot = share.account();
        int row = table.find(slot);
        String account = group.accounts().id(slot);
        long before = row == PositionTable.NONE ? 0 : table.lots(row);
        long costBefore = row == PositionTable.NONE ? 0 : table.cost(row);
        Side side = order.side().opposite();
        if (role == Role.COUNTERPARTY) {
            BrokenInvariant.require(
                    share.lots() > 0
                            && before != 0
                            && Side.of(before) == side
                            && share.lots() <= Math.absExact(before) - table.reserved(row),
                    "wave " + step.opened.waveId() + " would close " + share.lots() + " of " + before + " lots of "
                            + account);
        }
        long value = market.spec().valueFavouring(side, share.lots(), share.ticks());
        long atMark = market.spec().value(share.lots(), market.markTicks());
        long haircut = side.sign() * (atMark - value);
        long fee = role == Role.COUNTERPARTY
                ? ExactMath.mulDivFloor(value, rulebook.spec().fees().counterpartyPpm(), ExactMath.PPM)
                : 0;
        String assignmentId = step.opened.waveId() + "/" + step.opened.step() + "/" + ++step.assignments;
        out.emit(new Decision.Assignment(
                assignmentId,
                step.opened.waveId(),
                market.id(),
                account,
                role,
                side,
                pass,
                share.rank(),
                share.score(),
                share.lots(),
                before,
                costBefore,
                share.ticks(),
                market.markTicks(),
                haircut,
                share.boundedBy(),
                share.raisesLeverage()));
        Trade trade = Trade.apply(before, costBefore, -side.sign() * share.lots(), value);
        MarginUnit unit = new MarginUnit(group);
        if (row == PositionTable.NONE) {
            unit.loadCross(slot);
        } else {
            unit.load(market, row);
        }
        // Only haircut and fee leave the unit: a result at mark was equity before it became cash.
        long equityAfter = unit.equity() - haircut - fee;
        if (rulebook.spec().allocation().burdenCapPpm() != null && haircut > 0 && role == Role.COUNTERPARTY) {
            group.addBurden(market, row, haircut);
        }
        group.addFees(fee);
        EventApplier.settle(group, market, slot, trade, Math.subtractExact(trade.realised(), fee));
        BrokenInvariant.require(
                equityAfter >= 0,
                "wave " + step.opened.waveId() + " leaves " + account + " with equity " + equityAfter);
        settled(
                step,
                assignmentId,
                account,
                role,
                share.lots(),
                share.ticks(),
                trade.realised(),
                fee,
                trade.lots(),
                equityAfter);
        step.ledger.transfer(
                LedgerAccounts.unrealised(account, market.id()),
                LedgerAccounts.cash(account),
                Math.addExact(trade.realised(), haircut),
                PostingCode.ADL_REALIZED_PNL);
        step.ledger.transfer(LedgerAccounts.cash(account), cashOf(order), haircut, PostingCode.ADL_HAIRCUT);
        step.ledger.transfer(LedgerAccounts.cash(account), LedgerAccounts.FEES, fee, PostingCode.FEE);
        step.closed = Math.addExact(step.closed, share.lots());
        step.traded = Math.addExact(step.traded, value);
        step.tradedExact = step.tradedExact.add(market.spec().exactValue(share.lots(), share.ticks()));
        step.haircut = Math.addExact(step.haircut, haircut);
        step.residue = step.residue.plus(order.quote().residue(market, share.lots(), share.ticks()));
        if (pass == 2) {
            Fraction worse = Fraction.of(Math.absExact(order.quote().ticks() - share.ticks()));
            step.poolGap = step.poolGap.plus(
                    worse.times(market.spec().valuePerLotTick().times(share.lots())));
        }
    }

    private String cashOf(Order order) {
        return order.isInventory()
                ? LedgerAccounts.poolCash(order.pool().id())
                : LedgerAccounts.cash(group.accounts().id(order.bankrupt()));
    }

    private void settleInventory(Step step) {
        Order order = step.order;
        Market market = order.market();
        Pool pool = order.pool();
        int sign = order.side().sign();
        InventoryTrade trade = InventoryTrade.apply(market, -sign * step.closed, step.traded, step.tradedExact);
        long fee = ExactMath.mulDivFloor(step.traded, rulebook.spec().fees().poolPpm(), ExactMath.PPM);
        long result = Math.subtractExact(trade.realised(), fee);
        String trigger = order.quote().trigger();
        if (!trigger.isEmpty()) {
            group.episodeOf(market, trigger).rememberCapPrice(order.quote().ticks(), market.inventoryBasis());
            long residue = step.residue.ceil().longValueExact();
            market.watch(trigger).episode().addResidue(Math.addExact(residue, fee));
        }
        group.addFees(fee);
        group.setInventory(
                market,
                trade.lots(),
                trade.cost(),
                trade.costRest(),
                Math.addExact(market.inventoryRealised(), result),
                false);
        group.setCash(pool, Math.addExact(pool.cash(), result));
        settled(
                step,
                null,
                EventApplier.POOL_ACCOUNT + pool.id(),
                Role.INSURANCE_FUND,
                step.closed,
                order.quote().ticks(),
                trade.realised(),
                fee,
                trade.lots(),
                pool.equity());
        long atMark = Math.subtractExact(trade.realised(), step.haircut);
        step.ledger.transfer(
                LedgerAccounts.poolUnrealised(pool.id(), market.id()),
                LedgerAccounts.poolCash(pool.id()),
                atMark,
                atMark < 0 ? PostingCode.INSURANCE_DRAW : PostingCode.INSURANCE_CREDIT);
        step.ledger.transfer(LedgerAccounts.poolCash(pool.id()), LedgerAccounts.FEES, fee, PostingCode.FEE);
    }

    private void settleBankrupt(Step step) {
        Order order = step.order;
        Market market = order.market();
        PositionTable table = market.positions();
        int row = table.find(order.bankrupt());
        String account = group.accounts().id(order.bankrupt());
        Trade trade =
                Trade.apply(table.lots(row), table.cost(row), -order.side().sign() * step.closed, step.traded);
        MarginUnit unit = new MarginUnit(group);
        unit.load(market, row);
        long equityAfter = Math.addExact(unit.equity(), step.haircut);
        EventApplier.settle(group, market, order.bankrupt(), trade, trade.realised());
        settled(
                step,
                null,
                account,
                Role.BANKRUPT,
                step.closed,
                order.quote().ticks(),
                trade.realised(),
                0,
                trade.lots(),
                equityAfter);
        step.ledger.transfer(
                LedgerAccounts.unrealised(account, market.id()),
                LedgerAccounts.cash(account),
                Math.subtractExact(trade.realised(), step.haircut),
                PostingCode.ADL_REALIZED_PNL);
    }

    private void settled(
            Step step,
            @Nullable String assignmentId,
            String account,
            Role role,
            long lots,
            long ticks,
            long realised,
            long fee,
            long positionAfter,
            long equityAfter) {
        String id = assignmentId == null
                ? step.opened.waveId() + "/" + step.opened.step() + (role == Role.BANKRUPT ? "/bankrupt" : "/pool")
                : assignmentId;
        out.emit(new Decision.Settlement(
                id + "/settled",
                assignmentId,
                step.opened.waveId(),
                step.order.market().id(),
                account,
                role,
                lots,
                ticks,
                realised,
                fee,
                positionAfter,
                equityAfter));
    }

    private boolean isKnownShortfall(Market market, long residual, long price, long gap) {
        return !market.openWave().isOpen()
                && market.shortfallResidual() == residual
                && market.shortfallPrice() == price
                && market.shortfallGap() == gap;
    }

    private static long distance(Market market, long lots, long price) {
        return Math.absExact(market.spec().value(lots, price) - market.spec().value(lots, market.markTicks()));
    }
}
