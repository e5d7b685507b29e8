package io.tearup.engine.model;

/**
 * How what a wave assigns of a pool's inventory becomes a settlement.
 *
 * @param expiry microseconds of stream time after which an assignment that nobody confirmed is given up, 0 = settled at once
 * @param retries how many times in a row lots that were given up are assigned anew within an episode, not negative
 */
public record SettlementRule(Kind kind, long expiry, int retries) {
    /** Who keeps the book of record. */
    public enum Kind {
        /** Tearup: an assignment is settled where it is made. */
        IMMEDIATE,
        /** The venue: an assignment reserves, and the venue's fill settles it. */
        CONFIRMED
    }

    /** Settled where it is assigned. */
    public static final SettlementRule IMMEDIATE = new SettlementRule(Kind.IMMEDIATE, 0, 0);

    public SettlementRule {
        boolean confirmed = kind == Kind.CONFIRMED;
        if (confirmed ? expiry <= 0 : expiry != 0) {
            throw invalid("settlement: expiry goes with CONFIRMED and must be positive there");
        }
        if (retries < 0 || (!confirmed && retries != 0)) {
            throw invalid("settlement: retries go with CONFIRMED and must not be negative");
        }
    }

    /** Whether an assignment waits for the venue. */
    public boolean isConfirmed() {
        return kind == Kind.CONFIRMED;
    }

    private static RejectedInput invalid(String fault) {
        return new RejectedInput(RejectReason.INVALID_CONFIGURATION, fault);
    }
}
