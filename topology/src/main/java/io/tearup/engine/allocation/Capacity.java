package io.tearup.engine.allocation;

import io.tearup.engine.decision.QuantityBound;
import io.tearup.engine.model.AllocationRule;
import io.tearup.engine.model.ExactMath;
import io.tearup.engine.model.Market;
import io.tearup.engine.model.PositionTable;
import io.tearup.engine.model.Side;
import io.tearup.engine.ranking.Candidate;
import java.math.BigInteger;

/**
 * How many lots of a counterparty may be closed at a price: ADL takes gains, never deposits, and leaves nobody in
 * liquidation.
 *
 * <p>With haircut h, fee f and unrealised profit u per lot: none if {@code h > max(0, u)}. Otherwise the unreserved lots,
 * and, when {@code h + f > mmr * m} (closing then uses up more equity than maintenance it frees), at most
 * {@code floor((E - MM) / (h + f - mmr * m))}. E and MM are those of the unit that carries the position; mmr and m (value
 * of a lot at mark) are the market's own. The rulebook may cap the part of a position and the haircuts of an episode.
 *
 * <p>Where a lot's value is finer than the minor unit, what is booked is rounded: haircut and fee may be more, and the
 * maintenance that is freed less, than the formula tells. {@code E - MM} is then lessened by {@link #roundingPpm}, the most
 * that rounding can take, and who has less than that is not touched.
 */
public final class Capacity {
    private static final BigInteger PPM = BigInteger.valueOf(ExactMath.PPM);

    private final Market market;
    private final AllocationRule rule;
    private final BigInteger haircutNumerator;
    private final BigInteger denominator;
    private final BigInteger markNumerator;
    private final BigInteger excessPpmNumerator;
    private final BigInteger roundingPpm;
    private QuantityBound bound = QuantityBound.POSITION;

    /**
     * @param side side of the counterparties
     * @param price ADL price in ticks
     * @param feePpm fee of a counterparty, millionths of the fill's value
     */
    public Capacity(Market market, Side side, long price, AllocationRule rule, int feePpm) {
        this.market = market;
        this.rule = rule;
        BigInteger value = BigInteger.valueOf(market.spec().valueNumerator());
        BigInteger mark = BigInteger.valueOf(market.markTicks());
        BigInteger worse = side == Side.LONG
                ? mark.subtract(BigInteger.valueOf(price))
                : BigInteger.valueOf(price).subtract(mark);
        haircutNumerator = worse.multiply(value);
        denominator = BigInteger.valueOf(market.spec().valueDenominator());
        markNumerator = mark.multiply(value);
        excessPpmNumerator = haircutNumerator
                .multiply(PPM)
                .add(BigInteger.valueOf(price).multiply(value).multiply(BigInteger.valueOf(feePpm)))
                .subtract(
                        markNumerator.multiply(BigInteger.valueOf(market.spec().maintenancePpm())));
        roundingPpm = roundingPpm(market, feePpm);
    }

    /**
     * The most that rounding takes from what a unit has above maintenance when lots of it are closed, millionths of a minor
     * unit: one minor unit of its equity, the maintenance of one, and the fee of one.
     */
    static BigInteger roundingPpm(Market market, int feePpm) {
        return market.spec().valueDenominator() == 1
                ? BigInteger.ZERO
                : PPM.add(BigInteger.valueOf(market.spec().maintenancePpm())).add(BigInteger.valueOf(feePpm));
    }

    /** Whether the price would take more than the unrealised profit: principal is protected. */
    public boolean takesPrincipal(Candidate candidate) {
        BigInteger profit = BigInteger.valueOf(Math.max(0, candidate.unrealised()));
        BigInteger haircut = haircutNumerator.multiply(BigInteger.valueOf(candidate.lots()));
        return haircut.compareTo(profit.multiply(denominator)) > 0;
    }

    /** Whether closing at the price raises the leverage of what is left: {@code h / m > E / N}. */
    public boolean raisesLeverage(Candidate candidate) {
        return haircutNumerator
                        .multiply(BigInteger.valueOf(candidate.grossNotional()))
                        .compareTo(markNumerator.multiply(BigInteger.valueOf(candidate.equity())))
                > 0;
    }

    /** Lots that may be closed, 0..available; {@link #bound} then says what limits them. */
    public long of(Candidate candidate) {
        if (takesPrincipal(candidate) || (rule.neverRaiseLeverage() && raisesLeverage(candidate))) {
            return 0;
        }
        bound = QuantityBound.POSITION;
        long room = candidate.available();
        if (rule.maxSharePpm() < ExactMath.PPM) {
            long most = ExactMath.mulDivFloor(candidate.lotsBefore(), rule.maxSharePpm(), ExactMath.PPM);
            room = limit(room, most, QuantityBound.MAX_SHARE);
        }
        boolean consumes = excessPpmNumerator.signum() > 0;
        if (consumes || roundingPpm.signum() > 0) {
            BigInteger headroom = BigInteger.valueOf(candidate.equity())
                    .multiply(PPM)
                    .subtract(candidate.maintenance())
                    .subtract(roundingPpm);
            if (headroom.signum() < 0) {
                return limit(room, 0, QuantityBound.CAPACITY);
            }
            if (consumes) {
                BigInteger most = headroom.multiply(denominator).divide(excessPpmNumerator);
                room = limit(room, most, QuantityBound.CAPACITY);
            }
        }
        Integer cap = rule.burdenCapPpm();
        if (cap != null && haircutNumerator.signum() > 0) {
            BigInteger most = burdenLeft(candidate, cap).multiply(denominator).divide(haircutNumerator);
            room = limit(room, most, QuantityBound.BURDEN_CAP);
        }
        return room;
    }

    /** What limited the last {@link #of}. */
    public QuantityBound bound() {
        return bound;
    }

    private long limit(long room, long most, QuantityBound by) {
        return limit(room, BigInteger.valueOf(most), by);
    }

    private long limit(long room, BigInteger most, QuantityBound by) {
        if (most.compareTo(BigInteger.valueOf(room)) >= 0) {
            return room;
        }
        bound = by;
        return Math.max(0, most.longValueExact());
    }

    /** Haircut a row may still bear in the present episode, minor units, not negative. */
    private BigInteger burdenLeft(Candidate candidate, int capPpm) {
        PositionTable table = market.positions();
        int row = candidate.row();
        boolean known = table.burdenEpisode(row) == market.episodeNumber();
        long base = known ? table.burdenBase(row) : Math.max(0, candidate.unrealised());
        long used = known ? table.burdenUsed(row) : 0;
        long most = ExactMath.mulDivFloor(base, capPpm, ExactMath.PPM);
        return BigInteger.valueOf(Math.max(0, most - used));
    }
}
