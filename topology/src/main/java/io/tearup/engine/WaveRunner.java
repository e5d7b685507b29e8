package io.tearup.engine;

import io.tearup.engine.allocation.Allocation;
import io.tearup.engine.allocation.Share;
import io.tearup.engine.decision.Decision;
import io.tearup.engine.decision.Decision.PostingCode;
import io.tearup.engine.decision.Decision.SettlementStatus;
import io.tearup.engine.decision.Decision.WaveResult;
import io.tearup.engine.model.ExactMath;
import io.tearup.engine.model.Fraction;
import io.tearup.engine.model.InventoryTrade;
import io.tearup.engine.model.MarginUnit;
import io.tearup.engine.model.Market;
import io.tearup.engine.model.OpenWave;
import io.tearup.engine.model.Pool;
import io.tearup.engine.model.PositionTable;
import io.tearup.engine.model.Reservation;
import io.tearup.engine.model.RiskGroup;
import io.tearup.engine.model.Role;
import io.tearup.engine.model.SettlementRule;
import io.tearup.engine.model.Side;
import io.tearup.engine.model.Trade;
import io.tearup.engine.price.Quote;
import io.tearup.engine.rulebook.Rulebook;
import java.math.BigInteger;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Runs one step of a wave: ranks the opposite side, allocates what is to be closed among it at the quoted price, and
 * settles at once where Tearup is the book of record. Where the venue is, the counterparties of a pool's inventory are only
 * reserved, and {@link Confirmations} settles them when the venue says so.
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
    private final WaveRecords records;
    private final CloseBooking booking;
    private final Confirmations confirmations;

    WaveRunner(RiskGroup group, Rulebook rulebook, Outbox out) {
        this.group = group;
        this.rulebook = rulebook;
        this.out = out;
        this.records = new WaveRecords(group, rulebook);
        this.booking = new CloseBooking(group, out);
        this.confirmations = new Confirmations(group, out);
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
        private long reserved;
        private long haircutReserved;
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
        boolean asked = !order.isInventory()
                || !confirmations.isExhausted(market, rulebook.spec().settlement());
        WavePlan planned = WavePlan.of(group, rulebook, order, asked, limit);
        Allocation.Plan plan = planned.plan();
        long left = planned.left();
        long gap = order.distance(left);
        boolean nothing = left == order.demand();
        if (nothing && order.isInventory() && isKnownShortfall(market, left, quote.ticks(), gap)) {
            return new Closed(0, Fraction.ZERO);
        }
        Step step = open(order);
        planned.backstops().forEach(share -> settle(step, share, Role.BACKSTOP, 0));
        plan.shares().forEach(share -> settle(step, share, Role.COUNTERPARTY, 1));
        planned.second().forEach(share -> settle(step, share, Role.COUNTERPARTY, 2));
        if (order.isInventory() && step.closed + step.reserved > 0) {
            rememberPrice(order);
        }
        if (step.closed > 0) {
            if (order.isInventory()) {
                settleInventory(step);
            } else {
                settleBankrupt(step);
            }
        }
        WaveResult result = left == 0
                ? step.reserved > 0 ? WaveResult.RESERVED : WaveResult.RESOLVED
                : planned.exhausted() || !order.isInventory() ? WaveResult.SHORTFALL : WaveResult.CONTINUES;
        long gained = 0;
        if (result == WaveResult.SHORTFALL
                && order.isInventory()
                && rulebook.spec().stages().gainsHaircut()) {
            gained = GainsHaircut.collect(planned.opposite(), order.pool(), gap, step.ledger);
            result = gained == gap ? step.reserved > 0 ? WaveResult.RESERVED : WaveResult.RESOLVED : result;
        }
        BrokenInvariant.require(
                step.ledger.sum() == 0, "postings of wave " + step.opened.waveId() + " sum to " + step.ledger.sum());
        close(step, result, plan, left, gap, gained);
        confirmations.clamp();
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
        confirmations.clamp();
    }

    /** A price outside the band closes nothing; it is told once until price, quantity or mark change. */
    private Closed block(Order order) {
        Market market = order.market();
        long ticks = order.quote().ticks();
        long gap = order.distance(order.demand());
        if (!order.isInventory() || !isKnownShortfall(market, order.demand(), ticks, gap)) {
            Step step = open(order);
            close(step, WaveResult.BLOCKED, new Allocation.Plan(List.of(), 0, true, ""), order.demand(), gap, 0);
        }
        return new Closed(0, Fraction.ZERO);
    }

    private Step open(Order order) {
        Market market = order.market();
        OpenWave wave = order.isInventory() ? market.openWave() : OpenWave.NONE;
        long number = wave.isOpen() ? wave.number() : group.nextWaveNumber(market);
        Decision.WaveOpened opened = records.opened(order, Long.toString(number), wave.steps() + 1);
        out.emit(opened);
        int legs = Math.max(wave.legs(), group.reservations().legs(market.id(), number));
        return new Step(order, number, opened, new Ledger(out, opened.waveId(), legs));
    }

    private void close(Step step, WaveResult result, Allocation.Plan plan, long residual, long gap, long gained) {
        Order order = step.order;
        Market market = order.market();
        if (group.reservations().remembers(market.id(), step.number)) {
            group.setLegs(market.id(), step.number, step.ledger.legs());
        }
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
                step.reserved,
                residual,
                gap,
                step.haircut + step.haircutReserved,
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
        long fee = role == Role.COUNTERPARTY
                ? ExactMath.mulDivFloor(value, rulebook.spec().fees().counterpartyPpm(), ExactMath.PPM)
                : 0;
        long haircut = CloseBooking.Close.haircut(market, side, share.lots(), share.ticks(), market.markTicks());
        Decision.Assignment assignment =
                records.assignment(step.opened, order, share, role, pass, ++step.assignments, haircut);
        String assignmentId = assignment.assignmentId();
        CloseBooking.Close close = new CloseBooking.Close(
                step.opened.waveId(),
                assignmentId,
                assignmentId + "/settled",
                market,
                slot,
                role,
                side,
                share.lots(),
                share.ticks(),
                fee,
                cashOf(order));
        out.emit(assignment);
        boolean burdens =
                rulebook.spec().allocation().burdenCapPpm() != null && haircut > 0 && role == Role.COUNTERPARTY;
        if (burdens) {
            group.addBurden(market, row, haircut);
        }
        boolean waits = rulebook.spec().settlement().isConfirmed() && order.isInventory() && role == Role.COUNTERPARTY;
        if (rulebook.spec().settlement().isConfirmed()) {
            group.putReservation(market, reservation(step, share, account, assignmentId, burdens, waits));
        }
        if (waits) {
            step.reserved = Math.addExact(step.reserved, share.lots());
            step.haircutReserved = Math.addExact(step.haircutReserved, haircut);
        } else {
            long equityAfter = booking.close(close, step.ledger);
            BrokenInvariant.require(
                    equityAfter >= 0,
                    "wave " + step.opened.waveId() + " leaves " + account + " with equity " + equityAfter);
            step.closed = Math.addExact(step.closed, share.lots());
            step.traded = Math.addExact(step.traded, value);
            step.tradedExact = step.tradedExact.add(market.spec().exactValue(share.lots(), share.ticks()));
            step.haircut = Math.addExact(step.haircut, haircut);
            step.residue = step.residue.plus(order.quote().residue(market, share.lots(), share.ticks()));
        }
        if (pass == 2) {
            Fraction worse = Fraction.of(Math.absExact(order.quote().ticks() - share.ticks()));
            step.poolGap = step.poolGap.plus(
                    worse.times(market.spec().valuePerLotTick().times(share.lots())));
        }
    }

    /**
     * What the venue will be known by when it answers. What is settled at once is remembered too, so that its echo is told
     * from a fill that never was assigned.
     */
    private Reservation reservation(
            Step step, Share share, String account, String assignmentId, boolean burdens, boolean waits) {
        Market market = step.order.market();
        SettlementRule rule = rulebook.spec().settlement();
        long expiresAt = Math.addExact(group.clock(), rule.expiry());
        return new Reservation(
                group.nextReservation(),
                assignmentId,
                market.id(),
                step.number,
                account,
                step.order.side().opposite(),
                share.lots(),
                waits ? 0 : share.lots(),
                0,
                false,
                share.ticks(),
                market.markTicks(),
                burdens ? market.episodeNumber() : -1,
                step.order.quote().residue(market, 1, share.ticks()),
                step.order.quote().trigger(),
                market.attempts(),
                expiresAt,
                Math.addExact(expiresAt, rule.expiry()),
                0);
    }

    private String cashOf(Order order) {
        return order.isInventory()
                ? LedgerAccounts.poolCash(order.pool().id())
                : LedgerAccounts.cash(group.accounts().id(order.bankrupt()));
    }

    private void settleInventory(Step step) {
        Order order = step.order;
        Market market = order.market();
        long fee = booking.closeInventory(
                new CloseBooking.InventoryClose(
                        step.opened.waveId(),
                        step.opened.waveId() + "/" + step.opened.step() + "/pool/settled",
                        market,
                        order.pool(),
                        order.side(),
                        step.closed,
                        order.quote().ticks(),
                        step.traded,
                        step.tradedExact,
                        step.haircut),
                rulebook.spec().fees(),
                step.ledger);
        String trigger = order.quote().trigger();
        if (!trigger.isEmpty()) {
            long residue = step.residue.ceil().longValueExact();
            group.episodeOf(market, trigger).addResidue(Math.addExact(residue, fee));
        }
    }

    /** The price holds for the lots that remain. */
    private void rememberPrice(Order order) {
        String trigger = order.quote().trigger();
        if (!trigger.isEmpty()) {
            group.episodeOf(order.market(), trigger)
                    .rememberCapPrice(order.quote().ticks(), order.market().inventoryBasis());
        }
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
                SettlementStatus.POSTED,
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
}
