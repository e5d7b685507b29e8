package io.tearup.engine.model;

/** A score to double precision, from amounts of money; see {@link SideScan}. */
public interface CoarseScore {
    /**
     * Score of a position from what it is worth itself and what the unit that carries it is worth. Amounts are in minor units,
     * maintenance requirements in millionths of one.
     *
     * @param unrealised the position's result at mark
     * @param entryValue the position's, a magnitude, at least 1
     * @param notional the position's value at mark, at least 1
     * @param maintenance requirement of the position
     * @param equity of the unit, positive
     * @param ownMoney the unit's money without its result, at least the amount 1 of the settlement asset
     * @param unitUnrealised result of every position of the unit
     * @param unitNotional value of every position of the unit, at least 1
     * @param unitMaintenance requirement of every position of the unit
     */
    double coarse(
            double unrealised,
            double entryValue,
            double notional,
            double maintenance,
            double equity,
            double ownMoney,
            double unitUnrealised,
            double unitNotional,
            double unitMaintenance);
}
