package io.tearup.engine.ranking;

/**
 * A change of one position that is supposed and not made: margin is added to what carries it, then a part of it is closed at
 * mark, without a fee. Whoever ranks or allocates sees the position as it would then be, and everybody else's as it is.
 *
 * @param row row of the position in its market's table
 * @param margin added to its isolated margin, or to the wallet of a cross account; minor units, not negative
 * @param closed lots, not negative, less than those that are not reserved
 */
public record Supposition(int row, long margin, long closed) {
    public Supposition {
        if (margin < 0 || closed < 0) {
            throw new IllegalArgumentException(
                    "margin " + margin + " and closed lots " + closed + " must not be negative");
        }
    }

    /** The position as it is. */
    public static Supposition nothing(int row) {
        return new Supposition(row, 0, 0);
    }
}
