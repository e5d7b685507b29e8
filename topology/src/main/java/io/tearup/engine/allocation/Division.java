package io.tearup.engine.allocation;

import io.tearup.engine.model.ExactMath;
import io.tearup.engine.model.Fraction;
import io.tearup.engine.model.Market;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/** How a demand is divided among all counterparties at once. */
enum Division {
    /** In proportion to positions, as a clearing house tears up. */
    PRO_RATA_POSITION {
        @Override
        BigInteger weight(long lots, long profit, long notional, long equity) {
            return BigInteger.valueOf(lots);
        }
    },
    /** In proportion to unrealised profit, as variation margin gains are cut. */
    PRO_RATA_PNL {
        @Override
        BigInteger weight(long lots, long profit, long notional, long equity) {
            return BigInteger.valueOf(Math.max(0, profit));
        }
    },
    /** In proportion to position times leverage, leverage in whole millionths, rounded down. */
    RISK_AWARE {
        @Override
        BigInteger weight(long lots, long profit, long notional, long equity) {
            BigInteger leverage = BigInteger.valueOf(notional)
                    .multiply(BigInteger.valueOf(ExactMath.PPM))
                    .divide(BigInteger.valueOf(equity));
            return leverage.multiply(BigInteger.valueOf(lots));
        }
    },
    /**
     * To the lowest highest leverage, see {@link LeverageLevel}. The leverage is that of what carries the position: for a
     * cross account all that it holds counts, and its position here may have to go in full.
     */
    MINIMAX_LEVERAGE {
        @Override
        BigInteger weight(long lots, long profit, long notional, long equity) {
            return BigInteger.ONE;
        }

        @Override
        long[] divide(long demand, Market market, List<Holding> holdings) {
            return level(demand, market, holdings);
        }
    };

    /**
     * A counterparty that may give lots.
     *
     * @param room most lots it may give, positive
     * @param equity of the unit that carries it, minor units, positive
     * @param grossNotional value at mark of all that the unit carries, minor units
     */
    record Holding(long lots, long room, long profit, long equity, long grossNotional) {}

    abstract BigInteger weight(long lots, long profit, long notional, long equity);

    /** Lots of each holding, in their order; they sum to the demand, or to all rooms if these are less. */
    long[] divide(long demand, Market market, List<Holding> holdings) {
        List<BigInteger> weights = new ArrayList<>(holdings.size());
        long[] rooms = new long[holdings.size()];
        for (int i = 0; i < rooms.length; i++) {
            Holding h = holdings.get(i);
            weights.add(weight(h.lots(), h.profit(), h.grossNotional(), h.equity()));
            rooms[i] = h.room();
        }
        return CappedProRata.divide(demand, weights, rooms);
    }

    private static long[] level(long demand, Market market, List<Holding> holdings) {
        Fraction lotValue = market.spec().valuePerLotTick().times(market.markTicks());
        List<LeverageLevel.Holder> holders = new ArrayList<>(holdings.size());
        long rooms = 0;
        for (Holding h : holdings) {
            holders.add(new LeverageLevel.Holder(
                    Fraction.of(h.grossNotional()), Fraction.of(h.equity()), lotValue.times(h.room())));
            rooms = Math.addExact(rooms, h.room());
        }
        Fraction level = LeverageLevel.of(lotValue.times(demand), holders);
        LargestRemainder parts = new LargestRemainder(holders.size());
        long[] lots = new long[holders.size()];
        for (int i = 0; i < lots.length; i++) {
            parts.add(i, holders.get(i).reduction(level).over(lotValue));
        }
        parts.round(Math.min(demand, rooms), lots);
        return lots;
    }
}
