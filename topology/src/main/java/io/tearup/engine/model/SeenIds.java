package io.tearup.engine.model;

import java.util.Arrays;

/**
 * The most recent input ids of a risk group, so that an input that comes again changes nothing.
 *
 * <p>A ring of 128-bit digests with an open-addressing index: constant time, and bounded because the newest id takes the
 * oldest one's place. Two different ids share a digest with a probability below 1e-26 at full capacity.
 */
public final class SeenIds {
    /** Ids remembered per risk group unless told otherwise. */
    public static final int CAPACITY = 1 << 20;

    private static final int INITIAL = 1 << 10;

    private final int capacity;
    private long[] high = new long[INITIAL];
    private long[] low = new long[INITIAL];
    private int next;
    private int size;
    private final IdDigest digest = new IdDigest();
    private final ExpectedIds expected = new ExpectedIds();
    private String digestedKind = "";
    private String digestedId = "";
    private long digestHigh;
    private long digestLow;

    /**
     * The lower half of a digest's first half in the upper half, ring place + 1 in the lower, 0 = empty; linear probing, removal
     * by backward shift. The digest's part is here so that an id that is not known, and one that goes, need no look at the
     * digests of its neighbours, which lie anywhere in memory.
     */
    private long[] index = new long[INITIAL * 2];

    /** Whether the index has every id. While rows are put back it does not: most of them are overwritten by later ones. */
    private boolean indexed = true;

    /** @param capacity ids remembered, positive */
    SeenIds(int capacity) {
        if (capacity <= 0) {
            throw new IllegalArgumentException("capacity must be positive, is " + capacity);
        }
        this.capacity = capacity;
    }

    /** Whether the id was remembered and not yet pushed out. */
    public boolean contains(String kind, String id) {
        digest(kind, id);
        if (!indexed) {
            reindex(index.length);
        }
        return find(digestHigh, digestLow) >= 0;
    }

    /** Remembers an id and returns its place in the ring. */
    int remember(String kind, String id) {
        int place = next;
        digest(kind, id);
        if (!indexed) {
            reindex(index.length);
        }
        makeRoom(place);
        if (isTaken(place)) {
            remove(place);
        }
        put(place, digestHigh, digestLow);
        insert(place);
        return place;
    }

    /** First half of the digest at a place. */
    public long high(int place) {
        return high[place];
    }

    /** Second half of the digest at a place. */
    public long low(int place) {
        return low[place];
    }

    /** Place the next id will take. */
    public int next() {
        return next;
    }

    /** Whether ids are looked up and pushed out; while rows are put back they are not. */
    boolean isIndexed() {
        return indexed;
    }

    /** For {@link Lookahead}: the place that is taken after some more ids. */
    int after(int ids) {
        return (int) ((next + (long) ids) % capacity);
    }

    /** For {@link Lookahead}: reads where the look-up of the id at a place begins. */
    long glanceAtIndex(int place) {
        return place < high.length ? index[(int) high[place] & index.length - 1] : 0;
    }

    /** Puts back what was logged; the place that was written last is told by {@link #restoreNext}. */
    void restore(int place, long loggedHigh, long loggedLow) {
        indexed = false;
        makeRoom(place);
        put(place, loggedHigh, loggedLow);
    }

    void restoreNext(int place) {
        next = place;
    }

    private void makeRoom(int place) {
        while (place >= high.length) {
            int larger = Math.multiplyExact(high.length, 2);
            high = Arrays.copyOf(high, larger);
            low = Arrays.copyOf(low, larger);
            if (indexed) {
                reindex(larger * 2);
            } else {
                index = new long[larger * 2];
            }
        }
    }

    private boolean isTaken(int place) {
        return high[place] != 0 || low[place] != 0;
    }

    private void put(int place, long newHigh, long newLow) {
        if (!isTaken(place)) {
            size++;
        }
        high[place] = newHigh;
        low[place] = newLow;
        next = place + 1 == capacity ? 0 : place + 1;
    }

    /** Number of ids remembered. */
    public int size() {
        return size;
    }

    private int find(long wantedHigh, long wantedLow) {
        long[] entries = index;
        int mask = entries.length - 1;
        int hash = (int) wantedHigh;
        int i = hash & mask;
        for (long entry = entries[i]; entry != 0; entry = entries[i]) {
            if ((int) (entry >>> Integer.SIZE) == hash) {
                int place = place(entry);
                if (high[place] == wantedHigh && low[place] == wantedLow) {
                    return place;
                }
            }
            i = (i + 1) & mask;
        }
        return -1;
    }

    private void insert(int place) {
        int mask = index.length - 1;
        int hash = (int) high[place];
        int i = hash & mask;
        while (index[i] != 0) {
            i = (i + 1) & mask;
        }
        index[i] = (long) hash << Integer.SIZE | place + 1;
    }

    private static int place(long entry) {
        return (int) entry - 1;
    }

    private void reindex(int length) {
        index = new long[length];
        for (int place = 0; place < high.length; place++) {
            if (isTaken(place)) {
                insert(place);
            }
        }
        indexed = true;
    }

    private void remove(int place) {
        long[] entries = index;
        int mask = entries.length - 1;
        int hole = (int) high[place] & mask;
        while (place(entries[hole]) != place) {
            hole = (hole + 1) & mask;
        }
        int i = hole + 1 & mask;
        for (long entry = entries[i]; entry != 0; entry = entries[i]) {
            int wanted = (int) (entry >>> Integer.SIZE) & mask;
            if (((i - wanted) & mask) >= ((i - hole) & mask)) {
                entries[hole] = entry;
                hole = i;
            }
            i = (i + 1) & mask;
        }
        entries[hole] = 0;
    }

    /** Digests an id; asking whether it was seen and remembering it come right after one another. */
    private void digest(String kind, String id) {
        if (id.equals(digestedId) && kind.equals(digestedKind)) {
            return;
        }
        int number = expected.take(kind, id);
        if (number == ExpectedIds.NONE) {
            digest.digest(kind, id);
            digestHigh = digest.high();
            digestLow = digest.low();
        } else {
            digestHigh = expected.high(number);
            digestLow = expected.low(number);
        }
        digestedKind = kind;
        digestedId = id;
    }

    /** For {@link Lookahead}: forgets what was expected, and expects ids of a kind. */
    void expectOnly(String kind) {
        expected.begin(kind);
    }

    /** For {@link Lookahead}: expects an id, its bytes are ASCII and stay as they are. */
    void expect(String kind, byte[] id, int from, int length) {
        digest.digest(kind, id, from, length);
        expected.add(id, from, length, digest);
    }

    /** For {@link Lookahead}: reads where the look-ups of the expected ids begin. */
    long glanceAtExpected() {
        long sum = 0;
        int mask = index.length - 1;
        for (int i = 0; i < expected.size(); i++) {
            sum += index[(int) expected.high(i) & mask];
        }
        return sum;
    }
}
