package io.tearup.engine.model;

/** A score to double precision, from amounts of money; see {@link SingleScan}. */
public interface CoarseScore {
    /**
     * Score of a position that is all its unit has. Amounts are in minor units.
     *
     * @param unrealised result at mark
     * @param entryValue a magnitude, at least 1
     * @param notional value at mark, at least 1
     * @param equity of the unit, positive
     * @param ownMoney the unit's money without its result, at least the amount 1 of the settlement asset
     * @param maintenance requirement of the unit, millionths of a minor unit
     */
    double coarse(
            double unrealised, double entryValue, double notional, double equity, double ownMoney, double maintenance);
}
