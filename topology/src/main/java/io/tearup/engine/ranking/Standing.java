package io.tearup.engine.ranking;

import io.tearup.engine.model.PositionTable;
import io.tearup.engine.model.Side;
import io.tearup.engine.model.SideScan;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Where a position stands in its side's queue. One scan of the others: who comes before it is counted, nothing is sorted.
 *
 * @param rank 1 = first in line
 * @param candidates positions in the queue
 * @param lotsAhead lots of those before it
 * @param lots its own, a magnitude
 * @param lotsQueued lots of the whole queue
 */
public record Standing(int rank, int candidates, long lotsAhead, long lots, long lotsQueued) {
    /** The standing of a row of the side, or null if it is not in the queue: flat, excluded or in liquidation. */
    public static @Nullable Standing of(Opposite opposite, int row) {
        PositionTable table = opposite.market().positions();
        long held = table.lots(row);
        int[] excluded = opposite.excluded();
        if (held == 0 || Side.of(held) != opposite.side() || Arrays.binarySearch(excluded, row) >= 0) {
            return null;
        }
        Ranking ranking = opposite.ranking();
        Candidate candidate = opposite.candidate();
        candidate.load(row);
        if (!candidate.isEligible()) {
            return null;
        }
        int ownTier = opposite.tier(candidate);
        double ownScore = ranking.coarse(candidate);
        long own = candidate.lots();
        RankOrder order = new RankOrder(opposite);
        SideScan scan = opposite.scanOthers(row, excluded);
        int rank = 1;
        int candidates = 1;
        long ahead = 0;
        long queued = own;
        int next = nextOf(scan, 0);
        for (; next < table.end(); next = nextOf(scan, next + 1)) {
            int tier = 0;
            double score = scan.score(next);
            if (Double.isNaN(score)) {
                candidate.load(next);
                if (!candidate.isEligible()) {
                    continue;
                }
                tier = opposite.tier(candidate);
                score = ranking.coarse(candidate);
            }
            long lots = Math.absExact(table.lots(next));
            candidates++;
            queued = Math.addExact(queued, lots);
            boolean before = tier != ownTier
                    ? tier < ownTier
                    : RankOrder.isClear(score, ownScore) ? score > ownScore : order.precedes(next, 0, row, 0, 1);
            if (before) {
                rank++;
                ahead += lots;
            }
        }
        return new Standing(rank, candidates, ahead, own, queued);
    }

    /** Light of the standing, 5 = first in line, 1 = last; see {@link QueueLight}. */
    public int light() {
        return QueueLight.light(QueueLight.quintile(lotsAhead, lots, lotsQueued));
    }

    private static int nextOf(SideScan scan, int from) {
        return scan.next(from, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
    }
}
