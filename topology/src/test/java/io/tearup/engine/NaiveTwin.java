package io.tearup.engine;

import io.tearup.engine.event.RiskEvent;
import io.tearup.engine.model.AccountPricing;
import io.tearup.engine.model.AllocationRule;
import io.tearup.engine.model.InventoryPricing;
import io.tearup.engine.model.MarginMode;
import io.tearup.engine.model.PoolKind;
import io.tearup.engine.model.RankingRule;
import io.tearup.engine.model.RulebookSpec;
import io.tearup.engine.model.StageRule;
import io.tearup.engine.model.TriggerSpec;
import io.tearup.engine.ranking.PseudoRandom;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The rules a second time, as a reader of the rulebook would write them down: exact fractions, plain maps, every sample
 * kept, every ranking a full sort. It shares only the events with the engine. Slow and obvious on purpose.
 */
final class NaiveTwin {
    /** A rule told wrongly, to show that a difference is noticed. */
    enum Flaw {
        NONE,
        EXCLUSIVE_TRIGGER,
        EXCLUSIVE_STOP,
        EXCLUSIVE_EQUITY,
        WINDOW_FORGETS_VALUE_IN_FORCE,
        ROUNDS_AGAINST_COUNTERPARTY,
        RESIDUE_IS_FORGOTTEN,
        RESIDUE_MOVES_THE_PRICE,
        RANKS_BY_PROFIT_ALONE,
        TAKES_PRINCIPAL,
        IGNORES_MAINTENANCE,
        IGNORES_BURDEN,
        RELEASES_COST_ROUNDED_UP
    }

    /** The event was refused and changed nothing. */
    static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** An exact number. */
    private record Fraction(BigInteger top, BigInteger bottom) implements Comparable<Fraction> {
        Fraction {
            if (bottom.signum() < 0) {
                top = top.negate();
                bottom = bottom.negate();
            }
            if (!bottom.equals(BigInteger.ONE)) {
                BigInteger gcd = top.gcd(bottom);
                top = top.divide(gcd);
                bottom = bottom.divide(gcd);
            }
        }

        static Fraction of(long whole) {
            return of(BigInteger.valueOf(whole));
        }

        static Fraction of(BigInteger whole) {
            return new Fraction(whole, BigInteger.ONE);
        }

        static Fraction of(BigDecimal decimal) {
            BigDecimal parts = BigDecimal.ONE.movePointRight(Math.max(0, decimal.scale()));
            return new Fraction(decimal.multiply(parts).toBigIntegerExact(), parts.toBigIntegerExact());
        }

        static Fraction millionths(long ppm) {
            return new Fraction(BigInteger.valueOf(ppm), BigInteger.valueOf(1_000_000));
        }

        Fraction plus(Fraction other) {
            return new Fraction(
                    top.multiply(other.bottom).add(other.top.multiply(bottom)), bottom.multiply(other.bottom));
        }

        Fraction minus(Fraction other) {
            return plus(other.times(Fraction.of(-1)));
        }

        Fraction times(Fraction other) {
            return new Fraction(top.multiply(other.top), bottom.multiply(other.bottom));
        }

        Fraction over(Fraction other) {
            return new Fraction(top.multiply(other.bottom), bottom.multiply(other.top));
        }

        BigInteger rounded(RoundingMode mode) {
            return new BigDecimal(top).divide(new BigDecimal(bottom), 0, mode).toBigIntegerExact();
        }

        int signum() {
            return top.signum();
        }

        Fraction abs() {
            return new Fraction(top.abs(), bottom);
        }

        @Override
        public int compareTo(Fraction other) {
            return top.multiply(other.bottom).compareTo(other.top.multiply(bottom));
        }
    }

    private record Sample(long time, BigInteger value) {}

    private static final class Holding {
        BigInteger lots = BigInteger.ZERO;
        BigInteger cost = BigInteger.ZERO;
        BigInteger margin = BigInteger.ZERO;
        boolean isolated;
        long burdenEpisode;
        BigInteger burdenBase = BigInteger.ZERO;
        BigInteger burdenUsed = BigInteger.ZERO;
    }

    /** What a trigger remembers of a pool or a market. */
    private static final class Memory {
        final List<Sample> samples = new ArrayList<>();
        long window;
        boolean armed;
        long frozenAt;
        BigInteger frozenBalance = BigInteger.ZERO;
        BigInteger frozenResult = BigInteger.ZERO;
        BigInteger residue = BigInteger.ZERO;

        @Nullable
        BigInteger standingPrice;

        long standingBasis;

        void freeze(long time, BigInteger balance, BigInteger result) {
            frozenAt = time;
            frozenBalance = balance;
            frozenResult = result;
            residue = BigInteger.ZERO;
            standingPrice = null;
        }
    }

    /** An assignment as the venue knows it. */
    private static final class Promise {
        final String id;
        final Book book;
        final String account;
        final int side;
        final BigInteger lots;
        final BigInteger ticks;
        final long mark;
        final long episode;
        final Fraction residue;
        final String trigger;
        final int attempt;
        final long expires;
        final long forgotten;
        BigInteger posted;
        BigInteger givenUp = BigInteger.ZERO;
        boolean refused;

        Promise(String id, Order order, Taken taken, boolean waits, boolean burdens, RulebookSpec rule, long now) {
            this.id = id;
            book = order.book();
            account = taken.account();
            side = -order.sign();
            lots = taken.lots();
            ticks = taken.ticks();
            mark = book.mark;
            episode = burdens ? book.episode : -1;
            residue = order.price().exact().minus(Fraction.of(ticks)).abs().times(book.unit);
            trigger = order.price().trigger();
            attempt = book.attempts;
            expires = now + rule.settlement().expiry();
            forgotten = expires + rule.settlement().expiry();
            posted = waits ? BigInteger.ZERO : lots;
        }

        BigInteger open() {
            return lots.subtract(posted).subtract(givenUp);
        }

        BigInteger haircut(BigInteger some) {
            return NaiveTwin.haircut(book, side, some, ticks, mark);
        }
    }

    private record MarkChange(Book book, long time, long before) {}

    private static final class Fund {
        BigInteger cash = BigInteger.ZERO;
        final Map<String, Memory> memories = new HashMap<>();
        final TreeMap<String, Book> books = new TreeMap<>(BY_CODE_POINT);
        final boolean isolated;

        Fund(boolean isolated) {
            this.isolated = isolated;
        }

        Memory memory(TriggerSpec trigger) {
            return memories.computeIfAbsent(trigger.id(), id -> remembering(trigger));
        }

        static Memory remembering(TriggerSpec trigger) {
            Memory memory = new Memory();
            memory.window = trigger.window();
            return memory;
        }
    }

    private static final class Book {
        final String id;
        final Fund fund;
        /** Minor units per lot and tick, and their least fraction. */
        final Fraction unit;

        final Fraction maintenance;
        final TreeMap<String, Holding> holdings = new TreeMap<>(BY_CODE_POINT);
        final Holding inventory = new Holding();
        final Map<String, Memory> memories = new HashMap<>();
        long basis;
        long episode;
        boolean inEpisode;
        String cursor = "";
        /** Cost of the inventory before rounding to minor units. */
        Fraction exactCost = Fraction.of(0);

        BigInteger realised = BigInteger.ZERO;
        long mark;
        long markSequence = -1;
        long waves;
        long openWave;
        long planned;
        int openSteps;
        int attempts;
        String shortfall = "0@0 gap 0";
        String alert = "";

        Book(String id, Fund fund, Fraction unit, Fraction maintenance) {
            this.id = id;
            this.fund = fund;
            this.unit = unit;
            this.maintenance = maintenance;
        }

        /** Whether a value can be finer than the minor unit. */
        boolean rounds() {
            return unit.rounded(RoundingMode.FLOOR).compareTo(unit.rounded(RoundingMode.CEILING)) != 0;
        }

        Fraction exactValue(BigInteger lots, BigInteger ticks) {
            return Fraction.of(lots.multiply(ticks)).times(unit);
        }

        Memory memory(TriggerSpec trigger) {
            return memories.computeIfAbsent(trigger.id(), id -> Fund.remembering(trigger));
        }

        BigInteger value(BigInteger lots, BigInteger ticks) {
            return exactValue(lots, ticks).rounded(RoundingMode.HALF_EVEN);
        }

        BigInteger atMark(BigInteger lots) {
            return value(lots, BigInteger.valueOf(mark));
        }

        BigInteger unrealised(Holding holding) {
            return mark == 0 || holding.lots.signum() == 0
                    ? BigInteger.ZERO
                    : atMark(holding.lots).subtract(holding.cost);
        }

        Fraction exactUnrealised() {
            return mark == 0 || inventory.lots.signum() == 0
                    ? Fraction.of(0)
                    : exactValue(inventory.lots, BigInteger.valueOf(mark)).minus(exactCost);
        }

        BigInteger result() {
            return realised.add(unrealised(inventory));
        }
    }

    private record Price(String criterion, String trigger, BigInteger ticks, Fraction exact) {}

    private record Demand(
            Book book, @Nullable String criterion, @Nullable Price price) {}

    static final Comparator<String> BY_CODE_POINT = (a, b) -> {
        int at = 0;
        while (at < a.length() && at < b.length() && a.charAt(at) == b.charAt(at)) {
            at++;
        }
        return at < a.length() && at < b.length()
                ? Integer.compare(a.codePointAt(at), b.codePointAt(at))
                : Integer.compare(a.length(), b.length());
    };

    private final Flaw flaw;
    private final TreeMap<String, Fund> funds = new TreeMap<>(BY_CODE_POINT);
    private final TreeMap<String, Book> books = new TreeMap<>(BY_CODE_POINT);
    private final TreeMap<String, BigInteger> wallets = new TreeMap<>(BY_CODE_POINT);
    private final Set<String> seen = new HashSet<>();
    private final Map<String, BigInteger> openTrades = new HashMap<>();
    private final List<String> said = new ArrayList<>();
    private int moneyScale;
    private @Nullable RulebookSpec rules;
    private final TreeMap<String, String> owners = new TreeMap<>();
    private final List<MarkChange> markChanges = new ArrayList<>();
    private final List<Debt> owed = new ArrayList<>();
    private final List<Promise> promises = new ArrayList<>();
    private long now = Long.MIN_VALUE;

    NaiveTwin(Flaw flaw) {
        this.flaw = flaw;
    }

    /** Applies an event and tells what is decided, one line per record. */
    List<String> process(RiskEvent event) {
        said.clear();
        if (isRepeated(event)) {
            return List.of();
        }
        boolean changed = apply(event);
        clamp();
        if (event instanceof RiskEvent.Sequenced sequenced) {
            seen.add(sequenced.kind() + " " + sequenced.origin().id());
        }
        now = Math.max(now, event.time());
        decide(changed ? event : null);
        return List.copyOf(said);
    }

    private boolean isRepeated(RiskEvent event) {
        if (event instanceof RiskEvent.Mark mark) {
            long last = book(mark.market()).markSequence;
            require(mark.sequence() >= last);
            return mark.sequence() == last;
        }
        return event instanceof RiskEvent.Sequenced sequenced
                && seen.contains(sequenced.kind() + " " + sequenced.origin().id());
    }

    // ---- accounting ----

    /** False if it was an order that has been carried out already. */
    private boolean apply(RiskEvent event) {
        if (event instanceof RiskEvent.DefineGroup define) {
            moneyScale = define.spec().moneyScale();
        } else if (event instanceof RiskEvent.DefinePool define) {
            funds.computeIfAbsent(
                    define.spec().id(), id -> new Fund(define.spec().kind() == PoolKind.ISOLATED));
        } else if (event instanceof RiskEvent.DefineMarket define) {
            defineMarket(define);
        } else if (event instanceof RiskEvent.SetRulebook set) {
            rules = set.spec();
            funds.values().forEach(fund -> watch(set.spec(), fund.memories));
            books.values().forEach(book -> watch(set.spec(), book.memories));
        } else if (event instanceof RiskEvent.Mark mark) {
            moveMark(book(mark.market()), mark.price(), mark.time());
            book(mark.market()).markSequence = mark.sequence();
        } else if (event instanceof RiskEvent.Cash cash) {
            cash(cash);
        } else if (event instanceof RiskEvent.Contribution contribution) {
            contribution(contribution);
        } else if (event instanceof RiskEvent.ModeChange change) {
            modeChange(change);
        } else if (event instanceof RiskEvent.IsolatedMargin move) {
            isolatedMargin(move);
        } else if (event instanceof RiskEvent.Fill fill) {
            fill(fill);
        } else if (event instanceof RiskEvent.AdlFill fill) {
            return post(fill);
        } else if (event instanceof RiskEvent.AdlReject reject) {
            return reject(reject);
        } else if (event instanceof RiskEvent.Takeover takeover) {
            takeover(takeover);
        } else if (event instanceof RiskEvent.WithOwner change) {
            apply(change.change());
            owners.put(change.account(), change.owner());
        } else if (event instanceof RiskEvent.Bankrupt bankrupt) {
            refuseBankrupt(bankrupt);
        } else if (event instanceof RiskEvent.CloseInventory close) {
            Book book = book(close.market());
            int sign = book.inventory.lots.signum();
            if (close.ticks() != null && sign != 0) {
                Fraction average =
                        book.exactCost.over(Fraction.of(book.inventory.lots)).over(book.unit);
                require(Fraction.of(close.ticks()).compareTo(average) * sign <= 0);
            }
            return seen.add("order " + close.commandId());
        } else if (event instanceof RiskEvent.SettleMarket settle) {
            BigInteger outstanding = book(settle.market()).inventory.lots;
            for (Holding holding : book(settle.market()).holdings.values()) {
                outstanding = outstanding.add(holding.lots);
            }
            require(outstanding.signum() == 0);
            return seen.add("order " + settle.commandId());
        } else {
            throw new IllegalArgumentException("the twin knows no " + event);
        }
        return true;
    }

    private void moveMark(Book book, long ticks, long time) {
        if (book.mark != ticks) {
            markChanges.add(new MarkChange(book, Math.max(now, time), book.mark));
        }
        book.mark = ticks;
    }

    private void defineMarket(RiskEvent.DefineMarket define) {
        if (books.containsKey(define.spec().id())) {
            return;
        }
        Fund fund = fund(define.spec().pool());
        BigDecimal unit = define.spec()
                .lotSize()
                .multiply(define.spec().tickSize())
                .movePointRight(moneyScale)
                .stripTrailingZeros();
        Book book = new Book(
                define.spec().id(),
                fund,
                Fraction.of(unit),
                Fraction.millionths(define.spec().maintenancePpm()));
        books.put(book.id, book);
        fund.books.put(book.id, book);
    }

    private void cash(RiskEvent.Cash cash) {
        BigInteger amount = BigInteger.valueOf(cash.amount());
        Holding holding =
                cash.market() == null ? null : book(cash.market()).holdings.get(cash.account());
        if (holding != null && holding.isolated) {
            holding.margin = holding.margin.add(amount);
        } else {
            pay(cash.account(), amount);
        }
    }

    private void contribution(RiskEvent.Contribution contribution) {
        Fund fund = fund(contribution.pool());
        BigInteger amount = BigInteger.valueOf(contribution.amount());
        require(amount.signum() > 0 || fund.cash.add(amount).signum() >= 0);
        if (contribution.market() != null) {
            Book book = book(contribution.market());
            require(book.fund == fund);
            book.realised = book.realised.add(amount);
            book.basis++;
        }
        fund.cash = fund.cash.add(amount);
    }

    private void modeChange(RiskEvent.ModeChange change) {
        Book book = book(change.market());
        wallets.putIfAbsent(change.account(), BigInteger.ZERO);
        Holding holding = book.holdings.computeIfAbsent(change.account(), a -> new Holding());
        if (change.mode() == MarginMode.CROSS) {
            pay(change.account(), holding.margin);
            holding.margin = BigInteger.ZERO;
        }
        holding.isolated = change.mode() == MarginMode.ISOLATED;
        forgetIfEmpty(book, change.account());
    }

    private void isolatedMargin(RiskEvent.IsolatedMargin move) {
        BigInteger amount = BigInteger.valueOf(move.amount());
        wallets.putIfAbsent(move.account(), BigInteger.ZERO);
        Holding holding = known(book(move.market()).holdings.get(move.account()));
        require(holding.isolated);
        require(holding.margin.add(amount).signum() >= 0);
        holding.margin = holding.margin.add(amount);
        pay(move.account(), amount.negate());
    }

    private void fill(RiskEvent.Fill fill) {
        Book book = book(fill.market());
        BigInteger change = BigInteger.valueOf(fill.lots());
        BigInteger price = BigInteger.valueOf(fill.price());
        BigInteger value = book.value(change.abs(), price);
        BigInteger other = openTrades.get(fill.tradeId());
        BigInteger signed = value.multiply(BigInteger.valueOf(change.signum()));
        BigInteger fee = BigInteger.valueOf(fill.fee());
        if (fill.account().startsWith("pool:")) {
            Fund fund = fund(fill.account().substring("pool:".length()));
            require(book.fund == fund);
            BigInteger earned = tradeInventory(book, change, value, book.exactValue(change.abs(), price))
                    .subtract(fee);
            book.realised = book.realised.add(earned);
            fund.cash = fund.cash.add(earned);
            book.basis++;
        } else {
            trade(book, fill.account(), change, value, fee);
        }
        openTrades.put(fill.tradeId(), other == null ? signed : other.add(signed));
    }

    private void takeover(RiskEvent.Takeover takeover) {
        Book book = book(takeover.market());
        Holding held = known(book.holdings.get(takeover.account()));
        BigInteger lots = BigInteger.valueOf(takeover.lots());
        int sign = takeover.side().sign();
        require(held.lots.signum() == sign && held.lots.abs().compareTo(lots) >= 0);
        BigInteger price = BigInteger.valueOf(takeover.price());
        BigInteger seized = BigInteger.valueOf(takeover.seizedMargin());
        BigInteger credit = seized.multiply(BigInteger.valueOf(sign));
        BigInteger value = book.value(lots, price);
        // The pool books the entry less the margin it seized per lot.
        BigInteger booked = value.subtract(credit);
        require(booked.signum() >= 0);
        BigInteger taken = lots.multiply(BigInteger.valueOf(sign));
        trade(book, takeover.account(), taken.negate(), value, seized);
        BigInteger earned =
                tradeInventory(book, taken, booked, book.exactValue(lots, price).minus(Fraction.of(credit)));
        book.realised = book.realised.add(earned);
        book.fund.cash = book.fund.cash.add(earned);
        book.basis++;
    }

    /** Trades for an account; its result less {@code charge} goes where its margin is. */
    private BigInteger trade(Book book, String account, BigInteger change, BigInteger value, BigInteger charge) {
        wallets.putIfAbsent(account, BigInteger.ZERO);
        Holding holding = book.holdings.computeIfAbsent(account, a -> new Holding());
        BigInteger earned = trade(holding, change, value).subtract(charge);
        if (!holding.isolated) {
            pay(account, earned);
        } else {
            holding.margin = holding.margin.add(earned);
            if (holding.lots.signum() == 0) {
                pay(account, holding.margin);
                holding.margin = BigInteger.ZERO;
            }
        }
        forgetIfEmpty(book, account);
        return earned;
    }

    private static void forgetIfEmpty(Book book, String account) {
        Holding holding = book.holdings.get(account);
        if (holding != null && holding.lots.signum() == 0 && holding.margin.signum() == 0 && !holding.isolated) {
            book.holdings.remove(account);
        }
    }

    /** Average cost: the closed part releases its share of the cost, rounded down; what passes zero opens anew. */
    private BigInteger trade(Holding holding, BigInteger change, BigInteger value) {
        BigInteger sign = BigInteger.valueOf(change.signum());
        if (holding.lots.signum() * change.signum() >= 0) {
            holding.lots = holding.lots.add(change);
            holding.cost = holding.cost.add(value.multiply(sign));
            return BigInteger.ZERO;
        }
        BigInteger closed = holding.lots.abs().min(change.abs());
        BigInteger closedValue = value.multiply(closed).divide(change.abs());
        boolean all = closed.equals(holding.lots.abs());
        BigInteger released = holding.cost;
        if (!all) {
            Fraction share = new Fraction(holding.cost.abs().multiply(closed), holding.lots.abs());
            BigInteger magnitude =
                    share.rounded(flaw == Flaw.RELEASES_COST_ROUNDED_UP ? RoundingMode.CEILING : RoundingMode.FLOOR);
            released = magnitude.multiply(BigInteger.valueOf(holding.cost.signum()));
        }
        // What a long closes it sells, and a short buys.
        BigInteger earned = closedValue.multiply(sign.negate()).subtract(released);
        holding.cost = holding.cost.subtract(released);
        holding.cost = holding.cost.add(value.subtract(closedValue).multiply(sign));
        holding.lots = holding.lots.add(change);
        return earned;
    }

    private BigInteger tradeInventory(Book book, BigInteger change, BigInteger value, Fraction exactValue) {
        Holding inventory = book.inventory;
        BigInteger before = inventory.lots;
        BigInteger earned = trade(inventory, change, value);
        Fraction signedValue = exactValue.times(Fraction.of(change.signum()));
        if (book.unit.bottom().equals(BigInteger.ONE)) {
            book.exactCost = Fraction.of(inventory.cost);
        } else if (before.signum() * change.signum() >= 0) {
            book.exactCost = book.exactCost.plus(signedValue);
        } else if (inventory.lots.signum() == before.signum()) {
            book.exactCost = share(book, book.exactCost, inventory.lots, before);
        } else {
            book.exactCost = share(book, signedValue, inventory.lots, change);
        }
        return earned;
    }

    /** A share of an exact amount, in the least fraction of a minor unit that the market's values have, towards zero. */
    private static Fraction share(Book book, Fraction amount, BigInteger part, BigInteger whole) {
        Fraction least = new Fraction(BigInteger.ONE, book.unit.bottom());
        Fraction exact = amount.times(new Fraction(part, whole)).over(least);
        return Fraction.of(exact.rounded(RoundingMode.DOWN)).times(least);
    }

    // ---- decisions ----

    private void decide(@Nullable RiskEvent event) {
        sample();
        RulebookSpec rule = rules;
        if (rule == null) {
            return;
        }
        expire();
        for (TriggerSpec trigger : inOrder(rule)) {
            evaluate(trigger);
        }
        for (Fund fund : funds.values()) {
            List<Demand> demands = demands(fund, rule);
            for (Demand demand : demands) {
                inEpisode(demand.book(), demand.criterion() != null);
                alert(fund, demand, rule);
            }
            for (Demand demand : demands) {
                if (demand.price() != null) {
                    closeInventory(demand.book(), demand.price(), rule);
                }
            }
        }
        if (event instanceof RiskEvent.Bankrupt bankrupt) {
            closeAccount(bankrupt, rule);
        } else if (event instanceof RiskEvent.CloseInventory close) {
            Book book = book(close.market());
            if (book.inventory.lots.signum() != 0 && book.mark > 0) {
                long ticks = close.ticks() == null ? book.mark : close.ticks();
                Price price = new Price("MANUAL", "", BigInteger.valueOf(ticks), Fraction.of(ticks));
                if (!book.inEpisode) {
                    newEpisode(book);
                }
                closeInventory(book, price, rule);
            }
        } else if (event instanceof RiskEvent.SettleMarket settle) {
            settleMarket(settle, rule);
        }
        repay(rule);
        sample();
        for (Fund fund : funds.values()) {
            demands(fund, rule).forEach(demand -> alert(fund, demand, rule));
        }
    }

    /** By what they look at, several pools first; among equals as written. */
    private static List<TriggerSpec> inOrder(RulebookSpec rule) {
        return rule.allTriggers().stream()
                .sorted(Comparator.comparingInt(NaiveTwin::place))
                .toList();
    }

    private static int place(TriggerSpec trigger) {
        if (trigger instanceof TriggerSpec.MultiPool) {
            return 0;
        } else if (trigger instanceof TriggerSpec.PoolEquity) {
            return 1;
        }
        return trigger instanceof TriggerSpec.Drawdown ? 2 : 3;
    }

    private static String criterion(TriggerSpec trigger) {
        return List.of("MULTI_POOL", "POOL_EQUITY", "DRAWDOWN", "DEPLETION_RATE")
                .get(place(trigger));
    }

    /** Takes up the triggers of a rulebook: what is new, or has another window, starts from nothing. */
    private void watch(RulebookSpec rule, Map<String, Memory> memories) {
        Map<String, Memory> kept = new HashMap<>();
        for (TriggerSpec trigger : rule.allTriggers()) {
            Memory memory = memories.get(trigger.id());
            if (memory == null) {
                memory = new Memory();
            } else if (memory.window != trigger.window()) {
                memory.samples.clear();
            }
            memory.window = trigger.window();
            kept.put(trigger.id(), memory);
        }
        memories.clear();
        memories.putAll(kept);
    }

    private void sample() {
        if (rules == null) {
            return;
        }
        for (TriggerSpec trigger : rules.allTriggers()) {
            if (trigger.window() == 0) {
                continue;
            }
            for (Fund fund : funds.values()) {
                fund.memory(trigger).samples.add(new Sample(now, fund.cash));
                for (Book book : fund.books.values()) {
                    book.memory(trigger).samples.add(new Sample(now, book.result()));
                }
            }
        }
    }

    /** Highest value of (now - window, now], and the one in force when that began. */
    private BigInteger peak(Memory memory) {
        BigInteger highest = null;
        List<Sample> samples = memory.samples;
        for (int i = 0; i < samples.size(); i++) {
            boolean within = samples.get(i).time() > now - memory.window;
            boolean inForceThen =
                    !within && (i + 1 == samples.size() || samples.get(i + 1).time() > now - memory.window);
            if (inForceThen && i + 1 < samples.size() && flaw == Flaw.WINDOW_FORGETS_VALUE_IN_FORCE) {
                continue;
            }
            if (within || inForceThen) {
                BigInteger value = samples.get(i).value();
                highest = highest == null ? value : highest.max(value);
            }
        }
        return highest == null ? BigInteger.ZERO : highest;
    }

    private void evaluate(TriggerSpec trigger) {
        if (trigger instanceof TriggerSpec.Drawdown drawdown) {
            for (Fund fund : funds.values()) {
                fund.books.values().forEach(book -> judgeDrawdown(fund, book, drawdown));
            }
        } else if (trigger instanceof TriggerSpec.PoolEquity equity) {
            for (Fund fund : funds.values()) {
                Memory memory = fund.memory(trigger);
                BigInteger limit = BigInteger.valueOf(memory.armed ? equity.stop() : 0);
                int against = equity(fund).compareTo(limit);
                memory.armed = flaw == Flaw.EXCLUSIVE_EQUITY ? against < 0 : against <= 0;
            }
        } else if (trigger instanceof TriggerSpec.Depletion depletion) {
            for (Fund fund : funds.values()) {
                Memory memory = fund.memory(trigger);
                BigInteger peak = peak(memory);
                boolean defined = peak.signum() > 0;
                Fraction fall = defined ? Fraction.of(1).minus(new Fraction(fund.cash, peak)) : Fraction.of(0);
                int against = fall.compareTo(
                        Fraction.millionths(memory.armed ? depletion.stopPpm() : depletion.triggerPpm()));
                memory.armed = defined && (against > 0 || (!memory.armed && depletion.inclusive() && against == 0));
            }
        } else {
            List<Fund> isolated = isolated();
            boolean armed = isolated.size() > 1 && combined(isolated).signum() <= 0;
            isolated.forEach(fund -> fund.memory(trigger).armed = armed);
            if (armed) {
                redistribute(isolated);
            }
        }
    }

    private List<Fund> isolated() {
        return funds.values().stream().filter(fund -> fund.isolated).toList();
    }

    private static BigInteger combined(List<Fund> some) {
        BigInteger sum = BigInteger.ZERO;
        for (Fund fund : some) {
            sum = sum.add(equity(fund));
        }
        return sum;
    }

    private void redistribute(List<Fund> some) {
        List<Fund> donors = new ArrayList<>();
        List<Fund> receivers = new ArrayList<>();
        List<BigInteger> free = new ArrayList<>();
        List<BigInteger> deficits = new ArrayList<>();
        for (Fund fund : some) {
            BigInteger most = fund.cash.min(equity(fund));
            if (most.signum() > 0) {
                donors.add(fund);
                free.add(most);
            } else if (equity(fund).signum() < 0) {
                receivers.add(fund);
                deficits.add(equity(fund).negate());
            }
        }
        BigInteger moved = sum(free).min(sum(deficits));
        List<BigInteger> given = proRata(moved, fractions(free), free);
        List<BigInteger> taken = proRata(moved, fractions(deficits), deficits);
        for (int i = 0; i < donors.size(); i++) {
            donors.get(i).cash = donors.get(i).cash.subtract(given.get(i));
        }
        for (int i = 0; i < receivers.size(); i++) {
            receivers.get(i).cash = receivers.get(i).cash.add(taken.get(i));
        }
    }

    private static BigInteger sum(List<BigInteger> amounts) {
        return amounts.stream().reduce(BigInteger.ZERO, BigInteger::add);
    }

    private static List<Fraction> fractions(List<BigInteger> amounts) {
        return amounts.stream().map(Fraction::of).toList();
    }

    private static BigInteger equity(Fund fund) {
        BigInteger equity = fund.cash;
        for (Book book : fund.books.values()) {
            equity = equity.add(book.unrealised(book.inventory));
        }
        return equity;
    }

    private void judgeDrawdown(Fund fund, Book book, TriggerSpec.Drawdown rule) {
        BigInteger balance = peak(fund.memory(rule));
        Memory memory = book.memory(rule);
        BigInteger result = peak(memory);
        if (!memory.armed) {
            boolean enough = fund.cash.compareTo(BigInteger.valueOf(rule.minBalance())) > 0;
            int against = balance.signum() > 0
                    ? drawdown(result, book.result(), balance).compareTo(Fraction.millionths(rule.triggerPpm()))
                    : -1;
            boolean inclusive = rule.inclusive() && flaw != Flaw.EXCLUSIVE_TRIGGER;
            if (enough && (inclusive ? against >= 0 : against > 0)) {
                memory.armed = true;
                memory.freeze(now, balance, result);
            }
            return;
        }
        if (now >= memory.frozenAt + rule.window()) {
            memory.freeze(now, balance, result);
        }
        if (memory.frozenBalance.signum() <= 0) {
            memory.armed = false;
            return;
        }
        int against = drawdown(memory.frozenResult, book.result(), memory.frozenBalance)
                .compareTo(Fraction.millionths(rule.stopPpm()));
        memory.armed = flaw == Flaw.EXCLUSIVE_STOP ? against >= 0 : against > 0;
    }

    private static Fraction drawdown(BigInteger peak, BigInteger result, BigInteger balancePeak) {
        return new Fraction(peak.subtract(result), balancePeak);
    }

    private boolean isArmed(TriggerSpec trigger, Book book) {
        return trigger instanceof TriggerSpec.Drawdown ? book.memory(trigger).armed : book.fund.memory(trigger).armed;
    }

    private List<Demand> demands(Fund fund, RulebookSpec rule) {
        List<Demand> demands = new ArrayList<>();
        for (Book book : fund.books.values()) {
            String armed = null;
            Price best = null;
            for (TriggerSpec trigger : inOrder(rule)) {
                boolean effective = rule.triggers().stream()
                        .filter(clause -> clause.allOf().contains(trigger))
                        .allMatch(clause -> clause.allOf().stream().allMatch(member -> isArmed(member, book)));
                if (!effective) {
                    continue;
                }
                armed = armed == null ? criterion(trigger) : armed;
                if (book.inventory.lots.signum() == 0 || book.mark == 0) {
                    continue;
                }
                Price price = price(trigger, fund, book, rule);
                boolean better = price != null && (best == null || isBetter(book, price.ticks(), best.ticks()));
                best = better ? price : best;
            }
            demands.add(new Demand(book, best == null ? armed : best.criterion(), best));
        }
        return demands;
    }

    private @Nullable Price price(TriggerSpec trigger, Fund fund, Book book, RulebookSpec rule) {
        String name = criterion(trigger);
        BigInteger mark = BigInteger.valueOf(book.mark);
        if (rule.inventoryPricing() == InventoryPricing.MARK) {
            return new Price(name, "", mark, Fraction.of(mark));
        }
        Fraction average = book.exactCost.over(Fraction.of(book.inventory.lots));
        Price price;
        if (rule.inventoryPricing() == InventoryPricing.BANKRUPTCY || trigger instanceof TriggerSpec.Depletion) {
            price = onGrid(name, "", book, average, average);
        } else if (trigger instanceof TriggerSpec.Drawdown drawdown) {
            price = capPrice(book, drawdown, average);
        } else {
            price = zeroEquityPrice(name, fund, book, average);
        }
        return price != null && isBetter(book, price.ticks(), mark) ? price : null;
    }

    /** Whether the pool is better off at the first price. */
    private static boolean isBetter(Book book, BigInteger first, BigInteger second) {
        return first.compareTo(second) * book.inventory.lots.signum() > 0;
    }

    private Price capPrice(Book book, TriggerSpec.Drawdown rule, Fraction average) {
        Memory memory = book.memory(rule);
        Fraction floor = Fraction.of(memory.frozenResult)
                .minus(Fraction.millionths(rule.triggerPpm()).times(Fraction.of(memory.frozenBalance)))
                .minus(Fraction.of(memory.residue));
        Fraction quantity = Fraction.of(book.inventory.lots);
        Fraction perLot = average.plus(floor.minus(Fraction.of(book.realised)).over(quantity));
        Price derived = onGrid("DRAWDOWN", rule.id(), book, perLot, average);
        BigInteger standing = memory.standingPrice;
        return standing == null || memory.standingBasis != book.basis
                ? derived
                : new Price("DRAWDOWN", rule.id(), standing, derived.exact());
    }

    private @Nullable Price zeroEquityPrice(String criterion, Fund fund, Book book, Fraction average) {
        Fraction equity = Fraction.of(fund.cash);
        Fraction losses = Fraction.of(0);
        for (Book other : fund.books.values()) {
            Fraction unrealised = other.exactUnrealised();
            equity = equity.plus(unrealised);
            losses = unrealised.signum() < 0 ? losses.plus(unrealised) : losses;
        }
        if (equity.signum() >= 0 || book.exactUnrealised().signum() >= 0) {
            return null;
        }
        Fraction deficit = equity.abs().times(book.exactUnrealised()).over(losses);
        Fraction mark = Fraction.of(book.mark).times(book.unit);
        Fraction perLot = mark.plus(deficit.over(Fraction.of(book.inventory.lots)));
        return onGrid(criterion, "", book, perLot, average);
    }

    /** Never beyond the average takeover price; to the tick in the counterparty's favour; at least one tick. */
    private Price onGrid(String criterion, String trigger, Book book, Fraction perLot, Fraction average) {
        boolean sells = book.inventory.lots.signum() > 0;
        Fraction capped = (perLot.compareTo(average) > 0) == sells ? average : perLot;
        Fraction exact = capped.over(book.unit);
        boolean down = sells != (flaw == Flaw.ROUNDS_AGAINST_COUNTERPARTY);
        BigInteger ticks = exact.rounded(down ? RoundingMode.FLOOR : RoundingMode.CEILING);
        return ticks.signum() > 0
                ? new Price(criterion, trigger, ticks, exact)
                : new Price(criterion, trigger, BigInteger.ONE, Fraction.of(1));
    }

    private void inEpisode(Book book, boolean in) {
        if (in && !book.inEpisode) {
            newEpisode(book);
        }
        book.inEpisode = in;
    }

    // ---- a wave ----

    /** What a wave closes: lots of one side, of a pool or of a bankrupt account. */
    private record Order(Book book, Price price, @Nullable String bankrupt, int sign, BigInteger lots) {
        boolean isInventory() {
            return bankrupt == null;
        }
    }

    private static void newEpisode(Book book) {
        book.episode++;
        book.attempts = 0;
    }

    /** Closes what of a book's inventory nobody is asked for yet. */
    private void closeInventory(Book book, Price price, RulebookSpec rule) {
        BigInteger lots = book.inventory.lots.abs().subtract(open(book, null));
        if (lots.signum() > 0) {
            wave(new Order(book, price, null, book.inventory.lots.signum(), lots), rule);
        }
    }

    private record Taken(String account, int pass, int rank, BigInteger lots, BigInteger ticks) {}

    private static final class Tally {
        String step = "";
        BigInteger closed = BigInteger.ZERO;
        BigInteger reserved = BigInteger.ZERO;
        BigInteger haircutReserved = BigInteger.ZERO;
        BigInteger traded = BigInteger.ZERO;
        Fraction tradedExact = Fraction.of(0);
        BigInteger haircut = BigInteger.ZERO;
        Fraction residue = Fraction.of(0);
        Fraction poolGap = Fraction.of(0);
        int assignments;
    }

    /** Runs one step and tells what it fell short of its exact price. */
    private Fraction wave(Order order, RulebookSpec rule) {
        Book book = order.book();
        BigInteger ticks = order.price().ticks();
        boolean goesOn = order.isInventory() && book.openSteps > 0;
        book.planned = goesOn ? book.openWave : book.waves + 1;
        Integer band = rule.stages().priceBandPpm();
        boolean outside = band != null && isOutside(book, ticks, band);
        BigInteger left = order.lots();
        List<Taken> taken = new ArrayList<>();
        boolean exhausted = true;
        String cursor = "";
        if (!outside) {
            int limit = order.isInventory() ? rule.stepLimit() : Integer.MAX_VALUE;
            taken.addAll(backstops(order, rule, left));
            left = order.lots().subtract(lots(taken));
            boolean asked = !order.isInventory()
                    || !rule.settlement().isConfirmed()
                    || book.attempts <= rule.settlement().retries();
            Plan plan = asked ? allocate(order, rule, left, limit) : new Plan(List.of(), true, "");
            taken.addAll(plan.taken());
            exhausted = plan.exhausted();
            cursor = plan.cursor();
            left = order.lots().subtract(lots(taken));
            if (asked && rule.stages().secondPass() && left.signum() > 0 && exhausted) {
                List<Taken> second =
                        secondPass(order, rule, left, limit - plan.taken().size());
                taken.addAll(second);
                left = order.lots().subtract(lots(taken));
                exhausted = plan.taken().size() + second.size() < limit;
            }
        }
        BigInteger gap = book.value(left, ticks).subtract(book.atMark(left)).abs();
        String standing = left + "@" + ticks + " gap " + gap;
        boolean nothing = left.equals(order.lots());
        if (nothing && order.isInventory() && book.openSteps == 0 && standing.equals(book.shortfall)) {
            return Fraction.of(0);
        }
        long number = book.planned;
        book.waves = Math.max(book.waves, number);
        int step = goesOn ? book.openSteps + 1 : 1;
        said.add("wave " + book.id + "/" + number + " step " + step + " "
                + order.price().criterion() + " at " + ticks + " demand " + order.lots());
        Tally tally = new Tally();
        tally.step = RandomWorlds.GROUP + "/" + book.id + "/" + number + "/" + step;
        taken.forEach(t -> settle(order, rule, t, tally));
        if (order.isInventory() && tally.closed.add(tally.reserved).signum() > 0) {
            rememberPrice(order);
        }
        if (tally.closed.signum() > 0) {
            if (order.isInventory()) {
                closeInventory(order, rule, tally);
            } else {
                closeBankrupt(order, tally);
            }
        }
        String covered = tally.reserved.signum() > 0 ? "RESERVED" : "RESOLVED";
        String result = left.signum() == 0
                ? covered
                : outside ? "BLOCKED" : exhausted || !order.isInventory() ? "SHORTFALL" : "CONTINUES";
        BigInteger gained = BigInteger.ZERO;
        if (result.equals("SHORTFALL") && order.isInventory() && rule.stages().gainsHaircut()) {
            gained = cutGains(order, rule, gap);
            result = gained.equals(gap) ? covered : result;
        }
        if (order.isInventory()) {
            book.openWave = number;
            book.openSteps = result.equals("CONTINUES") ? step : 0;
            book.cursor = result.equals("CONTINUES") ? cursor : "";
            boolean stuck = result.equals("SHORTFALL") || result.equals("BLOCKED");
            book.shortfall = stuck ? standing : "0@0 gap 0";
        }
        said.add("closed " + result + " " + tally.closed + " reserved " + tally.reserved + " rest " + left + " gap "
                + gap + " haircut "
                + tally.haircut.add(tally.haircutReserved) + " pool gap " + tally.poolGap.rounded(RoundingMode.CEILING)
                + " gained " + gained
                + " balance " + book.fund.cash);
        clamp();
        return tally.residue;
    }

    private static boolean isOutside(Book book, BigInteger ticks, int band) {
        BigInteger mark = BigInteger.valueOf(book.mark);
        return new Fraction(ticks.subtract(mark).abs(), mark).compareTo(Fraction.millionths(band)) > 0;
    }

    private static BigInteger lots(List<Taken> taken) {
        return sum(taken.stream().map(Taken::lots).toList());
    }

    private void settle(Order order, RulebookSpec rule, Taken t, Tally tally) {
        Book book = order.book();
        int side = -order.sign();
        BigInteger value =
                book.exactValue(t.lots(), t.ticks()).rounded(side < 0 ? RoundingMode.FLOOR : RoundingMode.CEILING);
        BigInteger haircut = haircut(book, side, t.lots(), t.ticks(), book.mark);
        BigInteger fee =
                t.pass() == 0 ? BigInteger.ZERO : fee(value, rule.fees().counterpartyPpm());
        Holding holding = book.holdings.get(t.account());
        Unit unit = holding == null ? crossUnit(t.account()) : unit(book, t.account());
        BigInteger equityAfter = unit.equity().subtract(haircut).subtract(fee);
        BigInteger before = holding == null ? BigInteger.ZERO : holding.lots;
        boolean burdens =
                rule.allocation().burdenCapPpm() != null && haircut.signum() > 0 && t.pass() > 0 && holding != null;
        if (burdens) {
            bear(book, known(holding), haircut);
        }
        said.add("assigned " + t.account() + " rank " + t.rank() + " lots " + t.lots() + " of " + before + " haircut "
                + haircut);
        tally.assignments++;
        if (t.pass() == 2) {
            Fraction worse =
                    Fraction.of(order.price().ticks().subtract(t.ticks()).abs());
            tally.poolGap = tally.poolGap.plus(worse.times(Fraction.of(t.lots()).times(book.unit)));
        }
        boolean waits = rule.settlement().isConfirmed() && order.isInventory() && t.pass() > 0;
        if (rule.settlement().isConfirmed()) {
            String id = tally.step + "/" + tally.assignments;
            promises.add(new Promise(id, order, t, waits, burdens, rule, now));
        }
        if (waits) {
            tally.reserved = tally.reserved.add(t.lots());
            tally.haircutReserved = tally.haircutReserved.add(haircut);
            return;
        }
        BigInteger realised = trade(book, t.account(), t.lots().multiply(BigInteger.valueOf(-side)), value, fee)
                .add(fee);
        Holding after = book.holdings.get(t.account());
        said.add("settled " + t.account() + " " + t.lots() + " earned " + realised + " left "
                + (after == null ? BigInteger.ZERO : after.lots) + " equity " + equityAfter);
        tally.closed = tally.closed.add(t.lots());
        tally.traded = tally.traded.add(value);
        tally.tradedExact = tally.tradedExact.plus(book.exactValue(t.lots(), t.ticks()));
        tally.haircut = tally.haircut.add(haircut);
        Fraction lotsValue = Fraction.of(t.lots()).times(book.unit);
        tally.residue = tally.residue.plus(
                order.price().exact().minus(Fraction.of(t.ticks())).abs().times(lotsValue));
    }

    private static BigInteger haircut(Book book, int side, BigInteger lots, BigInteger ticks, long mark) {
        BigInteger value = book.exactValue(lots, ticks).rounded(side < 0 ? RoundingMode.FLOOR : RoundingMode.CEILING);
        return book.value(lots, BigInteger.valueOf(mark)).subtract(value).multiply(BigInteger.valueOf(side));
    }

    private void rememberPrice(Order order) {
        if (!order.price().trigger().isEmpty() && flaw != Flaw.RESIDUE_MOVES_THE_PRICE) {
            Memory memory = known(order.book().memories.get(order.price().trigger()));
            memory.standingPrice = order.price().ticks();
            memory.standingBasis = order.book().basis;
        }
    }

    // ---- what waits for the venue ----

    /** Lots that are asked for of an account's position, or of a whole book. */
    private BigInteger open(Book book, @Nullable String account) {
        return sum(promises.stream()
                .filter(p -> p.book == book && (account == null || p.account.equals(account)))
                .map(Promise::open)
                .toList());
    }

    private @Nullable Promise promise(RiskEvent.AdlAnswer answer) {
        Book book = book(answer.market());
        for (Promise promise : promises) {
            if (promise.id.equals(answer.assignmentId())) {
                boolean pools = answer.account().startsWith("pool:");
                require(promise.book == book && (pools || promise.account.equals(answer.account())));
                return promise;
            }
        }
        String[] parts = answer.assignmentId().split("/", -1);
        require(rules != null && !rules.settlement().isConfirmed());
        require(parts.length > 3 && parts[0].equals(RandomWorlds.GROUP) && parts[1].equals(book.id));
        require(Long.parseLong(parts[2]) <= book.waves);
        return null;
    }

    private boolean post(RiskEvent.AdlFill fill) {
        Promise promise = promise(fill);
        if (promise == null || fill.account().startsWith("pool:")) {
            return false;
        }
        Book book = promise.book;
        BigInteger lots = BigInteger.valueOf(fill.lots()).abs();
        require(Long.signum(fill.lots()) == -promise.side);
        require(BigInteger.valueOf(fill.price()).equals(promise.ticks));
        BigInteger left = promise.lots.subtract(promise.posted);
        if (left.signum() == 0) {
            return false;
        }
        Holding holding = book.holdings.get(promise.account);
        BigInteger side = BigInteger.valueOf(promise.side);
        BigInteger held = holding == null ? BigInteger.ZERO : holding.lots.multiply(side);
        BigInteger free = held.subtract(open(book, promise.account)).add(promise.open());
        BigInteger inventory = book.inventory
                .lots
                .multiply(side.negate())
                .subtract(open(book, null))
                .add(promise.open());
        BigInteger closed = lots.min(left).min(free).min(inventory).max(BigInteger.ZERO);
        if (closed.signum() > 0) {
            BigInteger fee =
                    new Fraction(BigInteger.valueOf(fill.fee()).multiply(closed), lots).rounded(RoundingMode.DOWN);
            close(promise, closed, fee);
            book.attempts = 0;
        }
        if (closed.compareTo(lots) < 0) {
            tellVoid(promise, lots.subtract(closed));
        }
        return true;
    }

    private void close(Promise promise, BigInteger lots, BigInteger fee) {
        Book book = promise.book;
        BigInteger late = lots.subtract(promise.open()).max(BigInteger.ZERO);
        promise.posted = promise.posted.add(lots);
        promise.givenUp = promise.givenUp.subtract(late);
        BigInteger value = book.exactValue(lots, promise.ticks)
                .rounded(promise.side < 0 ? RoundingMode.FLOOR : RoundingMode.CEILING);
        BigInteger haircut = haircut(book, promise.side, lots, promise.ticks, book.mark);
        BigInteger equity =
                unit(book, promise.account).equity().subtract(haircut).subtract(fee);
        BigInteger change = lots.multiply(BigInteger.valueOf(-promise.side));
        BigInteger earned = trade(book, promise.account, change, value, fee).add(fee);
        said.add("settled " + promise.account + " " + lots + " earned " + earned + " left "
                + lotsOf(book, promise.account) + " equity " + equity);
        BigInteger poolFee =
                rules == null ? BigInteger.ZERO : fee(value, rules.fees().poolPpm());
        BigInteger gained = tradeInventory(book, change.negate(), value, book.exactValue(lots, promise.ticks));
        book.realised = book.realised.add(gained).subtract(poolFee);
        book.fund.cash = book.fund.cash.add(gained).subtract(poolFee);
        said.add("settled pool " + lots + " earned " + gained + " left " + book.inventory.lots + " equity "
                + equity(book.fund));
        Memory memory = book.memories.get(promise.trigger);
        if (memory != null && memory.armed && flaw != Flaw.RESIDUE_IS_FORGOTTEN) {
            BigInteger residue = promise.residue.times(Fraction.of(lots)).rounded(RoundingMode.CEILING);
            memory.residue = memory.residue.add(residue).add(poolFee);
        }
    }

    private static BigInteger lotsOf(Book book, String account) {
        Holding holding = book.holdings.get(account);
        return holding == null ? BigInteger.ZERO : holding.lots;
    }

    private boolean reject(RiskEvent.AdlReject reject) {
        Promise promise = promise(reject);
        if (promise == null || promise.open().signum() == 0) {
            return false;
        }
        giveUp(promise, promise.open().min(BigInteger.valueOf(reject.lots())), true);
        return true;
    }

    private void giveUp(Promise promise, BigInteger lots, boolean refused) {
        Holding holding = promise.book.holdings.get(promise.account);
        if (holding != null && holding.burdenEpisode == promise.episode) {
            BigInteger kept = promise.lots.subtract(promise.givenUp);
            BigInteger less = promise.haircut(kept).subtract(promise.haircut(kept.subtract(lots)));
            holding.burdenUsed =
                    holding.burdenUsed.subtract(less.max(BigInteger.ZERO)).max(BigInteger.ZERO);
        }
        tellVoid(promise, lots);
        promise.givenUp = promise.givenUp.add(lots);
        if (refused) {
            promise.refused = true;
            promise.book.attempts = Math.max(promise.book.attempts, promise.attempt + 1);
        }
    }

    private void tellVoid(Promise promise, BigInteger lots) {
        boolean held = promise.book.holdings.containsKey(promise.account);
        Unit unit = held ? unit(promise.book, promise.account) : crossUnit(promise.account);
        said.add("void " + promise.account + " " + lots + " left " + lotsOf(promise.book, promise.account) + " equity "
                + unit.equity());
    }

    /** Nobody is asked for more than he has, nor all for more than the pool has; the last asked are let off first. */
    private void clamp() {
        for (Book book : books.values()) {
            Set<String> asked = new LinkedHashSet<>();
            promises.stream().filter(p -> p.book == book).forEach(p -> asked.add(p.account));
            asked.forEach(account -> clamp(book, account, lotsOf(book, account)));
        }
        books.values().forEach(book -> clamp(book, null, book.inventory.lots.negate()));
    }

    private void clamp(Book book, @Nullable String account, BigInteger held) {
        for (int i = promises.size() - 1; i >= 0; i--) {
            Promise promise = promises.get(i);
            if (promise.book != book || (account != null && !promise.account.equals(account))) {
                continue;
            }
            BigInteger excess = promise.side == held.signum()
                    ? openOn(held.signum(), book, account).subtract(held.abs()).min(promise.open())
                    : promise.open();
            if (excess.signum() > 0) {
                giveUp(promise, excess, false);
            }
        }
    }

    private BigInteger openOn(int side, Book book, @Nullable String account) {
        return sum(promises.stream()
                .filter(p -> p.side == side && p.book == book && (account == null || p.account.equals(account)))
                .map(Promise::open)
                .toList());
    }

    private void expire() {
        for (Promise promise : promises) {
            if (promise.open().signum() > 0) {
                if (promise.expires > now) {
                    break;
                }
                giveUp(promise, promise.open(), true);
            }
        }
        while (!promises.isEmpty() && promises.get(0).open().signum() == 0 && promises.get(0).forgotten <= now) {
            promises.remove(0);
        }
    }

    private static BigInteger fee(BigInteger value, int ppm) {
        return Fraction.of(value).times(Fraction.millionths(ppm)).rounded(RoundingMode.FLOOR);
    }

    private void bear(Book book, Holding holding, BigInteger haircut) {
        if (holding.burdenEpisode != book.episode) {
            holding.burdenEpisode = book.episode;
            holding.burdenBase = book.unrealised(holding).max(BigInteger.ZERO);
            holding.burdenUsed = BigInteger.ZERO;
        }
        holding.burdenUsed = holding.burdenUsed.add(haircut);
    }

    private void closeInventory(Order order, RulebookSpec rule, Tally tally) {
        Book book = order.book();
        BigInteger fee = fee(tally.traded, rule.fees().poolPpm());
        if (!order.price().trigger().isEmpty()) {
            Memory memory = known(book.memories.get(order.price().trigger()));
            if (flaw != Flaw.RESIDUE_IS_FORGOTTEN) {
                memory.residue = memory.residue
                        .add(tally.residue.rounded(RoundingMode.CEILING))
                        .add(fee);
            }
        }
        BigInteger change = tally.closed.multiply(BigInteger.valueOf(-order.sign()));
        BigInteger earned = tradeInventory(book, change, tally.traded, tally.tradedExact);
        book.realised = book.realised.add(earned).subtract(fee);
        book.fund.cash = book.fund.cash.add(earned).subtract(fee);
        said.add("settled pool " + tally.closed + " earned " + earned + " left " + book.inventory.lots + " equity "
                + equity(book.fund));
    }

    private void closeBankrupt(Order order, Tally tally) {
        Book book = order.book();
        String account = known(order.bankrupt());
        BigInteger equityAfter = unit(book, account).equity().add(tally.haircut);
        BigInteger change = tally.closed.multiply(BigInteger.valueOf(-order.sign()));
        BigInteger earned = trade(book, account, change, tally.traded, BigInteger.ZERO);
        Holding after = book.holdings.get(account);
        said.add("settled " + account + " " + tally.closed + " earned " + earned + " left "
                + (after == null ? BigInteger.ZERO : after.lots) + " equity " + equityAfter);
    }

    // ---- who and how much ----

    private record Plan(List<Taken> taken, boolean exhausted, String cursor) {}

    /** What carries a position, perhaps as if some lots of it were closed already. */
    private record Unit(
            BigInteger equity,
            Fraction maintenance,
            BigInteger gross,
            BigInteger net,
            BigInteger unrealised,
            int count) {
        boolean isHealthy() {
            return equity.signum() > 0 && Fraction.of(equity).compareTo(maintenance) >= 0;
        }
    }

    /** A candidate with lots of it closed in thought at a price. */
    private record Candidate(
            String account, Book book, int side, BigInteger lots, BigInteger cost, BigInteger unrealised, Unit unit) {
        BigInteger notional() {
            BigInteger value = side > 0 ? cost.add(unrealised) : cost.subtract(unrealised);
            return value.max(BigInteger.ONE);
        }

        BigInteger gross() {
            return unit.gross().max(BigInteger.ONE);
        }

        BigInteger entry() {
            return cost.max(BigInteger.ONE);
        }
    }

    private Candidate candidate(Book book, String account, BigInteger closed, BigInteger ticks) {
        Holding holding = known(book.holdings.get(account));
        int side = holding.lots.signum();
        Unit unit = unit(book, account);
        BigInteger whole = holding.lots.abs();
        BigInteger unrealised = book.unrealised(holding);
        if (closed.signum() == 0) {
            return new Candidate(account, book, side, whole, holding.cost.abs(), unrealised, unit);
        }
        BigInteger left = whole.subtract(closed);
        BigInteger released = book.atMark(closed);
        BigInteger value = book.exactValue(closed, ticks).rounded(side < 0 ? RoundingMode.FLOOR : RoundingMode.CEILING);
        BigInteger haircut = released.subtract(value).multiply(BigInteger.valueOf(side));
        BigInteger kept = new Fraction(unrealised.multiply(left), whole).rounded(RoundingMode.FLOOR);
        Unit after = new Unit(
                unit.equity().subtract(haircut),
                unit.maintenance().minus(Fraction.of(released).times(book.maintenance)),
                unit.gross().subtract(released),
                unit.net().subtract(released.multiply(BigInteger.valueOf(side))),
                unit.unrealised().subtract(unrealised.subtract(kept)),
                unit.count());
        BigInteger cost = new Fraction(holding.cost.abs().multiply(left), whole).rounded(RoundingMode.FLOOR);
        return new Candidate(account, book, side, left, cost, kept, after);
    }

    /** Everyone on the side who may be ranked. */
    private List<Candidate> candidates(Order order, RulebookSpec rule) {
        List<Candidate> candidates = new ArrayList<>();
        order.book().holdings.forEach((account, holding) -> {
            boolean provider = rule.stages().backstops().stream()
                    .anyMatch(backstop -> backstop.account().equals(account));
            boolean own = order.bankrupt() != null && sameOwner(order.bankrupt(), account);
            boolean asked = promises.stream()
                    .anyMatch(p -> p.book == order.book()
                            && p.account.equals(account)
                            && (p.refused || p.open().signum() > 0));
            if (holding.lots.signum() == -order.sign()
                    && !provider
                    && !own
                    && !asked
                    && unit(order.book(), account).isHealthy()) {
                candidates.add(candidate(order.book(), account, BigInteger.ZERO, BigInteger.ZERO));
            }
        });
        return candidates;
    }

    private boolean sameOwner(String account, String other) {
        String owner = owners.get(account);
        return account.equals(other) || (owner != null && owner.equals(owners.get(other)));
    }

    /** First in line first. */
    private List<Candidate> ranked(List<Candidate> candidates, RulebookSpec rule) {
        List<Candidate> ranked = new ArrayList<>(candidates);
        Map<Candidate, Fraction> scores = new HashMap<>();
        ranked.forEach(candidate -> scores.put(candidate, score(candidate, rule.ranking())));
        Comparator<Candidate> byTier = Comparator.comparingInt(candidate -> tier(candidate, rule.ranking()));
        ranked.sort(byTier.thenComparing(Comparator.comparing((Candidate candidate) -> known(scores.get(candidate)))
                        .reversed())
                .thenComparing(Candidate::account, BY_CODE_POINT));
        return ranked;
    }

    private static int tier(Candidate candidate, RankingRule rule) {
        Integer tolerance = rule.deltaNeutralPpm();
        if (tolerance == null || candidate.unit().count() < 2) {
            return 0;
        }
        Fraction net = new Fraction(candidate.unit().net().abs(), candidate.gross());
        return net.compareTo(Fraction.millionths(tolerance)) <= 0 ? 1 : 0;
    }

    private Fraction score(Candidate c, RankingRule rule) {
        Fraction percent = new Fraction(c.unrealised(), c.entry());
        Fraction equity = Fraction.of(c.unit().equity());
        Fraction maintenance = c.unit().maintenance();
        if (flaw == Flaw.RANKS_BY_PROFIT_ALONE) {
            return percent;
        }
        return switch (rule.kind()) {
            case LEVERAGED_RETURN -> {
                Fraction rate = maintenance.over(equity);
                yield percent.signum() >= 0 ? percent.times(rate) : percent.over(rate);
            }
            case PROFIT_BY_LEVERAGE -> {
                Fraction leverage = Fraction.of(c.notional()).over(equity);
                yield percent.signum() > 0 ? percent.times(leverage) : percent.over(leverage);
            }
            case EFFECTIVE_LEVERAGE -> Fraction.of(c.gross()).over(equity);
            case MAINTENANCE_COVER ->
                Fraction.of(c.notional()).times(c.book().maintenance).over(equity);
            case HYPERLIQUID_INDEX -> {
                Fraction entry = new Fraction(c.entry(), c.lots());
                Fraction mark = new Fraction(c.notional(), c.lots());
                Fraction moved = c.side() < 0 ? entry.over(mark) : mark.over(entry);
                yield moved.times(Fraction.of(c.notional()).over(equity));
            }
            case PROFIT_BY_MARGIN_RATIO -> {
                BigInteger wallet = c.unit().equity().subtract(c.unit().unrealised());
                Fraction gained = new Fraction(
                        c.unit().unrealised().max(BigInteger.ZERO), wallet.max(BigInteger.TEN.pow(moneyScale)));
                yield gained.times(maintenance.over(equity));
            }
            case PSEUDO_RANDOM -> Fraction.of(-PseudoRandom.distance(c.account(), c.book().id, c.book().planned));
        };
    }

    private Fraction haircutPerLot(Book book, int side, BigInteger ticks) {
        return Fraction.of(BigInteger.valueOf(book.mark).subtract(ticks))
                .times(book.unit)
                .times(Fraction.of(side));
    }

    private boolean takesPrincipal(Candidate c, BigInteger ticks) {
        Fraction haircut = haircutPerLot(c.book(), c.side(), ticks);
        Fraction profit = Fraction.of(c.unrealised().max(BigInteger.ZERO));
        return haircut.times(Fraction.of(c.lots())).compareTo(profit) > 0;
    }

    private BigInteger capacity(Candidate c, BigInteger ticks, RulebookSpec rule, int maxSharePpm) {
        Book book = c.book();
        Fraction mark = Fraction.of(book.mark).times(book.unit);
        Fraction haircut = haircutPerLot(book, c.side(), ticks);
        if (flaw != Flaw.TAKES_PRINCIPAL && takesPrincipal(c, ticks)) {
            return BigInteger.ZERO;
        }
        boolean raises = haircut.over(mark).compareTo(new Fraction(c.unit().equity(), c.gross())) > 0;
        if (rule.allocation().neverRaiseLeverage() && raises) {
            return BigInteger.ZERO;
        }
        BigInteger room = c.lots()
                .min(Fraction.of(c.lots())
                        .times(Fraction.millionths(maxSharePpm))
                        .rounded(RoundingMode.FLOOR));
        Fraction fee = Fraction.of(ticks)
                .times(book.unit)
                .times(Fraction.millionths(rule.fees().counterpartyPpm()));
        Fraction consumed = haircut.plus(fee).minus(book.maintenance.times(mark));
        if (flaw != Flaw.IGNORES_MAINTENANCE) {
            Fraction headroom = headroom(c.unit(), book, rule.fees().counterpartyPpm());
            if (book.rounds() && headroom.signum() < 0) {
                return BigInteger.ZERO;
            }
            if (consumed.signum() > 0) {
                room = room.min(headroom.over(consumed).rounded(RoundingMode.FLOOR));
            }
        }
        Integer cap = rule.allocation().burdenCapPpm();
        if (cap != null && haircut.signum() > 0 && flaw != Flaw.IGNORES_BURDEN) {
            Holding holding = known(book.holdings.get(c.account()));
            boolean before = holding.burdenEpisode == book.episode;
            BigInteger base = before ? holding.burdenBase : c.unrealised().max(BigInteger.ZERO);
            BigInteger most = Fraction.of(base).times(Fraction.millionths(cap)).rounded(RoundingMode.FLOOR);
            BigInteger left =
                    most.subtract(before ? holding.burdenUsed : BigInteger.ZERO).max(BigInteger.ZERO);
            room = room.min(Fraction.of(left).over(haircut).rounded(RoundingMode.FLOOR));
        }
        return room;
    }

    private Plan allocate(Order order, RulebookSpec rule, BigInteger demand, int limit) {
        return switch (rule.allocation().kind()) {
            case QUEUE -> byQueue(order, rule, demand, limit);
            case RERANKED_QUEUE -> bySlices(order, rule, demand, limit);
            default -> byShares(order, rule, demand, limit);
        };
    }

    private Plan byQueue(Order order, RulebookSpec rule, BigInteger demand, int limit) {
        BigInteger need = demand;
        List<Taken> taken = new ArrayList<>();
        List<Candidate> queue = ranked(candidates(order, rule), rule);
        int rank = 0;
        while (need.signum() > 0 && taken.size() < limit && rank < queue.size()) {
            Candidate next = queue.get(rank++);
            BigInteger ticks = order.price().ticks();
            BigInteger lots =
                    capacity(next, ticks, rule, rule.allocation().maxSharePpm()).min(need);
            if (lots.signum() > 0) {
                taken.add(new Taken(next.account(), 1, rank, lots, ticks));
                need = need.subtract(lots);
            }
        }
        return new Plan(taken, need.signum() > 0 && rank == queue.size(), "");
    }

    private Plan bySlices(Order order, RulebookSpec rule, BigInteger demand, int limit) {
        BigInteger ticks = order.price().ticks();
        BigInteger need = demand;
        Map<String, BigInteger> rooms = new HashMap<>();
        Map<String, BigInteger> given = new LinkedHashMap<>();
        List<Candidate> waiting = candidates(order, rule);
        while (need.signum() > 0 && !waiting.isEmpty()) {
            Candidate next = ranked(waiting, rule).get(0);
            if (!given.containsKey(next.account())) {
                if (given.size() == limit) {
                    break;
                }
                BigInteger room = capacity(next, ticks, rule, 1_000_000);
                if (room.signum() == 0) {
                    waiting.remove(next);
                    continue;
                }
                rooms.put(next.account(), room);
                given.put(next.account(), BigInteger.ZERO);
            }
            waiting.remove(next);
            BigInteger room = known(rooms.get(next.account()));
            BigInteger before = known(given.get(next.account()));
            BigInteger slice = Fraction.of(known(order.book().holdings.get(next.account()))
                            .lots
                            .abs())
                    .times(Fraction.millionths(rule.allocation().maxSharePpm()))
                    .rounded(RoundingMode.FLOOR)
                    .max(BigInteger.ONE)
                    .min(room.subtract(before))
                    .min(need);
            need = need.subtract(slice);
            BigInteger now = before.add(slice);
            given.put(next.account(), now);
            if (now.compareTo(room) < 0) {
                waiting.add(candidate(order.book(), next.account(), now, ticks));
            }
        }
        List<Taken> taken = new ArrayList<>();
        given.forEach((account, lots) -> taken.add(new Taken(account, 1, taken.size() + 1, lots, ticks)));
        return new Plan(taken, need.signum() > 0 && waiting.isEmpty(), "");
    }

    private Plan byShares(Order order, RulebookSpec rule, BigInteger demand, int limit) {
        BigInteger ticks = order.price().ticks();
        String after = order.isInventory() ? order.book().cursor : "";
        List<Candidate> givers = new ArrayList<>();
        List<BigInteger> rooms = new ArrayList<>();
        // The book is in order of ids.
        for (Candidate c : candidates(order, rule)) {
            boolean done = !after.isEmpty() && BY_CODE_POINT.compare(c.account(), after) <= 0;
            BigInteger room = capacity(c, ticks, rule, rule.allocation().maxSharePpm());
            if (!done && room.signum() > 0) {
                givers.add(c);
                rooms.add(room);
            }
        }
        List<BigInteger> lots = rule.allocation().kind() == AllocationRule.Kind.MINIMAX_LEVERAGE
                ? toOneLevel(order.book(), demand, givers, rooms)
                : proRata(
                        demand,
                        givers.stream()
                                .map(c -> weight(c, rule.allocation().kind()))
                                .toList(),
                        rooms);
        List<Taken> taken = new ArrayList<>();
        for (int i = 0; i < givers.size() && taken.size() < limit; i++) {
            if (lots.get(i).signum() > 0) {
                taken.add(new Taken(givers.get(i).account(), 1, taken.size() + 1, lots.get(i), ticks));
            }
        }
        boolean cut = taken.size() == limit;
        return new Plan(taken, !cut, cut ? taken.get(limit - 1).account() : "");
    }

    private static Fraction weight(Candidate c, AllocationRule.Kind kind) {
        return switch (kind) {
            case PRO_RATA_POSITION -> Fraction.of(c.lots());
            case PRO_RATA_PNL -> Fraction.of(c.unrealised().max(BigInteger.ZERO));
            default -> {
                Fraction leverage = new Fraction(
                        c.gross().multiply(BigInteger.valueOf(1_000_000)),
                        c.unit().equity());
                yield Fraction.of(leverage.rounded(RoundingMode.FLOOR).multiply(c.lots()));
            }
        };
    }

    /** min(cap, lambda x weight), lambda found by taking out, again and again, everyone the level would take beyond. */
    private static List<BigInteger> proRata(BigInteger demand, List<Fraction> weights, List<BigInteger> caps) {
        List<Fraction> shares = new ArrayList<>();
        Set<Integer> open = new HashSet<>();
        for (int i = 0; i < caps.size(); i++) {
            shares.add(Fraction.of(0));
            if (weights.get(i).signum() > 0) {
                open.add(i);
            }
        }
        Fraction left = Fraction.of(demand);
        boolean changed = true;
        while (changed && !open.isEmpty()) {
            Fraction all = Fraction.of(0);
            for (int i : open) {
                all = all.plus(weights.get(i));
            }
            Fraction level = left.over(all);
            changed = false;
            for (int i : List.copyOf(open)) {
                Fraction cap = Fraction.of(caps.get(i));
                if (cap.compareTo(level.times(weights.get(i))) <= 0) {
                    shares.set(i, cap);
                    open.remove(i);
                    changed = true;
                }
            }
            Fraction given = Fraction.of(0);
            for (int i = 0; i < shares.size(); i++) {
                given = given.plus(open.contains(i) ? Fraction.of(0) : shares.get(i));
            }
            left = Fraction.of(demand).minus(given);
            if (!changed) {
                for (int i : open) {
                    shares.set(i, level.times(weights.get(i)));
                }
            }
        }
        return wholeLots(shares);
    }

    /** Rounded down, then one more for the largest rests; the shares sum to a whole number. */
    private static List<BigInteger> wholeLots(List<Fraction> shares) {
        Fraction total = Fraction.of(0);
        List<BigInteger> lots = new ArrayList<>();
        List<Integer> byRest = new ArrayList<>();
        for (Fraction share : shares) {
            byRest.add(lots.size());
            lots.add(share.rounded(RoundingMode.FLOOR));
            total = total.plus(share);
        }
        byRest.sort(Comparator.comparing((Integer i) -> shares.get(i).minus(Fraction.of(lots.get(i))))
                .reversed());
        BigInteger missing = total.rounded(RoundingMode.HALF_EVEN).subtract(sum(lots));
        for (int i = 0; i < missing.intValueExact(); i++) {
            lots.set(byRest.get(i), lots.get(byRest.get(i)).add(BigInteger.ONE));
        }
        return lots;
    }

    /** Everyone above a level of leverage is brought down to it, as far as its room goes. */
    private List<BigInteger> toOneLevel(Book book, BigInteger demand, List<Candidate> givers, List<BigInteger> rooms) {
        Fraction lotValue = Fraction.of(book.mark).times(book.unit);
        if (demand.compareTo(sum(rooms)) >= 0) {
            return rooms;
        }
        List<Fraction> points = new ArrayList<>();
        points.add(Fraction.of(0));
        for (int i = 0; i < givers.size(); i++) {
            Candidate c = givers.get(i);
            Fraction equity = Fraction.of(c.unit().equity());
            points.add(Fraction.of(c.gross()).over(equity));
            points.add(Fraction.of(c.gross())
                    .minus(lotValue.times(Fraction.of(rooms.get(i))))
                    .over(equity));
        }
        points.sort(Comparator.naturalOrder());
        Fraction need = Fraction.of(demand).times(lotValue);
        Fraction level = Fraction.of(0);
        for (int i = 0; i + 1 < points.size(); i++) {
            Fraction low = points.get(i);
            Fraction high = points.get(i + 1);
            Fraction most = reduced(low, lotValue, givers, rooms);
            Fraction least = reduced(high, lotValue, givers, rooms);
            if (low.signum() >= 0
                    && most.compareTo(need) >= 0
                    && least.compareTo(need) <= 0
                    && most.compareTo(least) > 0) {
                level = high.minus(need.minus(least).times(high.minus(low)).over(most.minus(least)));
            }
        }
        List<Fraction> shares = new ArrayList<>();
        for (int i = 0; i < givers.size(); i++) {
            shares.add(reduction(level, lotValue, givers.get(i), rooms.get(i)).over(lotValue));
        }
        return wholeLots(shares);
    }

    private static Fraction reduction(Fraction level, Fraction lotValue, Candidate c, BigInteger room) {
        Fraction above =
                Fraction.of(c.gross()).minus(level.times(Fraction.of(c.unit().equity())));
        Fraction most = lotValue.times(Fraction.of(room));
        Fraction reduction = above.signum() < 0 ? Fraction.of(0) : above;
        return reduction.compareTo(most) > 0 ? most : reduction;
    }

    private static Fraction reduced(Fraction level, Fraction lotValue, List<Candidate> givers, List<BigInteger> rooms) {
        Fraction sum = Fraction.of(0);
        for (int i = 0; i < givers.size(); i++) {
            sum = sum.plus(reduction(level, lotValue, givers.get(i), rooms.get(i)));
        }
        return sum;
    }

    private List<Taken> secondPass(Order order, RulebookSpec rule, BigInteger demand, int limit) {
        BigInteger need = demand;
        List<Taken> taken = new ArrayList<>();
        int rank = 0;
        for (Candidate c : ranked(candidates(order, rule), rule)) {
            if (need.signum() == 0 || taken.size() == limit) {
                break;
            }
            rank++;
            if (c.unrealised().signum() <= 0 || !takesPrincipal(c, order.price().ticks())) {
                continue;
            }
            Fraction entry = new Fraction(c.entry(), c.lots()).over(c.book().unit);
            BigInteger own = entry.rounded(c.side() > 0 ? RoundingMode.CEILING : RoundingMode.FLOOR)
                    .max(BigInteger.ONE);
            boolean better = own.compareTo(BigInteger.valueOf(c.book().mark)) * c.side() < 0;
            BigInteger lots = better
                    ? capacity(c, own, rule, rule.allocation().maxSharePpm()).min(need)
                    : BigInteger.ZERO;
            if (lots.signum() > 0) {
                taken.add(new Taken(c.account(), 2, rank, lots, own));
                need = need.subtract(lots);
            }
        }
        return taken;
    }

    private List<Taken> backstops(Order order, RulebookSpec rule, BigInteger demand) {
        List<String> accounts = new ArrayList<>();
        List<BigInteger> free = new ArrayList<>();
        for (StageRule.Backstop backstop : rule.stages().backstops()) {
            accounts.add(backstop.account());
            free.add(free(order, backstop));
        }
        BigInteger most = demand.min(sum(free));
        List<BigInteger> lots = proRata(most, fractions(free), free);
        List<Taken> taken = new ArrayList<>();
        for (int i = 0; i < accounts.size(); i++) {
            if (lots.get(i).signum() > 0) {
                taken.add(new Taken(
                        accounts.get(i),
                        0,
                        taken.size() + 1,
                        lots.get(i),
                        order.price().ticks()));
            }
        }
        return taken;
    }

    private BigInteger free(Order order, StageRule.Backstop backstop) {
        Book book = order.book();
        Holding holding = book.holdings.get(backstop.account());
        boolean own = order.bankrupt() != null && sameOwner(order.bankrupt(), backstop.account());
        if (!wallets.containsKey(backstop.account()) || own || (holding != null && holding.isolated)) {
            return BigInteger.ZERO;
        }
        Unit unit = crossUnit(backstop.account());
        BigInteger left = BigInteger.valueOf(backstop.maxNotional()).subtract(unit.gross());
        if (left.signum() <= 0 || !unit.isHealthy()) {
            return BigInteger.ZERO;
        }
        Fraction mark = Fraction.of(book.mark).times(book.unit);
        BigInteger lots = Fraction.of(left).over(mark).rounded(RoundingMode.FLOOR);
        Fraction used =
                haircutPerLot(book, -order.sign(), order.price().ticks()).plus(book.maintenance.times(mark));
        if (used.signum() <= 0) {
            return lots;
        }
        Fraction headroom = headroom(unit, book, 0);
        return headroom.signum() < 0
                ? BigInteger.ZERO
                : lots.min(headroom.over(used).rounded(RoundingMode.FLOOR));
    }

    /** Equity above maintenance, less what may be lost by rounding to minor units. */
    private static Fraction headroom(Unit unit, Book book, int feePpm) {
        Fraction headroom = Fraction.of(unit.equity()).minus(unit.maintenance());
        return book.rounds()
                ? headroom.minus(Fraction.of(1).plus(book.maintenance).plus(Fraction.millionths(feePpm)))
                : headroom;
    }

    private BigInteger cutGains(Order order, RulebookSpec rule, BigInteger gap) {
        List<Candidate> queue = ranked(candidates(order, rule), rule);
        BigInteger gains =
                sum(queue.stream().map(c -> c.unrealised().max(BigInteger.ZERO)).toList());
        BigInteger collected = BigInteger.ZERO;
        List<BigInteger> rooms = new ArrayList<>();
        List<BigInteger> paid = new ArrayList<>();
        for (Candidate c : queue) {
            BigInteger gain = c.unrealised().max(BigInteger.ZERO);
            BigInteger spare = c.unit()
                    .equity()
                    .subtract(c.unit().maintenance().rounded(RoundingMode.CEILING))
                    .max(BigInteger.ZERO);
            BigInteger share = gains.signum() == 0
                    ? BigInteger.ZERO
                    : gain.multiply(gap.min(gains)).divide(gains);
            rooms.add(gain.min(spare));
            paid.add(share.min(gain.min(spare)));
            collected = collected.add(paid.get(paid.size() - 1));
        }
        for (int i = 0; i < queue.size() && collected.compareTo(gap) < 0; i++) {
            if (paid.get(i).compareTo(rooms.get(i)) < 0) {
                paid.set(i, paid.get(i).add(BigInteger.ONE));
                collected = collected.add(BigInteger.ONE);
            }
        }
        for (int i = 0; i < queue.size(); i++) {
            Holding holding = known(order.book().holdings.get(queue.get(i).account()));
            if (holding.isolated) {
                holding.margin = holding.margin.subtract(paid.get(i));
            } else {
                pay(queue.get(i).account(), paid.get(i).negate());
            }
        }
        if (collected.signum() > 0) {
            charge(order.book(), collected.negate());
        }
        return collected;
    }

    /** Takes money from a pool, booked in a market's result. */
    private static void charge(Book book, BigInteger amount) {
        book.fund.cash = book.fund.cash.subtract(amount);
        book.realised = book.realised.subtract(amount);
        book.basis++;
    }

    // ---- accounts closed directly ----

    private record Leg(Book book, Fraction haircut, boolean winning) {}

    private void refuseBankrupt(RiskEvent.Bankrupt event) {
        require(rules != null && rules.accountPricing() != AccountPricing.NONE);
        require(wallets.containsKey(event.account()));
        Unit unit;
        if (event.market() == null) {
            unit = crossUnit(event.account());
        } else {
            Holding holding = known(book(event.market()).holdings.get(event.account()));
            require(holding.isolated);
            unit = unit(book(event.market()), event.account());
        }
        require(unit.count() > 0 && unit.equity().signum() < 0);
        require(legsOf(event).stream().allMatch(book -> book.mark > 0));
    }

    private List<Book> legsOf(RiskEvent.Bankrupt event) {
        return books.values().stream()
                .filter(book -> {
                    Holding holding = book.holdings.get(event.account());
                    return holding != null
                            && holding.lots.signum() != 0
                            && (event.market() == null ? !holding.isolated : book.id.equals(event.market()));
                })
                .toList();
    }

    private void closeAccount(RiskEvent.Bankrupt event, RulebookSpec rule) {
        String account = event.account();
        BigInteger walletBefore = known(wallets.get(account));
        List<Book> before = legsOf(event);
        for (Book book : before) {
            newEpisode(book);
            net(book, account);
        }
        List<Book> legs = legsOf(event);
        Map<Book, Fraction> residues = new HashMap<>();
        if (!legs.isEmpty()) {
            for (Leg leg : priced(account, legs, rule)) {
                residues.put(leg.book(), wave(order(leg, account), rule));
            }
        }
        if (!legsOf(event).isEmpty()) {
            return;
        }
        BigInteger wallet = known(wallets.get(account));
        BigInteger missing = event.market() == null ? wallet.negate() : walletBefore.subtract(wallet);
        for (int pass = 0; pass < 2; pass++) {
            for (Book book : before) {
                BigInteger claim = pass == 1
                        ? missing
                        : residues.getOrDefault(book, Fraction.of(0)).rounded(RoundingMode.CEILING);
                BigInteger paid = missing.min(claim)
                        .min(book.fund.cash.max(BigInteger.ZERO))
                        .max(BigInteger.ZERO);
                if (paid.signum() > 0) {
                    charge(book, paid);
                    pay(account, paid);
                    missing = missing.subtract(paid);
                }
            }
        }
        if (missing.signum() > 0) {
            owed.add(new Debt(before.get(0), account, missing));
        }
    }

    private void net(Book book, String account) {
        BigInteger held = known(book.holdings.get(account)).lots;
        if (held.signum() * book.inventory.lots.signum() >= 0) {
            return;
        }
        BigInteger lots = held.abs().min(book.inventory.lots.abs());
        BigInteger signed = lots.multiply(BigInteger.valueOf(held.signum()));
        BigInteger mark = BigInteger.valueOf(book.mark);
        book.waves++;
        said.add("wave " + book.id + "/" + book.waves + " step 1 ACCOUNT_BANKRUPT at " + mark + " demand " + lots);
        BigInteger equity = unit(book, account).equity();
        BigInteger earned = trade(book, account, signed.negate(), book.atMark(lots), BigInteger.ZERO);
        Holding after = book.holdings.get(account);
        said.add("settled " + account + " " + lots + " earned " + earned + " left "
                + (after == null ? BigInteger.ZERO : after.lots) + " equity " + equity);
        BigInteger gained = tradeInventory(book, signed, book.atMark(lots), book.exactValue(lots, mark));
        charge(book, gained.negate());
        said.add("settled pool " + lots + " earned " + gained + " left " + book.inventory.lots + " equity "
                + equity(book.fund));
        said.add("closed RESOLVED " + lots + " reserved 0 rest 0 gap 0 haircut 0 pool gap 0 gained 0 balance "
                + book.fund.cash);
        clamp();
    }

    private Order order(Leg leg, String account) {
        BigInteger lots = known(leg.book().holdings.get(account)).lots;
        Fraction exact = Fraction.of(leg.book().mark)
                .plus(leg.haircut().over(Fraction.of(lots).times(leg.book().unit)));
        BigInteger ticks = exact.rounded(lots.signum() > 0 ? RoundingMode.FLOOR : RoundingMode.CEILING)
                .max(BigInteger.ONE);
        Price price = new Price("ACCOUNT_BANKRUPT", "", ticks, exact);
        return new Order(leg.book(), price, account, lots.signum(), lots.abs());
    }

    private List<Leg> priced(String account, List<Book> legs, RulebookSpec rule) {
        BigInteger equity = unit(legs.get(0), account).equity();
        Fraction shortfall = Fraction.of(equity.negate().max(BigInteger.ZERO));
        List<Leg> priced = new ArrayList<>();
        if (rule.accountPricing() == AccountPricing.BANKRUPTCY) {
            Fraction total = Fraction.of(0);
            for (Book book : legs) {
                total = total.plus(Fraction.of(wholeMaintenance(book, account)));
            }
            Fraction left = Fraction.of(equity);
            for (Book book : legs) {
                Fraction own = Fraction.of(wholeMaintenance(book, account));
                Fraction share = Fraction.of(left.times(own).over(total).rounded(RoundingMode.FLOOR));
                Fraction haircut = share.signum() < 0 ? share.times(Fraction.of(-1)) : Fraction.of(0);
                priced.add(new Leg(book, haircut, false));
                left = left.minus(share);
                total = total.minus(own);
            }
            return priced;
        }
        if (rule.accountPricing() == AccountPricing.MARK) {
            legs.forEach(book -> priced.add(new Leg(book, Fraction.of(0), true)));
            return priced;
        }
        Map<Book, Long> previous = previousMarks(account, legs, equity);
        Map<Book, Fraction> losses = new HashMap<>();
        Fraction all = Fraction.of(0);
        for (Book book : legs) {
            Holding holding = known(book.holdings.get(account));
            Fraction loss;
            if (previous != null) {
                Fraction moved = Fraction.of(known(previous.get(book)) - book.mark);
                loss = moved.times(Fraction.of(holding.lots)).times(book.unit);
            } else {
                loss = Fraction.of(book.unrealised(holding).negate());
            }
            loss = loss.signum() < 0 ? Fraction.of(0) : loss;
            losses.put(book, loss);
            all = all.plus(loss);
        }
        if (previous == null && all.signum() == 0) {
            for (Book book : legs) {
                Fraction notional = Fraction.of(
                        book.atMark(known(book.holdings.get(account)).lots.abs()));
                losses.put(book, notional);
                all = all.plus(notional);
            }
        }
        boolean whole = previous != null && rule.accountPricing() == AccountPricing.PREVIOUS_MARK;
        Fraction shared = shortfall.compareTo(all) > 0 && previous != null ? all : shortfall;
        for (boolean winning : new boolean[] {true, false}) {
            for (Book book : legs) {
                Fraction loss = known(losses.get(book));
                if (loss.signum() == 0 == winning) {
                    Fraction haircut = whole || all.signum() == 0
                            ? loss
                            : shared.times(loss).over(all);
                    priced.add(new Leg(book, haircut, winning));
                }
            }
        }
        return priced;
    }

    private static BigInteger wholeMaintenance(Book book, String account) {
        BigInteger lots = known(book.holdings.get(account)).lots.abs();
        return Fraction.of(lots)
                .times(Fraction.of(book.mark).times(book.unit))
                .times(book.maintenance)
                .rounded(RoundingMode.CEILING);
    }

    /** Marks at the end of the last earlier time at which the account, with what it holds now, owed nothing. */
    private @Nullable Map<Book, Long> previousMarks(String account, List<Book> legs, BigInteger equity) {
        Map<Book, Long> marks = new HashMap<>();
        legs.forEach(book -> marks.put(book, book.mark));
        for (int i = markChanges.size() - 1; i >= 0; i--) {
            MarkChange change = markChanges.get(i);
            if (marks.containsKey(change.book())) {
                if (change.before() == 0) {
                    return null;
                }
                marks.put(change.book(), change.before());
            }
            boolean endOfEarlier = i == 0 || markChanges.get(i - 1).time() < change.time();
            if (endOfEarlier) {
                Fraction then = Fraction.of(equity);
                for (Book book : legs) {
                    Fraction moved = Fraction.of(known(marks.get(book)) - book.mark);
                    BigInteger lots = known(book.holdings.get(account)).lots;
                    then = then.plus(moved.times(Fraction.of(lots)).times(book.unit));
                }
                if (then.signum() >= 0) {
                    return marks;
                }
            }
        }
        return null;
    }

    // ---- the end of a market ----

    private void settleMarket(RiskEvent.SettleMarket event, RulebookSpec rule) {
        Book book = book(event.market());
        for (int i = promises.size() - 1; i >= 0; i--) {
            Promise promise = promises.get(i);
            if (promise.book == book && promise.open().signum() > 0) {
                giveUp(promise, promise.open(), false);
            }
        }
        moveMark(book, event.ticks(), event.time());
        newEpisode(book);
        for (String account : List.copyOf(book.holdings.keySet())) {
            Holding holding = book.holdings.get(account);
            if (holding == null
                    || holding.lots.signum() == 0
                    || unit(book, account).equity().signum() >= 0) {
                continue;
            }
            Unit unit = unit(book, account);
            Fraction own = Fraction.of(wholeMaintenance(book, account));
            Fraction all = unit.maintenance().compareTo(own) > 0 ? unit.maintenance() : own;
            Fraction equity = Fraction.of(unit.equity());
            Fraction share = unit.count() == 1 ? equity : equity.times(own).over(all);
            wave(order(new Leg(book, share.times(Fraction.of(-1)), false), account), rule);
        }
        settleRest(book);
    }

    private void settleRest(Book book) {
        List<String> holders = book.holdings.entrySet().stream()
                .filter(entry -> entry.getValue().lots.signum() != 0)
                .map(Map.Entry::getKey)
                .toList();
        if (holders.isEmpty() && book.inventory.lots.signum() == 0) {
            return;
        }
        BigInteger longs = BigInteger.ZERO;
        BigInteger shorts = BigInteger.ZERO;
        for (String account : holders) {
            BigInteger lots = known(book.holdings.get(account)).lots;
            longs = longs.add(lots.max(BigInteger.ZERO));
            shorts = shorts.add(lots.negate().max(BigInteger.ZERO));
        }
        BigInteger demand = longs.max(shorts);
        book.waves++;
        said.add("wave " + book.id + "/" + book.waves + " step 1 MANUAL at " + book.mark + " demand " + demand);
        BigInteger net = BigInteger.ZERO;
        for (String account : holders) {
            BigInteger lots = known(book.holdings.get(account)).lots;
            BigInteger equity = unit(book, account).equity();
            BigInteger value = book.atMark(lots.abs());
            BigInteger earned = trade(book, account, lots.negate(), value, BigInteger.ZERO);
            net = net.subtract(value.multiply(BigInteger.valueOf(lots.signum())));
            said.add("settled " + account + " " + lots.abs() + " earned " + earned + " left 0 equity " + equity);
        }
        BigInteger held = book.inventory.lots;
        BigInteger earned = net.subtract(book.inventory.cost);
        book.inventory.lots = BigInteger.ZERO;
        book.inventory.cost = BigInteger.ZERO;
        book.exactCost = Fraction.of(0);
        charge(book, earned.negate());
        if (held.signum() != 0) {
            said.add("settled pool " + held.abs() + " earned " + earned + " left 0 equity " + equity(book.fund));
        }
        said.add("closed RESOLVED " + demand + " reserved 0 rest 0 gap 0 haircut 0 pool gap 0 gained 0 balance "
                + book.fund.cash);
        for (String account : holders) {
            Unit unit = crossUnit(account);
            BigInteger missing = unit.equity().negate();
            if (missing.signum() > 0 && unit.count() == 0) {
                BigInteger paid = missing.min(book.fund.cash.max(BigInteger.ZERO));
                if (paid.signum() > 0) {
                    charge(book, paid);
                    pay(account, paid);
                }
                if (paid.compareTo(missing) < 0) {
                    owed.add(new Debt(book, account, missing.subtract(paid)));
                }
            }
        }
    }

    private record Debt(Book book, String account, BigInteger amount) {}

    /** Oldest first, from pools for which nothing is armed. */
    private void repay(RulebookSpec rule) {
        List<Debt> left = new ArrayList<>();
        for (Debt debt : List.copyOf(owed)) {
            Fund fund = debt.book().fund;
            boolean calm = demands(fund, rule).stream().allMatch(demand -> demand.criterion() == null);
            BigInteger paid = calm ? debt.amount().min(fund.cash.max(BigInteger.ZERO)) : BigInteger.ZERO;
            if (paid.signum() > 0) {
                charge(debt.book(), paid);
                pay(debt.account(), paid);
            }
            if (paid.compareTo(debt.amount()) < 0) {
                left.add(new Debt(debt.book(), debt.account(), debt.amount().subtract(paid)));
            }
        }
        owed.clear();
        owed.addAll(left);
    }

    // ---- what carries a position ----

    private Unit unit(Book book, String account) {
        Holding holding = known(book.holdings.get(account));
        return holding.isolated ? unit(holding.margin, List.of(book), account) : crossUnit(account);
    }

    private Unit crossUnit(String account) {
        List<Book> cross = books.values().stream()
                .filter(other -> other.holdings.containsKey(account) && !known(other.holdings.get(account)).isolated)
                .toList();
        return unit(known(wallets.get(account)), cross, account);
    }

    private static Unit unit(BigInteger money, List<Book> carried, String account) {
        BigInteger unrealised = BigInteger.ZERO;
        BigInteger gross = BigInteger.ZERO;
        BigInteger net = BigInteger.ZERO;
        Fraction maintenance = Fraction.of(0);
        int count = 0;
        for (Book book : carried) {
            Holding holding = known(book.holdings.get(account));
            if (holding.lots.signum() == 0) {
                continue;
            }
            BigInteger notional = book.mark > 0 ? book.atMark(holding.lots.abs()) : holding.cost.abs();
            count++;
            unrealised = unrealised.add(book.unrealised(holding));
            gross = gross.add(notional);
            net = net.add(notional.multiply(BigInteger.valueOf(holding.lots.signum())));
            maintenance = maintenance.plus(Fraction.of(notional).times(book.maintenance));
        }
        return new Unit(money.add(unrealised), maintenance, gross, net, unrealised, count);
    }

    // ---- alerts ----

    private void alert(Fund fund, Demand demand, RulebookSpec rule) {
        Book book = demand.book();
        BigInteger warningPeak = BigInteger.ZERO;
        TriggerSpec.Drawdown shown = null;
        for (TriggerSpec trigger : inOrder(rule)) {
            if (trigger.window() > 0 && warningPeak.signum() == 0 && !hasPeak(fund, rule, trigger)) {
                warningPeak = peak(fund.memory(trigger));
            }
            if (shown == null && trigger instanceof TriggerSpec.Drawdown drawdown) {
                shown = drawdown;
            }
        }
        BigInteger balancePeak = warningPeak;
        BigInteger resultPeak = BigInteger.ZERO;
        if (shown != null) {
            Memory memory = book.memory(shown);
            balancePeak = memory.armed ? memory.frozenBalance : peak(fund.memory(shown));
            resultPeak = memory.armed ? memory.frozenResult : peak(memory);
        }
        String state = "NORMAL";
        if (demand.criterion() != null) {
            Integer band = rule.stages().priceBandPpm();
            Price price = demand.price();
            state = price == null
                    ? "RECOVERING"
                    : band != null && isOutside(book, price.ticks(), band) ? "BLOCKED" : "ADL";
        } else {
            for (TriggerSpec trigger : rule.allTriggers()) {
                state = warns(trigger, fund, book, rule, warningPeak) ? "WARNING" : state;
            }
        }
        String alert = state + " balance " + fund.cash + " of " + balancePeak + " result " + book.result() + " of "
                + resultPeak;
        if (!alert.equals(book.alert)) {
            book.alert = alert;
            said.add("alert " + book.id + " " + demand.criterion() + " " + alert + " equity " + equity(fund));
        }
    }

    /** Whether a trigger before this one has a window: the first that has one gives the peak. */
    private static boolean hasPeak(Fund fund, RulebookSpec rule, TriggerSpec trigger) {
        for (TriggerSpec other : inOrder(rule)) {
            if (other.id().equals(trigger.id())) {
                return false;
            }
            if (other.window() > 0) {
                return true;
            }
        }
        return false;
    }

    private boolean warns(TriggerSpec trigger, Fund fund, Book book, RulebookSpec rule, BigInteger warningPeak) {
        Fraction share = Fraction.millionths(rule.warningPpm());
        Fraction left = Fraction.of(1).minus(share).times(Fraction.of(warningPeak));
        if (trigger instanceof TriggerSpec.Drawdown drawdown) {
            Memory memory = book.memory(drawdown);
            BigInteger balance = memory.armed ? memory.frozenBalance : peak(fund.memory(drawdown));
            BigInteger result = memory.armed ? memory.frozenResult : peak(memory);
            BigInteger at = share.times(Fraction.of(drawdown.triggerPpm())).rounded(RoundingMode.FLOOR);
            return balance.signum() > 0
                    && drawdown(result, book.result(), balance).compareTo(Fraction.millionths(at.longValueExact()))
                            >= 0;
        } else if (trigger instanceof TriggerSpec.PoolEquity) {
            return Fraction.of(equity(fund)).compareTo(left) <= 0;
        } else if (trigger instanceof TriggerSpec.Depletion depletion) {
            BigInteger peak = peak(fund.memory(trigger));
            return peak.signum() > 0
                    && Fraction.of(1)
                                    .minus(new Fraction(fund.cash, peak))
                                    .compareTo(share.times(Fraction.millionths(depletion.triggerPpm())))
                            >= 0;
        }
        return fund.isolated
                && warningPeak.signum() > 0
                && Fraction.of(combined(isolated())).compareTo(left) <= 0;
    }

    // ---- what it holds ----

    /** Everything it holds, one line per thing. */
    List<String> holds() {
        List<String> lines = new ArrayList<>();
        wallets.forEach((account, wallet) -> lines.add("wallet " + account + " " + wallet));
        funds.forEach((id, fund) -> {
            BigInteger debts = sum(owed.stream()
                    .filter(debt -> debt.book().fund == fund)
                    .map(Debt::amount)
                    .toList());
            lines.add("pool " + id + " " + fund.cash + " owed " + debts + " armed " + armed(fund.memories));
        });
        books.forEach((id, book) -> {
            lines.add("book " + id + " " + book.inventory.lots + " cost " + book.inventory.cost + " realised "
                    + book.realised + " armed " + armed(book.memories));
            book.holdings.forEach((account, h) -> lines.add("holds " + id + " " + account + " " + h.lots + " cost "
                    + h.cost + " margin " + h.margin + " isolated " + h.isolated + " reserved "
                    + open(book, account)));
        });
        return lines;
    }

    private static String armed(Map<String, Memory> memories) {
        TreeMap<String, BigInteger> armed = new TreeMap<>();
        memories.forEach((trigger, memory) -> {
            if (memory.armed) {
                armed.put(trigger, memory.residue);
            }
        });
        return armed.toString();
    }

    private void pay(String account, BigInteger amount) {
        wallets.merge(account, amount, BigInteger::add);
    }

    private Book book(String id) {
        return known(books.get(id));
    }

    private Fund fund(String id) {
        return known(funds.get(id));
    }

    private static <T> T known(@Nullable T thing) {
        if (thing == null) {
            throw new Refused();
        }
        return thing;
    }

    private static void require(boolean holds) {
        if (!holds) {
            throw new Refused();
        }
    }
}
