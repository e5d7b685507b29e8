package io.tearup.engine.waterfall;

import io.tearup.engine.model.Fraction;

/** Divides a pool's deficit among the markets that lose, in proportion to their losses. Vectors: {@code pools.shared_loss_by_pnl}. */
public final class SharedLoss {
    private SharedLoss() {}

    /**
     * Part of a deficit that one losing market answers for.
     *
     * @param deficit of the pool, not negative
     * @param loss of the market, positive
     * @param losses of all losing markets of the pool, at least {@code loss}
     */
    public static Fraction allotment(Fraction deficit, Fraction loss, Fraction losses) {
        return deficit.times(loss).over(losses);
    }
}
