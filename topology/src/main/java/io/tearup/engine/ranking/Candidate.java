package io.tearup.engine.ranking;

import io.tearup.engine.model.MarginUnit;
import io.tearup.engine.model.Market;
import io.tearup.engine.model.PositionTable;
import io.tearup.engine.model.RiskGroup;
import io.tearup.engine.model.Side;
import java.math.BigInteger;

/** One position as a ranking sees it. A flyweight: {@link #load} points it at another row. */
public final class Candidate {
    private final Market market;
    private final PositionTable table;
    private final MarginUnit unit;
    private int row;
    private final long one;
    private long unrealised;

    public Candidate(RiskGroup group, Market market) {
        this.market = market;
        this.table = market.positions();
        this.unit = new MarginUnit(group);
        this.one = group.requireSpec().oneInMinorUnits();
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

    public Side side() {
        return Side.of(table.lots(row));
    }

    /** Value of the position at mark, at least 1 minor unit. */
    public long notional() {
        return Math.max(1, Math.absExact(Math.addExact(table.cost(row), unrealised)));
    }

    /** Value at mark of every position of the carrying unit, minor units, at least 1. */
    public long grossNotional() {
        return Math.max(1, unit.grossNotional());
    }

    /** Unrealised result of the whole carrying unit, minor units. */
    public long unitUnrealised() {
        return unit.unrealised();
    }

    /** Maintenance requirement of this position alone, millionths of a minor unit. */
    public BigInteger positionMaintenance() {
        return BigInteger.valueOf(notional()).multiply(BigInteger.valueOf(maintenancePpm()));
    }

    /** Maintenance rate of the market, millionths. */
    public int maintenancePpm() {
        return market.spec().maintenancePpm();
    }

    /** The amount 1 of the settlement asset, minor units. */
    public long oneInMoney() {
        return one;
    }
}
