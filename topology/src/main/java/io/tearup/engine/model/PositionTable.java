package io.tearup.engine.model;

import java.util.Arrays;

/**
 * The open positions of one market: a struct of arrays, one row per account.
 *
 * <p>Columns are primitive and scanned in row order; an open-addressing index finds an account's row; a free list reuses
 * closed rows; {@code next} links the rows of one account through the tables of all markets. A row stays while it has
 * lots, margin, a reservation or the isolated mode. Row numbers say nothing: after a restore they may differ, so no
 * decision may depend on them.
 */
public final class PositionTable {
    /** "No row". */
    public static final int NONE = -1;

    private static final int INITIAL = 64;
    private static final long[] NO_COLUMN = new long[0];
    private static final int OWN_ROW = 1 << 31;
    private static final byte FREE = 0;
    private static final byte USED = 1;
    static final byte ISOLATED = 2;
    static final byte ALONE = 4;

    long[] lots = new long[INITIAL];
    long[] cost = new long[INITIAL];

    /** Empty until a row has margin of its own, which only isolated positions do. */
    private long[] margin = NO_COLUMN;

    /** Empty until a row is reserved, which only some ways of settling do. */
    private long[] reserved = NO_COLUMN;

    /** The three of them empty until a row bears a burden, which only some rulebooks count. */
    private long[] burdenBase = NO_COLUMN;

    private long[] burdenUsed = NO_COLUMN;
    private long[] burdenEpisode = NO_COLUMN;
    int[] account = new int[INITIAL];
    private int[] nextMarket = new int[INITIAL];
    private int[] nextRow = new int[INITIAL];
    byte[] state = new byte[INITIAL];
    private byte[] light = new byte[INITIAL];

    /** Place + 1 of the id whose row carries the position, 0 = none; {@link #OWN_ROW} if it has a row of its own too. */
    private int[] logged = new int[INITIAL];

    private int end;
    private int used;
    private int freeHead = NONE;

    /**
     * Account slot in the upper half, row + 1 in the lower, 0 = empty; linear probing, removal by backward shift. The slot is
     * here so that nothing else has to be looked at to find a row; at most three quarters are taken.
     */
    private long[] index = new long[INITIAL * 2];

    /** The row last found: one input looks its row up several times. */
    private int recentSlot = NONE;

    private int recentRow;

    /** One past the last row ever used; rows below it may be free. */
    public int end() {
        return end;
    }

    /** Number of rows in use. */
    public int size() {
        return used;
    }

    /** Whether the row is in use. */
    public boolean isUsed(int row) {
        return state[row] != FREE;
    }

    /** Row of an account, or {@link #NONE}. */
    public int find(int accountSlot) {
        return accountSlot == recentSlot ? recentRow : lookUp(accountSlot);
    }

    private int lookUp(int accountSlot) {
        int row = inIndex(accountSlot);
        if (row != NONE) {
            recentSlot = accountSlot;
            recentRow = row;
        }
        return row;
    }

    private int inIndex(int accountSlot) {
        long[] entries = index;
        int mask = entries.length - 1;
        int i = home(accountSlot, mask);
        for (long entry = entries[i]; entry != 0; entry = entries[i]) {
            if ((int) (entry >>> Integer.SIZE) == accountSlot) {
                return (int) entry - 1;
            }
            i = (i + 1) & mask;
        }
        return NONE;
    }

    /** For {@link Lookahead}: reads where the look-up of an account begins. */
    long glance(int accountSlot) {
        return index[home(accountSlot, index.length - 1)];
    }

    /** For {@link Lookahead}: reads the columns of an account's row that a fill needs. */
    long glanceAtRow(int accountSlot) {
        int row = inIndex(accountSlot);
        return row == NONE
                ? 0
                : lots[row] + cost[row] + margin(row) + account[row] + state[row] + light[row] + logged[row];
    }

    /** For {@link Lookahead}: reads which row of the log carries an account's row. */
    long glanceAtCarrier(int accountSlot) {
        int row = inIndex(accountSlot);
        return row == NONE ? 0 : logged[row];
    }

    /** Adds an empty cross row for an account that has none. The caller links it. */
    int add(int accountSlot) {
        int row;
        if (freeHead != NONE) {
            row = freeHead;
            freeHead = nextRow[row];
        } else {
            if (end == lots.length) {
                grow();
            }
            row = end++;
        }
        used++;
        lots[row] = 0;
        cost[row] = 0;
        setMargin(row, 0);
        setReserved(row, 0);
        setBurden(row, 0, 0, 0);
        account[row] = accountSlot;
        nextMarket[row] = NONE;
        nextRow[row] = NONE;
        state[row] = USED;
        light[row] = 0;
        logged[row] = 0;
        if (used > index.length / 4 * 3) {
            reindex(index.length * 2);
        } else {
            insert(row);
        }
        return row;
    }

    /** Frees a row that the caller has unlinked. */
    void free(int row) {
        recentSlot = NONE;
        removeFromIndex(account[row]);
        state[row] = FREE;
        lots[row] = 0;
        nextMarket[row] = NONE;
        nextRow[row] = freeHead;
        freeHead = row;
        used--;
    }

    /** Signed lots, long positive. */
    public long lots(int row) {
        return lots[row];
    }

    /** Signed cost, minor units. */
    public long cost(int row) {
        return cost[row];
    }

    /** Isolated margin, minor units; 0 for cross rows. */
    public long margin(int row) {
        return margin.length == 0 ? 0 : margin[row];
    }

    /** Lots held for assignments that are not settled yet, 0..|lots|. */
    public long reserved(int row) {
        return reserved.length == 0 ? 0 : reserved[row];
    }

    /** Whether any row may have reserved lots. */
    public boolean hasReserved() {
        return reserved.length > 0;
    }

    /** Unrealised profit at the first wave of {@link #burdenEpisode}, minor units. */
    public long burdenBase(int row) {
        return burdenBase.length == 0 ? 0 : burdenBase[row];
    }

    /** Haircuts borne in {@link #burdenEpisode}, minor units. */
    public long burdenUsed(int row) {
        return burdenUsed.length == 0 ? 0 : burdenUsed[row];
    }

    /** Episode of the market in which the row last bore a haircut, 0 = none. */
    public long burdenEpisode(int row) {
        return burdenEpisode.length == 0 ? 0 : burdenEpisode[row];
    }

    void setBurden(int row, long episode, long base, long used) {
        if (burdenEpisode.length == 0) {
            if (episode == 0) {
                return;
            }
            burdenEpisode = new long[lots.length];
            burdenBase = new long[lots.length];
            burdenUsed = new long[lots.length];
        }
        burdenEpisode[row] = episode;
        burdenBase[row] = base;
        burdenUsed[row] = used;
    }

    /** Slot of the account in its {@link AccountTable}. */
    public int account(int row) {
        return account[row];
    }

    public MarginMode mode(int row) {
        return isIsolated(row) ? MarginMode.ISOLATED : MarginMode.CROSS;
    }

    public boolean isIsolated(int row) {
        return (state[row] & ISOLATED) != 0;
    }

    /** Whether the row is the only one of its account: what it needs is then found without walking the chain. */
    boolean isAlone(int row) {
        return (state[row] & ALONE) != 0;
    }

    void setAlone(int row, boolean alone) {
        state[row] = (byte) (alone ? state[row] | ALONE : state[row] & ~ALONE);
    }

    /** ADL light last published for the row: 1..5, 5 = first in line, 0 = none. */
    public int light(int row) {
        return light[row];
    }

    /** Place of the id whose row carries the position, or {@link #NONE}. */
    int carrier(int row) {
        return (logged[row] & ~OWN_ROW) - 1;
    }

    /** Whether a row of its own is in the log, be it with an older value. */
    boolean hasOwnRow(int row) {
        return logged[row] < 0;
    }

    /** The row of an id carries the present value. */
    void setCarrier(int row, int place) {
        logged[row] = logged[row] & OWN_ROW | place + 1;
    }

    /** A row of its own carries the present value. */
    void setOwnRow(int row) {
        logged[row] = OWN_ROW;
    }

    /** A row of its own is in the log from before. */
    void keepOwnRow(int row) {
        logged[row] |= OWN_ROW;
    }

    void setLight(int row, int newLight) {
        light[row] = (byte) newLight;
    }

    /** Whether nothing would be lost if the row were freed. */
    boolean isEmpty(int row) {
        return lots[row] == 0 && margin(row) == 0 && reserved(row) == 0 && !isIsolated(row);
    }

    int nextMarket(int row) {
        return nextMarket[row];
    }

    int nextRow(int row) {
        return nextRow[row];
    }

    void link(int row, int market, int next) {
        nextMarket[row] = market;
        nextRow[row] = next;
    }

    void set(int row, long newLots, long newCost, long newMargin) {
        lots[row] = newLots;
        cost[row] = newCost;
        setMargin(row, newMargin);
    }

    private void setMargin(int row, long newMargin) {
        if (margin.length == 0) {
            if (newMargin == 0) {
                return;
            }
            margin = new long[lots.length];
        }
        margin[row] = newMargin;
    }

    void setReserved(int row, long newReserved) {
        if (reserved.length == 0) {
            if (newReserved == 0) {
                return;
            }
            reserved = new long[lots.length];
        }
        reserved[row] = newReserved;
    }

    void setMode(int row, MarginMode mode) {
        state[row] = (byte) (mode == MarginMode.ISOLATED ? state[row] | ISOLATED : state[row] & ~ISOLATED);
    }

    private void grow() {
        int capacity = Capacities.beyond(lots.length);
        lots = Arrays.copyOf(lots, capacity);
        cost = Arrays.copyOf(cost, capacity);
        margin = grown(margin, capacity);
        reserved = grown(reserved, capacity);
        burdenBase = grown(burdenBase, capacity);
        burdenUsed = grown(burdenUsed, capacity);
        burdenEpisode = grown(burdenEpisode, capacity);
        account = Arrays.copyOf(account, capacity);
        nextMarket = Arrays.copyOf(nextMarket, capacity);
        nextRow = Arrays.copyOf(nextRow, capacity);
        state = Arrays.copyOf(state, capacity);
        light = Arrays.copyOf(light, capacity);
        logged = Arrays.copyOf(logged, capacity);
    }

    private static long[] grown(long[] column, int capacity) {
        return column.length == 0 ? column : Arrays.copyOf(column, capacity);
    }

    private void insert(int row) {
        int mask = index.length - 1;
        int i = home(account[row], mask);
        while (index[i] != 0) {
            i = (i + 1) & mask;
        }
        index[i] = (long) account[row] << Integer.SIZE | row + 1;
    }

    private void reindex(int capacity) {
        index = new long[capacity];
        for (int row = 0; row < end; row++) {
            if (state[row] != FREE) {
                insert(row);
            }
        }
    }

    private void removeFromIndex(int accountSlot) {
        int mask = index.length - 1;
        int hole = home(accountSlot, mask);
        while ((int) (index[hole] >>> Integer.SIZE) != accountSlot) {
            hole = (hole + 1) & mask;
        }
        int i = hole;
        while (true) {
            i = (i + 1) & mask;
            if (index[i] == 0) {
                break;
            }
            int wanted = home((int) (index[i] >>> Integer.SIZE), mask);
            // Move the entry back unless its home lies cyclically within (hole, i].
            if (((i - wanted) & mask) >= ((i - hole) & mask)) {
                index[hole] = index[i];
                hole = i;
            }
        }
        index[hole] = 0;
    }

    private static int home(int accountSlot, int mask) {
        int h = accountSlot * 0x9E3779B1;
        return (h ^ (h >>> 15)) & mask;
    }
}
