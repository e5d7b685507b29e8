package io.tearup.engine.allocation;

import io.tearup.engine.model.Market;
import io.tearup.engine.model.RiskGroup;
import io.tearup.engine.model.Side;
import io.tearup.engine.ranking.Ranking;
import java.util.List;

/** How much from whom. Computes shares and changes nothing. */
public sealed interface Allocation permits QueueAllocation {
    /** Name published with every wave. */
    String name();

    /**
     * Shares of a demand.
     *
     * @param side side of the counterparties
     * @param demand lots to cover, positive
     * @param limit most shares to return
     */
    Plan allocate(
            RiskGroup group, Market market, Side side, long demand, Ranking ranking, Capacity capacity, int limit);

    /**
     * An allocation.
     *
     * @param shares in the order they are to be settled
     * @param candidates eligible positions that were ranked
     * @param exhausted whether no counterparty is left for what the shares do not cover
     */
    record Plan(List<Share> shares, int candidates, boolean exhausted) {
        public Plan {
            shares = List.copyOf(shares);
        }

        /** Lots covered. */
        public long lots() {
            long lots = 0;
            for (Share share : shares) {
                lots = Math.addExact(lots, share.lots());
            }
            return lots;
        }
    }
}
