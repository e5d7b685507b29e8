package io.tearup.engine.model;

import java.util.Arrays;

/**
 * The accounts of a risk group: id and wallet by slot, and the head of each account's chain of positions.
 *
 * <p>Slots are handed out in order of first appearance and never reused; like row numbers they carry no meaning and no
 * decision depends on them.
 */
public final class AccountTable {
    /** "No slot". */
    public static final int NONE = -1;

    private static final int INITIAL = 64;

    private String[] ids = new String[INITIAL];
    long[] wallet = new long[INITIAL];
    private String[] owner = new String[INITIAL];
    private int[] headMarket = new int[INITIAL];
    private int[] headRow = new int[INITIAL];
    private int size;

    /** Hash of the id in the upper half, slot + 1 in the lower, 0 = empty; linear probing, no removal. */
    private long[] index = new long[INITIAL * 2];

    /** Number of accounts; slots are 0..size-1. */
    public int size() {
        return size;
    }

    /** Slot of an id, or {@link #NONE}. */
    public int find(String id) {
        int hash = hash(id);
        int mask = index.length - 1;
        for (int i = hash & mask; index[i] != 0; i = (i + 1) & mask) {
            if ((int) (index[i] >>> 32) == hash) {
                int slot = (int) index[i] - 1;
                if (ids[slot].equals(id)) {
                    return slot;
                }
            }
        }
        return NONE;
    }

    /** Slot of an id, new and with an empty wallet if it was not known. */
    int findOrAdd(String id) {
        int slot = find(id);
        return slot != NONE ? slot : add(id);
    }

    public String id(int slot) {
        return ids[slot];
    }

    /** Cross balance, minor units: deposits, realised results, fees and funding of cross positions. */
    public long wallet(int slot) {
        return wallet[slot];
    }

    void setWallet(int slot, long amount) {
        wallet[slot] = amount;
    }

    /** Beneficial owner, empty = not known. */
    public String owner(int slot) {
        return owner[slot];
    }

    void setOwner(int slot, String newOwner) {
        owner[slot] = newOwner;
    }

    /** Whether two accounts are known to belong to the same owner, or are one. */
    public boolean sameOwner(int slot, int other) {
        return slot == other || (!owner[slot].isEmpty() && owner[slot].equals(owner[other]));
    }

    int headMarket(int slot) {
        return headMarket[slot];
    }

    int headRow(int slot) {
        return headRow[slot];
    }

    void setHead(int slot, int market, int row) {
        headMarket[slot] = market;
        headRow[slot] = row;
    }

    private int add(String id) {
        if (size == ids.length) {
            int capacity = Math.multiplyExact(size, 2);
            ids = Arrays.copyOf(ids, capacity);
            wallet = Arrays.copyOf(wallet, capacity);
            owner = Arrays.copyOf(owner, capacity);
            headMarket = Arrays.copyOf(headMarket, capacity);
            headRow = Arrays.copyOf(headRow, capacity);
        }
        int slot = size++;
        ids[slot] = id;
        wallet[slot] = 0;
        owner[slot] = "";
        setHead(slot, PositionTable.NONE, PositionTable.NONE);
        if (size * 2 > index.length) {
            long[] old = index;
            index = new long[old.length * 2];
            for (long entry : old) {
                if (entry != 0) {
                    insert(entry);
                }
            }
        }
        insert((long) hash(id) << 32 | slot + 1);
        return slot;
    }

    private void insert(long entry) {
        int mask = index.length - 1;
        int i = (int) (entry >>> 32) & mask;
        while (index[i] != 0) {
            i = (i + 1) & mask;
        }
        index[i] = entry;
    }

    private static int hash(String id) {
        int h = id.hashCode() * 0x9E3779B1;
        return h ^ (h >>> 15);
    }
}
