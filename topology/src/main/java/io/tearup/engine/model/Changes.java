package io.tearup.engine.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What changed in a risk group since its changes were last drained, so that each row is logged when it changes.
 *
 * <p>Positions and accounts are remembered by slot, small state by market and pool. Draining names things; reading their
 * present value is the visitor's business, and a position that is gone by then is a removal.
 *
 * <p>What changes with nearly every input is not logged by itself. The row of an input's id carries the source, the trade and
 * the one position that the input changed, ids and marks carry the group's numbers, and a position carries its account: a
 * fill is one row. Whoever carries always carries the present value, so the last row written holds it, however a log is
 * compacted; {@link CarriedPositions} and {@link LoggedWithId} see to it when a carrying row is overwritten.
 */
public final class Changes {
    /** Receives each changed thing; a position may be named more than once. */
    public interface Visitor {
        void configuration();

        /** The group's numbers. */
        void numbers();

        void marketDefinition(Market market);

        void market(Market market);

        void pool(Pool pool);

        /** An account that no row of a position carries in this drain. */
        void account(int slot);

        /** A position that is there; it carries its account. */
        void position(Market market, int row);

        /**
         * As {@link #position}, and neither it nor its account changed in this drain: the row says nothing newer than what was
         * logged, and may come before rows of ids that came earlier.
         */
        void releasedPosition(Market market, int row);

        /** A position is gone, and the row of the id that is logged with it says so: its own row may go. */
        void positionRemoved(Market market, int accountSlot);

        /**
         * A position is gone, and a row of its own has to say so for good: rows of ids may still carry it, and a removal
         * is forgotten by the log's cleaner sooner than they are.
         */
        void positionClosed(Market market, int accountSlot);

        void source(String source);

        void openTrade(String tradeId);

        /**
         * An input's id, with the source, the trade and the position that the input changed.
         *
         * @param market of the position, null = none; the account has no row there if the position is gone
         */
        void seenId(
                int place, @Nullable String source, @Nullable String trade, @Nullable Market market, int accountSlot);

        void markHistory(long number);

        void receivable(long number);

        void reservation(long number);

        void legs(String market, long wave);

        /** An input that waits, or no longer does. */
        void early(long number);
    }

    private boolean configuration;
    private boolean group;
    private final BitSet definitions = new BitSet();
    private final BitSet markets = new BitSet();
    private final Set<Pool> pools = new LinkedHashSet<>();
    private final List<String> sources = new ArrayList<>();
    private final List<String> openTrades = new ArrayList<>();
    private int[] accounts = new int[16];
    private int accountCount;
    private long[] positions = new long[16];
    private int positionCount;
    private long[] released = new long[4];
    private int releasedCount;

    /** Positions closed since the last drain, and whether the log has a row of each. */
    private record Closed(Market market, int slot, boolean ownRow) {}

    private final List<Closed> closed = new ArrayList<>();
    private int[] seenIds = new int[4];
    private @Nullable String[] sourcesWithId = new String[4];
    private @Nullable String[] tradesWithId = new String[4];
    private int seenIdCount;
    private @Nullable String sourceWithId;
    private @Nullable String tradeWithId;

    /** Accounts that this drain logged with a position, the first {@link #carriedCount}. */
    private int[] carried = new int[4];

    private int carriedCount;
    private long[] marks = new long[4];
    private int markCount;
    private final List<Long> receivables = new ArrayList<>();
    private final Set<Long> reservations = new LinkedHashSet<>();
    private final Set<Reservations.WaveOf> legs = new LinkedHashSet<>();
    private final Set<Long> early = new LinkedHashSet<>();

    void configuration() {
        configuration = true;
    }

    void marketDefinition(Market market) {
        definitions.set(market.index());
        markets.set(market.index());
    }

    void group() {
        group = true;
    }

    void market(Market market) {
        markets.set(market.index());
    }

    void pool(Pool pool) {
        pools.add(pool);
    }

    void account(int slot) {
        if (accountCount > 0 && accounts[accountCount - 1] == slot) {
            return;
        }
        if (accountCount == accounts.length) {
            accounts = Arrays.copyOf(accounts, accountCount * 2);
        }
        accounts[accountCount++] = slot;
    }

    void position(Market market, int accountSlot) {
        long key = key(market, accountSlot);
        if (positionCount > 0 && positions[positionCount - 1] == key) {
            return;
        }
        if (positionCount == positions.length) {
            positions = Arrays.copyOf(positions, positionCount * 2);
        }
        positions[positionCount++] = key;
    }

    /** A position has to have a row of its own. */
    void releasedPosition(Market market, int accountSlot) {
        if (releasedCount == released.length) {
            released = Arrays.copyOf(released, releasedCount * 2);
        }
        released[releasedCount++] = key(market, accountSlot);
    }

    /**
     * A position's row in the table is freed.
     *
     * @param ownRow whether the log has a row of its own
     */
    void closedPosition(Market market, int accountSlot, boolean ownRow) {
        closed.add(new Closed(market, accountSlot, ownRow));
    }

    private static long key(Market market, int accountSlot) {
        return (long) market.index() << 32 | accountSlot;
    }

    void source(String source) {
        sources.add(source);
    }

    void openTrade(String tradeId) {
        openTrades.add(tradeId);
    }

    /** The source that the input changed whose id is remembered next. */
    void sourceWithId(String source) {
        sourceWithId = source;
    }

    /** The trade that the input changed whose id is remembered next. */
    void tradeWithId(String tradeId) {
        tradeWithId = tradeId;
    }

    void seenId(int place) {
        if (seenIdCount == seenIds.length) {
            seenIds = Arrays.copyOf(seenIds, seenIdCount * 2);
            sourcesWithId = Arrays.copyOf(sourcesWithId, seenIdCount * 2);
            tradesWithId = Arrays.copyOf(tradesWithId, seenIdCount * 2);
        }
        sourcesWithId[seenIdCount] = sourceWithId;
        tradesWithId[seenIdCount] = tradeWithId;
        seenIds[seenIdCount++] = place;
        sourceWithId = null;
        tradeWithId = null;
    }

    void markHistory(long number) {
        if (markCount == marks.length) {
            marks = Arrays.copyOf(marks, markCount * 2);
        }
        marks[markCount++] = number;
    }

    void receivable(long number) {
        receivables.add(number);
    }

    void reservation(long number) {
        reservations.add(number);
    }

    void legs(String market, long wave) {
        legs.add(new Reservations.WaveOf(market, wave));
    }

    void early(long number) {
        early.add(number);
    }

    void drain(List<Market> byIndex, CarriedPositions carriedById, Visitor visitor) {
        if (configuration) {
            visitor.configuration();
        }
        // An id or a mark carries the group's numbers.
        if (group && seenIdCount == 0 && markCount == 0) {
            visitor.numbers();
        }
        for (int i = definitions.nextSetBit(0); i >= 0; i = definitions.nextSetBit(i + 1)) {
            visitor.marketDefinition(byIndex.get(i));
        }
        for (int i = markets.nextSetBit(0); i >= 0; i = markets.nextSetBit(i + 1)) {
            visitor.market(byIndex.get(i));
        }
        // No object is made for what did not change: nearly every drain is that of one fill.
        if (!pools.isEmpty()) {
            pools.forEach(visitor::pool);
        }
        boolean withId = seenIdCount == 1 && positionCount == 1;
        drainPositions(byIndex, withId, visitor);
        if (!sources.isEmpty()) {
            sources.forEach(visitor::source);
        }
        if (!openTrades.isEmpty()) {
            openTrades.forEach(visitor::openTrade);
        }
        if (withId) {
            drainWithId(byIndex, carriedById, visitor);
        } else {
            for (int i = 0; i < seenIdCount; i++) {
                visitor.seenId(seenIds[i], sourcesWithId[i], tradesWithId[i], null, 0);
            }
        }
        drainAccounts(visitor);
        for (int i = 0; i < markCount; i++) {
            visitor.markHistory(marks[i]);
        }
        if (!receivables.isEmpty()) {
            receivables.forEach(visitor::receivable);
        }
        if (!reservations.isEmpty()) {
            reservations.forEach(visitor::reservation);
        }
        if (!legs.isEmpty()) {
            legs.forEach(wave -> visitor.legs(wave.market(), wave.number()));
        }
        if (!early.isEmpty()) {
            early.forEach(visitor::early);
        }
        clear();
    }

    private static Market marketOf(List<Market> byIndex, long key) {
        return byIndex.get((int) (key >>> 32));
    }

    /** The one position that changed goes into the row of the one id. */
    private void drainWithId(List<Market> byIndex, CarriedPositions carriedById, Visitor visitor) {
        Market market = marketOf(byIndex, positions[0]);
        int slot = (int) positions[0];
        int row = market.positions().find(slot);
        carriedById.set(seenIds[0], market, slot);
        if (row != PositionTable.NONE) {
            market.positions().setCarrier(row, seenIds[0]);
            carry(slot);
        }
        visitor.seenId(seenIds[0], sourcesWithId[0], tradesWithId[0], market, slot);
    }

    private void drainPositions(List<Market> byIndex, boolean withId, Visitor visitor) {
        for (int i = 0; i < closed.size(); i++) {
            drainClosed(closed.get(i), withId, visitor);
        }
        for (int i = 0; i < releasedCount; i++) {
            drainReleased(marketOf(byIndex, released[i]), (int) released[i], visitor);
        }
        for (int i = 0; i < positionCount && !withId; i++) {
            drainPosition(marketOf(byIndex, positions[i]), (int) positions[i], visitor);
        }
    }

    private void drainClosed(Closed gone, boolean withId, Visitor visitor) {
        PositionTable table = gone.market().positions();
        int row = table.find(gone.slot());
        if (row != PositionTable.NONE) {
            // Opened again: what the log has of the one before is still there.
            if (gone.ownRow()) {
                table.keepOwnRow(row);
            }
        } else {
            if (!withId) {
                visitor.positionClosed(gone.market(), gone.slot());
            } else if (gone.ownRow()) {
                visitor.positionRemoved(gone.market(), gone.slot());
            }
            // What is gone may have carried the account.
            account(gone.slot());
        }
    }

    private void drainReleased(Market market, int slot, Visitor visitor) {
        int row = market.positions().find(slot);
        if (isChanged(slot) || row == PositionTable.NONE) {
            drainPosition(market, slot, visitor);
        } else {
            market.positions().setOwnRow(row);
            visitor.releasedPosition(market, row);
        }
    }

    private boolean isChanged(int slot) {
        for (int i = 0; i < accountCount; i++) {
            if (accounts[i] == slot) {
                return true;
            }
        }
        return false;
    }

    private void drainPosition(Market market, int slot, Visitor visitor) {
        int row = market.positions().find(slot);
        if (row != PositionTable.NONE) {
            market.positions().setOwnRow(row);
            visitor.position(market, row);
            carry(slot);
        }
    }

    private void drainAccounts(Visitor visitor) {
        // Nearly every drain carries one account, and that was the one that changed.
        if (carriedCount > 1) {
            Arrays.sort(carried, 0, carriedCount);
        }
        for (int i = 0; i < accountCount; i++) {
            if (Arrays.binarySearch(carried, 0, carriedCount, accounts[i]) < 0) {
                visitor.account(accounts[i]);
            }
        }
    }

    private void carry(int slot) {
        if (carriedCount == carried.length) {
            carried = Arrays.copyOf(carried, carriedCount * 2);
        }
        carried[carriedCount++] = slot;
    }

    private void clear() {
        configuration = false;
        group = false;
        definitions.clear();
        markets.clear();
        pools.clear();
        sources.clear();
        openTrades.clear();
        accountCount = 0;
        carriedCount = 0;
        positionCount = 0;
        releasedCount = 0;
        closed.clear();
        seenIdCount = 0;
        markCount = 0;
        receivables.clear();
        reservations.clear();
        legs.clear();
        early.clear();
    }
}
