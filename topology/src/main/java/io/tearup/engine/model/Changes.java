package io.tearup.engine.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What changed in a risk group since its changes were last drained, so that each row is logged when it changes.
 *
 * <p>Positions and accounts are remembered by slot, small state by market and pool. Draining names things; reading their
 * present value is the visitor's business, and a position that is gone by then is a removal.
 */
public final class Changes {
    /** Receives each changed thing; a position may be named more than once. */
    public interface Visitor {
        void configuration();

        void group();

        void marketDefinition(Market market);

        void market(Market market);

        void pool(Pool pool);

        void account(int slot);

        void position(Market market, int accountSlot);

        void source(String source);

        void openTrade(String tradeId);

        void seenId(int place);

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
    private int seenIdCount;
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

    void seenId(int place) {
        if (seenIdCount == seenIds.length) {
            seenIds = Arrays.copyOf(seenIds, seenIdCount * 2);
        }
        seenIds[seenIdCount++] = place;
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
        if (group) {
            visitor.group();
        }
        for (int i = definitions.nextSetBit(0); i >= 0; i = definitions.nextSetBit(i + 1)) {
            visitor.marketDefinition(byIndex.get(i));
        }
        for (int i = markets.nextSetBit(0); i >= 0; i = markets.nextSetBit(i + 1)) {
            visitor.market(byIndex.get(i));
        }
        pools.forEach(visitor::pool);
        for (int i = 0; i < accountCount; i++) {
            visitor.account(accounts[i]);
        }
        for (int i = 0; i < positionCount; i++) {
            visitor.position(byIndex.get((int) (positions[i] >>> 32)), (int) positions[i]);
        }
        sources.forEach(visitor::source);
        openTrades.forEach(visitor::openTrade);
        for (int i = 0; i < seenIdCount; i++) {
            visitor.seenId(seenIds[i]);
        }
        marks.forEach(visitor::markHistory);
        receivables.forEach(visitor::receivable);
        clear();
    }

    void clear() {
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
