package io.tearup.engine.waterfall;

import io.tearup.engine.model.Fraction;
import java.util.ArrayList;
import java.util.List;

/**
 * Isolated pools of one asset whose sum is at or below zero help each other before ADL: every positive balance goes to the
 * negative pools, pro rata to their deficits. Vectors: {@code pools.secondary_trigger}.
 */
public final class PoolRedistribution {
    private PoolRedistribution() {}

    /** Whether the pools together have nothing left; zero counts. */
    public static boolean isTriggered(Fraction combined) {
        return !combined.isPositive();
    }

    /** Balances after the redistribution, in the given order; their sum does not change. It is triggered. */
    public static List<Fraction> redistribute(List<Fraction> balances) {
        Fraction donated = Fraction.ZERO;
        Fraction deficits = Fraction.ZERO;
        for (Fraction balance : balances) {
            donated = donated.plus(balance.orZero());
            deficits = deficits.plus(balance.negate().orZero());
        }
        List<Fraction> after = new ArrayList<>(balances.size());
        for (Fraction balance : balances) {
            after.add(
                    balance.isNegative()
                            ? balance.plus(donated.times(balance.negate()).over(deficits))
                            : Fraction.ZERO);
        }
        return after;
    }
}
