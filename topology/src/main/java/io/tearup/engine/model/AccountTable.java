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
    public static final int NONE = AccountIds.NONE;

    private static final int INITIAL = 64;
    private static final String[] NO_COLUMN = {};

    private final AccountIds ids = new AccountIds();
    long[] wallet = new long[INITIAL];
    /** By slot, empty text = not known; no column until an account has one, which many venues never tell. */
    private String[] owner = NO_COLUMN;

    private int[] headMarket = new int[INITIAL];
    private int[] headRow = new int[INITIAL];
    /** Number of accounts; slots are 0..size-1. */
    public int size() {
        return ids.size();
    }

    /** Slot of an id, or {@link #NONE}. */
    public int find(String id) {
        return ids.find(id);
    }

    /** As {@link #find(String)}, of an id in UTF-8; {@link #NONE} too for one that is not plain ASCII. */
    int find(byte[] id, int from, int length) {
        return ids.find(id, from, length);
    }

    /** For {@link Lookahead}: reads where the look-up of an id's hash begins. */
    long glance(int hash) {
        return ids.glance(hash);
    }

    /** For {@link Lookahead}: what the index has of a hash. */
    long entry(int hash) {
        return ids.entry(hash);
    }

    /** For {@link Lookahead}: reads an id. */
    int glanceAtId(long entry) {
        return ids.glanceAtText(entry);
    }

    /** For {@link Lookahead}: slot that an entry leads to, or {@link #NONE}. */
    int slot(long entry) {
        return ids.number(entry);
    }

    /** Slot of an id, new and with an empty wallet if it was not known. */
    int findOrAdd(String id) {
        int slot = find(id);
        return slot != NONE ? slot : add(id);
    }

    public String id(int slot) {
        return ids.get(slot);
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
        return owner.length == 0 ? "" : owner[slot];
    }

    void setOwner(int slot, String newOwner) {
        if (owner.length == 0) {
            if (newOwner.isEmpty()) {
                return;
            }
            owner = new String[wallet.length];
            Arrays.fill(owner, "");
        }
        owner[slot] = newOwner;
    }

    /** For {@link Lookahead}: reads what a fill needs of an account. */
    long glanceAtAccount(int slot) {
        return wallet[slot] + owner(slot).length();
    }

    /** Whether two accounts are known to belong to the same owner, or are one. */
    public boolean sameOwner(int slot, int other) {
        return slot == other || (!owner(slot).isEmpty() && owner(slot).equals(owner(other)));
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
        int slot = ids.add(id);
        if (slot == wallet.length) {
            int capacity = Capacities.beyond(slot);
            wallet = Arrays.copyOf(wallet, capacity);
            if (owner.length > 0) {
                owner = Arrays.copyOf(owner, capacity);
            }
            headMarket = Arrays.copyOf(headMarket, capacity);
            headRow = Arrays.copyOf(headRow, capacity);
        }
        wallet[slot] = 0;
        if (owner.length > 0) {
            owner[slot] = "";
        }
        setHead(slot, PositionTable.NONE, PositionTable.NONE);
        return slot;
    }
}
