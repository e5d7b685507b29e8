package io.tearup.engine.model;

import java.math.BigInteger;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A market of a risk group: its grid, mark, positions, and the inventory its pool has taken over in it.
 *
 * <p>Fields are written by {@link RiskGroup} alone, which also keeps track of what changed.
 */
public final class Market {
    private final int index;
    private MarketSpec spec;
    private final PositionTable positions = new PositionTable();

    long markTicks;
    long markedAt;
    long markSequence = -1;
    long inventoryLots;
    long inventoryCost;
    long inventoryCostRest;
    long inventoryRealised;
    long inventoryBasis;
    long openTradeLots;
    long longLots;
    long shortLots;
    long waveNumber;
    OpenWave openWave = OpenWave.NONE;
    long alertSequence;
    AlertState alertState = AlertState.NORMAL;
    AlertInputs alertInputs = AlertInputs.NONE;
    long lightsAt = Long.MIN_VALUE;

    /** Last wave published as SHORTFALL: what must differ for it to be published again. */
    long shortfallResidual;

    long shortfallPrice;
    long shortfallGap;

    /** Number of the episode, counted up when a trigger arms after none was. */
    long episodeNumber;

    boolean inEpisode;

    /** How many times in a row lots that waited for the venue were given up. */
    int attempts;

    GroupMode mode = GroupMode.LIVE;

    /** Demand for which a wave was told and not carried out, lots, not negative. */
    long toldInShadow;

    private final TreeMap<String, Watch> watches = new TreeMap<>();
    private final SortedMap<String, Watch> watchesView = Collections.unmodifiableSortedMap(watches);

    Market(int index, MarketSpec spec) {
        this.index = index;
        this.spec = spec;
    }

    /** Number within the group, from 0 in the order in which this program came to know its markets: it means nothing beyond that. */
    public int index() {
        return index;
    }

    public String id() {
        return spec.id();
    }

    public MarketSpec spec() {
        return spec;
    }

    void redefine(MarketSpec newSpec) {
        spec = newSpec;
    }

    public PositionTable positions() {
        return positions;
    }

    /** Mark price in ticks; 0 = none yet. */
    public long markTicks() {
        return markTicks;
    }

    public boolean hasMark() {
        return markTicks > 0;
    }

    /** Time label of the last mark, microseconds, 0 = none since this copy of the state was made. For watching only: not state. */
    public long markedAt() {
        return markedAt;
    }

    /** Sequence of the mark in force, -1 = none. */
    public long markSequence() {
        return markSequence;
    }

    /** Signed lots the pool holds. */
    public long inventoryLots() {
        return inventoryLots;
    }

    /** Signed cost of the inventory at takeover prices, minor units. */
    public long inventoryCost() {
        return inventoryCost;
    }

    /** What rounding left out of the cost, in minor units over the market's value denominator. */
    public long inventoryCostRest() {
        return inventoryCostRest;
    }

    /** Signed cost without rounding, in minor units over the market's value denominator. */
    public BigInteger exactInventoryCost() {
        return BigInteger.valueOf(inventoryCost)
                .multiply(BigInteger.valueOf(spec.valueDenominator()))
                .add(BigInteger.valueOf(inventoryCostRest));
    }

    /** Unrealised result at mark without rounding, in minor units over the value denominator; 0 while there is no mark. */
    public BigInteger exactInventoryUnrealised() {
        if (inventoryLots == 0 || markTicks == 0) {
            return BigInteger.ZERO;
        }
        return spec.exactValue(inventoryLots, markTicks).subtract(exactInventoryCost());
    }

    /** Unrealised result of the inventory at mark without rounding, minor units; 0 while there is no mark. */
    public Fraction unrealisedInventory() {
        return new Fraction(exactInventoryUnrealised(), BigInteger.valueOf(spec.valueDenominator()));
    }

    /** What the signed inventory gains per tick, minor units. */
    public Fraction inventoryValuePerTick() {
        return spec.valuePerLotTick().times(inventoryLots);
    }

    /** Average takeover price b of the inventory, which is not flat, ticks. */
    public Fraction takeoverTicks() {
        return new Fraction(
                exactInventoryCost(),
                BigInteger.valueOf(inventoryLots).multiply(BigInteger.valueOf(spec.valueNumerator())));
    }

    /** Result realised on this market's inventory so far, with contributions tagged to it, minor units. */
    public long inventoryRealised() {
        return inventoryRealised;
    }

    /** Grows whenever the cap price must be derived anew: takeover, pool execution, tagged contribution. */
    public long inventoryBasis() {
        return inventoryBasis;
    }

    /** Unrealised result of the inventory at mark, minor units; 0 while there is no mark. */
    public long inventoryUnrealised() {
        if (inventoryLots == 0 || markTicks == 0) {
            return 0;
        }
        return Math.subtractExact(signedValue(inventoryLots, markTicks), inventoryCost);
    }

    /** The market's result N: realised plus unrealised, minor units. */
    public long pnl() {
        return Math.addExact(inventoryRealised, inventoryUnrealised());
    }

    /** Signed lots of trades whose second side is outstanding: positions and inventory sum to it. */
    public long openTradeLots() {
        return openTradeLots;
    }

    /** Longs and inventory less shorts and trades with one side outstanding, lots: 0, or the books are broken. For watching. */
    public long lotsOutOfBalance() {
        return longLots - shortLots + inventoryLots - openTradeLots;
    }

    /** The market's own mode; see {@link RiskGroup#modeOf} for the one that holds. */
    public GroupMode mode() {
        return mode;
    }

    /** Demand over the inventory for which a wave was told in SHADOW, lots: what has to grow for another to be told. */
    public long toldInShadow() {
        return toldInShadow;
    }

    /** Lots accounts hold long. */
    public long longLots() {
        return longLots;
    }

    /** Lots accounts hold short, as a magnitude. */
    public long shortLots() {
        return shortLots;
    }

    /** Number of the last wave, 0 = none. */
    public long waveNumber() {
        return waveNumber;
    }

    /** Number of the next wave that is opened. */
    public long nextWaveNumber() {
        return waveNumber + 1;
    }

    /** Number of the wave that turns to the pool's inventory next: the open one goes on, or a new one is opened. */
    public long inventoryWaveNumber() {
        return openWave.isOpen() ? openWave.number() : nextWaveNumber();
    }

    /** How many times in a row, within the episode, lots that waited for the venue were given up. */
    public int attempts() {
        return attempts;
    }

    /** The wave that goes on with the next record, {@link OpenWave#NONE} if none does. */
    public OpenWave openWave() {
        return openWave;
    }

    public long alertSequence() {
        return alertSequence;
    }

    /** State last published. */
    public AlertState alertState() {
        return alertState;
    }

    /** Inputs last published. */
    public AlertInputs alertInputs() {
        return alertInputs;
    }

    /** Stream time at which lights were last published, microseconds. */
    public long lightsAt() {
        return lightsAt;
    }

    public long shortfallResidual() {
        return shortfallResidual;
    }

    public long shortfallPrice() {
        return shortfallPrice;
    }

    public long shortfallGap() {
        return shortfallGap;
    }

    /** Number of the present or last episode: from the first armed trigger until none is. */
    public long episodeNumber() {
        return episodeNumber;
    }

    /** Whether a trigger was armed at the last evaluation. */
    public boolean inEpisode() {
        return inEpisode;
    }

    /** What a trigger remembers of this market. */
    public Watch watch(String trigger) {
        return Pool.known(watches, trigger, id());
    }

    /** Every watch by trigger, those of former rulebooks too. */
    public SortedMap<String, Watch> watches() {
        return watchesView;
    }

    Watch watchOrNew(String trigger) {
        return watches.computeIfAbsent(trigger, id -> new Watch(1));
    }

    /** Value of signed lots at a price, with the sign of the lots, minor units. */
    public long signedValue(long lots, long ticks) {
        return lots >= 0 ? spec.value(lots, ticks) : -spec.value(-lots, ticks);
    }

    /** Unrealised result of a row at mark, minor units. */
    public long unrealised(int row) {
        return Math.subtractExact(signedValue(positions.lots(row), markTicks), positions.cost(row));
    }
}
