package io.tearup.engine.ranking;

import io.tearup.engine.model.CodePointOrder;
import io.tearup.engine.model.Fraction;
import io.tearup.engine.model.PositionTable;
import io.tearup.engine.model.RiskGroup;

/**
 * The total order of one side's candidates within a tier: by exact score, equal scores by ascending account id in code-point
 * order. Coarse scores stand in for exact ones where they differ by more than both may be off.
 */
final class RankOrder {
    /**
     * Relative bound on the distance of a coarse score from the exact one. A coarse score takes at most a dozen roundings
     * of 2^-53 each; this leaves almost three orders of magnitude.
     */
    static final double COARSE_ERROR = 1e-12;

    private final RiskGroup group;
    private final PositionTable table;
    private final Ranking ranking;
    private final Candidate left;
    private final Candidate right;

    RankOrder(Opposite opposite) {
        this.group = opposite.group();
        this.table = opposite.market().positions();
        this.ranking = opposite.ranking();
        this.left = opposite.candidate();
        this.right = opposite.candidate();
    }

    /** Whether two coarse scores are so far apart that the exact ones are in the same order. */
    static boolean isClear(double a, double b) {
        return Math.abs(a - b) > 2 * COARSE_ERROR * Math.max(Math.abs(a), Math.abs(b));
    }

    /** Whether row {@code a} comes before row {@code b}, each without the lots planned to be closed at a price. */
    boolean precedes(int a, long closedOfA, int b, long closedOfB, long ticks) {
        left.load(a, closedOfA, ticks);
        Fraction first = ranking.score(left);
        right.load(b, closedOfB, ticks);
        int byScore = first.compareTo(ranking.score(right));
        if (byScore != 0) {
            return byScore > 0;
        }
        return CodePointOrder.INSTANCE.compare(
                        group.accounts().id(table.account(a)), group.accounts().id(table.account(b)))
                < 0;
    }
}
