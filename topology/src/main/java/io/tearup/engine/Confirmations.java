package io.tearup.engine;

import io.tearup.engine.decision.Decision;
import io.tearup.engine.decision.Decision.SettlementStatus;
import io.tearup.engine.event.RiskEvent;
import io.tearup.engine.model.ExactMath;
import io.tearup.engine.model.FeeRule;
import io.tearup.engine.model.MarginUnit;
import io.tearup.engine.model.Market;
import io.tearup.engine.model.Pool;
import io.tearup.engine.model.PositionTable;
import io.tearup.engine.model.RejectReason;
import io.tearup.engine.model.RejectedInput;
import io.tearup.engine.model.Reservation;
import io.tearup.engine.model.Reservations;
import io.tearup.engine.model.RiskGroup;
import io.tearup.engine.model.Role;
import io.tearup.engine.model.RulebookSpec;
import io.tearup.engine.model.SettlementRule;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of assignments that wait for the venue: reserve, post, void.
 *
 * <p>The venue's fill with the assignment's id posts what it closed, in parts if it comes in parts. What the account itself
 * closes first clamps the reservation: never are more lots reserved than the position, or the inventory, has. A rejection, or
 * the expiry in stream time, gives up what is open; the lots are then assigned to others. A fill that comes late posts what is
 * still there on both sides, and the rest is void. A fill that says again what is posted changes nothing.
 */
final class Confirmations {
    private final RiskGroup group;
    private final Outbox out;

    Confirmations(RiskGroup group, Outbox out) {
        this.group = group;
        this.out = out;
    }

    // ---- the venue's answers ----

    /**
     * Posts what the venue closed for an assignment; false if that was known already.
     *
     * @throws RejectedInput if there is no such assignment, or the fill is not what it says
     */
    boolean post(RiskEvent.AdlFill fill) {
        Market market = group.requireMarket(fill.market());
        Reservation reservation = reservation(fill, market);
        if (reservation == null || fill.account().startsWith(EventApplier.POOL_ACCOUNT)) {
            // The pool's side is booked with the counterparty's.
            return false;
        }
        long lots = Math.absExact(fill.lots());
        if (Long.signum(fill.lots()) != -reservation.side().sign() || fill.price() != reservation.ticks()) {
            throw conflict(
                    fill,
                    "is for " + fill.lots() + " lots at " + fill.price() + " ticks; the assignment closes a "
                            + reservation.side() + " at " + reservation.ticks());
        }
        if (reservation.postable() == 0) {
            return false;
        }
        group.requireRoomForFees(fill.fee());
        long closed = Math.min(Math.min(lots, reservation.postable()), room(market, reservation));
        if (closed > 0) {
            long fee = closed == lots ? fill.fee() : part(fill.fee(), closed, lots);
            reservation = book(market, reservation, closed, fee);
            group.setAttempts(market, 0);
        }
        if (closed < lots) {
            tellVoid(market, reservation, lots - closed);
            group.putReservation(market, reservation.withPart());
        }
        return true;
    }

    private static long part(long fee, long closed, long lots) {
        long part = ExactMath.mulDivFloor(Math.absExact(fee), closed, lots);
        return fee < 0 ? -part : part;
    }

    /** Gives up what the venue rejects; false if nothing was open any more. */
    boolean reject(RiskEvent.AdlReject reject) {
        Market market = group.requireMarket(reject.market());
        Reservation reservation = reservation(reject, market);
        if (reservation == null || reservation.open() == 0) {
            return false;
        }
        giveUp(reservation, Math.min(reject.lots(), reservation.open()), true);
        return true;
    }

    /** The reservation an answer is about; null if its assignment was settled where it was made. */
    private @Nullable Reservation reservation(RiskEvent.AdlAnswer answer, Market market) {
        Reservation reservation = group.reservations().find(answer.assignmentId());
        if (reservation == null) {
            if (isSettled(answer, market)) {
                return null;
            }
            throw new RejectedInput(
                    RejectReason.NOT_ELIGIBLE,
                    "fill " + answer.origin().id() + ": assignment " + answer.assignmentId()
                            + " is not known: it was never made in " + market.id() + ", or has long expired");
        }
        boolean pools = answer.account().startsWith(EventApplier.POOL_ACCOUNT);
        if (!reservation.market().equals(market.id())
                || (!pools && !reservation.account().equals(answer.account()))) {
            throw conflict(
                    answer,
                    "is for " + answer.account() + " in " + market.id() + "; the assignment is for "
                            + reservation.account() + " in " + reservation.market());
        }
        return reservation;
    }

    private static RejectedInput conflict(RiskEvent.AdlAnswer answer, String what) {
        return new RejectedInput(
                RejectReason.CONFLICTING_ID,
                "fill " + answer.origin().id() + " of assignment " + answer.assignmentId() + " " + what);
    }

    /** Whether an assignment's wave was opened under a rulebook that settles at once. */
    private boolean isSettled(RiskEvent.AdlAnswer answer, Market market) {
        RulebookSpec rules = group.rulebook();
        if (rules == null || rules.settlement().isConfirmed()) {
            return false;
        }
        String ofMarket = group.id() + "/" + market.id() + "/";
        String id = answer.assignmentId();
        if (!id.startsWith(ofMarket)) {
            return false;
        }
        String wave = id.substring(ofMarket.length(), Math.max(ofMarket.length(), id.indexOf('/', ofMarket.length())));
        return wave.matches("[1-9]\\d{0,17}") && Long.parseLong(wave) <= market.waveNumber();
    }

    /** Lots that position and inventory have for a reservation beside what others wait for. */
    private long room(Market market, Reservation reservation) {
        int slot = group.accounts().find(reservation.account());
        int row = market.positions().find(slot);
        long held = row == PositionTable.NONE
                ? 0
                : reservation.side().sign() * market.positions().lots(row);
        long others = row == PositionTable.NONE ? 0 : market.positions().reserved(row) - reservation.open();
        long inventory = -reservation.side().sign() * market.inventoryLots();
        long elsewhere = group.reservations().openLots(market.id()) - reservation.open();
        return Math.max(0, Math.min(held - others, inventory - elsewhere));
    }

    private Reservation book(Market market, Reservation reservation, long lots, long fee) {
        Pool pool = group.requirePool(market.spec().pool());
        String waveId = waveId(market, reservation.wave());
        Ledger ledger = new Ledger(out, waveId, group.reservations().legs(market.id(), reservation.wave()));
        Reservation posted = reservation.withPosted(lots);
        String part = reservation.assignmentId() + "/" + posted.parts();
        CloseBooking booking = new CloseBooking(group, out);
        CloseBooking.Close close = new CloseBooking.Close(
                waveId,
                reservation.assignmentId(),
                part + "/settled",
                market,
                group.accounts().find(reservation.account()),
                Role.COUNTERPARTY,
                reservation.side(),
                lots,
                reservation.ticks(),
                fee,
                LedgerAccounts.poolCash(pool.id()));
        long haircut = close.haircut();
        long value = close.value();
        CloseBooking.InventoryClose inventory = new CloseBooking.InventoryClose(
                waveId,
                part + "/pool/settled",
                market,
                pool,
                reservation.side().opposite(),
                lots,
                reservation.ticks(),
                value,
                market.spec().exactValue(lots, reservation.ticks()),
                haircut);
        RulebookSpec rules = group.rulebook();
        FeeRule fees = rules == null ? FeeRule.NONE : rules.fees();
        booking.requireRoom(close, inventory, fees);
        // First: the position may be gone with the close, and its row with the last reserved lot.
        group.putReservation(market, posted);
        booking.close(close, ledger);
        long poolFee = booking.closeInventory(inventory, fees, ledger);
        String trigger = reservation.trigger();
        if (!trigger.isEmpty()
                && market.watches().containsKey(trigger)
                && market.watch(trigger).episode().armed()) {
            long residue = reservation.residue().times(lots).ceil().longValueExact();
            group.episodeOf(market, trigger).addResidue(Math.addExact(residue, poolFee));
        }
        group.setLegs(market.id(), reservation.wave(), ledger.legs());
        return posted;
    }

    private String waveId(Market market, long wave) {
        return group.id() + "/" + market.id() + "/" + wave;
    }

    // ---- reservations that cannot be kept ----

    /** Gives up what positions and inventories that were set no longer have. */
    void clamp() {
        for (RiskGroup.Touched touched : group.drainTouchedReservations()) {
            Market market = touched.market();
            String account = touched.account();
            if (account == null) {
                clamp(group.reservations().openOf(market.id()), -market.inventoryLots());
            } else {
                int row = market.positions().find(group.accounts().find(account));
                long lots = row == PositionTable.NONE ? 0 : market.positions().lots(row);
                clamp(group.reservations().openOf(market.id(), account), lots);
            }
        }
    }

    /**
     * Keeps the oldest reservations.
     *
     * @param held lots that can be closed, signed as the counterparty's position
     */
    private void clamp(List<Reservation> newestFirst, long held) {
        long room = Math.absExact(held);
        long kept = 0;
        for (Reservation reservation : newestFirst) {
            kept = Math.addExact(kept, reservation.side().sign() == Long.signum(held) ? reservation.open() : 0);
        }
        Iterator<Reservation> newest = newestFirst.iterator();
        while (newest.hasNext()) {
            Reservation reservation = newest.next();
            boolean otherSide = reservation.side().sign() != Long.signum(held);
            long excess = otherSide ? reservation.open() : Math.min(reservation.open(), Math.max(0, kept - room));
            if (excess > 0) {
                giveUp(reservation, excess, false);
                kept -= otherSide ? 0 : excess;
            }
        }
    }

    /** Gives up everything that is open in a market that is settled for good. */
    void giveUpAll(Market market) {
        group.reservations().openOf(market.id()).forEach(reservation -> giveUp(reservation, reservation.open(), false));
    }

    /** Gives up what has expired, and forgets what nobody will ask for. */
    void expire() {
        Reservation due = group.reservations().oldestOpen();
        while (due != null && due.expiresAt() <= group.clock()) {
            giveUp(due, due.open(), true);
            due = group.reservations().oldestOpen();
        }
        Reservation oldest = group.reservations().oldest();
        while (oldest != null && oldest.open() == 0 && oldest.forgetAt() <= group.clock()) {
            group.forgetReservation(oldest);
            oldest = group.reservations().oldest();
        }
    }

    private void giveUp(Reservation reservation, long lots, boolean refused) {
        Market market = group.requireMarket(reservation.market());
        if (reservation.episode() >= 0) {
            long counted = haircut(market, reservation, reservation.lots() - reservation.givenUp());
            long left = haircut(market, reservation, reservation.lots() - reservation.givenUp() - lots);
            group.reduceBurden(market, reservation.account(), reservation.episode(), counted - left);
        }
        tellVoid(market, reservation, lots);
        group.putReservation(market, reservation.withGivenUp(lots, refused));
        if (refused) {
            group.setAttempts(market, Math.max(market.attempts(), reservation.attempt() + 1));
        }
    }

    private static long haircut(Market market, Reservation reservation, long lots) {
        return lots == 0
                ? 0
                : CloseBooking.Close.haircut(
                        market, reservation.side(), lots, reservation.ticks(), reservation.markTicks());
    }

    private void tellVoid(Market market, Reservation reservation, long lots) {
        int slot = group.accounts().find(reservation.account());
        int row = market.positions().find(slot);
        boolean held = row != PositionTable.NONE;
        MarginUnit unit = new MarginUnit(group);
        if (held) {
            unit.load(market, row);
        } else {
            unit.loadCross(slot);
        }
        out.emit(new Decision.Settlement(
                reservation.assignmentId() + "/" + (reservation.parts() + 1) + "/void",
                reservation.assignmentId(),
                waveId(market, reservation.wave()),
                market.id(),
                reservation.account(),
                Role.COUNTERPARTY,
                SettlementStatus.VOID,
                lots,
                reservation.ticks(),
                0,
                0,
                held ? market.positions().lots(row) : 0,
                unit.equity()));
    }

    // ---- reserving ----

    /** Whether a rulebook's waves of a market have to stop: too many answers failed to come, or too many are awaited. */
    boolean isExhausted(Market market, SettlementRule rule) {
        return rule.isConfirmed()
                && (market.attempts() > rule.retries() || group.reservations().size() >= Reservations.LIMIT);
    }
}
