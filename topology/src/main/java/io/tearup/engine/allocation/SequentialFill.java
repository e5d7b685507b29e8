package io.tearup.engine.allocation;

/**
 * Takes a need from holders one after the other: whole quantities in order, one marginal partial. Vectors:
 * {@code queue.sequential}, {@code alp.stale_candidate}.
 */
public final class SequentialFill {
    private long need;

    /** @param need lots to cover, not negative */
    public SequentialFill(long need) {
        this.need = need;
    }

    /** Lots the next holder gives, 0..{@code available}. */
    public long take(long available) {
        long taken = Math.min(need, available);
        need -= taken;
        return taken;
    }

    /** Lots not covered yet. */
    public long need() {
        return need;
    }
}
