package io.tearup.engine;

import io.tearup.engine.decision.Decision;
import io.tearup.engine.decision.Decision.PostingCode;

/**
 * The double-entry rows of one wave's step: legs are numbered through the wave, and each names the one before it.
 *
 * <p>A transfer has two legs that sum to zero: what one account loses the other gains. Closing a position first turns its
 * result at mark from unrealised into cash ({@code ADL_REALIZED_PNL}), then the haircut moves from the counterparty's cash
 * to the pool's ({@code ADL_HAIRCUT}); so the cash legs of an account sum to the realised result of its settlement.
 */
final class Ledger {
    private final Outbox out;
    private final String waveId;
    private int sequence;
    private int transfer;
    private long sum;

    /** @param legsBefore legs of the wave's earlier steps, 0 in the first; even, as transfers have two */
    Ledger(Outbox out, String waveId, int legsBefore) {
        this.out = out;
        this.waveId = waveId;
        this.sequence = legsBefore;
        this.transfer = legsBefore / 2;
    }

    /** Moves {@code amount} minor units (negative: the other way) from one ledger account to another. */
    void transfer(String from, String to, long amount, PostingCode code) {
        if (amount == 0) {
            return;
        }
        leg(from, to, Math.negateExact(amount), code);
        leg(to, from, amount, code);
        transfer++;
    }

    /** Legs of the wave so far, those of earlier steps included. */
    int legs() {
        return sequence;
    }

    /** Sum of every leg so far: zero, or the books are broken. */
    long sum() {
        return sum;
    }

    private void leg(String account, String contra, long amount, PostingCode code) {
        sum = Math.addExact(sum, amount);
        Integer previous = sequence == 0 ? null : sequence - 1;
        out.emit(new Decision.Posting(waveId, sequence++, previous, transfer, account, contra, amount, code));
    }
}
