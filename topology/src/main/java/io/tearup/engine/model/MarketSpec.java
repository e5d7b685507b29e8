package io.tearup.engine.model;

import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * A market's grid: what one lot, one tick and one lot-tick are worth.
 *
 * <p>Quantities are whole lots, prices whole ticks, money whole minor units of the group's settlement asset. The value of
 * {@code lots} at {@code ticks} is {@code lots * ticks * valueNumerator / valueDenominator} minor units. The denominator is
 * 1 unless the market was declared with sub-minor values; then a trade's value is rounded half-even once, the same for both
 * sides, so cash stays zero-sum.
 *
 * @param id market id
 * @param pool id of the insurance pool that takes this market's positions over
 * @param lotSize quantity of one lot in base units, positive
 * @param tickSize price of one tick in the settlement asset, positive
 * @param maintenancePpm maintenance margin rate in millionths of notional, 1..999,999
 * @param valueNumerator minor units per lot-tick, numerator, positive
 * @param valueDenominator minor units per lot-tick, denominator, positive
 */
public record MarketSpec(
        String id,
        String pool,
        BigDecimal lotSize,
        BigDecimal tickSize,
        int maintenancePpm,
        long valueNumerator,
        long valueDenominator) {

    /**
     * Derives the lot-tick value from decimals.
     *
     * @param moneyScale decimals of one minor unit, 0..18
     * @throws RejectedInput {@code INVALID_CONFIGURATION} naming the field at fault
     */
    public static MarketSpec of(
            String id,
            String pool,
            BigDecimal lotSize,
            BigDecimal tickSize,
            BigDecimal maintenanceRate,
            int moneyScale,
            boolean subMinorValues) {
        if (lotSize.signum() <= 0 || tickSize.signum() <= 0) {
            throw invalid(
                    id,
                    "lotSize and tickSize must be positive, are " + lotSize.toPlainString() + " and "
                            + tickSize.toPlainString());
        }
        int maintenancePpm = Ratios.ppm(maintenanceRate, "market " + id + " maintenanceMarginRate");
        if (maintenancePpm < 1 || maintenancePpm >= ExactMath.PPM) {
            throw invalid(id, "maintenanceMarginRate must be within (0, 1), is " + maintenanceRate.toPlainString());
        }
        BigDecimal perLotTick =
                lotSize.multiply(tickSize).scaleByPowerOfTen(moneyScale).stripTrailingZeros();
        BigInteger denominator = perLotTick.scale() <= 0 ? BigInteger.ONE : BigInteger.TEN.pow(perLotTick.scale());
        BigInteger numerator = perLotTick.multiply(new BigDecimal(denominator)).toBigIntegerExact();
        BigInteger gcd = numerator.gcd(denominator);
        numerator = numerator.divide(gcd);
        denominator = denominator.divide(gcd);
        if (!denominator.equals(BigInteger.ONE) && !subMinorValues) {
            throw invalid(
                    id,
                    "lotSize x tickSize is not a multiple of the minor unit 1e-" + moneyScale
                            + "; coarsen the grid, raise moneyScale or declare subMinorValues");
        }
        if (numerator.bitLength() > 62 || denominator.bitLength() > 62) {
            throw invalid(id, "lotSize x tickSize is out of range for moneyScale " + moneyScale);
        }
        return new MarketSpec(
                id, pool, lotSize, tickSize, maintenancePpm, numerator.longValueExact(), denominator.longValueExact());
    }

    /**
     * Value of {@code lots} (not negative) at a price, in minor units.
     *
     * @throws ArithmeticException if it leaves 64 bits
     */
    public long value(long lots, long ticks) {
        if (valueDenominator == 1) {
            return Math.multiplyExact(Math.multiplyExact(lots, valueNumerator), ticks);
        }
        return ExactMath.roundHalfEven(exactValue(lots, ticks), BigInteger.valueOf(valueDenominator))
                .longValueExact();
    }

    /**
     * Value of an ADL fill, rounded in the counterparty's favour where it is finer than the minor unit: a short that buys
     * pays less, a long that sells receives more. The residue is the pool's.
     *
     * @param side side of the counterparty
     * @throws ArithmeticException if it leaves 64 bits
     */
    public long valueFavouring(Side side, long lots, long ticks) {
        if (valueDenominator == 1) {
            return value(lots, ticks);
        }
        BigInteger exact = exactValue(lots, ticks);
        BigInteger denominator = BigInteger.valueOf(valueDenominator);
        BigInteger rounded =
                side == Side.SHORT ? ExactMath.floorDiv(exact, denominator) : ExactMath.ceilDiv(exact, denominator);
        return rounded.longValueExact();
    }

    /** Value of signed lots at a price without rounding, in minor units over {@link #valueDenominator}. */
    public BigInteger exactValue(long lots, long ticks) {
        return BigInteger.valueOf(lots)
                .multiply(BigInteger.valueOf(ticks))
                .multiply(BigInteger.valueOf(valueNumerator));
    }

    /** Value of one lot at one tick, minor units. */
    public Fraction valuePerLotTick() {
        return Fraction.of(valueNumerator, valueDenominator);
    }

    private static RejectedInput invalid(String id, String fault) {
        return new RejectedInput(RejectReason.INVALID_CONFIGURATION, "market " + id + ": " + fault);
    }
}
