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
 * <p>What changes with nearly every input is not logged by itself. The row of an input's id carries the source and the trade
 * that the input changed, ids and marks carry the group's numbers, and a position carries its account: a fill is two rows.
 * Whoever carries always carries the present value, so the last row written holds it, however a log is compacted.
 */
public final class Changes {
    /** Receives each changed thing; a position may be named more than once. */
    public interface Visitor {
        void configuration();

        void group();

        void marketDefinition(Market market);

        void market(Market market);

        void pool(Pool pool);

        /** An account none of whose changed positions is still there. */
        void account(int slot);

        /** A position that is there; it carries its account. */
        void position(Market market, int row);

        void positionRemoved(Market market, int accountSlot);

        void source(String source);

        void openTrade(String tradeId);

        /** An input's id, with the source and the trade that the input changed. */
        void seenId(int place, @Nullable String source, @Nullable String trade);

        void markHistory(long number);

        void receivable(long number);
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
    private int[] seenIds = new int[4];
    private @Nullable String[] sourcesWithId = new String[4];
    private @Nullable String[] tradesWithId = new String[4];
    private int seenIdCount;
    private @Nullable String sourceWithId;
    private @Nullable String tradeWithId;

    /** Number of the drain in which an account was last logged with a position, by slot. */
    private int[] carried = new int[64];

    private int drains;
    private final List<Long> marks = new ArrayList<>();
    private final List<Long> receivables = new ArrayList<>();

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
        long key = (long) market.index() << 32 | accountSlot;
        if (positionCount > 0 && positions[positionCount - 1] == key) {
            return;
        }
        if (positionCount == positions.length) {
            positions = Arrays.copyOf(positions, positionCount * 2);
        }
        positions[positionCount++] = key;
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
        marks.add(number);
    }

    void receivable(long number) {
        receivables.add(number);
    }

    void drain(List<Market> byIndex, Visitor visitor) {
        if (configuration) {
            visitor.configuration();
        }
        // An id or a mark carries the group's numbers.
        if (group && seenIdCount == 0 && marks.isEmpty()) {
            visitor.group();
        }
        for (int i = definitions.nextSetBit(0); i >= 0; i = definitions.nextSetBit(i + 1)) {
            visitor.marketDefinition(byIndex.get(i));
        }
        for (int i = markets.nextSetBit(0); i >= 0; i = markets.nextSetBit(i + 1)) {
            visitor.market(byIndex.get(i));
        }
        pools.forEach(visitor::pool);
        drainPositions(byIndex, visitor);
        sources.forEach(visitor::source);
        openTrades.forEach(visitor::openTrade);
        for (int i = 0; i < seenIdCount; i++) {
            visitor.seenId(seenIds[i], sourcesWithId[i], tradesWithId[i]);
        }
        marks.forEach(visitor::markHistory);
        receivables.forEach(visitor::receivable);
        clear();
    }

    private void drainPositions(List<Market> byIndex, Visitor visitor) {
        drains++;
        for (int i = 0; i < positionCount; i++) {
            Market market = byIndex.get((int) (positions[i] >>> 32));
            int slot = (int) positions[i];
            int row = market.positions().find(slot);
            if (row == PositionTable.NONE) {
                visitor.positionRemoved(market, slot);
                // The row that is gone may be the one that carried the account.
                account(slot);
            } else {
                visitor.position(market, row);
                carry(slot);
            }
        }
        for (int i = 0; i < accountCount; i++) {
            int slot = accounts[i];
            if (slot >= carried.length || carried[slot] != drains) {
                visitor.account(slot);
            }
        }
    }

    private void carry(int slot) {
        if (slot >= carried.length) {
            carried = Arrays.copyOf(carried, Math.max(slot + 1, carried.length * 2));
        }
        carried[slot] = drains;
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
        positionCount = 0;
        seenIdCount = 0;
        marks.clear();
        receivables.clear();
    }
}
