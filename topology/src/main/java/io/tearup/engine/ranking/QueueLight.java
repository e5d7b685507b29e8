package io.tearup.engine.ranking;

import java.math.BigInteger;

/**
 * Quantity-weighted midpoint quintile of a place in the queue. Vectors: {@code lights.quintile}.
 *
 * <p>{@code quintile = floor(5 * (ahead + own / 2) / total)}, 0 = first fifth; a midpoint on a boundary belongs to the next.
 */
public final class QueueLight {
    private static final int FIFTHS = 5;

    private QueueLight() {}

    /**
     * Quintile 0..4 of a holder.
     *
     * @param ahead quantity before it
     * @param own its quantity
     * @param total of the whole queue, positive
     */
    public static int quintile(BigInteger ahead, BigInteger own, BigInteger total) {
        BigInteger fifth =
                ahead.shiftLeft(1).add(own).multiply(BigInteger.valueOf(FIFTHS)).divide(total.shiftLeft(1));
        return Math.min(FIFTHS - 1, fifth.intValueExact());
    }

    /** As {@link #quintile(BigInteger, BigInteger, BigInteger)}; nothing is allocated unless the product leaves 64 bits. */
    public static int quintile(long ahead, long own, long total) {
        if (total > Long.MAX_VALUE / (2 * FIFTHS)) {
            return quintile(BigInteger.valueOf(ahead), BigInteger.valueOf(own), BigInteger.valueOf(total));
        }
        return (int) Math.min(FIFTHS - 1, (2 * ahead + own) * FIFTHS / (2 * total));
    }

    /** Light of a quintile: 5 = first in line, 1 = last. */
    public static int light(int quintile) {
        return FIFTHS - quintile;
    }

    /** Lit segments of a quintile as some venues print them: 20 = first in line, 100 = last. */
    public static int bucket(int quintile) {
        return 20 * (quintile + 1);
    }
}
