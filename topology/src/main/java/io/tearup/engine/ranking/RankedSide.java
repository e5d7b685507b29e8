package io.tearup.engine.ranking;

import io.tearup.engine.model.CodePointOrder;
import io.tearup.engine.model.Fraction;
import io.tearup.engine.model.PositionTable;
import io.tearup.engine.model.SideScan;
import java.util.Arrays;
import java.util.Comparator;

/**
 * Every candidate of a side in ranking order, for what needs all of them: lights, and haircuts on gains.
 *
 * <p>Algorithm: a radix sort by coarse score, in time linear in the candidates; then every stretch of neighbours whose coarse
 * scores are too close to tell apart is sorted by exact score and account id. What {@link CandidateQueue} would yield one
 * after the other.
 */
public final class RankedSide {
    private static final int DIGIT_BITS = 11;
    private static final int DIGITS = 1 << DIGIT_BITS;

    private final Opposite opposite;
    private final PositionTable table;
    private int[] rows = new int[64];
    private long[] keys = new long[64];
    private int size;

    private RankedSide(Opposite opposite) {
        this.opposite = opposite;
        this.table = opposite.market().positions();
    }

    /** Rows of the candidates, first in line first. */
    public static int[] of(Opposite opposite) {
        RankedSide first = new RankedSide(opposite);
        RankedSide last = new RankedSide(opposite);
        first.collect(last);
        int[] ranked = Arrays.copyOf(first.sorted(), first.size + last.size);
        System.arraycopy(last.sorted(), 0, ranked, first.size, last.size);
        return ranked;
    }

    /** Scans the side; those of tier 1 go to another. */
    private void collect(RankedSide tierOne) {
        Ranking ranking = opposite.ranking();
        Candidate candidate = opposite.candidate();
        SideScan scan = opposite.scan(opposite.excluded());
        for (int row = next(scan, 0); row < table.end(); row = next(scan, row + 1)) {
            double score = scan.score(row);
            int tier = 0;
            if (Double.isNaN(score)) {
                candidate.load(row);
                if (!candidate.isEligible()) {
                    continue;
                }
                tier = opposite.tier(candidate);
                score = ranking.coarse(candidate);
            }
            (tier == 0 ? this : tierOne).append(row, score);
        }
    }

    private static int next(SideScan scan, int from) {
        return scan.next(from, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
    }

    private void append(int row, double score) {
        if (size == rows.length) {
            rows = Arrays.copyOf(rows, size * 2);
            keys = Arrays.copyOf(keys, size * 2);
        }
        rows[size] = row;
        keys[size++] = keyOf(score);
    }

    /** Bits whose unsigned order is descending in the score. */
    private static long keyOf(double score) {
        // Without a negative zero, which would sort apart from zero.
        long bits = Double.doubleToRawLongBits(score + 0.0);
        return ~(bits ^ (bits >> 63 | Long.MIN_VALUE));
    }

    private static double scoreOf(long key) {
        long ordered = ~key;
        return Double.longBitsToDouble(ordered < 0 ? ordered ^ Long.MIN_VALUE : ~ordered);
    }

    private int[] sorted() {
        for (int shift = 0; shift < Long.SIZE; shift += DIGIT_BITS) {
            sortByDigit(shift);
        }
        int from = 0;
        while (from < size) {
            int to = from + 1;
            while (to < size && !RankOrder.isClear(scoreOf(keys[to - 1]), scoreOf(keys[to]))) {
                to++;
            }
            if (to > from + 1) {
                sortExactly(from, to);
            }
            from = to;
        }
        return Arrays.copyOf(rows, size);
    }

    private void sortByDigit(int shift) {
        int[] starts = new int[DIGITS + 1];
        for (int i = 0; i < size; i++) {
            starts[digit(keys[i], shift) + 1]++;
        }
        if (size == 0 || starts[digit(keys[0], shift) + 1] == size) {
            return;
        }
        for (int digit = 0; digit < DIGITS; digit++) {
            starts[digit + 1] += starts[digit];
        }
        int[] sortedRows = new int[rows.length];
        long[] sortedKeys = new long[keys.length];
        for (int i = 0; i < size; i++) {
            int to = starts[digit(keys[i], shift)]++;
            sortedRows[to] = rows[i];
            sortedKeys[to] = keys[i];
        }
        rows = sortedRows;
        keys = sortedKeys;
    }

    private static int digit(long key, int shift) {
        return (int) (key >>> shift) & (DIGITS - 1);
    }

    private record Exact(int row, Fraction score, String account) {}

    private void sortExactly(int from, int to) {
        Candidate candidate = opposite.candidate();
        Exact[] exact = new Exact[to - from];
        for (int i = from; i < to; i++) {
            candidate.load(rows[i]);
            exact[i - from] = new Exact(rows[i], opposite.ranking().score(candidate), candidate.accountId());
        }
        Arrays.sort(
                exact,
                Comparator.comparing(Exact::score).reversed().thenComparing(Exact::account, CodePointOrder.INSTANCE));
        for (int i = from; i < to; i++) {
            rows[i] = exact[i - from].row();
        }
    }
}
