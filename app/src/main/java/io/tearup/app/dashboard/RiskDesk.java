package io.tearup.app.dashboard;

import io.tearup.app.dashboard.Panel.Kind;
import io.tearup.app.dashboard.Panel.Limit;
import io.tearup.app.dashboard.Panel.Unit;
import io.tearup.app.dashboard.Panel.Word;
import io.tearup.catalogue.Metrics;
import io.tearup.schemas.v1.AlertState;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How far each fund is from ADL, and what it holds. */
final class RiskDesk {
    private static final Map<AlertState, String> COLOURS = Map.of(
            AlertState.NORMAL, "green",
            AlertState.WARNING, "yellow",
            AlertState.ADL, "red",
            AlertState.RECOVERING, "blue",
            AlertState.BLOCKED, "purple");

    private RiskDesk() {}

    static Dashboard dashboard() {
        return new Dashboard(
                "risk-desk",
                "Tearup: risk desk",
                "How far each fund is from auto-deleveraging, and what it holds.",
                true,
                List.of(
                        fund(),
                        drawdown(),
                        drawdownOverTime(),
                        headroom(),
                        state(),
                        results(),
                        markAge(),
                        residual(),
                        reserved(),
                        frozen(),
                        books()));
    }

    private static Panel fund() {
        return Panel.of(
                "Fund against its peak",
                "Cash of each pool, and the highest over the trigger's window (8 h unless the rulebook says otherwise).",
                Kind.TIME_SERIES,
                Unit.NUMBER,
                12,
                new Query(PromQl.byPool(Metrics.FUND_BALANCE), "{{pool}} cash"),
                new Query(PromQl.byPool(Metrics.FUND_PEAK), "{{pool}} peak"));
    }

    private static Panel drawdown() {
        return Panel.of(
                "Drawdown, stop and trigger",
                "Where each market's drawdown stands between the marks at which ADL stops and starts, on one scale.",
                Kind.BAR_GAUGE,
                Unit.SHARE,
                12,
                new Query(PromQl.byMarket(Metrics.DRAWDOWN_RATIO), "{{market}} drawdown").in("blue"),
                new Query(PromQl.byMarket(Metrics.STOP_RATIO), "{{market}} stop").in("orange"),
                new Query(PromQl.byMarket(Metrics.TRIGGER_RATIO), "{{market}} trigger").in("red"));
    }

    private static Panel drawdownOverTime() {
        return Panel.of(
                "Drawdown over time",
                "The same as it went; trigger and stop are those of the markets shown.",
                Kind.TIME_SERIES,
                Unit.SHARE,
                12,
                new Query(PromQl.byMarket(Metrics.DRAWDOWN_RATIO), "{{market}}"),
                new Query("max(" + PromQl.byMarket(Metrics.TRIGGER_RATIO) + ")", "trigger").in("red"),
                new Query("min(" + PromQl.byMarket(Metrics.STOP_RATIO) + ")", "stop").in("orange"));
    }

    private static Panel headroom() {
        return Panel.of(
                "Headroom",
                "Money a market may still lose before ADL starts; below zero what it must gain before ADL stops.",
                Kind.TIME_SERIES,
                Unit.NUMBER,
                12,
                new Query(PromQl.byMarket(Metrics.HEADROOM), "{{market}}"));
    }

    private static Panel state() {
        return Panel.of(
                        "State",
                        "Of each market's triggers.",
                        Kind.STATE_TIMELINE,
                        Unit.NUMBER,
                        24,
                        new Query(PromQl.byMarket(Metrics.STATE), "{{market}}"))
                .withWords(states());
    }

    private static Panel results() {
        return Panel.of(
                "Result by market",
                "Of the inventory that pools took over, realised and at mark.",
                Kind.TIME_SERIES,
                Unit.NUMBER,
                12,
                new Query(PromQl.byMarket(Metrics.MARKET_PNL), "{{market}}"));
    }

    private static Panel markAge() {
        return Panel.of(
                        "Age of the last mark",
                        "Triggers are evaluated at the last mark, however old it is.",
                        Kind.TIME_SERIES,
                        Unit.SECONDS,
                        12,
                        new Query(PromQl.byMarketAlone(Metrics.MARK_AGE), "{{market}}"))
                .withLimits(new Limit(30, "red"));
    }

    private static Panel residual() {
        return Panel.of(
                        "Left with the pool",
                        "Quantity of the last wave that no counterparty could take.",
                        Kind.TIME_SERIES,
                        Unit.NUMBER,
                        8,
                        new Query(PromQl.byMarket(Metrics.RESIDUAL), "{{market}}"))
                .withLimits(new Limit(0.000_001, "red"));
    }

    private static Panel reserved() {
        return Panel.of(
                "Waiting for the venue",
                "Quantity that is assigned and not yet confirmed, where the venue confirms.",
                Kind.TIME_SERIES,
                Unit.NUMBER,
                8,
                new Query(PromQl.byMarket(Metrics.RESERVED_OPEN), "{{market}}"));
    }

    private static Panel frozen() {
        return Panel.of(
                        "Decisions",
                        "A frozen group applies its input and decides nothing.",
                        Kind.STAT,
                        Unit.NUMBER,
                        4,
                        new Query(PromQl.byGroup(Metrics.FROZEN), "{{group}}"))
                .withWords(Map.of(0, new Word("decides", "green"), 1, new Word("FROZEN", "red")));
    }

    private static Panel books() {
        return Panel.of(
                        "Books off by",
                        "Lots by which longs, shorts and pools do not add up, and checks of the books that failed; anything but"
                                + " 0 is a fault.",
                        Kind.STAT,
                        Unit.NUMBER,
                        4,
                        new Query(PromQl.byGroup(Metrics.CONSERVATION_ERROR), "{{group}}"),
                        new Query(PromQl.byGroup(Metrics.INVARIANTS_BROKEN), "{{group}} failed checks"))
                .withLimits(new Limit(1, "red"));
    }

    /** Codes of {@link Metrics#STATE}: the places of the schema's enum. */
    private static Map<Integer, Word> states() {
        Map<Integer, Word> words = new TreeMap<>();
        COLOURS.forEach((state, colour) -> words.put(state.ordinal(), new Word(state.name(), colour)));
        return words;
    }
}
