package io.tearup.engine.model;

import java.math.BigInteger;

/**
 * What carries a position: the position alone when isolated, all cross rows of the account otherwise.
 *
 * <p>Isolated equity is margin plus unrealised result; cross equity is the wallet plus the unrealised result of every
 * cross row. The maintenance requirement is the sum of notional at mark times each market's rate, kept in millionths of a
 * minor unit in 128 bits so that nothing is rounded. A market without a mark counts at cost. One instance is reused for
 * many rows.
 */
public final class MarginUnit {
    private final RiskGroup group;
    private long equity;
    private long unrealised;
    private long grossNotional;
    private long netNotional;
    private int positions;
    private long maintenanceHigh;
    private long maintenanceLow;

    public MarginUnit(RiskGroup group) {
        this.group = group;
    }

    /** Looks at all cross positions of an account. */
    public void loadCross(int slot) {
        AccountTable accounts = group.accounts();
        start(accounts.wallet(slot));
        int market = accounts.headMarket(slot);
        int row = accounts.headRow(slot);
        while (market != PositionTable.NONE) {
            Market held = group.marketAt(market);
            PositionTable table = held.positions();
            if (!table.isIsolated(row)) {
                add(held, row);
            }
            market = table.nextMarket(row);
            row = table.nextRow(row);
        }
    }

    private void start(long money) {
        equity = money;
        unrealised = 0;
        grossNotional = 0;
        netNotional = 0;
        positions = 0;
        maintenanceHigh = 0;
        maintenanceLow = 0;
    }

    /** Looks at the unit that carries a row. Throws {@link ArithmeticException} if its equity leaves 64 bits. */
    public void load(Market market, int row) {
        PositionTable table = market.positions();
        if (table.isIsolated(row)) {
            loadSingle(market, row, table.margin(row));
        } else if (table.isAlone(row)) {
            loadSingle(market, row, group.accounts().wallet(table.account(row)));
        } else {
            loadCross(table.account(row));
        }
    }

    /** Equity at mark, minor units. */
    public long equity() {
        return equity;
    }

    /** Unrealised result of every position of the unit, minor units. */
    public long unrealised() {
        return unrealised;
    }

    /** Value of every position of the unit at mark, minor units. */
    public long grossNotional() {
        return grossNotional;
    }

    /** Value of the unit's longs less that of its shorts, minor units. */
    public long netNotional() {
        return netNotional;
    }

    /** Number of open positions. */
    public int positions() {
        return positions;
    }

    /** Maintenance requirement in millionths of a minor unit. */
    public BigInteger maintenance() {
        return BigInteger.valueOf(maintenanceHigh)
                .shiftLeft(64)
                .add(new BigInteger(Long.toUnsignedString(maintenanceLow)));
    }

    /** Maintenance requirement in millionths of a minor unit, to double precision: for pruning only. */
    public double coarseMaintenance() {
        double low = (maintenanceLow >>> 1) * 2.0 + (maintenanceLow & 1);
        return maintenanceHigh * 0x1p64 + low;
    }

    /** Whether equity is positive and not below the maintenance requirement: exactly at it is enough. */
    public boolean meetsMaintenance() {
        return meets(equity, maintenanceHigh, maintenanceLow);
    }

    /**
     * As {@link #meetsMaintenance}, for a requirement in millionths of a minor unit.
     *
     * @param maintenanceHigh upper 64 of its 128 bits
     * @param maintenanceLow lower 64 of them
     */
    public static boolean meets(long equity, long maintenanceHigh, long maintenanceLow) {
        if (equity <= 0) {
            return false;
        }
        long high = Math.multiplyHigh(equity, ExactMath.PPM);
        long low = equity * ExactMath.PPM;
        return high != maintenanceHigh ? high > maintenanceHigh : Long.compareUnsigned(low, maintenanceLow) >= 0;
    }

    /** A unit of one row: what {@link #start} and {@link #add} come to, without sums. */
    private void loadSingle(Market market, int row, long money) {
        PositionTable table = market.positions();
        long lots = table.lots(row);
        if (lots == 0 || !market.hasMark()) {
            start(money);
            add(market, row);
            return;
        }
        MarketSpec spec = market.spec();
        long notional = spec.value(Math.absExact(lots), market.markTicks());
        long signed = lots > 0 ? notional : -notional;
        long result = Math.subtractExact(signed, table.cost(row));
        unrealised = result;
        equity = Math.addExact(money, result);
        positions = 1;
        grossNotional = notional;
        netNotional = signed;
        maintenanceHigh = Math.multiplyHigh(notional, (long) spec.maintenancePpm());
        maintenanceLow = notional * spec.maintenancePpm();
    }

    private void add(Market market, int row) {
        PositionTable table = market.positions();
        long lots = table.lots(row);
        if (lots == 0) {
            return;
        }
        long notional;
        if (market.hasMark()) {
            notional = market.spec().value(Math.absExact(lots), market.markTicks());
            long result = (lots > 0 ? notional : -notional) - table.cost(row);
            unrealised = Math.addExact(unrealised, result);
            equity = Math.addExact(equity, result);
        } else {
            notional = Math.absExact(table.cost(row));
        }
        positions++;
        grossNotional = Math.addExact(grossNotional, notional);
        netNotional = Math.addExact(netNotional, lots > 0 ? notional : -notional);
        long rate = market.spec().maintenancePpm();
        long low = notional * rate;
        maintenanceHigh += Math.multiplyHigh(notional, rate);
        maintenanceLow += low;
        if (Long.compareUnsigned(maintenanceLow, low) < 0) {
            maintenanceHigh++;
        }
    }
}
