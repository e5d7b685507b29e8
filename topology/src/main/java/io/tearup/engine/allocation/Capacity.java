package io.tearup.engine.allocation;

import io.tearup.engine.model.ExactMath;
import io.tearup.engine.model.Market;
import io.tearup.engine.model.Side;
import io.tearup.engine.ranking.Candidate;
import java.math.BigInteger;

/**
 * How many lots of a counterparty may be closed at a price: ADL takes gains, never deposits, and leaves nobody in
 * liquidation.
 *
 * <p>With haircut h and unrealised profit u per lot: none if {@code h > max(0, u)}. Otherwise the unreserved lots, and,
 * when {@code h > mmr * m} (closing then uses up more equity than maintenance it frees), at most
 * {@code floor((E - MM) / (h - mmr * m))}. E and MM are those of the unit that carries the position; mmr and m (value of
 * a lot at mark) are the market's own.
 */
public final class Capacity {
    private static final BigInteger PPM = BigInteger.valueOf(ExactMath.PPM);

    private final BigInteger haircutNumerator;
    private final BigInteger denominator;
    private final BigInteger excessPpmNumerator;

    /**
     * @param side side of the counterparties
     * @param price ADL price in ticks
     */
    public Capacity(Market market, Side side, long price) {
        BigInteger value = BigInteger.valueOf(market.spec().valueNumerator());
        BigInteger mark = BigInteger.valueOf(market.markTicks());
        BigInteger worse = side == Side.LONG
                ? mark.subtract(BigInteger.valueOf(price))
                : BigInteger.valueOf(price).subtract(mark);
        haircutNumerator = worse.multiply(value);
        denominator = BigInteger.valueOf(market.spec().valueDenominator());
        excessPpmNumerator = haircutNumerator
                .multiply(PPM)
                .subtract(mark.multiply(value)
                        .multiply(BigInteger.valueOf(market.spec().maintenancePpm())));
    }

    /** Lots that may be closed, 0..available. */
    public long of(Candidate candidate) {
        BigInteger profit = BigInteger.valueOf(Math.max(0, candidate.unrealised()));
        BigInteger haircut = haircutNumerator.multiply(BigInteger.valueOf(candidate.lots()));
        if (haircut.compareTo(profit.multiply(denominator)) > 0) {
            return 0;
        }
        long available = candidate.available();
        if (excessPpmNumerator.signum() <= 0) {
            return available;
        }
        BigInteger headroom =
                BigInteger.valueOf(candidate.equity()).multiply(PPM).subtract(candidate.maintenance());
        BigInteger bound = headroom.multiply(denominator).divide(excessPpmNumerator);
        return bound.min(BigInteger.valueOf(available)).longValueExact();
    }
}
