package io.tearup.engine.model;

/**
 * The 128 bits that an id of a kind is remembered by: two hashes of different factors over kind and id, each mixed at the end.
 *
 * <p>Both are worked out side by side, since each step waits for the one before; what the kind makes of them is kept from one
 * id to the next.
 */
final class IdDigest {
    private static final long SEED_HIGH = 0xCBF29CE484222325L;
    private static final long FACTOR_HIGH = 0x100000001B3L;
    private static final long SEED_LOW = 0x9E3779B97F4A7C15L;
    private static final long FACTOR_LOW = 0xD6E8FEB86659FD93L;
    private static final int SHIFT = 29;

    private String kind = "";
    private long beginHigh = (SEED_HIGH ^ '|') * FACTOR_HIGH;
    private long beginLow = (SEED_LOW ^ '|') * FACTOR_LOW;
    private long high;
    private long low;

    /** Digests an id. */
    void digest(String newKind, String id) {
        begin(newKind);
        long h = beginHigh;
        long l = beginLow;
        for (int i = 0; i < id.length(); i++) {
            h = (h ^ id.charAt(i)) * FACTOR_HIGH;
            l = (l ^ id.charAt(i)) * FACTOR_LOW;
            h ^= h >>> SHIFT;
            l ^= l >>> SHIFT;
        }
        end(h, l);
    }

    /** As {@link #digest(String, String)}, of an id whose bytes are ASCII. */
    void digest(String newKind, byte[] id, int from, int length) {
        begin(newKind);
        long h = beginHigh;
        long l = beginLow;
        for (int i = from; i < from + length; i++) {
            h = (h ^ id[i]) * FACTOR_HIGH;
            l = (l ^ id[i]) * FACTOR_LOW;
            h ^= h >>> SHIFT;
            l ^= l >>> SHIFT;
        }
        end(h, l);
    }

    private void begin(String newKind) {
        if (newKind.equals(kind)) {
            return;
        }
        long h = SEED_HIGH;
        long l = SEED_LOW;
        for (int i = 0; i < newKind.length(); i++) {
            h = (h ^ newKind.charAt(i)) * FACTOR_HIGH;
            l = (l ^ newKind.charAt(i)) * FACTOR_LOW;
            h ^= h >>> SHIFT;
            l ^= l >>> SHIFT;
        }
        beginHigh = (h ^ '|') * FACTOR_HIGH;
        beginLow = (l ^ '|') * FACTOR_LOW;
        kind = newKind;
    }

    private void end(long h, long l) {
        high = mix(h);
        // The lowest bit is set so that no digest is all zero, which marks an empty place.
        low = mix(l) | 1L;
    }

    private static long mix(long h) {
        long x = (h ^ (h >>> 30)) * 0xBF58476D1CE4E5B9L;
        x = (x ^ (x >>> 27)) * 0x94D049BB133111EBL;
        return x ^ (x >>> 31);
    }

    long high() {
        return high;
    }

    long low() {
        return low;
    }
}
