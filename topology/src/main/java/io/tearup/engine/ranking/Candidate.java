package io.tearup.engine.ranking;

import io.tearup.engine.model.MarginUnit;
import io.tearup.engine.model.Market;
import io.tearup.engine.model.PositionTable;
import io.tearup.engine.model.RiskGroup;
import java.math.BigInteger;

/** One position as a ranking sees it. A flyweight: {@link #load} points it at another row. */
public final class Candidate {
    private final Market market;
    private final PositionTable table;
    private final MarginUnit unit;
    private int row;
    private long unrealised;

    public Candidate(RiskGroup group, Market market) {
        this.market = market;
        this.table = market.positions();
        this.unit = new MarginUnit(group);
    }

    public void load(int newRow) {
        row = newRow;
        unrealised = market.unrealised(newRow);
        unit.load(market, newRow);
    }

    /** Whether the unit that carries the position is solvent and not in liquidation. */
    public boolean isEligible() {
        return unit.meetsMaintenance();
    }

    public int row() {
        return row;
    }

    /** Lots that are not reserved, a magnitude. */
    public long available() {
        return Math.absExact(table.lots(row)) - table.reserved(row);
    }

    /** Lots held, a magnitude. */
    public long lots() {
        return Math.absExact(table.lots(row));
    }

    /** Unrealised result at mark, minor units. */
    public long unrealised() {
        return unrealised;
    }

    /** Entry value, a magnitude, at least 1 minor unit. */
    public long entryValue() {
        return Math.max(1, Math.absExact(table.cost(row)));
    }

    /** Equity of the carrying unit, minor units. */
    public long equity() {
        return unit.equity();
    }

    /** Maintenance requirement of the carrying unit, millionths of a minor unit. */
    public BigInteger maintenance() {
        return unit.maintenance();
    }

    /** As {@link #maintenance}, to double precision. */
    public double coarseMaintenance() {
        return unit.coarseMaintenance();
    }
}
