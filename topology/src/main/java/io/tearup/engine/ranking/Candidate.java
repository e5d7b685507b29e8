package io.tearup.engine.ranking;

import io.tearup.engine.model.ExactMath;
import io.tearup.engine.model.MarginUnit;
import io.tearup.engine.model.Market;
import io.tearup.engine.model.MarketSpec;
import io.tearup.engine.model.PositionTable;
import io.tearup.engine.model.RiskGroup;
import io.tearup.engine.model.Side;
import io.tearup.engine.model.Trade;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * One position as a ranking sees it, whole or with a part of it closed already in the wave that is being planned. A
 * flyweight: {@link #load} points it at another row.
 */
public final class Candidate {
    private final RiskGroup group;
    private final Market market;
    private final PositionTable table;
    private final MarginUnit unit;
    private final long one;
    private final long wave;
    private final @Nullable Supposition supposed;
    private int row;
    private long lots;
    private long unrealised;
    private long cost;

    /** Lots planned to be closed, their value at mark, and what they lose against it; what they had gained. */
    private long closed;

    private long released;
    private long haircut;
    private long taken;

    /** What a supposed change adds to the unit's equity and unrealised result, and takes from its value at mark. */
    private long moreEquity;

    private long moreUnrealised;
    private long lessNotional;

    /** @param wave number of the wave that is being planned */
    public Candidate(RiskGroup group, Market market, long wave) {
        this(group, market, wave, null);
    }

    /** @param supposed a change of one position that is only supposed, null = none */
    Candidate(RiskGroup group, Market market, long wave, @Nullable Supposition supposed) {
        this.supposed = supposed;
        this.group = group;
        this.market = market;
        this.table = market.positions();
        this.unit = new MarginUnit(group);
        this.one = group.requireSpec().oneInMinorUnits();
        this.wave = wave;
    }

    /** Points at a row as it is. */
    public void load(int newRow) {
        if (closed != 0) {
            closed = 0;
            released = 0;
            haircut = 0;
            taken = 0;
        }
        row = newRow;
        lots = Math.absExact(table.lots(newRow));
        cost = Math.absExact(table.cost(newRow));
        unit.load(market, newRow);
        unrealised = unit.positions() == 1 && market.hasMark() ? unit.unrealised() : market.unrealised(newRow);
        if (supposed != null) {
            suppose(supposed);
        }
    }

    /** Applies what is supposed of the row, if it is the one: as a deposit and a trade at mark would change it. */
    private void suppose(Supposition change) {
        moreEquity = 0;
        moreUnrealised = 0;
        lessNotional = 0;
        if (change.row() != row) {
            return;
        }
        moreEquity = change.margin();
        if (change.closed() == 0) {
            return;
        }
        MarketSpec spec = market.spec();
        long sign = side().sign();
        long value = spec.value(change.closed(), market.markTicks());
        Trade closing = Trade.apply(table.lots(row), table.cost(row), -sign * change.closed(), value);
        long notionalBefore = spec.value(lots, market.markTicks());
        lots = Math.absExact(closing.lots());
        cost = Math.absExact(closing.cost());
        long notional = spec.value(lots, market.markTicks());
        moreUnrealised = Math.subtractExact(Math.subtractExact(sign * notional, closing.cost()), unrealised);
        unrealised = Math.addExact(unrealised, moreUnrealised);
        moreEquity = Math.addExact(Math.addExact(moreEquity, closing.realised()), moreUnrealised);
        lessNotional = notionalBefore - notional;
    }

    /**
     * Points at a row of which some lots are already to be closed at a price: what ranks is what would be left.
     *
     * @param closedLots 0..lots
     * @param ticks price of those
     */
    public void load(int newRow, long closedLots, long ticks) {
        load(newRow);
        if (closedLots == 0) {
            return;
        }
        long whole = lots;
        long left = lots - closedLots;
        long kept = ExactMath.mulDivFloor(unrealised, left, whole);
        closed = closedLots;
        released = market.spec().value(closedLots, market.markTicks());
        haircut = Math.multiplyExact(side().sign(), released - market.spec().valueFavouring(side(), closedLots, ticks));
        taken = unrealised - kept;
        lots = left;
        cost = ExactMath.mulDivFloor(cost, left, whole);
        unrealised = kept;
        // An equity that leaves 64 bits is told now, not while scores are compared.
        Math.subtractExact(Math.addExact(unit.equity(), moreEquity), haircut);
    }

    /** Whether the unit that carries the position is solvent and not in liquidation. */
    public boolean isEligible() {
        if (moreEquity == 0 && lessNotional == 0) {
            return unit.meetsMaintenance();
        }
        BigInteger covered = BigInteger.valueOf(Math.addExact(unit.equity(), moreEquity))
                .multiply(BigInteger.valueOf(ExactMath.PPM));
        return covered.signum() > 0 && covered.compareTo(maintenanceOf(lessNotional)) >= 0;
    }

    public int row() {
        return row;
    }

    /** Slot of the account. */
    public int slot() {
        return table.account(row);
    }

    public String accountId() {
        return group.accounts().id(table.account(row));
    }

    public String marketId() {
        return market.id();
    }

    /** Number of the wave that is being planned. */
    public long waveNumber() {
        return wave;
    }

    public Side side() {
        return Side.of(table.lots(row));
    }

    /** Lots that are not reserved and not planned to be closed, a magnitude. */
    public long available() {
        return lots - table.reserved(row);
    }

    /** Lots held, a magnitude. */
    public long lots() {
        return lots;
    }

    /** Lots held before the wave, a magnitude. */
    public long lotsBefore() {
        return lots + closed;
    }

    /** Unrealised result at mark, minor units. */
    public long unrealised() {
        return unrealised;
    }

    /** Entry value, a magnitude, at least 1 minor unit. */
    public long entryValue() {
        return Math.max(1, cost);
    }

    /** Value of the position at mark, at least 1 minor unit. */
    public long notional() {
        return Math.max(
                1, side() == Side.LONG ? Math.addExact(cost, unrealised) : Math.subtractExact(cost, unrealised));
    }

    /** Equity of the carrying unit, minor units. */
    public long equity() {
        return unit.equity() + moreEquity - haircut;
    }

    /** Money of the carrying unit without its unrealised result, minor units, at least the amount 1. */
    public long ownMoney() {
        return Math.max(one, Math.subtractExact(equity(), unitUnrealised()));
    }

    /** Value at mark of every position of the carrying unit, minor units, at least 1. */
    public long grossNotional() {
        return Math.max(1, unit.grossNotional() - lessNotional - released);
    }

    /** Value at mark of the carrying unit's longs less its shorts, minor units. */
    public long netNotional() {
        return unit.netNotional() - side().sign() * (lessNotional + released);
    }

    /** Number of open positions of the carrying unit. */
    public int unitPositions() {
        return unit.positions();
    }

    /** Unrealised result of the whole carrying unit, minor units. */
    public long unitUnrealised() {
        return unit.unrealised() + moreUnrealised - taken;
    }

    /** Maintenance requirement of the carrying unit, millionths of a minor unit. */
    public BigInteger maintenance() {
        return maintenanceOf(lessNotional + released);
    }

    /** The unit's requirement when some value of this position is gone. */
    private BigInteger maintenanceOf(long gone) {
        BigInteger whole = unit.maintenance();
        return gone == 0
                ? whole
                : whole.subtract(BigInteger.valueOf(gone).multiply(BigInteger.valueOf(maintenancePpm())));
    }

    /** As {@link #maintenance}, to double precision. */
    public double coarseMaintenance() {
        return closed == 0 && lessNotional == 0
                ? unit.coarseMaintenance()
                : maintenance().doubleValue();
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
