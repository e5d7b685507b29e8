package io.tearup.engine.allocation;

import io.tearup.engine.model.Fraction;
import io.tearup.engine.model.MarginMode;

/** What of an account that holds both sides of a market may be closed. Vectors: {@code alp.hedge_exclusion}. */
public record HedgeExclusion(Fraction eligibleLong, Fraction eligibleShort) {
    /** Under cross margin the hedged part of both sides is left alone. */
    public static HedgeExclusion of(Fraction longs, Fraction shorts, MarginMode mode) {
        if (mode == MarginMode.ISOLATED) {
            return new HedgeExclusion(longs, shorts);
        }
        Fraction hedged = longs.min(shorts);
        return new HedgeExclusion(longs.minus(hedged), shorts.minus(hedged));
    }
}
