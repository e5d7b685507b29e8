package io.tearup.engine.ranking;

import io.tearup.engine.model.CodePointOrder;
import io.tearup.engine.model.Fraction;
import io.tearup.engine.model.Market;
import io.tearup.engine.model.PositionTable;
import io.tearup.engine.model.RiskGroup;
import io.tearup.engine.model.Side;
import java.util.Arrays;

/**
 * The eligible positions of one side of a market, taken in ranking order.
 *
 * <p>Algorithm: one scan collects the rows of the side whose carrying unit meets maintenance, with their coarse scores; a
 * binary heap is built in linear time and yields the best row per call, so that a wave that needs k of n rows costs
 * n + k log n and nothing is sorted that is not needed. Two rows are compared by coarse score when these differ by more
 * than their error bound, else by exact score, else by account id: the order is total and exact.
 */
public final class CandidateQueue {
    /**
     * Relative bound on the distance of a coarse score from the exact one. A coarse score takes at most eight roundings
     * of 2^-53 each; this leaves three orders of magnitude.
     */
    public static final double COARSE_ERROR = 1e-12;

    private final RiskGroup group;
    private final PositionTable table;
    private final Ranking ranking;
    private final Candidate left;
    private final Candidate right;
    private int[] rows = new int[64];
    private double[] coarse = new double[64];
    private int size;
    private final int candidates;

    public CandidateQueue(RiskGroup group, Market market, Side side, Ranking ranking) {
        this.group = group;
        this.table = market.positions();
        this.ranking = ranking;
        this.left = new Candidate(group, market);
        this.right = new Candidate(group, market);
        collect(side);
        candidates = size;
        for (int i = size / 2 - 1; i >= 0; i--) {
            sink(i);
        }
    }

    /** Eligible positions found by the scan. */
    public int candidates() {
        return candidates;
    }

    public boolean isEmpty() {
        return size == 0;
    }

    /** Takes the row that comes first. */
    public int poll() {
        int best = rows[0];
        size--;
        rows[0] = rows[size];
        coarse[0] = coarse[size];
        sink(0);
        return best;
    }

    private void collect(Side side) {
        int end = table.end();
        for (int row = 0; row < end; row++) {
            long lots = table.lots(row);
            if (lots == 0 || lots > 0 != (side == Side.LONG) || Math.absExact(lots) == table.reserved(row)) {
                continue;
            }
            left.load(row);
            if (!left.isEligible()) {
                continue;
            }
            if (size == rows.length) {
                rows = Arrays.copyOf(rows, size * 2);
                coarse = Arrays.copyOf(coarse, size * 2);
            }
            rows[size] = row;
            coarse[size++] = ranking.coarse(left);
        }
    }

    private void sink(int start) {
        int parent = start;
        while (true) {
            int child = 2 * parent + 1;
            if (child >= size) {
                return;
            }
            if (child + 1 < size && precedes(child + 1, child)) {
                child++;
            }
            if (!precedes(child, parent)) {
                return;
            }
            int row = rows[child];
            double score = coarse[child];
            rows[child] = rows[parent];
            coarse[child] = coarse[parent];
            rows[parent] = row;
            coarse[parent] = score;
            parent = child;
        }
    }

    private boolean precedes(int a, int b) {
        double difference = coarse[a] - coarse[b];
        if (Math.abs(difference) > 2 * COARSE_ERROR * Math.max(Math.abs(coarse[a]), Math.abs(coarse[b]))) {
            return difference > 0;
        }
        left.load(rows[a]);
        Fraction first = ranking.score(left);
        right.load(rows[b]);
        int byScore = first.compareTo(ranking.score(right));
        if (byScore != 0) {
            return byScore > 0;
        }
        return CodePointOrder.INSTANCE.compare(
                        group.accounts().id(table.account(rows[a])),
                        group.accounts().id(table.account(rows[b])))
                < 0;
    }
}
