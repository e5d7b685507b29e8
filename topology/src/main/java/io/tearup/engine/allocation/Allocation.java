package io.tearup.engine.allocation;

import io.tearup.engine.model.AllocationRule;
import io.tearup.engine.model.Market;
import io.tearup.engine.ranking.Opposite;
import java.util.List;

/** How much from whom. Computes shares and changes nothing. */
public sealed interface Allocation permits QueueAllocation, ShareAllocation {
    /** The allocation of a name. */
    static Allocation of(AllocationRule.Kind kind) {
        return switch (kind) {
            case QUEUE -> new QueueAllocation(false);
            case RERANKED_QUEUE -> new QueueAllocation(true);
            case PRO_RATA_POSITION -> new ShareAllocation(Division.PRO_RATA_POSITION);
            case PRO_RATA_PNL -> new ShareAllocation(Division.PRO_RATA_PNL);
            case RISK_AWARE -> new ShareAllocation(Division.RISK_AWARE);
            case MINIMAX_LEVERAGE -> new ShareAllocation(Division.MINIMAX_LEVERAGE);
        };
    }

    /** Name published with every wave. */
    String name();

    /** Shares of a demand. */
    Plan allocate(Request request);

    /**
     * What is to be allocated.
     *
     * @param opposite the counterparties
     * @param demand lots to cover, positive
     * @param ticks price
     * @param rule caps of the rulebook
     * @param feePpm fee of a counterparty, millionths of the fill's value
     * @param limit most shares to return
     * @param after account after which an open wave goes on, empty = from the start; see {@link Plan#cursor}
     */
    record Request(
            Opposite opposite, long demand, long ticks, AllocationRule rule, int feePpm, int limit, String after) {
        /** Counterparties that are going to give, if each gives what the average position has; no less than a few. */
        int likelyShares() {
            Market market = opposite.market();
            double open = Math.max(1, (double) market.longLots() + market.shortLots());
            double rows = demand / open * market.positions().size();
            return (int) Math.min(limit, rows * 1.25 + 64);
        }

        Capacity capacity() {
            return new Capacity(opposite.market(), opposite.side(), ticks, rule, feePpm);
        }

        Capacity capacityAt(long otherTicks) {
            return new Capacity(opposite.market(), opposite.side(), otherTicks, rule, feePpm);
        }
    }

    /**
     * An allocation.
     *
     * @param shares in the order they are to be settled
     * @param candidates eligible positions that were ranked
     * @param exhausted whether no counterparty is left for what the shares do not cover
     * @param cursor where the wave goes on if the limit was reached, for an allocation that goes by account id
     */
    record Plan(List<Share> shares, int candidates, boolean exhausted, String cursor) {
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
