package io.tearup.engine;

import io.tearup.engine.event.RiskEvent;
import io.tearup.engine.model.MarginMode;
import io.tearup.engine.model.RulebookSpec;
import io.tearup.engine.model.TriggerSpec;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
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
    }

    private static final class Fund {
        BigInteger cash = BigInteger.ZERO;
        final List<Sample> samples = new ArrayList<>();
        final TreeMap<String, Book> books = new TreeMap<>(BY_CODE_POINT);
        boolean equityArmed;
    }

    private static final class Book {
        final String id;
        final Fund fund;
        /** Minor units per lot and tick, and their least fraction. */
        final Fraction unit;

        final Fraction maintenance;
        final TreeMap<String, Holding> holdings = new TreeMap<>(BY_CODE_POINT);
        final Holding inventory = new Holding();
        final List<Sample> samples = new ArrayList<>();
        /** Cost of the inventory before rounding to minor units. */
        Fraction exactCost = Fraction.of(0);

        BigInteger realised = BigInteger.ZERO;
        long mark;
        long markSequence = -1;
        boolean armed;
        long frozenAt;
        BigInteger frozenBalance = BigInteger.ZERO;
        BigInteger frozenResult = BigInteger.ZERO;
        BigInteger residue = BigInteger.ZERO;

        @Nullable
        BigInteger standingPrice;

        long waves;
        int openSteps;
        String shortfall = "";
        String alert = "";

        Book(String id, Fund fund, Fraction unit, Fraction maintenance) {
            this.id = id;
            this.fund = fund;
            this.unit = unit;
            this.maintenance = maintenance;
        }

        Fraction exactValue(BigInteger lots, BigInteger ticks) {
            return Fraction.of(lots.multiply(ticks)).times(unit);
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

    private record Price(String criterion, BigInteger ticks, Fraction exact) {}

    private record Demand(
            Book book, @Nullable String criterion, @Nullable Price price) {}

    private record Ranked(String account, Holding holding, Fraction score) {}

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
    private TriggerSpec.Drawdown drawdown = new TriggerSpec.Drawdown("drawdown", 1, 2, 1, 0, true);
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
        apply(event);
        if (event instanceof RiskEvent.Sequenced sequenced) {
            seen.add(sequenced.kind() + " " + sequenced.origin().id());
        }
        now = Math.max(now, event.time());
        sample();
        if (rules != null) {
            decide(rules);
        }
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

    private void apply(RiskEvent event) {
        if (event instanceof RiskEvent.DefineGroup define) {
            moneyScale = define.spec().moneyScale();
        } else if (event instanceof RiskEvent.DefinePool define) {
            funds.computeIfAbsent(define.spec().id(), id -> new Fund());
        } else if (event instanceof RiskEvent.DefineMarket define) {
            defineMarket(define);
        } else if (event instanceof RiskEvent.SetRulebook set) {
            rules = set.spec();
            for (TriggerSpec trigger : rules.allTriggers()) {
                drawdown = trigger instanceof TriggerSpec.Drawdown d ? d : drawdown;
            }
        } else if (event instanceof RiskEvent.Mark mark) {
            book(mark.market()).mark = mark.price();
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
        } else if (event instanceof RiskEvent.Takeover takeover) {
            takeover(takeover);
        } else {
            throw new IllegalArgumentException("the twin knows no " + event);
        }
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
            book.standingPrice = null;
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
            book.standingPrice = null;
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
        book.standingPrice = null;
    }

    /** Trades for an account; its result less {@code charge} goes where its margin is. */
    private void trade(Book book, String account, BigInteger change, BigInteger value, BigInteger charge) {
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

    private void sample() {
        funds.values().forEach(fund -> {
            fund.samples.add(new Sample(now, fund.cash));
            fund.books.values().forEach(book -> book.samples.add(new Sample(now, book.result())));
        });
    }

    /** Highest value of (now - window, now], and the one in force when that began. */
    private BigInteger peak(List<Sample> samples, RulebookSpec rule) {
        BigInteger highest = null;
        for (int i = 0; i < samples.size(); i++) {
            boolean within = samples.get(i).time() > now - drawdown.window();
            boolean inForceThen =
                    !within && (i + 1 == samples.size() || samples.get(i + 1).time() > now - drawdown.window());
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

    private void decide(RulebookSpec rule) {
        for (Fund fund : funds.values()) {
            int sign = equity(fund).signum();
            fund.equityArmed = flaw == Flaw.EXCLUSIVE_EQUITY ? sign < 0 : sign <= 0;
        }
        for (Fund fund : funds.values()) {
            for (Book book : fund.books.values()) {
                judgeDrawdown(fund, book, rule);
            }
        }
        for (Fund fund : funds.values()) {
            List<Demand> demands = demands(fund, rule);
            demands.forEach(demand -> alert(fund, demand, rule));
            for (Demand demand : demands) {
                if (demand.price() != null) {
                    wave(demand.book(), demand.price(), rule);
                }
            }
        }
        sample();
        for (Fund fund : funds.values()) {
            demands(fund, rule).forEach(demand -> alert(fund, demand, rule));
        }
    }

    private static BigInteger equity(Fund fund) {
        BigInteger equity = fund.cash;
        for (Book book : fund.books.values()) {
            equity = equity.add(book.unrealised(book.inventory));
        }
        return equity;
    }

    private void judgeDrawdown(Fund fund, Book book, RulebookSpec rule) {
        BigInteger balance = peak(fund.samples, rule);
        BigInteger result = peak(book.samples, rule);
        if (!book.armed) {
            boolean enough = fund.cash.compareTo(BigInteger.valueOf(drawdown.minBalance())) > 0;
            int against = balance.signum() > 0
                    ? drawdown(result, book.result(), balance).compareTo(Fraction.millionths(drawdown.triggerPpm()))
                    : -1;
            if (enough && (flaw == Flaw.EXCLUSIVE_TRIGGER ? against > 0 : against >= 0)) {
                book.armed = true;
                freeze(book, balance, result);
            }
            return;
        }
        if (now >= book.frozenAt + drawdown.window()) {
            freeze(book, balance, result);
        }
        if (book.frozenBalance.signum() <= 0) {
            book.armed = false;
            return;
        }
        int against = drawdown(book.frozenResult, book.result(), book.frozenBalance)
                .compareTo(Fraction.millionths(drawdown.stopPpm()));
        book.armed = flaw == Flaw.EXCLUSIVE_STOP ? against >= 0 : against > 0;
    }

    private static Fraction drawdown(BigInteger peak, BigInteger result, BigInteger balancePeak) {
        return new Fraction(peak.subtract(result), balancePeak);
    }

    private void freeze(Book book, BigInteger balance, BigInteger result) {
        book.frozenAt = now;
        book.frozenBalance = balance;
        book.frozenResult = result;
        book.residue = BigInteger.ZERO;
        book.standingPrice = null;
    }

    private List<Demand> demands(Fund fund, RulebookSpec rule) {
        List<Demand> demands = new ArrayList<>();
        for (Book book : fund.books.values()) {
            String armed = fund.equityArmed ? "POOL_EQUITY" : book.armed ? "DRAWDOWN" : null;
            Price best = null;
            if (book.inventory.lots.signum() != 0 && book.mark > 0) {
                Price byEquity = fund.equityArmed ? zeroEquityPrice(fund, book) : null;
                Price byDrawdown = book.armed ? capPrice(book, rule) : null;
                best = better(book, byEquity, new Price("", BigInteger.valueOf(book.mark), Fraction.of(book.mark)));
                best = better(book, byDrawdown, best);
                best = best != null && best.criterion().isEmpty() ? null : best;
            }
            demands.add(new Demand(book, best == null ? armed : best.criterion(), best));
        }
        return demands;
    }

    /** The first if it is better for the pool than the second. */
    private static @Nullable Price better(Book book, @Nullable Price first, @Nullable Price second) {
        if (first == null || second == null) {
            return second;
        }
        int difference = first.ticks().compareTo(second.ticks()) * book.inventory.lots.signum();
        return difference > 0 ? first : second;
    }

    private Price capPrice(Book book, RulebookSpec rule) {
        Fraction floor = Fraction.of(book.frozenResult)
                .minus(Fraction.millionths(drawdown.triggerPpm()).times(Fraction.of(book.frozenBalance)))
                .minus(Fraction.of(book.residue));
        Fraction quantity = Fraction.of(book.inventory.lots);
        Fraction average = book.exactCost.over(quantity);
        Fraction perLot = average.plus(floor.minus(Fraction.of(book.realised)).over(quantity));
        Price derived = onGrid("DRAWDOWN", book, perLot, average);
        return book.standingPrice == null ? derived : new Price("DRAWDOWN", book.standingPrice, derived.exact());
    }

    private @Nullable Price zeroEquityPrice(Fund fund, Book book) {
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
        Fraction quantity = Fraction.of(book.inventory.lots);
        Fraction mark = Fraction.of(book.mark).times(book.unit);
        return onGrid("POOL_EQUITY", book, mark.plus(deficit.over(quantity)), book.exactCost.over(quantity));
    }

    /** Never beyond the average takeover price; to the tick in the counterparty's favour; at least one tick. */
    private Price onGrid(String criterion, Book book, Fraction perLot, Fraction average) {
        boolean sells = book.inventory.lots.signum() > 0;
        Fraction capped = (perLot.compareTo(average) > 0) == sells ? average : perLot;
        Fraction exact = capped.over(book.unit);
        boolean down = sells != (flaw == Flaw.ROUNDS_AGAINST_COUNTERPARTY);
        BigInteger ticks = exact.rounded(down ? RoundingMode.FLOOR : RoundingMode.CEILING);
        return ticks.signum() > 0
                ? new Price(criterion, ticks, exact)
                : new Price(criterion, BigInteger.ONE, Fraction.of(1));
    }

    private void wave(Book book, Price price, RulebookSpec rule) {
        BigInteger demand = book.inventory.lots.abs();
        int side = -book.inventory.lots.signum();
        List<Ranked> queue = queue(book, side);
        BigInteger need = demand;
        List<String> lines = new ArrayList<>();
        BigInteger traded = BigInteger.ZERO;
        BigInteger haircuts = BigInteger.ZERO;
        int rank = 0;
        int taken = 0;
        long number = book.openSteps > 0 ? book.waves : book.waves + 1;
        for (Ranked next : queue) {
            if (need.signum() == 0 || taken == rule.stepLimit()) {
                break;
            }
            rank++;
            BigInteger room = capacity(book, next, side, price.ticks());
            if (room.signum() == 0) {
                continue;
            }
            BigInteger lots = room.min(need);
            BigInteger exactFavour =
                    book.exactValue(lots, price.ticks()).rounded(side < 0 ? RoundingMode.FLOOR : RoundingMode.CEILING);
            BigInteger haircut = book.atMark(lots).subtract(exactFavour).multiply(BigInteger.valueOf(side));
            BigInteger equityAfter = carrierEquity(book, next.account()).subtract(haircut);
            BigInteger before = next.holding().lots;
            BigInteger costBefore = next.holding().cost;
            trade(book, next.account(), lots.multiply(BigInteger.valueOf(-side)), exactFavour, BigInteger.ZERO);
            BigInteger earned = costBefore.subtract(next.holding().cost).negate();
            earned = exactFavour.multiply(BigInteger.valueOf(side)).add(earned);
            lines.add("assigned " + next.account() + " rank " + rank + " lots " + lots + " of " + before + " haircut "
                    + haircut);
            lines.add("settled " + next.account() + " " + lots + " earned " + earned + " left " + next.holding().lots
                    + " equity " + equityAfter);
            traded = traded.add(exactFavour);
            haircuts = haircuts.add(haircut);
            need = need.subtract(lots);
            taken++;
        }
        BigInteger gap =
                book.value(need, price.ticks()).subtract(book.atMark(need)).abs();
        String result = need.signum() == 0 ? "RESOLVED" : rank == queue.size() ? "SHORTFALL" : "CONTINUES";
        String shortfall = result.equals("SHORTFALL") ? need + "@" + price.ticks() + " gap " + gap : "";
        if (taken == 0 && book.openSteps == 0 && shortfall.equals(book.shortfall)) {
            return;
        }
        said.add("wave " + book.id + "/" + number + " step " + (book.openSteps + 1) + " " + price.criterion() + " at "
                + price.ticks() + " demand " + demand);
        said.addAll(lines);
        if (taken > 0) {
            closeInventory(book, price, demand.subtract(need), traded);
        }
        book.waves = number;
        book.openSteps = result.equals("CONTINUES") ? book.openSteps + 1 : 0;
        book.shortfall = shortfall;
        said.add("closed " + result + " " + demand.subtract(need) + " rest " + need + " gap " + gap + " haircut "
                + haircuts + " balance " + book.fund.cash);
    }

    private void closeInventory(Book book, Price price, BigInteger closed, BigInteger traded) {
        if (price.criterion().equals("DRAWDOWN")) {
            if (flaw != Flaw.RESIDUE_MOVES_THE_PRICE) {
                book.standingPrice = price.ticks();
            }
            Fraction lost = price.exact().minus(Fraction.of(price.ticks())).abs();
            if (flaw != Flaw.RESIDUE_IS_FORGOTTEN) {
                book.residue = book.residue.add(
                        lost.times(Fraction.of(closed)).times(book.unit).rounded(RoundingMode.CEILING));
            }
        }
        BigInteger change = closed.multiply(BigInteger.valueOf(-book.inventory.lots.signum()));
        BigInteger earned = tradeInventory(book, change, traded, book.exactValue(closed, price.ticks()));
        book.realised = book.realised.add(earned);
        book.fund.cash = book.fund.cash.add(earned);
        said.add("settled pool " + closed + " earned " + earned + " left " + book.inventory.lots + " equity "
                + equity(book.fund));
    }

    /** Every eligible holder of a side, first in line first. */
    private List<Ranked> queue(Book book, int side) {
        List<Ranked> queue = new ArrayList<>();
        book.holdings.forEach((account, holding) -> {
            if (holding.lots.signum() == side && isHealthy(book, account)) {
                queue.add(new Ranked(account, holding, score(book, account, holding)));
            }
        });
        // The map is in order of ids and the sort is stable.
        queue.sort(Comparator.comparing(Ranked::score).reversed());
        return queue;
    }

    private boolean isHealthy(Book book, String account) {
        Fraction equity = Fraction.of(carrierEquity(book, account));
        return equity.signum() > 0 && equity.compareTo(carrierMaintenance(book, account)) >= 0;
    }

    private Fraction score(Book book, String account, Holding holding) {
        Fraction percent =
                new Fraction(book.unrealised(holding), holding.cost.abs().max(BigInteger.ONE));
        Fraction rate = carrierMaintenance(book, account).over(Fraction.of(carrierEquity(book, account)));
        if (flaw == Flaw.RANKS_BY_PROFIT_ALONE) {
            return percent;
        }
        return percent.signum() >= 0 ? percent.times(rate) : percent.over(rate);
    }

    private BigInteger capacity(Book book, Ranked next, int side, BigInteger ticks) {
        BigInteger lots = next.holding().lots.abs();
        Fraction mark = Fraction.of(book.mark).times(book.unit);
        Fraction haircut = mark.minus(Fraction.of(ticks).times(book.unit)).times(Fraction.of(side));
        Fraction profit = Fraction.of(book.unrealised(next.holding()).max(BigInteger.ZERO));
        if (flaw != Flaw.TAKES_PRINCIPAL && haircut.times(Fraction.of(lots)).compareTo(profit) > 0) {
            return BigInteger.ZERO;
        }
        Fraction consumed = haircut.minus(book.maintenance.times(mark));
        if (consumed.signum() <= 0 || flaw == Flaw.IGNORES_MAINTENANCE) {
            return lots;
        }
        Fraction headroom =
                Fraction.of(carrierEquity(book, next.account())).minus(carrierMaintenance(book, next.account()));
        return headroom.over(consumed).rounded(RoundingMode.FLOOR).min(lots);
    }

    private List<Book> carried(Book book, String account) {
        if (known(book.holdings.get(account)).isolated) {
            return List.of(book);
        }
        return books.values().stream()
                .filter(other -> other.holdings.containsKey(account) && !known(other.holdings.get(account)).isolated)
                .toList();
    }

    private BigInteger carrierEquity(Book book, String account) {
        Holding own = known(book.holdings.get(account));
        BigInteger equity = own.isolated ? own.margin : known(wallets.get(account));
        for (Book other : carried(book, account)) {
            equity = equity.add(other.unrealised(known(other.holdings.get(account))));
        }
        return equity;
    }

    private Fraction carrierMaintenance(Book book, String account) {
        Fraction needed = Fraction.of(0);
        for (Book other : carried(book, account)) {
            Holding holding = known(other.holdings.get(account));
            BigInteger notional = other.mark > 0 ? other.atMark(holding.lots.abs()) : holding.cost.abs();
            needed = needed.plus(
                    holding.lots.signum() == 0
                            ? Fraction.of(0)
                            : Fraction.of(notional).times(other.maintenance));
        }
        return needed;
    }

    private void alert(Fund fund, Demand demand, RulebookSpec rule) {
        Book book = demand.book();
        BigInteger balancePeak = peak(fund.samples, rule);
        BigInteger resultPeak = peak(book.samples, rule);
        String state = "NORMAL";
        if (demand.criterion() != null) {
            state = demand.price() != null ? "ADL" : "RECOVERING";
        } else {
            Fraction share = Fraction.millionths(rule.warningPpm());
            boolean near = balancePeak.signum() > 0
                    && drawdown(resultPeak, book.result(), balancePeak)
                                    .compareTo(share.times(Fraction.millionths(drawdown.triggerPpm())))
                            >= 0;
            boolean low = Fraction.of(equity(fund))
                            .compareTo(Fraction.of(1).minus(share).times(Fraction.of(balancePeak)))
                    <= 0;
            state = near || low ? "WARNING" : state;
        }
        String alert = state + " balance " + fund.cash + " of " + (book.armed ? book.frozenBalance : balancePeak)
                + " result " + book.result() + " of " + (book.armed ? book.frozenResult : resultPeak) + " equity "
                + equity(fund);
        if (!alert.equals(book.alert)) {
            book.alert = alert;
            said.add("alert " + book.id + " " + demand.criterion() + " " + alert);
        }
    }

    // ---- what it holds ----

    /** Everything it holds, one line per thing. */
    List<String> holds() {
        List<String> lines = new ArrayList<>();
        wallets.forEach((account, wallet) -> lines.add("wallet " + account + " " + wallet));
        funds.forEach((id, fund) -> lines.add("pool " + id + " " + fund.cash + " equity armed " + fund.equityArmed));
        books.forEach((id, book) -> {
            lines.add("book " + id + " " + book.inventory.lots + " cost " + book.inventory.cost + " realised "
                    + book.realised + " armed " + book.armed + " residue " + (book.armed ? book.residue : 0));
            book.holdings.forEach((account, h) -> lines.add("holds " + id + " " + account + " " + h.lots + " cost "
                    + h.cost + " margin " + h.margin + " isolated " + h.isolated));
        });
        return lines;
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
