package io.tearup.engine.allocation;

import io.tearup.engine.decision.QuantityBound;
import io.tearup.engine.model.CodePointOrder;
import io.tearup.engine.model.Fraction;
import io.tearup.engine.ranking.Candidate;
import io.tearup.engine.ranking.CandidateQueue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Divides a demand among all counterparties at once, each within its capacity, whole lots by largest remainder.
 *
 * <p>Shares go by ascending account id. Where a step limit cuts the list, the next step divides what is left among the
 * accounts after the last one: the level is the same, because those before it gave at that level.
 */
record ShareAllocation(Division division) implements Allocation {
    private record Entry(int row, String account, Division.Holding holding, QuantityBound bound) {}

    @Override
    public String name() {
        return division.name();
    }

    @Override
    public Plan allocate(Request request) {
        CandidateQueue queue = new CandidateQueue(request.opposite());
        Candidate candidate = request.opposite().candidate();
        Capacity capacity = request.capacity();
        List<Entry> entries = new ArrayList<>(queue.candidates());
        for (int row : queue.rows()) {
            candidate.load(row);
            String account = candidate.accountId();
            boolean done = !request.after().isEmpty() && CodePointOrder.INSTANCE.compare(account, request.after()) <= 0;
            long room = done ? 0 : capacity.of(candidate);
            if (room > 0) {
                Division.Holding holding = new Division.Holding(
                        candidate.lots(), room, candidate.unrealised(), candidate.equity(), candidate.grossNotional());
                entries.add(new Entry(row, account, holding, capacity.bound()));
            }
        }
        entries.sort(Comparator.comparing(Entry::account, CodePointOrder.INSTANCE));
        long[] lots = division.divide(
                request.demand(),
                request.opposite().market(),
                entries.stream().map(Entry::holding).toList());
        return plan(request, queue.candidates(), entries, lots, candidate, capacity);
    }

    private static Plan plan(
            Request request, int candidates, List<Entry> entries, long[] lots, Candidate candidate, Capacity capacity) {
        List<Share> shares = new ArrayList<>();
        String cursor = "";
        boolean cut = false;
        for (int i = 0; i < lots.length && !cut; i++) {
            if (lots[i] == 0) {
                continue;
            }
            Entry entry = entries.get(i);
            candidate.load(entry.row());
            Fraction score = request.opposite().ranking().score(candidate);
            QuantityBound bound = lots[i] < entry.holding().room() ? QuantityBound.SHARE : entry.bound();
            shares.add(new Share(
                    candidate.slot(),
                    shares.size() + 1,
                    score,
                    lots[i],
                    request.ticks(),
                    bound,
                    capacity.raisesLeverage(candidate)));
            cut = shares.size() == request.limit();
            cursor = entry.account();
        }
        return new Plan(shares, candidates, !cut, cut ? cursor : "");
    }
}
