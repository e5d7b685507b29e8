package io.tearup.engine.allocation;

import io.tearup.engine.decision.QuantityBound;
import io.tearup.engine.model.Fraction;
import io.tearup.engine.model.Market;
import io.tearup.engine.model.Side;
import io.tearup.engine.ranking.Candidate;
import io.tearup.engine.ranking.CandidateQueue;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/**
 * Second pass of a wave: those skipped in the first because the price would have taken principal, if they are in profit at
 * mark, at their own entry rounded to the tick in their favour, where that is still better than mark for what is closed.
 * Vectors: second pass of {@code alp.fill_plan}.
 */
public final class SecondPass {
    private SecondPass() {}

    /** Shares of what the first pass left; ranked anew, before either pass is settled. */
    public static List<Share> allocate(Allocation.Request request) {
        Market market = request.opposite().market();
        Side side = request.opposite().side();
        CandidateQueue queue = new CandidateQueue(request.opposite(), request.likelyShares());
        Candidate candidate = request.opposite().candidate();
        Capacity first = request.capacity();
        SequentialFill fill = new SequentialFill(request.demand());
        List<Share> shares = new ArrayList<>();
        int rank = 0;
        while (fill.need() > 0 && shares.size() < request.limit() && !queue.isEmpty()) {
            candidate.load(queue.poll());
            rank++;
            if (candidate.unrealised() <= 0 || !first.takesPrincipal(candidate)) {
                continue;
            }
            long entry = entryTicks(market, side, candidate);
            boolean better = side == Side.LONG ? entry < market.markTicks() : entry > market.markTicks();
            if (!better) {
                continue;
            }
            Capacity own = request.capacityAt(entry);
            long room = own.of(candidate);
            long lots = fill.take(room);
            if (lots > 0) {
                shares.add(new Share(
                        candidate.slot(),
                        rank,
                        request.opposite().ranking().score(candidate),
                        lots,
                        entry,
                        lots < room ? QuantityBound.DEMAND : own.bound(),
                        own.raisesLeverage(candidate)));
            }
        }
        return shares;
    }

    /** Average entry of a position on the grid, in its favour: a long sells no lower, a short buys no higher. */
    private static long entryTicks(Market market, Side side, Candidate candidate) {
        Fraction exact = Fraction.of(candidate.entryValue())
                .over(market.spec().valuePerLotTick().times(candidate.lots()));
        BigInteger ticks = side == Side.LONG ? exact.ceil() : exact.floor();
        return Math.max(1, ticks.longValueExact());
    }
}
