package io.tearup.engine.allocation;

import io.tearup.engine.decision.QuantityBound;
import io.tearup.engine.model.AllocationRule;
import io.tearup.engine.model.ExactMath;
import io.tearup.engine.model.Fraction;
import io.tearup.engine.ranking.Candidate;
import io.tearup.engine.ranking.CandidateQueue;
import io.tearup.engine.ranking.Ranking;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Whole positions in ranking order, each up to its capacity, one marginal partial at the end. Vectors:
 * {@code queue.sequential}, first pass of {@code alp.fill_plan}.
 *
 * <p>Re-ranked, a visit takes at most the rulebook's share of a position; what is left is ranked anew and waits its turn,
 * so that a queue by leverage approaches the minimax level from above.
 *
 * @param reranked whether positions are taken slice by slice
 */
public record QueueAllocation(boolean reranked) implements Allocation {
    @Override
    public String name() {
        return reranked ? "RERANKED_QUEUE" : "QUEUE";
    }

    @Override
    public Plan allocate(Request request) {
        return reranked ? bySlices(request) : whole(request);
    }

    private static Plan whole(Request request) {
        CandidateQueue queue = new CandidateQueue(request.opposite(), request.likelyShares());
        Candidate candidate = request.opposite().candidate();
        Ranking ranking = request.opposite().ranking();
        Capacity capacity = request.capacity();
        SequentialFill fill = new SequentialFill(request.demand());
        List<Share> shares = new ArrayList<>();
        int rank = 0;
        while (fill.need() > 0 && shares.size() < request.limit() && !queue.isEmpty()) {
            candidate.load(queue.poll());
            rank++;
            long room = capacity.of(candidate);
            long lots = fill.take(room);
            if (lots > 0) {
                shares.add(new Share(
                        candidate.slot(),
                        rank,
                        ranking.score(candidate),
                        lots,
                        request.ticks(),
                        lots < room ? QuantityBound.DEMAND : capacity.bound(),
                        capacity.raisesLeverage(candidate)));
            }
        }
        return new Plan(shares, queue.candidates(), fill.need() > 0 && queue.isEmpty(), "");
    }

    /** What one row gives so far. */
    private record Taken(int rank, Fraction score, long room, long lots, QuantityBound bound, boolean raisesLeverage) {}

    private static Plan bySlices(Request request) {
        CandidateQueue queue = new CandidateQueue(request.opposite(), request.likelyShares());
        Candidate candidate = request.opposite().candidate();
        AllocationRule rule = request.rule();
        AllocationRule uncut =
                new AllocationRule(rule.kind(), (int) ExactMath.PPM, rule.burdenCapPpm(), rule.neverRaiseLeverage());
        Capacity capacity = new Capacity(
                request.opposite().market(), request.opposite().side(), request.ticks(), uncut, request.feePpm());
        SequentialFill fill = new SequentialFill(request.demand());
        Map<Integer, Taken> taken = new LinkedHashMap<>();
        while (fill.need() > 0 && !queue.isEmpty()) {
            int row = queue.poll();
            candidate.load(row);
            Taken before = taken.get(row);
            if (before == null) {
                if (taken.size() == request.limit()) {
                    queue.putBack(row, 0, request.ticks());
                    break;
                }
                long room = capacity.of(candidate);
                if (room == 0) {
                    continue;
                }
                Fraction score = request.opposite().ranking().score(candidate);
                before = new Taken(
                        taken.size() + 1, score, room, 0, capacity.bound(), capacity.raisesLeverage(candidate));
            }
            long slice = Math.max(1, ExactMath.mulDivFloor(candidate.lots(), rule.maxSharePpm(), ExactMath.PPM));
            long lots = before.lots() + fill.take(Math.min(slice, before.room() - before.lots()));
            taken.put(
                    row,
                    new Taken(
                            before.rank(),
                            before.score(),
                            before.room(),
                            lots,
                            before.bound(),
                            before.raisesLeverage()));
            if (lots < before.room()) {
                queue.putBack(row, lots, request.ticks());
            }
        }
        List<Share> shares = new ArrayList<>();
        taken.forEach((row, t) -> {
            QuantityBound bound = t.lots() < t.room() ? QuantityBound.DEMAND : t.bound();
            int slot = request.opposite().market().positions().account(row);
            shares.add(new Share(slot, t.rank(), t.score(), t.lots(), request.ticks(), bound, t.raisesLeverage()));
        });
        return new Plan(shares, queue.candidates(), fill.need() > 0 && queue.isEmpty(), "");
    }
}
