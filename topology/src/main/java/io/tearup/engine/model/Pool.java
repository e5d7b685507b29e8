package io.tearup.engine.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** An insurance pool: cash, the markets it covers, the rolling maximum of its cash and its equity trigger. */
public final class Pool {
    private PoolSpec spec;
    private final List<Market> markets = new ArrayList<>();
    private final TreeMap<String, Watch> watches = new TreeMap<>();

    long cash;

    /** Equity as last summed, while nothing it depends on has changed. */
    private long equity;

    private boolean equityKnown;

    long owed;
    long fundSequence;

    Pool(PoolSpec spec) {
        this.spec = spec;
    }

    public String id() {
        return spec.id();
    }

    public PoolSpec spec() {
        return spec;
    }

    void redefine(PoolSpec newSpec) {
        spec = newSpec;
    }

    /** Markets the pool covers, by ascending id. */
    public List<Market> markets() {
        return Collections.unmodifiableList(markets);
    }

    void attach(Market market) {
        markets.add(market);
        equityKnown = false;
        markets.sort((a, b) -> CodePointOrder.INSTANCE.compare(a.id(), b.id()));
    }

    /** Cash B, realised only, minor units. */
    public long cash() {
        return cash;
    }

    /** Cash plus the unrealised result of every inventory, minor units. */
    public long equity() {
        if (!equityKnown) {
            long sum = cash;
            for (Market market : markets) {
                sum = Math.addExact(sum, market.inventoryUnrealised());
            }
            equity = sum;
            equityKnown = true;
        }
        return equity;
    }

    /** Cash, a mark or an inventory changed. */
    void forgetEquity() {
        equityKnown = false;
    }

    /** What the pool owes accounts that ADL could not bring back to zero, minor units: while positive, withdrawals are gated. */
    public long owed() {
        return owed;
    }

    /** Number of the last fund record. */
    public long fundSequence() {
        return fundSequence;
    }

    /** What a trigger remembers of this pool. */
    public Watch watch(String trigger) {
        return known(watches, trigger, id());
    }

    /** Every watch by trigger, those of former rulebooks too. */
    public SortedMap<String, Watch> watches() {
        return Collections.unmodifiableSortedMap(watches);
    }

    Watch watchOrNew(String trigger) {
        return watches.computeIfAbsent(trigger, id -> new Watch(1));
    }

    static Watch known(TreeMap<String, Watch> watches, String trigger, String owner) {
        Watch watch = watches.get(trigger);
        if (watch == null) {
            throw new IllegalStateException("trigger " + trigger + " does not watch " + owner);
        }
        return watch;
    }
}
