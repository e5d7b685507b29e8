package io.tearup.engine.model;

import java.util.Arrays;

/**
 * Digests of ids that were told to come soon, in the order in which they will: each is worked out once, and known early enough to
 * look at what it will touch. An id that was not told, or comes in another order, is none of them.
 */
final class ExpectedIds {
    private static final byte[] NOTHING = new byte[0];
    static final int NONE = -1;

    private final byte[][] bytes = new byte[Lookahead.WINDOW][];
    private final int[] from = new int[Lookahead.WINDOW];
    private final int[] length = new int[Lookahead.WINDOW];
    private final long[] high = new long[Lookahead.WINDOW];
    private final long[] low = new long[Lookahead.WINDOW];
    private String kind = "";
    private int size;
    private int taken;

    ExpectedIds() {
        Arrays.fill(bytes, NOTHING);
    }

    /** Forgets all, and expects ids of a kind. */
    void begin(String newKind) {
        kind = newKind;
        size = 0;
        taken = 0;
    }

    int size() {
        return size;
    }

    /** Adds the next id, of {@link Lookahead#WINDOW} at most: its bytes, which are ASCII and stay as they are, and its digest. */
    void add(byte[] id, int idFrom, int idLength, IdDigest digest) {
        bytes[size] = id;
        from[size] = idFrom;
        length[size] = idLength;
        high[size] = digest.high();
        low[size++] = digest.low();
    }

    long high(int number) {
        return high[number];
    }

    long low(int number) {
        return low[number];
    }

    /** Number of an id that is expected; those before it are no longer. {@link #NONE} if it is not. */
    int take(String newKind, String id) {
        if (!newKind.equals(kind)) {
            return NONE;
        }
        for (int i = taken; i < size; i++) {
            if (isAt(i, id)) {
                taken = i + 1;
                return i;
            }
        }
        return NONE;
    }

    private boolean isAt(int number, String id) {
        int end = length[number];
        if (id.length() != end) {
            return false;
        }
        byte[] spelling = bytes[number];
        int start = from[number];
        // Ids mostly differ in their last characters.
        for (int i = end - 1; i >= 0; i--) {
            if (id.charAt(i) != spelling[start + i]) {
                return false;
            }
        }
        return true;
    }
}
