package io.tearup.engine.allocation;

import io.tearup.engine.decision.QuantityBound;
import io.tearup.engine.model.Market;
import io.tearup.engine.model.RiskGroup;
import io.tearup.engine.model.Side;
import io.tearup.engine.ranking.Candidate;
import io.tearup.engine.ranking.CandidateQueue;
import io.tearup.engine.ranking.Ranking;
import java.util.ArrayList;
import java.util.List;

/**
 * Whole positions in ranking order, each up to its capacity, one marginal partial at the end. Vectors:
 * {@code queue.sequential}, first pass of {@code alp.fill_plan}.
 */
public record QueueAllocation() implements Allocation {
    @Override
    public String name() {
        return "QUEUE";
    }

    @Override
    public Plan allocate(
            RiskGroup group, Market market, Side side, long demand, Ranking ranking, Capacity capacity, int limit) {
        CandidateQueue queue = new CandidateQueue(group, market, side, ranking);
        Candidate candidate = new Candidate(group, market);
        List<Share> shares = new ArrayList<>();
        long need = demand;
        int rank = 0;
        while (need > 0 && shares.size() < limit && !queue.isEmpty()) {
            candidate.load(queue.poll());
            rank++;
            long room = capacity.of(candidate);
            if (room == 0) {
                continue;
            }
            long lots = Math.min(need, room);
            shares.add(new Share(candidate.row(), rank, ranking.score(candidate), lots, bound(candidate, lots, room)));
            need -= lots;
        }
        return new Plan(shares, queue.candidates(), need > 0 && queue.isEmpty());
    }

    private static QuantityBound bound(Candidate candidate, long lots, long room) {
        if (lots < room) {
            return QuantityBound.DEMAND;
        }
        return room < candidate.available() ? QuantityBound.CAPACITY : QuantityBound.POSITION;
    }
}
