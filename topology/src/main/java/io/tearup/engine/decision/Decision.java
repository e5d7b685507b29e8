package io.tearup.engine.decision;

import io.tearup.engine.model.AlertState;
import io.tearup.engine.model.Fraction;
import io.tearup.engine.model.Role;
import io.tearup.engine.model.Side;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the engine says: the records of the {@code adl.*} topics in engine units. Quantities in lots, prices in ticks, money
 * in minor units, ratios in millionths.
 */
public sealed interface Decision {

    /** Every input of a pool's triggers in one market. {@code drawdown} is a fraction, null while it is undefined. */
    record Alert(
            String pool,
            String market,
            long sequence,
            AlertState state,
            @Nullable Criterion criterion,
            long balance,
            long balancePeak,
            long marketPnl,
            long marketPnlPeak,
            @Nullable Fraction drawdown,
            int triggerPpm,
            int stopPpm,
            int warningPpm,
            long minBalance,
            long window,
            List<Reading> readings,
            @Nullable Long floor,
            long headroom,
            long poolEquity,
            long mark,
            long inventoryLots,
            long inventoryCost,
            @Nullable Long peaksFrozenUntil)
            implements Decision {
        public Alert {
            readings = List.copyOf(readings);
        }
    }

    /**
     * A wave begins. What is closed belongs to {@code closes}, in {@code account} ({@code pool:<id>} for a pool's
     * inventory).
     *
     * @param closedLots the whole position that is closed from, signed; more than the demand where some of it waits for the venue
     * @param closedCost its cost, minor units
     */
    record WaveOpened(
            String waveId,
            String pool,
            String market,
            Role closes,
            String account,
            int step,
            Criterion criterion,
            String rulebook,
            String ranking,
            String allocation,
            Side inventorySide,
            long demand,
            long price,
            long mark,
            long closedLots,
            long closedCost,
            String priceRule,
            @Nullable Long floor,
            long balance)
            implements Decision {}

    /** Result of a wave's step. */
    enum WaveResult {
        /** The demand is covered. */
        RESOLVED,
        /** The demand is assigned, and some of it waits for the venue. */
        RESERVED,
        /** No counterparty is left for the rest of the demand. */
        SHORTFALL,
        /** The step limit was reached; the wave goes on with the next record. */
        CONTINUES,
        /** The price lies outside the rulebook's band around mark: nothing was closed. */
        BLOCKED
    }

    /**
     * A wave's step ends.
     *
     * @param reserved lots that are assigned and wait for the venue
     * @param gap the residual's distance to the mark in money
     * @param haircut what counterparties gave up against mark
     * @param poolGap what the second pass fell short of the wave's price: the pool's
     * @param gainsHaircut what was taken from unrealised gains without closing, to cover the gap
     */
    record WaveClosed(
            WaveOpened opened,
            WaveResult result,
            int candidates,
            int assignments,
            long closed,
            long reserved,
            long residual,
            long gap,
            long haircut,
            long poolGap,
            long gainsHaircut,
            long balanceAfter)
            implements Decision {}

    /** One counterparty's part of a wave. */
    record Assignment(
            String assignmentId,
            String waveId,
            String market,
            String account,
            Role role,
            Side side,
            int pass,
            int rank,
            @Nullable Fraction score,
            long lots,
            long positionBefore,
            long costBefore,
            long price,
            long mark,
            long haircut,
            QuantityBound boundedBy,
            boolean raisesLeverage)
            implements Decision {}

    /** A decision that is told and not carried out: part of a wave of a group, or of a market, in SHADOW. */
    record InShadow(Decision decision) implements Decision {}

    /** Whether a close was carried out. */
    enum SettlementStatus {
        /** Closed and booked. */
        POSTED,
        /** Not carried out; nothing was booked. */
        VOID
    }

    /** What was really closed, for a counterparty or the pool, or is not going to be. */
    record Settlement(
            String settlementId,
            @Nullable String assignmentId,
            String waveId,
            String market,
            String account,
            Role role,
            SettlementStatus status,
            long lots,
            long price,
            long realised,
            long fee,
            long positionAfter,
            long equityAfter)
            implements Decision {}

    /** What a posting is for. */
    enum PostingCode {
        ADL_REALIZED_PNL,
        ADL_HAIRCUT,
        INSURANCE_DRAW,
        INSURANCE_CREDIT,
        FEE,
        ROUNDING,
        GAINS_HAIRCUT,
        BANKRUPT_COVER,
        POOL_TRANSFER,
        RECEIVABLE_PAYMENT
    }

    /**
     * One leg of a transfer between two ledger accounts; {@code amount} is its effect on {@code account}. Legs of a wave
     * are chained: {@code previous} is the sequence of the leg before, null for the first.
     */
    record Posting(
            String waveId,
            int sequence,
            @Nullable Integer previous,
            int transfer,
            String account,
            String contraAccount,
            long amount,
            PostingCode code)
            implements Decision {}

    /** A position's place in the ADL queue; {@code percentile} is 0 for the first in line, 1 for the last. */
    record RankLight(
            String account,
            String market,
            Side side,
            int light,
            @Nullable Fraction percentile,
            long lotsAhead) implements Decision {}

    /** A pool's inventory in one market. */
    record FundMarket(
            String market, long inventoryLots, long inventoryCost, long realised, long unrealised, long mark) {}

    /**
     * A pool's balance and its inventories; {@code owed} is what it owes accounts that ADL could not bring back to zero:
     * while positive, withdrawals are gated.
     */
    record Fund(String pool, long sequence, long balance, long equity, long owed, List<FundMarket> markets)
            implements Decision {
        public Fund {
            markets = List.copyOf(markets);
        }
    }

    /** What an audit entry is about. */
    enum AuditKind {
        CONTROL_APPLIED,
        GROUP_FROZEN,
        GROUP_UNFROZEN,
        INVARIANT_BROKEN,
        INPUT_WAITS,
        INPUT_TAKEN
    }

    /** A change of configuration or mode, or a broken invariant. */
    record Audit(long sequence, AuditKind kind, String who, String detail) implements Decision {}
}
