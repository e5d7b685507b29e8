package io.tearup.engine.ranking;

import io.tearup.engine.model.CodePointOrder;
import io.tearup.engine.model.Fraction;
import io.tearup.engine.model.PositionTable;
import io.tearup.engine.model.RiskGroup;
import java.util.Arrays;

/**
 * The eligible positions of one side of a market, taken in ranking order.
 *
 * <p>Algorithm: one scan collects the rows of the side whose carrying unit meets maintenance, with their coarse scores; a
 * binary heap is built in linear time and yields the best row per call, so that a wave that needs k of n rows costs
 * n + k log n and nothing is sorted that is not needed. Two rows are compared by tier, then by coarse score when these
 * differ by more than their error bound, else by exact score, else by account id: the order is total and exact.
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
    private final Opposite opposite;
    private final Candidate left;
    private final Candidate right;
    private int[] rows = new int[64];
    private double[] coarse = new double[64];
    private byte[] tiers = new byte[64];

    /** Lots of each row planned to be closed already, and their price. */
    private long[] closed = new long[64];

    private long closedTicks;
    private int size;
    private final int candidates;

    public CandidateQueue(Opposite opposite) {
        this.group = opposite.group();
        this.table = opposite.market().positions();
        this.ranking = opposite.ranking();
        this.opposite = opposite;
        this.left = new Candidate(group, opposite.market());
        this.right = new Candidate(group, opposite.market());
        int end = table.end();
        for (int row = 0; row < end; row++) {
            if (!opposite.mayBeRanked(row)) {
                continue;
            }
            left.load(row);
            if (left.isEligible()) {
                append(row, 0);
            }
        }
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

    /** The rows that are left, in no meaningful order. */
    public int[] rows() {
        return Arrays.copyOf(rows, size);
    }

    /** Takes the row that comes first. */
    public int poll() {
        int best = rows[0];
        size--;
        move(size, 0);
        sink(0);
        return best;
    }

    /** Puts a row back that gives some lots at a price, to be ranked by what it would have left. */
    public void putBack(int row, long closedLots, long ticks) {
        closedTicks = ticks;
        left.load(row, closedLots, ticks);
        append(row, closedLots);
        rise(size - 1);
    }

    /** Appends a row that {@link #left} points at. */
    private void append(int row, long closedLots) {
        if (size == rows.length) {
            rows = Arrays.copyOf(rows, size * 2);
            coarse = Arrays.copyOf(coarse, size * 2);
            tiers = Arrays.copyOf(tiers, size * 2);
            closed = Arrays.copyOf(closed, size * 2);
        }
        rows[size] = row;
        tiers[size] = (byte) opposite.tier(left);
        closed[size] = closedLots;
        coarse[size++] = ranking.coarse(left);
    }

    private void rise(int start) {
        int child = start;
        while (child > 0) {
            int parent = (child - 1) / 2;
            if (!precedes(child, parent)) {
                return;
            }
            swap(child, parent);
            child = parent;
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
            swap(child, parent);
            parent = child;
        }
    }

    private void swap(int a, int b) {
        int row = rows[a];
        double score = coarse[a];
        byte tier = tiers[a];
        long lots = closed[a];
        move(b, a);
        rows[b] = row;
        coarse[b] = score;
        tiers[b] = tier;
        closed[b] = lots;
    }

    private void move(int from, int to) {
        rows[to] = rows[from];
        coarse[to] = coarse[from];
        tiers[to] = tiers[from];
        closed[to] = closed[from];
    }

    private boolean precedes(int a, int b) {
        if (tiers[a] != tiers[b]) {
            return tiers[a] < tiers[b];
        }
        double difference = coarse[a] - coarse[b];
        if (Math.abs(difference) > 2 * COARSE_ERROR * Math.max(Math.abs(coarse[a]), Math.abs(coarse[b]))) {
            return difference > 0;
        }
        left.load(rows[a], closed[a], closedTicks);
        Fraction first = ranking.score(left);
        right.load(rows[b], closed[b], closedTicks);
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
