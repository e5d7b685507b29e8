package io.tearup.engine.model;

import org.jspecify.annotations.Nullable;

/**
 * Looks at the places of memory that coming inputs will touch, so that they are in the processor's caches by then.
 *
 * <p>With many accounts a fill mostly waits for memory: for the index of accounts, then for the account's text, its wallet
 * and the index of positions, then for the position's columns. Each of these waits needs the answer of the one before, but
 * those of different fills do not, and a processor waits for many places at once if it is asked for them in one go. So the
 * inputs of a window are told first, then each step is done for all of them.
 *
 * <p>It only reads, and nothing that it finds is used for anything but finding the next place: whether it was asked, and
 * about what, changes no decision and no row. For one thread, the one that changes the group.
 */
public final class Lookahead {
    /** Inputs told at most before {@link #look}: what they touch fits a cache of the second level. */
    public static final int WINDOW = 64;

    private final RiskGroup group;
    private final @Nullable Market[] markets = new Market[WINDOW];
    private final int[] hashes = new int[WINDOW];
    private final long[] entries = new long[WINDOW];
    private final int[] slots = new int[WINDOW];
    private int size;
    private String idKind = "";

    /** Sum of all that was looked at: a read whose result went nowhere would not be done. */
    private long seen;

    /** For inputs of one group. */
    public Lookahead(RiskGroup group) {
        this.group = group;
    }

    /** The group whose inputs are told. */
    public RiskGroup group() {
        return group;
    }

    /** Tells of an input that will change an account's position in a market; the account's id is ASCII, else it is not found. */
    public void expect(Market market, byte[] account, int from, int length) {
        markets[size] = market;
        hashes[size++] = AccountIds.hash(account, from, length);
    }

    /** Forgets which ids were expected, and expects those of a kind of input; they are told in the order of the inputs. */
    public void expectIdsOf(String kind) {
        idKind = kind;
        group.seenIds().expectOnly(kind);
    }

    /** Tells of an input's id: ASCII, and its bytes stay as they are; of {@link #WINDOW} at most. */
    public void expectId(byte[] id, int from, int length) {
        group.seenIds().expect(idKind, id, from, length);
    }

    /** Looks at what the inputs that were told will touch, and forgets them. */
    public void look() {
        long sum = seen + group.seenIds().glanceAtExpected();
        AccountTable accounts = group.accounts();
        for (int i = 0; i < size; i++) {
            sum += accounts.glance(hashes[i]);
        }
        for (int i = 0; i < size; i++) {
            entries[i] = accounts.entry(hashes[i]);
            sum += accounts.glanceAtId(entries[i]);
        }
        for (int i = 0; i < size; i++) {
            int slot = accounts.slot(entries[i]);
            slots[i] = slot;
            Market market = markets[i];
            if (slot != AccountTable.NONE && market != null) {
                sum += accounts.glanceAtAccount(slot);
                sum += market.positions().glance(slot);
            }
        }
        for (int i = 0; i < size; i++) {
            Market market = markets[i];
            if (slots[i] != AccountTable.NONE && market != null) {
                sum += market.positions().glanceAtRow(slots[i]);
            }
        }
        seen = sum;
        lookAtOldIds();
        size = 0;
    }

    /** The ids that will be pushed out, and the positions that their rows carry. */
    private void lookAtOldIds() {
        long sum = seen;
        SeenIds ids = group.seenIds();
        if (!ids.isIndexed()) {
            return;
        }
        CarriedPositions carried = group.carried();
        for (int i = 0; i < size; i++) {
            int place = ids.after(i);
            sum += ids.glanceAtIndex(place);
            int index = carried.market(place);
            Market market = index == CarriedPositions.NONE ? null : group.marketAt(index);
            markets[i] = market;
            if (market != null) {
                slots[i] = carried.slot(place);
                sum += market.positions().glance(slots[i]);
            }
        }
        for (int i = 0; i < size; i++) {
            Market market = markets[i];
            if (market != null) {
                sum += market.positions().glanceAtCarrier(slots[i]);
            }
        }
        seen = sum;
    }
}
