package io.tearup.engine.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** An insurance pool: cash, the markets it covers, the rolling maximum of its cash and its equity trigger. */
public final class Pool {
    private PoolSpec spec;
    private final List<Market> markets = new ArrayList<>();
    private final RollingMaximum balancePeak;

    long cash;
    boolean equityArmed;
    long fundSequence;

    Pool(PoolSpec spec, long window) {
        this.spec = spec;
        this.balancePeak = new RollingMaximum(window);
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
        markets.sort((a, b) -> CodePointOrder.INSTANCE.compare(a.id(), b.id()));
    }

    /** Cash B, realised only, minor units. */
    public long cash() {
        return cash;
    }

    /** Cash plus the unrealised result of every inventory, minor units. */
    public long equity() {
        long equity = cash;
        for (Market market : markets) {
            equity = Math.addExact(equity, market.inventoryUnrealised());
        }
        return equity;
    }

    /** Whether the pool-equity trigger is armed. */
    public boolean equityArmed() {
        return equityArmed;
    }

    /** Number of the last fund record. */
    public long fundSequence() {
        return fundSequence;
    }

    /** Rolling maximum of the pool's cash. */
    public RollingMaximum balancePeak() {
        return balancePeak;
    }
}
