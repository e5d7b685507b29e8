package io.tearup.engine.ranking;

import io.tearup.engine.model.Contract;
import io.tearup.engine.model.Fraction;
import io.tearup.engine.model.Side;

/** Return of a position on its entry, without leverage. Vectors: {@code rank.position_return}. */
public final class PositionReturn {
    private PositionReturn() {}

    public static Fraction of(Side side, Fraction entry, Fraction mark, Contract contract) {
        Fraction change = contract == Contract.LINEAR
                ? mark.minus(entry).over(entry)
                : Fraction.ONE.over(entry).minus(Fraction.ONE.over(mark)).times(entry);
        return change.times(side.sign());
    }
}
