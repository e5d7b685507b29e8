package io.tearup.engine.model;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Everything one risk group decides with, and the only writer of it.
 *
 * <p>Each mutator assigns values that were computed before and notes the change in {@link Changes}. Nothing here knows a
 * rule: handlers of {@code io.tearup.engine} decide what the new values are.
 */
public final class RiskGroup {
    /** Bound on the magnitude of every single amount, minor units: two of them never overflow when added. */
    public static final long MONEY_LIMIT = 1L << 62;

    /** Trades whose second side may be outstanding at once. */
    public static final int OPEN_TRADE_LIMIT = 1 << 20;

    /** Watched until a rulebook says what to watch, so that its maxima do not start from nothing. */
    private static final List<TriggerSpec> BEFORE_ANY_RULEBOOK =
            List.of(new TriggerSpec.Drawdown("drawdown", 8L * 3600 * 1_000_000, 300_000, 250_000, 0, true));

    /** A position with reserved lots, or a market's inventory that some wait for, that was set; null = the inventory. */
    public record Touched(Market market, @Nullable String account) {}

    /** The outstanding side of a trade: signed lots and signed value (bought positive) in a market. */
    public record OpenTrade(String market, long lots, long value) {}

    private final String id;
    private final AccountTable accounts = new AccountTable();
    private final List<Market> marketsByIndex = new ArrayList<>();
    private final TreeMap<String, Market> markets = new TreeMap<>(CodePointOrder.INSTANCE);
    /** The same markets, for the lookup that every input makes. */
    private final HashMap<String, Market> marketsById = new HashMap<>();

    /** The market last asked for: one input asks for it several times. */
    private @Nullable Market recentMarket;

    private final TreeMap<String, Pool> pools = new TreeMap<>(CodePointOrder.INSTANCE);
    private final SeenIds seenIds;
    private final CarriedPositions carried = new CarriedPositions();
    private final MarkHistory markHistory = new MarkHistory();
    private final TreeMap<Long, Receivable> receivables = new TreeMap<>();
    private final TreeMap<Long, EarlyInput> early = new TreeMap<>();
    private final Reservations reservations = new Reservations();
    private final LinkedHashSet<Touched> touchedReservations = new LinkedHashSet<>();
    private final LoggedWithId<Long> sources = new LoggedWithId<>();
    private final LoggedWithId<OpenTrade> openTrades = new LoggedWithId<>();
    private final Changes changes = new Changes();
    private final CrossSums crossSums = new CrossSums();
    private final TreeSet<String> touchedPools = new TreeSet<>(CodePointOrder.INSTANCE);

    private @Nullable GroupSpec spec;
    private @Nullable RulebookSpec rulebook;
    private List<TriggerSpec> watched = BEFORE_ANY_RULEBOOK;
    private GroupMode mode = GroupMode.LIVE;
    private GroupMode beforeFrozen = GroupMode.LIVE;
    private String frozenBecause = "";
    private long clock = Long.MIN_VALUE;
    private long external;
    private long fees;
    private long openTradeValue;
    private long duplicates;
    private long gaps;
    private long auditSequence;
    private long receivableNumber;
    private long transferNumber;

    /** Whether maxima were read since the last drain. */
    private boolean sampled;

    /** Sources of input whose last sequence is kept, at most. */
    public static final int SOURCE_LIMIT = 100_000;

    /** Accounts of a group at most: their tables, and those of positions, double when they are full and end at 2^30 places. */
    public static final int ACCOUNT_LIMIT = 1 << 28;

    private final int accountLimit;

    /** A group that is not defined yet. */
    public RiskGroup(String id) {
        this(id, SeenIds.CAPACITY);
    }

    /**
     * A group that is not defined yet.
     *
     * @param idsRemembered how many of the latest input ids are told to be duplicates when they come again, positive
     */
    public RiskGroup(String id, int idsRemembered) {
        this(id, idsRemembered, ACCOUNT_LIMIT);
    }

    /** As {@link #RiskGroup(String, int)}, full at a number of accounts, at most {@link #ACCOUNT_LIMIT}. */
    RiskGroup(String id, int idsRemembered, int accountLimit) {
        this.id = id;
        this.seenIds = new SeenIds(idsRemembered);
        this.accountLimit = accountLimit;
    }

    public String id() {
        return id;
    }

    // ---- configuration ----

    public @Nullable GroupSpec spec() {
        return spec;
    }

    /** The group's money. Throws if no GROUP control record was applied yet. */
    public GroupSpec requireSpec() {
        GroupSpec present = spec;
        if (present == null) {
            throw new RejectedInput(
                    RejectReason.INVALID_CONFIGURATION,
                    "risk group " + id + " is not defined yet: send its GROUP control record first");
        }
        return present;
    }

    public void define(GroupSpec newSpec) {
        spec = newSpec;
        changes.configuration();
    }

    public @Nullable RulebookSpec rulebook() {
        return rulebook;
    }

    /** Sets the rulebook; a trigger that is new or has another window starts its maxima from the values in force. */
    public void setRulebook(RulebookSpec newRulebook) {
        rulebook = newRulebook;
        watched = newRulebook.allTriggers();
        for (Pool pool : pools.values()) {
            watch(pool.watches().values(), pool::watchOrNew);
            changes.pool(pool);
        }
        for (Market market : marketsByIndex) {
            watch(market.watches().values(), market::watchOrNew);
            changes.market(market);
        }
        changes.configuration();
    }

    /** Triggers whose maxima are kept: the rulebook's, or the usual one until there is a rulebook. */
    public List<TriggerSpec> watched() {
        return watched;
    }

    private void watch(Collection<Watch> present, Function<String, Watch> watchOf) {
        List<TriggerSpec> triggers = watched();
        Set<Watch> kept = new HashSet<>();
        for (TriggerSpec trigger : triggers) {
            Watch watch = watchOf.apply(trigger.id());
            watch.watch(trigger.window());
            kept.add(watch);
        }
        for (Watch watch : present) {
            if (!kept.contains(watch)) {
                watch.unwatch();
            }
        }
    }

    public Pool definePool(PoolSpec poolSpec) {
        Pool pool = pools.get(poolSpec.id());
        if (pool == null) {
            pool = new Pool(poolSpec);
            pools.put(pool.id(), pool);
            watch(pool.watches().values(), pool::watchOrNew);
        } else {
            pool.redefine(poolSpec);
        }
        changes.pool(pool);
        return pool;
    }

    public Market defineMarket(MarketSpec marketSpec) {
        Market market = markets.get(marketSpec.id());
        if (market == null) {
            market = new Market(marketsByIndex.size(), marketSpec);
            marketsByIndex.add(market);
            markets.put(market.id(), market);
            marketsById.put(market.id(), market);
            requirePool(marketSpec.pool()).attach(market);
            watch(market.watches().values(), market::watchOrNew);
        } else {
            market.redefine(marketSpec);
        }
        changes.marketDefinition(market);
        return market;
    }

    public GroupMode mode() {
        return mode;
    }

    /** Why the group is frozen, empty when it is not. */
    public String frozenBecause() {
        return frozenBecause;
    }

    public void setMode(GroupMode newMode, String because) {
        Map<Market, GroupMode> before = modes();
        if (newMode == GroupMode.FROZEN && mode != GroupMode.FROZEN) {
            beforeFrozen = mode;
        }
        mode = newMode;
        frozenBecause = because;
        changes.configuration();
        forgetTold(before);
    }

    /** The mode from which the group was last frozen. */
    public GroupMode modeBeforeFrozen() {
        return beforeFrozen;
    }

    /** The mode that holds in a market: its own or the group's, whichever lets less happen. */
    public GroupMode modeOf(Market market) {
        return mode.stricter(market.mode);
    }

    public void setMarketMode(Market market, GroupMode newMode) {
        Map<Market, GroupMode> before = modes();
        market.mode = newMode;
        changes.market(market);
        forgetTold(before);
    }

    private Map<Market, GroupMode> modes() {
        Map<Market, GroupMode> present = new LinkedHashMap<>();
        markets().forEach(market -> present.put(market, modeOf(market)));
        return present;
    }

    /** What was only told is told, or done, anew. */
    private void forgetTold(Map<Market, GroupMode> before) {
        before.forEach((market, was) -> {
            if ((was == GroupMode.SHADOW) != (modeOf(market) == GroupMode.SHADOW)) {
                setToldInShadow(market, 0);
                setShortfall(market, 0, 0, 0);
            }
        });
    }

    public void setToldInShadow(Market market, long lots) {
        if (market.toldInShadow != lots) {
            market.toldInShadow = lots;
            changes.market(market);
        }
    }

    // ---- lookup ----

    /** Markets by ascending id. */
    public Collection<Market> markets() {
        return Collections.unmodifiableCollection(markets.values());
    }

    /** Pools by ascending id. */
    public Collection<Pool> pools() {
        return Collections.unmodifiableCollection(pools.values());
    }

    public @Nullable Market market(String marketId) {
        Market recent = recentMarket;
        if (recent == null || !recent.id().equals(marketId)) {
            recent = marketsById.get(marketId);
            recentMarket = recent;
        }
        return recent;
    }

    /** Throws {@code UNKNOWN_MARKET} if it was never defined. */
    public Market requireMarket(String marketId) {
        Market market = market(marketId);
        if (market == null) {
            throw new RejectedInput(
                    RejectReason.UNKNOWN_MARKET,
                    "risk group " + id + " has no market '" + marketId + "'; define it with a MARKET control record");
        }
        return market;
    }

    Market marketAt(int index) {
        return marketsByIndex.get(index);
    }

    public @Nullable Pool pool(String poolId) {
        return pools.get(poolId);
    }

    /** Throws {@code UNKNOWN_POOL} if it was never defined. */
    public Pool requirePool(String poolId) {
        Pool pool = pools.get(poolId);
        if (pool == null) {
            throw new RejectedInput(
                    RejectReason.UNKNOWN_POOL,
                    "risk group " + id + " has no pool '" + poolId + "'; define it with a POOL control record");
        }
        return pool;
    }

    public AccountTable accounts() {
        return accounts;
    }

    /** What every account's cross positions come to now, good until the next change; null if they are too large to tell. */
    @Nullable
    CrossSums crossSums() {
        return crossSums.load(accounts, marketsByIndex) ? crossSums : null;
    }

    // ---- time and input bookkeeping ----

    /** Stream time: the highest time label applied, microseconds. */
    public long clock() {
        return clock;
    }

    /** Moves stream time forward; an earlier label leaves it. */
    public void advanceClock(long time) {
        if (time > clock) {
            clock = time;
            changes.group();
        }
    }

    public boolean hasSeen(String kind, String inputId) {
        return seenIds.contains(kind, inputId);
    }

    /** Remembers an input; what it changed of sources and trades is logged with its id. */
    public void rememberId(String kind, String inputId) {
        int place = seenIds.remember(kind, inputId);
        changes.seenId(place);
        releasePosition(place);
        String source = sources.remember(place);
        if (source != null) {
            changes.source(source);
        }
        String trade = openTrades.remember(place);
        if (trade != null) {
            changes.openTrade(trade);
        }
    }

    /** A position that only the row at a place carries needs one of its own, now that the place is taken again. */
    private void releasePosition(int place) {
        int index = carried.market(place);
        if (index != CarriedPositions.NONE) {
            carried.clear(place);
            Market market = marketsByIndex.get(index);
            int slot = carried.slot(place);
            int row = market.positions().find(slot);
            if (row != PositionTable.NONE && market.positions().carrier(row) == place) {
                changes.releasedPosition(market, slot);
            }
        }
    }

    public SeenIds seenIds() {
        return seenIds;
    }

    CarriedPositions carried() {
        return carried;
    }

    /** Last sequence of a source, or {@link Long#MIN_VALUE}. */
    public long lastSequence(String source) {
        Long last = sources.get(source);
        return last == null ? Long.MIN_VALUE : last;
    }

    /** Number of sources whose last sequence is kept. */
    public int sources() {
        return sources.size();
    }

    /** Sets the last sequence of a source; the input that says so is remembered next. */
    public void setLastSequence(String source, Long sequence) {
        sources.put(source, sequence);
        changes.sourceWithId(source);
    }

    public void countDuplicate() {
        duplicates++;
        changes.group();
    }

    /** Inputs that came again and changed nothing. */
    public long duplicates() {
        return duplicates;
    }

    public void countGap(long missing) {
        gaps += missing;
        changes.group();
    }

    /** Sequence numbers that never arrived. */
    public long gaps() {
        return gaps;
    }

    /** Sequence of the last audit record. */
    public long lastAuditSequence() {
        return auditSequence;
    }

    public long nextAuditSequence() {
        changes.group();
        return ++auditSequence;
    }

    /** Outstanding side of a trade, or null. */
    public @Nullable OpenTrade openTrade(String tradeId) {
        return openTrades.get(tradeId);
    }

    /** Number of trades whose second side is outstanding. */
    public int openTrades() {
        return openTrades.size();
    }

    /** Nets one side into its trade, the input is remembered next; a trade that sums to nothing is complete and forgotten. */
    public void addTradeSide(String tradeId, Market market, long signedLots, long signedValue) {
        OpenTrade open = openTrades.get(tradeId);
        long lots = signedLots + (open == null ? 0 : open.lots());
        long value = signedValue + (open == null ? 0 : open.value());
        if (lots == 0 && value == 0) {
            if (openTrades.remove(tradeId)) {
                changes.openTrade(tradeId);
            }
        } else {
            openTrades.put(tradeId, new OpenTrade(market.id(), lots, value));
        }
        market.openTradeLots = Math.addExact(market.openTradeLots, signedLots);
        openTradeValue = Math.addExact(openTradeValue, signedValue);
        changes.tradeWithId(tradeId);
    }

    // ---- money ----

    /** Amounts that came in from outside less those that left: deposits, funding, contributions, withdrawals. */
    public long external() {
        return external;
    }

    /** Throws {@link ArithmeticException} if a total could not take the amount; nothing changes. */
    public void requireRoomForExternal(long amount) {
        Math.addExact(external, amount);
    }

    /** As {@link #requireRoomForExternal}, for the fees collected. */
    public void requireRoomForFees(long amount) {
        Math.addExact(fees, amount);
    }

    /** As {@link #requireRoomForExternal}, for the value of outstanding trade sides. */
    public void requireRoomForOpenTrades(long signedValue) {
        Math.addExact(openTradeValue, signedValue);
    }

    public void addExternal(long amount) {
        external = Math.addExact(external, amount);
        changes.group();
    }

    /** Fees collected by the venue. */
    public long fees() {
        return fees;
    }

    public void addFees(long amount) {
        if (amount != 0) {
            fees = Math.addExact(fees, amount);
            changes.group();
        }
    }

    /** Signed value of outstanding trade sides, bought positive. */
    public long openTradeValue() {
        return openTradeValue;
    }

    /**
     * Slot of an account, new if it was not known. To be called before anything is changed.
     *
     * @throws RejectedInput {@code OVERFLOW} if it is not known and the group is full
     */
    public int accountSlot(String accountId) {
        int slot = accounts.find(accountId);
        if (slot == AccountTable.NONE) {
            if (accounts.size() >= accountLimit) {
                throw new RejectedInput(
                        RejectReason.OVERFLOW,
                        "risk group " + id + " has " + accountLimit + " accounts, the most its store can hold; account "
                                + accountId + " cannot be opened: split the venue into more groups");
            }
            slot = accounts.findOrAdd(accountId);
            changes.account(slot);
        }
        return slot;
    }

    public void setWallet(int slot, long amount) {
        if (accounts.wallet(slot) != amount) {
            accounts.setWallet(slot, amount);
            changes.account(slot);
        }
    }

    public void setCash(Pool pool, long amount) {
        if (pool.cash != amount) {
            pool.cash = amount;
            pool.forgetEquity();
            changes.pool(pool);
            touchedPools.add(pool.id());
        }
    }

    /** Pools whose cash or inventory was set since the last call, by ascending id. */
    public List<Pool> drainTouchedPools() {
        if (touchedPools.isEmpty()) {
            return List.of();
        }
        List<Pool> touched = touchedPools.stream().map(this::requirePool).toList();
        touchedPools.clear();
        return touched;
    }

    // ---- marks, positions, inventory ----

    public void setMark(Market market, long ticks, long sequence, long time) {
        if (market.markTicks != ticks) {
            changes.markHistory(markHistory.next());
            markHistory.add(market.id(), Math.max(clock, time), market.markTicks);
            changes.group();
        }
        market.markTicks = ticks;
        requirePool(market.spec().pool()).forgetEquity();
        market.markSequence = sequence;
        market.markedAt = time;
        changes.market(market);
    }

    /** Sets a position; the row is opened, and freed once it holds nothing. */
    public void setPosition(Market market, int slot, long lots, long cost, long margin) {
        PositionTable table = market.positions();
        int row = rowFor(market, slot);
        countOpenInterest(market, table.lots(row), -1);
        countOpenInterest(market, lots, 1);
        table.set(row, lots, cost, margin);
        if (table.reserved(row) > 0) {
            touchedReservations.add(new Touched(market, accounts.id(slot)));
        }
        release(market, slot, row);
        changes.position(market, slot);
    }

    /** Changes of marks, newest last. */
    public MarkHistory markHistory() {
        return markHistory;
    }

    public void setOwner(int slot, String owner) {
        accounts.setOwner(slot, owner);
        changes.account(slot);
    }

    /** Counts a haircut against the burden of a row in the market's present episode. */
    public void addBurden(Market market, int row, long haircut) {
        PositionTable table = market.positions();
        boolean known = table.burdenEpisode(row) == market.episodeNumber;
        long base = known ? table.burdenBase(row) : Math.max(0, market.unrealised(row));
        long used = Math.addExact(known ? table.burdenUsed(row) : 0, haircut);
        table.setBurden(row, market.episodeNumber, base, used);
        changes.position(market, table.account(row));
    }

    /** Notes whether a market is in an episode; another begins when it was in none. */
    public void setInEpisode(Market market, boolean inEpisode) {
        if (market.inEpisode != inEpisode) {
            market.inEpisode = inEpisode;
            if (inEpisode) {
                market.episodeNumber++;
                market.attempts = 0;
            }
            changes.market(market);
        }
    }

    /** Begins an episode that ends at once: what was borne before it no longer counts. */
    public void countEpisode(Market market) {
        market.episodeNumber++;
        market.attempts = 0;
        changes.market(market);
    }

    // ---- reservations ----

    /** Assignments that wait for the venue, and those of late that no longer do. */
    public Reservations reservations() {
        return reservations;
    }

    /** Number of the next reservation. */
    public long nextReservation() {
        return reservations.nextNumber();
    }

    /** Puts a reservation, new or changed; the position's reserved lots follow what is open of it. */
    public void putReservation(Market market, Reservation reservation) {
        Reservation before = reservations.get(reservation.number());
        reserve(market, reservation.account(), reservation.open() - (before == null ? 0 : before.open()));
        reservations.put(reservation);
        changes.reservation(reservation.number());
    }

    private void reserve(Market market, String account, long lots) {
        if (lots != 0) {
            PositionTable table = market.positions();
            int slot = accounts.find(account);
            int row = table.find(slot);
            table.setReserved(row, Math.addExact(table.reserved(row), lots));
            release(market, slot, row);
            changes.position(market, slot);
        }
    }

    /** Forgets a reservation of which nothing is open, and its wave with the last of them; a wave that goes on keeps its count. */
    public void forgetReservation(Reservation reservation) {
        reservations.remove(reservation.number());
        changes.reservation(reservation.number());
        if (!reservations.remembers(reservation.market(), reservation.wave())) {
            Market market = requireMarket(reservation.market());
            OpenWave wave = market.openWave();
            int legs = reservations.legs(reservation.market(), reservation.wave());
            if (wave.isOpen() && wave.number() == reservation.wave() && legs > wave.legs()) {
                setOpenWave(market, new OpenWave(wave.number(), wave.steps(), wave.cursor(), legs));
            }
            setLegs(reservation.market(), reservation.wave(), 0);
        }
    }

    /** Sets how many postings a wave has whose assignments wait for the venue. */
    public void setLegs(String market, long wave, int legs) {
        if (reservations.legs(market, wave) != legs) {
            reservations.setLegs(market, wave, legs);
            changes.legs(market, wave);
        }
    }

    /** How many times in a row lots of a market were given up; see {@link SettlementRule}. */
    public void setAttempts(Market market, int attempts) {
        if (market.attempts != attempts) {
            market.attempts = attempts;
            changes.market(market);
        }
    }

    /** Whether {@link #drainTouchedReservations} has any. */
    public boolean hasTouchedReservations() {
        return !touchedReservations.isEmpty();
    }

    /** Positions and inventories with reservations that were set since the last call, in the order they were. */
    public List<Touched> drainTouchedReservations() {
        List<Touched> touched = List.copyOf(touchedReservations);
        touchedReservations.clear();
        return touched;
    }

    /** Takes a given-up haircut off the burden of a row, if it still counts the same episode. */
    public void reduceBurden(Market market, String account, long episode, long haircut) {
        PositionTable table = market.positions();
        int slot = accounts.find(account);
        int row = slot == AccountTable.NONE ? PositionTable.NONE : table.find(slot);
        if (haircut > 0 && row != PositionTable.NONE && table.burdenEpisode(row) == episode) {
            long used = Math.max(0, table.burdenUsed(row) - haircut);
            table.setBurden(row, episode, table.burdenBase(row), used);
            changes.position(market, slot);
        }
    }

    /** Records what a pool owes an account. */
    public void addReceivable(Pool pool, String market, String account, long amount) {
        Receivable receivable = new Receivable(++receivableNumber, pool.id(), market, account, amount);
        receivables.put(receivable.number(), receivable);
        pool.owed = Math.addExact(pool.owed, amount);
        changes.receivable(receivable.number());
        changes.pool(pool);
        changes.group();
        touchedPools.add(pool.id());
    }

    /** Receivables by number. */
    public Collection<Receivable> receivables() {
        return Collections.unmodifiableCollection(receivables.values());
    }

    /** The receivable of a number, null once it is repaid. */
    public @Nullable Receivable receivable(long number) {
        return receivables.get(number);
    }

    // ---- inputs that wait ----

    /**
     * Keeps an input that came before what it refers to.
     *
     * @param receipt see {@link EarlyInput}
     */
    public void await(byte[] receipt) {
        long number = early.isEmpty() ? 1 : early.lastKey() + 1;
        early.put(
                number,
                new EarlyInput(number, Math.addExact(clock, requireSpec().patience()), receipt));
        changes.early(number);
    }

    /** Inputs that wait, in the order in which they came. */
    public Collection<EarlyInput> early() {
        return Collections.unmodifiableCollection(early.values());
    }

    /** The waiting input of a number, null once it waits no longer. */
    public @Nullable EarlyInput early(long number) {
        return early.get(number);
    }

    /** Forgets a waiting input. */
    public void awaitNoLonger(EarlyInput input) {
        early.remove(input.number());
        changes.early(input.number());
    }

    /** Takes a repaid amount off a receivable. */
    public void reduceReceivable(Receivable receivable, long amount) {
        long left = receivable.amount() - amount;
        if (left == 0) {
            receivables.remove(receivable.number());
        } else {
            receivables.put(
                    receivable.number(),
                    new Receivable(
                            receivable.number(), receivable.pool(), receivable.market(), receivable.account(), left));
        }
        Pool pool = requirePool(receivable.pool());
        pool.owed -= amount;
        changes.receivable(receivable.number());
        changes.pool(pool);
        touchedPools.add(pool.id());
    }

    /** Number of the last receivable. */
    public long lastReceivableNumber() {
        return receivableNumber;
    }

    /** Number of the last movement of money between pools or to accounts outside a wave. */
    public long lastTransferNumber() {
        return transferNumber;
    }

    /** Number of the next movement of money between pools or to accounts outside a wave. */
    public long nextTransferNumber() {
        changes.group();
        return ++transferNumber;
    }

    public void setMarginMode(Market market, int slot, MarginMode marginMode) {
        int row = rowFor(market, slot);
        market.positions().setMode(row, marginMode);
        release(market, slot, row);
        changes.position(market, slot);
    }

    public void setLight(Market market, int row, int light) {
        PositionTable table = market.positions();
        if (table.light(row) != light) {
            table.setLight(row, light);
            changes.position(market, table.account(row));
        }
    }

    public void setLightsAt(Market market, long time) {
        market.lightsAt = time;
        changes.market(market);
    }

    /**
     * Sets a pool's inventory in a market; amounts in minor units.
     *
     * @param costRest what rounding left out of the cost, see {@link InventoryTrade}
     * @param newBasis whether the cap price must be derived anew
     */
    public void setInventory(Market market, long lots, long cost, long costRest, long realised, boolean newBasis) {
        requirePool(market.spec().pool()).forgetEquity();
        market.inventoryLots = lots;
        market.inventoryCost = cost;
        market.inventoryCostRest = costRest;
        market.inventoryRealised = realised;
        if (newBasis) {
            market.inventoryBasis++;
        }
        changes.market(market);
        touchedPools.add(market.spec().pool());
        if (reservations.openLots(market.id()) > 0) {
            touchedReservations.add(new Touched(market, null));
        }
    }

    /** The wave that goes on with the next record, {@link OpenWave#NONE} if none does. */
    public void setOpenWave(Market market, OpenWave wave) {
        market.openWave = wave;
        changes.market(market);
    }

    public long nextWaveNumber(Market market) {
        changes.market(market);
        return ++market.waveNumber;
    }

    public void setShortfall(Market market, long residual, long price, long gap) {
        market.shortfallResidual = residual;
        market.shortfallPrice = price;
        market.shortfallGap = gap;
        changes.market(market);
    }

    public long nextAlertSequence(Market market, AlertState state, AlertInputs inputs) {
        market.alertState = state;
        market.alertInputs = inputs;
        changes.market(market);
        return ++market.alertSequence;
    }

    public long nextFundSequence(Pool pool) {
        changes.pool(pool);
        return ++pool.fundSequence;
    }

    /** Arms or disarms a trigger that watches a whole pool. */
    public void setArmed(Pool pool, String trigger, boolean armed) {
        Watch watch = pool.watch(trigger);
        if (watch.episode().armed() == armed) {
            return;
        }
        if (armed) {
            watch.episode().freeze(clock, 0, 0);
        } else {
            watch.episode().disarm();
        }
        watch.touch();
        changes.pool(pool);
    }

    /** A trigger's episode in a market, to be written; it counts as changed. */
    public Episode episodeOf(Market market, String trigger) {
        Watch watch = market.watch(trigger);
        watch.touch();
        changes.market(market);
        return watch.episode();
    }

    /** Samples a pool's cash and its markets' results at the present stream time. */
    public void sample(Pool pool) {
        sampled = true;
        for (TriggerSpec trigger : watched()) {
            if (trigger.window() == 0) {
                continue;
            }
            if (sample(pool.watch(trigger.id()).peak(), pool.cash)) {
                changes.pool(pool);
            }
            if (trigger instanceof TriggerSpec.Drawdown) {
                for (Market market : pool.markets()) {
                    if (sample(market.watch(trigger.id()).peak(), market.pnl())) {
                        changes.market(market);
                    }
                }
            }
        }
    }

    private boolean sample(RollingMaximum peak, long value) {
        if (!peak.isEmpty() && peak.current() == value) {
            return false;
        }
        peak.sample(clock, value);
        return true;
    }

    // ---- rows of an account ----

    /** Receives the rows of one account. */
    public interface RowVisitor {
        void row(Market market, int row);
    }

    /** Visits every row of an account, in no meaningful order. */
    public void forEachRow(int slot, RowVisitor visitor) {
        int marketIndex = accounts.headMarket(slot);
        int row = accounts.headRow(slot);
        while (marketIndex != PositionTable.NONE) {
            Market market = marketsByIndex.get(marketIndex);
            visitor.row(market, row);
            marketIndex = market.positions().nextMarket(row);
            row = market.positions().nextRow(row);
        }
    }

    // ---- store ----

    /** Passes what changed since the last call and forgets it. */
    public void drainChanges(Changes.Visitor visitor) {
        if (sampled) {
            noteExpired();
            sampled = false;
        }
        changes.drain(marketsByIndex, carried, visitor);
    }

    /** Reading a maximum drops what has expired: a change that no event announces. */
    private void noteExpired() {
        for (Pool pool : pools.values()) {
            if (hasChangedPeak(pool.watches().values())) {
                changes.pool(pool);
            }
        }
        for (Market market : marketsByIndex) {
            if (hasChangedPeak(market.watches().values())) {
                changes.market(market);
            }
        }
    }

    private static boolean hasChangedPeak(Collection<Watch> watches) {
        for (Watch watch : watches) {
            if (watch.peak().hasChanges()) {
                return true;
            }
        }
        return false;
    }

    /** The present rows of sources, for a full dump. */
    public void forEachSource(BiConsumer<String, Long> visitor) {
        sources.forEach(visitor);
    }

    /** The present open trades, for a full dump. */
    public void forEachOpenTrade(BiConsumer<String, OpenTrade> visitor) {
        openTrades.forEach(visitor);
    }

    /** Scalars of the group row. */
    public record Scalars(
            long clock,
            long external,
            long fees,
            long duplicates,
            long gaps,
            long auditSequence,
            int nextSeenId,
            long nextMark,
            long receivableNumber,
            long transferNumber) {}

    /** Scalars of a market row; the episode and the spec are read from the market itself. */
    public record MarketScalars(
            long markTicks,
            long markSequence,
            long inventoryLots,
            long inventoryCost,
            long inventoryCostRest,
            long inventoryRealised,
            long inventoryBasis,
            long waveNumber,
            OpenWave openWave,
            long episodeNumber,
            boolean inEpisode,
            long alertSequence,
            AlertState alertState,
            AlertInputs alertInputs,
            long lightsAt,
            long shortfallResidual,
            long shortfallPrice,
            long shortfallGap,
            int attempts,
            GroupMode mode,
            long toldInShadow) {}

    /** Puts logged rows back. Restoring notes no change. */
    public final class Restorer {
        public void configuration(
                @Nullable GroupSpec groupSpec,
                @Nullable RulebookSpec rulebookSpec,
                GroupMode groupMode,
                GroupMode groupModeBeforeFrozen,
                String because) {
            spec = groupSpec;
            rulebook = rulebookSpec;
            watched = rulebookSpec == null ? BEFORE_ANY_RULEBOOK : rulebookSpec.allTriggers();
            mode = groupMode;
            beforeFrozen = groupModeBeforeFrozen;
            frozenBecause = because;
        }

        public void group(Scalars s) {
            clock = s.clock();
            external = s.external();
            fees = s.fees();
            duplicates = s.duplicates();
            gaps = s.gaps();
            auditSequence = s.auditSequence();
            seenIds.restoreNext(s.nextSeenId());
            markHistory.restoreNext(s.nextMark());
            receivableNumber = s.receivableNumber();
            transferNumber = s.transferNumber();
        }

        /** The pool of an id, known or yet to be defined by a row that comes later. */
        public Pool pool(String poolId) {
            return pools.computeIfAbsent(poolId, p -> new Pool(new PoolSpec(p, PoolKind.SHARED)));
        }

        /** The market of an id, known or yet to be defined by a row that comes later. */
        public Market market(String marketId) {
            Market market = marketsById.get(marketId);
            if (market == null) {
                MarketSpec undefined = new MarketSpec(marketId, "", BigDecimal.ONE, BigDecimal.ONE, 1, 1, 1);
                market = new Market(marketsByIndex.size(), undefined);
                marketsByIndex.add(market);
                markets.put(marketId, market);
                marketsById.put(marketId, market);
            }
            return market;
        }

        public void marketDefinition(MarketSpec marketSpec) {
            Market m = market(marketSpec.id());
            boolean attached = !m.spec().pool().isEmpty();
            m.redefine(marketSpec);
            if (!attached) {
                pool(marketSpec.pool()).attach(m);
            }
        }

        public void poolState(PoolSpec poolSpec, long cash, long owed, long fundSequence) {
            Pool pool = pool(poolSpec.id());
            pool.redefine(poolSpec);
            pool.cash = cash;
            pool.forgetEquity();
            pool.owed = owed;
            pool.fundSequence = fundSequence;
        }

        /** What a trigger remembers of a pool, known or yet to be put back. */
        public Watch poolWatch(String poolId, String trigger) {
            return pool(poolId).watchOrNew(trigger);
        }

        /** What a trigger remembers of a market, known or yet to be put back. */
        public Watch marketWatch(String marketId, String trigger) {
            return market(marketId).watchOrNew(trigger);
        }

        public void markHistory(long number, String marketId, long time, long ticksBefore) {
            markHistory.put(number, marketId, time, ticksBefore);
        }

        public void early(long number, @Nullable EarlyInput input) {
            if (input == null) {
                early.remove(number);
            } else {
                early.put(number, input);
            }
        }

        public void receivable(long number, @Nullable Receivable receivable) {
            if (receivable == null) {
                receivables.remove(number);
            } else {
                receivables.put(number, receivable);
            }
        }

        public void marketState(Market m, MarketScalars s) {
            pools.values().forEach(Pool::forgetEquity);
            m.markTicks = s.markTicks();
            m.markSequence = s.markSequence();
            m.inventoryLots = s.inventoryLots();
            m.inventoryCost = s.inventoryCost();
            m.inventoryCostRest = s.inventoryCostRest();
            m.inventoryRealised = s.inventoryRealised();
            m.inventoryBasis = s.inventoryBasis();
            m.waveNumber = s.waveNumber();
            m.openWave = s.openWave();
            m.episodeNumber = s.episodeNumber();
            m.inEpisode = s.inEpisode();
            m.alertSequence = s.alertSequence();
            m.alertState = s.alertState();
            m.alertInputs = s.alertInputs();
            m.lightsAt = s.lightsAt();
            m.shortfallResidual = s.shortfallResidual();
            m.shortfallPrice = s.shortfallPrice();
            m.shortfallGap = s.shortfallGap();
            m.attempts = s.attempts();
            m.mode = s.mode();
            m.toldInShadow = s.toldInShadow();
        }

        /** A reservation, null = forgotten; its position's row says itself how many lots are reserved. */
        public void reservation(long number, @Nullable Reservation reservation) {
            if (reservation == null) {
                reservations.remove(number);
            } else {
                reservations.put(reservation);
            }
        }

        /** Postings of a wave whose assignments wait for the venue, 0 = forgotten. */
        public void legs(String marketId, long wave, int legs) {
            reservations.setLegs(marketId, wave, legs);
        }

        /** Slot of an account, new if it was not known. */
        public int account(String accountId) {
            return accounts.findOrAdd(accountId);
        }

        /** Slot of the account whose id some bytes spell in UTF-8; below 0 if it is not known, or the id is not plain ASCII. */
        public int findAccount(byte[] id, int from, int length) {
            return accounts.find(id, from, length);
        }

        public void accountState(int slot, long wallet, String owner) {
            accounts.setWallet(slot, wallet);
            accounts.setOwner(slot, owner);
        }

        /** A position as a row of its own says; one that holds nothing is gone. */
        public void position(
                Market market,
                int slot,
                long lots,
                long cost,
                long margin,
                long reserved,
                MarginMode marginMode,
                int light,
                long burdenEpisode,
                long burdenBase,
                long burdenUsed) {
            int row = rowFor(market, slot);
            PositionTable table = market.positions();
            setValues(market, row, lots, cost, margin, reserved, marginMode, light);
            table.setBurden(row, burdenEpisode, burdenBase, burdenUsed);
            table.setOwnRow(row);
            freeIfEmpty(market, slot, row);
        }

        /** A position as the row of an id says. */
        public void carriedPosition(
                int place,
                Market market,
                int slot,
                long lots,
                long cost,
                long margin,
                long reserved,
                MarginMode marginMode,
                int light,
                long burdenEpisode,
                long burdenBase,
                long burdenUsed) {
            int row = rowFor(market, slot);
            PositionTable table = market.positions();
            setValues(market, row, lots, cost, margin, reserved, marginMode, light);
            table.setBurden(row, burdenEpisode, burdenBase, burdenUsed);
            table.setCarrier(row, place);
            carried.set(place, market, slot);
            freeIfEmpty(market, slot, row);
        }

        private void setValues(
                Market market,
                int row,
                long lots,
                long cost,
                long margin,
                long reserved,
                MarginMode marginMode,
                int light) {
            PositionTable table = market.positions();
            countOpenInterest(market, table.lots(row), -1);
            countOpenInterest(market, lots, 1);
            table.set(row, lots, cost, margin);
            table.setReserved(row, reserved);
            table.setMode(row, marginMode);
            table.setLight(row, light);
        }

        private void freeIfEmpty(Market market, int slot, int row) {
            if (market.positions().isEmpty(row)) {
                unlink(market, slot, row);
                market.positions().free(row);
            }
        }

        /** The row of an id says that a position is gone. */
        public void closedPosition(int place, Market market, int slot) {
            carried.set(place, market, slot);
            positionRemoved(market, slot);
        }

        /** A position's own row is removed. */
        public void positionRemoved(Market market, String accountId) {
            int slot = accounts.find(accountId);
            if (slot != AccountTable.NONE) {
                positionRemoved(market, slot);
            }
        }

        private void positionRemoved(Market market, int slot) {
            int row = market.positions().find(slot);
            if (row != PositionTable.NONE) {
                countOpenInterest(market, market.positions().lots(row), -1);
                unlink(market, slot, row);
                market.positions().free(row);
            }
        }

        /** A source as a row of its own says. */
        public void source(String source, long sequence) {
            sources.restoreAlone(source, sequence);
        }

        /** A trade as a row of its own says, null = complete. */
        public void openTrade(String tradeId, @Nullable OpenTrade trade) {
            countOpenTrade(openTrades.get(tradeId), -1);
            if (trade == null) {
                openTrades.remove(tradeId);
            } else {
                openTrades.restoreAlone(tradeId, trade);
            }
            countOpenTrade(trade, 1);
        }

        /** A source as the row of the id says that is put back next. */
        public void sourceWithId(String source, long sequence) {
            sources.put(source, sequence);
        }

        /** A trade as the row of the id says that is put back next, null = complete. */
        public void tradeWithId(String tradeId, @Nullable OpenTrade trade) {
            countOpenTrade(openTrades.get(tradeId), -1);
            if (trade == null) {
                openTrades.remove(tradeId);
            } else {
                openTrades.put(tradeId, trade);
            }
            countOpenTrade(trade, 1);
        }

        private void countOpenTrade(@Nullable OpenTrade trade, int sign) {
            if (trade != null) {
                market(trade.market()).openTradeLots += sign * trade.lots();
                openTradeValue += sign * trade.value();
            }
        }

        public void seenId(int place, long high, long low) {
            seenIds.restore(place, high, low);
            carried.clear(place);
            sources.remember(place);
            openTrades.remember(place);
        }
    }

    /** Ids that rows refer to but no row defines: a store that is restored whole has none. */
    public List<String> undefined() {
        List<String> missing = new ArrayList<>();
        for (Market market : markets.values()) {
            if (market.spec().pool().isEmpty()) {
                missing.add("market " + market.id());
            }
        }
        return missing;
    }

    public Restorer restorer() {
        return new Restorer();
    }

    private static void countOpenInterest(Market market, long lots, int times) {
        if (lots > 0) {
            market.longLots += times * lots;
        } else {
            market.shortLots -= times * lots;
        }
    }

    private int rowFor(Market market, int slot) {
        int row = market.positions().find(slot);
        if (row == PositionTable.NONE) {
            row = market.positions().add(slot);
            setHeadAlone(slot, false);
            market.positions().link(row, accounts.headMarket(slot), accounts.headRow(slot));
            accounts.setHead(slot, market.index(), row);
            setHeadAlone(slot, true);
        }
        return row;
    }

    private void release(Market market, int slot, int row) {
        PositionTable table = market.positions();
        if (table.isEmpty(row)) {
            changes.closedPosition(market, slot, table.hasOwnRow(row));
            unlink(market, slot, row);
            table.free(row);
        }
    }

    /** Notes that the account's first row is its only one, if that is so, or that it will not be. */
    private void setHeadAlone(int slot, boolean alone) {
        int head = accounts.headMarket(slot);
        if (head != PositionTable.NONE) {
            PositionTable table = marketsByIndex.get(head).positions();
            int row = accounts.headRow(slot);
            table.setAlone(row, alone && table.nextMarket(row) == PositionTable.NONE);
        }
    }

    private void unlink(Market market, int slot, int row) {
        removeFromChain(market, slot, row);
        setHeadAlone(slot, true);
    }

    private void removeFromChain(Market market, int slot, int row) {
        PositionTable table = market.positions();
        if (accounts.headMarket(slot) == market.index()) {
            accounts.setHead(slot, table.nextMarket(row), table.nextRow(row));
            return;
        }
        PositionTable before = marketsByIndex.get(accounts.headMarket(slot)).positions();
        int at = accounts.headRow(slot);
        // An account has at most one row per market, so the market alone identifies the link to mend.
        while (before.nextMarket(at) != market.index()) {
            int nextMarket = before.nextMarket(at);
            int nextRow = before.nextRow(at);
            before = marketsByIndex.get(nextMarket).positions();
            at = nextRow;
        }
        before.link(at, table.nextMarket(row), table.nextRow(row));
    }
}
