package io.tearup.app.conformance;

import io.tearup.engine.model.CodePointOrder;
import io.tearup.engine.model.Fraction;
import io.tearup.engine.model.RollingMaximum;
import io.tearup.engine.price.CapPrice;
import io.tearup.engine.trigger.AccountBankruptcy;
import io.tearup.engine.trigger.Drawdown;
import io.tearup.engine.trigger.FundDepletion;
import io.tearup.engine.trigger.PoolEquityTrigger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** When ADL arms, and the cap price that follows from it. */
final class TriggerOperations {
    private static final long MINUTE = 60_000_000;
    private static final Pattern TIME = Pattern.compile("(\\d+):(\\d\\d)");
    private static final Pattern WINDOW = Pattern.compile("(\\d+)(s|m|min|h|d)");

    private enum MarketStatus {
        ACTIVE,
        FINAL_SETTLEMENT
    }

    private TriggerOperations() {}

    static void register(Map<String, Operation> operations) {
        operations.put("drawdown.evaluate", TriggerOperations::evaluate);
        operations.put("drawdown.compensation", TriggerOperations::compensation);
        operations.put("drawdown.hysteresis", TriggerOperations::hysteresis);
        operations.put("drawdown.window", TriggerOperations::window);
        operations.put("drawdown.adl_price", TriggerOperations::adlPrice);
        operations.put("trigger.account_bankrupt", TriggerOperations::accountBankrupt);
        operations.put("trigger.pool_equity", TriggerOperations::poolEquity);
        operations.put("trigger.pool_drawdown", TriggerOperations::poolDrawdown);
        operations.put("trigger.single_order", TriggerOperations::singleOrder);
        operations.put("trigger.multi_window", TriggerOperations::multiWindow);
        operations.put("trigger.loss_count", TriggerOperations::lossCount);
    }

    private static Outcome evaluate(Given given, Given params) {
        Fraction poolMax = given.number("pool_max");
        Fraction trigger = params.number("trigger");
        Fraction drawdown = Drawdown.of(given.number("symbol_pnl"), given.number("symbol_pnl_max"), poolMax);
        Drawdown.Hindrance hindrance =
                Drawdown.hindrance(drawdown, given.number("pool_balance"), params.orZero("min_balance"), trigger);
        return new Outcome()
                .put("pnl_ratio", drawdown == null ? null : drawdown.negate())
                .put("triggered", hindrance == null)
                .put("reason", hindrance == null ? null : hindrance.name())
                .put(
                        "adl_compensation",
                        hindrance == null ? Drawdown.compensation(drawdown, trigger, poolMax) : Fraction.ZERO);
    }

    private static Outcome compensation(Given given, Given params) {
        Fraction losses = given.number("losses");
        Fraction margin = given.number("position_margin");
        Fraction poolMax = given.number("pool_max");
        Fraction trigger = params.number("trigger");
        Fraction net = losses.minus(margin);
        Fraction drawdown = Drawdown.of(net.negate(), Fraction.ZERO, poolMax);
        boolean triggered = Drawdown.arms(drawdown, trigger);
        Fraction cap = trigger.times(poolMax);
        Fraction compensation = triggered
                ? Drawdown.compensation(losses, margin, cap, params.choice("basis", Drawdown.Basis.class))
                : Fraction.ZERO;
        Fraction fund = net.minus(compensation);
        return new Outcome()
                .put("drawdown", drawdown)
                .put("triggered", triggered)
                .put("fund_cap", cap)
                .put("adl_compensation", compensation)
                .put(
                        "loss_split",
                        new Outcome()
                                .put("position_margin", margin)
                                .put("fund", fund)
                                .put("alps", compensation))
                .put("drawdown_after", Drawdown.of(fund.negate(), Fraction.ZERO, poolMax));
    }

    private static Outcome hysteresis(Given given, Given params) {
        List<Boolean> path = new ArrayList<>();
        boolean armed = false;
        for (Fraction drawdown : given.numbers("drawdown_path")) {
            armed = Drawdown.next(armed, drawdown, params.number("trigger"), params.number("stop"));
            path.add(armed);
        }
        return new Outcome().flags("armed_path", path);
    }

    private static Outcome window(Given given, Given params) {
        long window = params.number("window_minutes").times(MINUTE).floor().longValueExact();
        Fraction trigger = params.number("trigger");
        History balances = new History(given.objects("pool_balance_events"), window);
        History results = new History(given.objects("symbol_pnl_events"), window);
        List<Outcome> samples = new ArrayList<>();
        for (String query : given.texts("query")) {
            long at = time(query);
            Fraction poolMax = balances.maximum(at);
            Fraction resultMax = results.maximum(at);
            Fraction result = results.value(at);
            Fraction drawdown = poolMax == null || resultMax == null || result == null
                    ? null
                    : Drawdown.of(result, resultMax, poolMax);
            samples.add(new Outcome()
                    .put("t", query)
                    .put("pool_max", poolMax)
                    .put("symbol_pnl_max", resultMax)
                    .put("pnl_ratio", drawdown == null ? null : drawdown.negate())
                    .put("triggered", Drawdown.arms(drawdown, trigger)));
        }
        return new Outcome()
                .objects("samples", samples, (sample, each) -> each.node().setAll(sample.node()));
    }

    /** A step function on the engine's rolling maximum; of events in the same minute the last one counts. */
    private static final class History {
        private final SortedMap<Long, Fraction> values = new TreeMap<>();
        private final long window;
        private final Grid grid;

        private History(List<Given> events, long window) {
            this.window = window;
            events.forEach(event -> values.put(time(event.text("t")), event.number("value")));
            this.grid = Grid.of(values.values());
        }

        private @Nullable Fraction value(long at) {
            SortedMap<Long, Fraction> known = values.headMap(at + 1);
            return known.isEmpty() ? null : known.get(known.lastKey());
        }

        private @Nullable Fraction maximum(long at) {
            SortedMap<Long, Fraction> known = values.headMap(at + 1);
            if (known.isEmpty()) {
                return null;
            }
            RollingMaximum maximum = new RollingMaximum(window);
            known.forEach((time, value) -> maximum.sample(time, grid.units(value)));
            return grid.number(maximum.maximum(at));
        }
    }

    private static long time(String text) {
        Matcher matcher = TIME.matcher(text);
        if (!matcher.matches()) {
            throw new BadVector("time '" + text + "' must be HH:MM");
        }
        return (Long.parseLong(matcher.group(1)) * 60 + Long.parseLong(matcher.group(2))) * MINUTE;
    }

    private static Outcome adlPrice(Given given, Given params) {
        Fraction quantity = given.number("fund_qty");
        Fraction takeover = given.number("avg_takeover");
        Fraction margin = given.orZero("margin_credit");
        Fraction realised = given.orZero("realised");
        Fraction mark = given.number("mark");
        Fraction pnlMax = given.number("pnl_max");
        Fraction poolMax = given.number("pool_max");
        Fraction floor = CapPrice.floor(pnlMax, poolMax, params.number("trigger"));
        Fraction exact = CapPrice.exact(floor, realised, margin, takeover, quantity);
        Fraction tick = given.optional("tick");
        Fraction price = tick == null ? exact : CapPrice.onGrid(exact, tick, quantity.isPositive());
        Fraction atMark = CapPrice.result(realised, margin, quantity, mark, takeover);
        Outcome outcome = new Outcome()
                .put("drawdown", Drawdown.of(atMark, pnlMax, poolMax))
                .put("floor", floor)
                .put("unrounded_price", exact);
        if (!CapPrice.isBetterThanMark(quantity, price, mark)) {
            Fraction none = null;
            return outcome.put("adl_price", none)
                    .put("haircut_vs_mark", none)
                    .put("fund_pnl_after_full_close", none)
                    .put("rounding_residual", none);
        }
        Fraction after = CapPrice.result(realised, margin, quantity, price, takeover);
        return outcome.put("adl_price", price)
                .put("haircut_vs_mark", quantity.times(price.minus(mark)))
                .put("fund_pnl_after_full_close", after)
                .put(
                        "rounding_residual",
                        CapPrice.result(realised, margin, quantity, exact, takeover)
                                .minus(after));
    }

    private static Outcome accountBankrupt(Given given, Given params) {
        Fraction equity = given.number("cash").plus(given.number("qty").times(given.number("mark")));
        boolean settled = given.choice("market_status", MarketStatus.class) == MarketStatus.FINAL_SETTLEMENT;
        return new Outcome()
                .put("at_bankruptcy_price", AccountBankruptcy.atBankruptcyPrice(equity))
                .put("at_oracle_price", AccountBankruptcy.atOraclePrice(equity, settled));
    }

    private static Outcome poolEquity(Given given, Given params) {
        Fraction equity = given.number("pool_balance").plus(given.number("pool_unrealised"));
        TreeSet<String> triggered = new TreeSet<>(CodePointOrder.INSTANCE);
        given.numbersById("symbol_pnl_ratio").forEach((symbol, ratio) -> {
            if (Drawdown.arms(ratio.negate(), params.number("trigger"))) {
                triggered.add(symbol);
            }
        });
        return new Outcome()
                .put("pool_equity", equity)
                .put("equity_triggered", PoolEquityTrigger.arms(equity))
                .texts("drawdown_triggered", triggered);
    }

    private static Outcome poolDrawdown(Given given, Given params) {
        Fraction fall = FundDepletion.fall(given.number("pool_balance"), given.number("pool_max"));
        return new Outcome()
                .put("drawdown", fall)
                .put(
                        "triggered",
                        params.choice("comparison", FundDepletion.Comparison.class)
                                .holds(fall, params.number("trigger")));
    }

    private static Outcome singleOrder(Given given, Given params) {
        return new Outcome()
                .put(
                        "direct_adl",
                        FundDepletion.exceedsSingleOrderLimit(
                                given.number("liquidation_loss"),
                                given.number("fund"),
                                params.number("single_order_limit")));
    }

    private static Outcome multiWindow(Given given, Given params) {
        SortedMap<Long, String> names = new TreeMap<>();
        SortedMap<Long, Fraction> maxima = new TreeMap<>();
        given.numbersById("window_max").forEach((name, max) -> {
            names.put(window(name), name);
            maxima.put(window(name), max);
        });
        SortedMap<Long, Fraction> thresholds = new TreeMap<>();
        params.numbersById("thresholds").forEach((name, threshold) -> thresholds.put(window(name), threshold));
        SortedMap<Long, @Nullable Fraction> falls = FundDepletion.falls(given.number("pool_balance"), maxima);
        SortedMap<String, @Nullable Fraction> fallByName = new TreeMap<>();
        falls.forEach((window, fall) -> fallByName.put(String.valueOf(names.get(window)), fall));
        return new Outcome()
                .put("drawdown", fallByName)
                .texts(
                        "triggered_by",
                        FundDepletion.reached(falls, thresholds).stream()
                                .map(window -> String.valueOf(names.get(window)))
                                .toList());
    }

    /** Length of a window such as {@code 8h}, seconds. */
    private static long window(String name) {
        Matcher matcher = WINDOW.matcher(name);
        if (!matcher.matches()) {
            throw new BadVector("window '" + name + "' must be a number and one of s, m, min, h, d");
        }
        long unit = switch (matcher.group(2)) {
            case "s" -> 1;
            case "h" -> 3600;
            case "d" -> 86_400;
            default -> 60;
        };
        return Long.parseLong(matcher.group(1)) * unit;
    }

    private static Outcome lossCount(Given given, Given params) {
        int count = FundDepletion.countLosses(given.numbers("losses"), params.number("min_loss"));
        return new Outcome()
                .put("count", Fraction.of(count))
                .put("triggered", Fraction.of(count).isMoreThan(params.number("max_count")));
    }
}
