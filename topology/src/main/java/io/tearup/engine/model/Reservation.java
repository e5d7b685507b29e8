package io.tearup.engine.model;

/**
 * An assignment that the venue has to confirm, and what became of it so far. Quantities in lots, prices in ticks, times in
 * microseconds of stream time.
 *
 * @param number order in which reservations were made, from 1
 * @param wave number of the wave in its market
 * @param side side of the counterparty's position
 * @param lots assigned, positive
 * @param posted of these, closed and booked
 * @param givenUp of these, not to be closed any more: rejected, expired, or closed by the account itself
 * @param refused whether some were rejected or expired
 * @param ticks price it is settled at
 * @param markTicks mark at the decision
 * @param episode episode whose burden cap its haircut counts against, negative = none
 * @param residue what one lot at this price costs the pool against the exact price, minor units
 * @param trigger drawdown trigger whose episode bears that, empty = none
 * @param attempt how many times in a row the lots had been given up before
 * @param expiresAt when what is open is given up
 * @param forgetAt until when a late confirmation is still known
 * @param parts settlements published so far
 */
public record Reservation(
        long number,
        String assignmentId,
        String market,
        long wave,
        String account,
        Side side,
        long lots,
        long posted,
        long givenUp,
        boolean refused,
        long ticks,
        long markTicks,
        long episode,
        Fraction residue,
        String trigger,
        int attempt,
        long expiresAt,
        long forgetAt,
        int parts) {

    /** Lots that still wait for the venue. */
    public long open() {
        return lots - posted - givenUp;
    }

    /** Lots that a confirmation can still close, those given up included: the venue may be late. */
    public long postable() {
        return lots - posted;
    }

    /** As it is after {@code closed} lots were booked; what was given up goes after what is open. */
    public Reservation withPosted(long closed) {
        long late = Math.max(0, closed - open());
        return with(posted + closed, givenUp - late, refused, parts + 1);
    }

    /** As it is after some of the open lots were given up. */
    public Reservation withGivenUp(long given, boolean byRefusal) {
        return with(posted, givenUp + given, refused || byRefusal, parts + 1);
    }

    /** As it is after one more settlement that changed nothing. */
    public Reservation withPart() {
        return with(posted, givenUp, refused, parts + 1);
    }

    private Reservation with(long nowPosted, long nowGivenUp, boolean nowRefused, int nowParts) {
        return new Reservation(
                number,
                assignmentId,
                market,
                wave,
                account,
                side,
                lots,
                nowPosted,
                nowGivenUp,
                nowRefused,
                ticks,
                markTicks,
                episode,
                residue,
                trigger,
                attempt,
                expiresAt,
                forgetAt,
                nowParts);
    }
}
