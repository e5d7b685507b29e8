package io.tearup.engine.model;

import java.util.Arrays;

/**
 * Which position the row of each remembered id carries: by place in the ring of ids, market index and account slot.
 *
 * <p>Nearly every input changes one position, and its id needs a row anyway. That row holds the position's present value
 * instead of a second one. The ring comes round: when a place is taken again, the position it carried needs a row of its own
 * if no later row holds it, see {@link RiskGroup#rememberId}.
 */
final class CarriedPositions {
    static final int NONE = -1;

    private static final int INITIAL = 1 << 10;

    /** Market index + 1, 0 = none. */
    private int[] market = new int[INITIAL];

    private int[] slot = new int[INITIAL];

    void set(int place, Market carried, int accountSlot) {
        if (place >= market.length) {
            int capacity = Math.max(market.length * 2, Integer.highestOneBit(place) * 2);
            market = Arrays.copyOf(market, capacity);
            slot = Arrays.copyOf(slot, capacity);
        }
        market[place] = carried.index() + 1;
        slot[place] = accountSlot;
    }

    void clear(int place) {
        if (place < market.length) {
            market[place] = 0;
        }
    }

    /** Index of the market at a place, or {@link #NONE}. */
    int market(int place) {
        return place < market.length ? market[place] - 1 : NONE;
    }

    /** Slot of the account at a place that carries a position. */
    int slot(int place) {
        return slot[place];
    }
}
