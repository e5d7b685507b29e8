package io.tearup.engine.model;

/**
 * A drawdown trigger's memory of one market: disarmed, or armed with the maxima it froze.
 *
 * <p>Amounts in minor units, times in microseconds of stream time.
 */
public final class Episode {
    private boolean armed;
    private long frozenAt;
    private long balancePeak;
    private long pnlPeak;
    private long residue;
    private long capPrice;
    private long capBasis = -1;

    public boolean armed() {
        return armed;
    }

    /** When the maxima in force were frozen; one window later the rolling ones replace them. */
    public long frozenAt() {
        return frozenAt;
    }

    /** Frozen maximum of the pool's cash. */
    public long balancePeak() {
        return balancePeak;
    }

    /** Frozen maximum of the market's result. */
    public long pnlPeak() {
        return pnlPeak;
    }

    /** What tick rounding has cost the pool since the maxima were frozen: it lowers the working floor. */
    public long residue() {
        return residue;
    }

    /** Price in ticks derived for {@link #capBasis}; it holds for the lots that remain. */
    public long capPrice() {
        return capPrice;
    }

    /** Inventory basis the cap price was derived on, -1 = none. */
    public long capBasis() {
        return capBasis;
    }

    /** Arms, or freezes anew while armed, with the maxima given; a cap price derived before no longer holds. */
    public void freeze(long time, long newBalancePeak, long newPnlPeak) {
        restore(true, time, newBalancePeak, newPnlPeak, 0, 0, -1);
    }

    public void disarm() {
        restore(false, 0, 0, 0, 0, 0, -1);
    }

    public void rememberCapPrice(long price, long basis) {
        capPrice = price;
        capBasis = basis;
    }

    public void addResidue(long amount) {
        residue = Math.addExact(residue, amount);
    }

    /** Puts every field back as it was logged. */
    public void restore(
            boolean wasArmed,
            long wasFrozenAt,
            long oldBalancePeak,
            long oldPnlPeak,
            long oldResidue,
            long oldCapPrice,
            long oldCapBasis) {
        armed = wasArmed;
        frozenAt = wasFrozenAt;
        balancePeak = oldBalancePeak;
        pnlPeak = oldPnlPeak;
        residue = oldResidue;
        capPrice = oldCapPrice;
        capBasis = oldCapBasis;
    }
}
