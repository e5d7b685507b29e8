package io.tearup.engine.ranking;

import io.tearup.engine.model.PositionTable;
import io.tearup.engine.model.RiskGroup;
import io.tearup.engine.model.SideScan;
import java.util.Arrays;

/**
 * The eligible positions of one side of a market, taken in ranking order.
 *
 * <p>Algorithm: a scan of the side finds the rows whose carrying unit meets maintenance, and keeps those with the highest
 * coarse scores: it collects until there are twice as many as wanted, selects the wanted best of them in linear time, and
 * from then on takes only what scores no less than the worst of these, the bar. The kept rows enter a binary heap, which
 * yields the best one per call. Once the best is no longer clearly above the bar of the last scan, another scan lets the
 * next in, {@link #GROWTH} times as many. A wave that needs k of n rows costs n + k log k; rows that it does not need are
 * looked at and not stored. Two rows are compared by tier, then by coarse score when these differ by more than their error
 * bound, else by exact score, else by account id: the order is total and exact.
 */
public final class CandidateQueue {
    /** Below this many rows nothing is gained by letting them in by parts. */
    private static final int SMALL = 2048;

    private static final int FEWEST = 512;
    private static final int GROWTH = 32;

    private final RiskGroup group;
    private final PositionTable table;
    private final Ranking ranking;
    private final Opposite opposite;
    private final SideScan scan;
    private final Candidate left;
    private final RankOrder order;

    /** The heap, best first. */
    private int[] rows = new int[64];

    private double[] coarse = new double[64];
    private byte[] tiers = new byte[64];

    /** Lots of each row planned to be closed already, and their price. */
    private long[] closed = new long[64];

    private long closedTicks;
    private int size;

    /** Every row of tier 0 that scores this or more has entered the heap; no other has. */
    private double floor = Double.POSITIVE_INFINITY;

    /** How many the next scan is to let in. */
    private int wanted;

    /** Rows that have not entered the heap. */
    private int outside;

    private final int candidates;

    /** All of them are going to be polled. */
    public CandidateQueue(Opposite opposite) {
        this(opposite, Integer.MAX_VALUE);
    }

    /** @param likely how many are going to be polled, as far as one can tell; a wrong guess costs time and nothing else */
    public CandidateQueue(Opposite opposite, int likely) {
        this.group = opposite.group();
        this.table = opposite.market().positions();
        this.ranking = opposite.ranking();
        this.opposite = opposite;
        this.scan = opposite.scan(opposite.excluded());
        this.left = opposite.candidate();
        this.order = new RankOrder(opposite);
        this.wanted = table.size() <= SMALL ? Integer.MAX_VALUE : Math.max(FEWEST, likely);
        this.outside = Integer.MAX_VALUE;
        this.candidates = letIn();
        this.outside = candidates - size;
    }

    /** Eligible positions found by the scan. */
    public int candidates() {
        return candidates;
    }

    public boolean isEmpty() {
        return size == 0 && outside == 0;
    }

    /** The rows that are left, in no meaningful order. */
    public int[] rows() {
        if (outside > 0) {
            wanted = Integer.MAX_VALUE;
            letInNext();
        }
        return Arrays.copyOf(rows, size);
    }

    /** Takes the row that comes first. */
    public int poll() {
        while (outside > 0 && !isBestAboveFloor()) {
            letInNext();
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

    /** Whether no row outside can come before the heap's best, be its score as far off as the bound allows. */
    private boolean isBestAboveFloor() {
        return size > 0
                && tiers[0] == 0
                && coarse[0] > floor
                && (floor == Double.NEGATIVE_INFINITY || RankOrder.isClear(coarse[0], floor));
    }

    private void letInNext() {
        wanted = wanted > outside / GROWTH ? Integer.MAX_VALUE : wanted * GROWTH;
        int before = size;
        letIn();
        outside = wanted == Integer.MAX_VALUE ? 0 : outside - (size - before);
    }

    /** Scans for the best of those outside and tells how many eligible rows it saw, inside or outside. */
    private int letIn() {
        boolean everybody = wanted == Integer.MAX_VALUE;
        double ceiling = floor;
        double bar = Double.NEGATIVE_INFINITY;
        int before = size;
        long full = before + 2L * wanted;
        int eligible = 0;
        int end = table.end();
        scan.restart();
        for (int row = scan.next(0, bar, ceiling); row < end; row = scan.next(row + 1, bar, ceiling)) {
            int tier = 0;
            double score = scan.score(row);
            if (Double.isNaN(score)) {
                left.load(row);
                if (!left.isEligible()) {
                    continue;
                }
                tier = opposite.tier(left);
                score = ranking.coarse(left);
                eligible++;
            }
            if (tier == 0 ? score >= bar && score < ceiling : everybody) {
                append(row, 0, (byte) tier, score);
                if (size == full) {
                    bar = keepBest(before);
                    // Many rows may share the score of the bar: the next selection must have something to leave out.
                    full = Math.max(full, 2L * size - before);
                }
            }
        }
        floor = bar;
        restoreHeap(before);
        return eligible + scan.eligible();
    }

    /** Keeps the wanted best of what was appended from {@code start} on, with all that equal the worst of them, its score. */
    private double keepBest(int start) {
        double worst = nthLargest(Arrays.copyOfRange(coarse, start, size), wanted);
        int kept = start;
        for (int i = start; i < size; i++) {
            if (coarse[i] >= worst) {
                move(i, kept++);
            }
        }
        size = kept;
        return worst;
    }

    /** Quickselect, halves split at the median of three; the values are reordered. */
    private static double nthLargest(double[] values, int n) {
        int target = values.length - n;
        int low = 0;
        int high = values.length - 1;
        while (low < high) {
            double pivot = median(values[low], values[(low + high) >>> 1], values[high]);
            int i = low;
            int j = high;
            while (i <= j) {
                while (values[i] < pivot) {
                    i++;
                }
                while (values[j] > pivot) {
                    j--;
                }
                if (i <= j) {
                    double swapped = values[i];
                    values[i++] = values[j];
                    values[j--] = swapped;
                }
            }
            if (target <= j) {
                high = j;
            } else if (target >= i) {
                low = i;
            } else {
                break;
            }
        }
        return values[target];
    }

    private static double median(double a, double b, double c) {
        return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
    }

    /** Restores the heap after rows were appended from {@code start} on. */
    private void restoreHeap(int start) {
        if (start == 0) {
            for (int i = size / 2 - 1; i >= 0; i--) {
                sink(i);
            }
        } else {
            for (int i = start; i < size; i++) {
                rise(i);
            }
        }
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
        return RankOrder.isClear(coarse[a], coarse[b])
                ? coarse[a] > coarse[b]
                : order.precedes(rows[a], closed[a], rows[b], closed[b], closedTicks);
    }
}
