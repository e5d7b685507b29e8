package io.tearup.engine.ranking;

import io.tearup.engine.model.CodePointOrder;
import io.tearup.engine.model.Fraction;
import io.tearup.engine.model.PositionTable;
import io.tearup.engine.model.RiskGroup;
import java.util.Arrays;

/**
 * The eligible positions of one side of a market, taken in ranking order.
 *
 * <p>Algorithm: one scan collects the rows of the side whose carrying unit meets maintenance, with their coarse scores, and
 * counts them by the upper 16 bits of the score. From the counts a floor follows that about {@link #FIRST_HEAD} scores reach;
 * only these enter a binary heap, which yields the best row per call. Once the best is no longer clearly above the floor, the
 * next rows enter, eight times as many as before. A wave that needs k of n rows costs n + k log k, and nothing is sorted that
 * is not needed. Two rows are compared by tier, then by coarse score when these differ by more than their error bound, else
 * by exact score, else by account id: the order is total and exact.
 */
public final class CandidateQueue {
    /**
     * Relative bound on the distance of a coarse score from the exact one. A coarse score takes at most eight roundings
     * of 2^-53 each; this leaves three orders of magnitude.
     */
    public static final double COARSE_ERROR = 1e-12;

    private static final int FIRST_HEAD = 512;
    private static final int GROWTH = 8;
    private static final int BUCKET_BITS = 16;
    private static final int BUCKETS = 1 << BUCKET_BITS;

    private final RiskGroup group;
    private final PositionTable table;
    private final Ranking ranking;
    private final Opposite opposite;
    private final Candidate left;
    private final Candidate right;

    /** The heap, best first. */
    private int[] rows = new int[64];

    private double[] coarse = new double[64];
    private byte[] tiers = new byte[64];

    /** Lots of each row planned to be closed already, and their price. */
    private long[] closed = new long[64];

    private long closedTicks;
    private int size;

    /** Rows that have not entered the heap, in no meaningful order; those of tier 0 score below {@link #floor}. */
    private int[] tailRows = new int[1024];

    private double[] tailCoarse = new double[1024];
    private byte[] tailTiers = new byte[1024];
    private int tailSize;
    private double floor = Double.POSITIVE_INFINITY;

    /** Rows of tier 0 in the tail by the upper bits of their score, in ascending order. */
    private final int[] histogram;

    private int head = FIRST_HEAD;
    private final int candidates;

    public CandidateQueue(Opposite opposite) {
        this.group = opposite.group();
        this.table = opposite.market().positions();
        this.ranking = opposite.ranking();
        this.opposite = opposite;
        this.left = new Candidate(group, opposite.market());
        this.right = new Candidate(group, opposite.market());
        // For a small market the counts cost more than the heap.
        this.histogram = new int[table.size() > BUCKETS / 4 ? BUCKETS : 0];
        int end = table.end();
        for (int row = 0; row < end; row++) {
            if (!opposite.mayBeRanked(row)) {
                continue;
            }
            left.load(row);
            if (left.isEligible()) {
                appendToTail(row);
            }
        }
        candidates = tailSize;
        extend();
    }

    /** Eligible positions found by the scan. */
    public int candidates() {
        return candidates;
    }

    public boolean isEmpty() {
        return size == 0 && tailSize == 0;
    }

    /** The rows that are left, in no meaningful order. */
    public int[] rows() {
        int[] all = Arrays.copyOf(rows, size + tailSize);
        System.arraycopy(tailRows, 0, all, size, tailSize);
        return all;
    }

    /** Takes the row that comes first. */
    public int poll() {
        while (tailSize > 0 && !isBestAboveFloor()) {
            extend();
        }
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
        append(row, closedLots, (byte) opposite.tier(left), ranking.coarse(left));
        rise(size - 1);
    }

    /** Whether no row of the tail can come before the heap's best, be its score as far off as the bound allows. */
    private boolean isBestAboveFloor() {
        return size > 0
                && tiers[0] == 0
                && coarse[0] - floor > 2 * COARSE_ERROR * Math.max(Math.abs(coarse[0]), Math.abs(floor));
    }

    /** Appends a row that {@link #left} points at. */
    private void appendToTail(int row) {
        if (tailSize == tailRows.length) {
            int capacity = Math.max(Math.min(table.size(), tailSize * 16), tailSize * 2);
            tailRows = Arrays.copyOf(tailRows, capacity);
            tailCoarse = Arrays.copyOf(tailCoarse, capacity);
            tailTiers = Arrays.copyOf(tailTiers, capacity);
        }
        byte tier = (byte) opposite.tier(left);
        double score = ranking.coarse(left);
        tailRows[tailSize] = row;
        tailTiers[tailSize] = tier;
        tailCoarse[tailSize++] = score;
        if (histogram.length > 0 && tier == 0) {
            histogram[bucket(score)]++;
        }
    }

    /** Moves the best of the tail into the heap; everything where that is about all there is. */
    private void extend() {
        int from = BUCKETS;
        int wanted = 0;
        while (from > 0 && wanted < head && histogram.length > 0) {
            wanted += histogram[--from];
        }
        head *= GROWTH;
        boolean everything = from == 0 || histogram.length == 0;
        floor = everything ? Double.NEGATIVE_INFINITY : lowest(from);
        int kept = 0;
        int before = size;
        for (int i = 0; i < tailSize; i++) {
            if (everything || (tailTiers[i] == 0 && bucket(tailCoarse[i]) >= from)) {
                append(tailRows[i], 0, tailTiers[i], tailCoarse[i]);
            } else {
                tailRows[kept] = tailRows[i];
                tailTiers[kept] = tailTiers[i];
                tailCoarse[kept++] = tailCoarse[i];
            }
        }
        tailSize = kept;
        if (histogram.length > 0) {
            Arrays.fill(histogram, from, BUCKETS, 0);
        }
        if (before == 0) {
            for (int i = size / 2 - 1; i >= 0; i--) {
                sink(i);
            }
        } else {
            for (int i = before; i < size; i++) {
                rise(i);
            }
        }
    }

    /** Upper bits of a score, ascending with it. */
    private static int bucket(double score) {
        long bits = Double.doubleToRawLongBits(score);
        return (int) ((bits ^ (bits >> 63 | Long.MIN_VALUE)) >>> Long.SIZE - BUCKET_BITS);
    }

    /** Lowest score of a bucket. */
    private static double lowest(int bucket) {
        long ordered = (long) bucket << Long.SIZE - BUCKET_BITS;
        return Double.longBitsToDouble(ordered < 0 ? ordered ^ Long.MIN_VALUE : ~ordered);
    }

    private void append(int row, long closedLots, byte tier, double score) {
        if (size == rows.length) {
            rows = Arrays.copyOf(rows, size * 2);
            coarse = Arrays.copyOf(coarse, size * 2);
            tiers = Arrays.copyOf(tiers, size * 2);
            closed = Arrays.copyOf(closed, size * 2);
        }
        rows[size] = row;
        tiers[size] = tier;
        closed[size] = closedLots;
        coarse[size++] = score;
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
