package io.tearup.store;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The few names that come with nearly every record and row (groups, markets, sources), one string for each: found by their
 * bytes, so that none is made twice. Bounded: once full it starts afresh.
 */
public final class KnownNames {
    private static final int CAPACITY = 1 << 12;
    private static final int MASK = CAPACITY * 2 - 1;

    private final byte[][] spellings = new byte[CAPACITY * 2][];
    private final String[] names = new String[CAPACITY * 2];
    private int size;

    /** The name that some bytes spell in UTF-8. */
    public String of(byte[] bytes, int from, int length) {
        int to = from + length;
        int hash = 1;
        for (int i = from; i < to; i++) {
            hash = 31 * hash + bytes[i];
        }
        int place = (hash ^ hash >>> 16) & MASK;
        while (spellings[place] != null) {
            if (Arrays.equals(spellings[place], 0, spellings[place].length, bytes, from, to)) {
                return names[place];
            }
            place = (place + 1) & MASK;
        }
        if (size == CAPACITY) {
            Arrays.fill(spellings, null);
            size = 0;
        }
        String name = new String(bytes, from, length, StandardCharsets.UTF_8);
        spellings[place] = Arrays.copyOfRange(bytes, from, to);
        names[place] = name;
        size++;
        return name;
    }
}
