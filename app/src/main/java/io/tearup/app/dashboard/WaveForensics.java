package io.tearup.app.dashboard;

import io.tearup.app.dashboard.Panel.Kind;
import io.tearup.app.dashboard.Panel.Limit;
import io.tearup.app.dashboard.Panel.Unit;
import io.tearup.app.dashboard.Panel.Word;
import io.tearup.catalogue.Metrics;
import io.tearup.engine.model.AllocationRule;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What waves asked for, what came of it, at what price, at whose cost and how fast. */
final class WaveForensics {
    private WaveForensics() {}

    static Dashboard dashboard() {
        return new Dashboard(
                "wave-forensics",
                "Tearup: wave forensics",
                "What waves asked for, what came of it, at what price, at whose cost and how fast.",
                true,
                List.of(
                        waves(),
                        demand(),
                        overshoot(),
                        distance(),
                        prices(),
                        haircutByPolicy(),
                        haircutByMarket(),
                        concentration(),
                        assignments(),
                        decisionLatency(),
                        settlementLatency()));
    }

    private static Panel waves() {
        return Panel.of(
                "Waves",
                "Since each market was defined.",
                Kind.TIME_SERIES,
                Unit.NUMBER,
                8,
                new Query(PromQl.byMarket(Metrics.WAVES), "{{market}}"));
    }

    private static Panel demand() {
        return Panel.of(
                "Demand, assigned, settled",
                "In contracts, over the time shown. Prometheus extrapolates to its ends; adl.waves.v1 has the exact figures.",
                Kind.TABLE,
                Unit.NUMBER,
                12,
                new Query(PromQl.risenByMarket(Metrics.DEMAND), "demand"),
                new Query(PromQl.risenByMarket(Metrics.ASSIGNED), "assigned"),
                new Query(PromQl.risenByMarket(Metrics.SETTLED), "settled"),
                new Query(PromQl.byMarket(Metrics.RESERVED_OPEN), "waiting"));
    }

    private static Panel overshoot() {
        return Panel.of(
                        "Overshoot",
                        "Assigned beyond the demand of its step, as a share of all demand; anything but 0 is a fault.",
                        Kind.STAT,
                        Unit.SHARE,
                        4,
                        new Query("max(" + PromQl.byMarket(Metrics.OVERSHOOT) + ")", "all markets"))
                .withLimits(new Limit(0.000_001, "red"));
    }

    private static Panel distance() {
        return Panel.of(
                "Price and bankruptcy price against mark",
                "Of the last wave. The price lies between mark and the price at which the inventory was taken over.",
                Kind.TIME_SERIES,
                Unit.SHARE,
                12,
                new Query(
                        PromQl.byMarket(Metrics.WAVE_PRICE) + " / " + PromQl.byMarket(Metrics.WAVE_MARK) + " - 1",
                        "{{market}} price"),
                new Query(
                        PromQl.byMarket(Metrics.WAVE_BANKRUPTCY_PRICE) + " / " + PromQl.byMarket(Metrics.WAVE_MARK)
                                + " - 1",
                        "{{market}} bankruptcy"));
    }

    private static Panel prices() {
        return Panel.of(
                "Prices of the last wave",
                "Price of the assignments, mark, and average price at which the inventory was taken over.",
                Kind.TABLE,
                Unit.NUMBER,
                12,
                new Query(PromQl.byMarket(Metrics.WAVE_PRICE), "price"),
                new Query(PromQl.byMarket(Metrics.WAVE_MARK), "mark"),
                new Query(PromQl.byMarket(Metrics.WAVE_BANKRUPTCY_PRICE), "bankruptcy"));
    }

    private static Panel haircutByPolicy() {
        return Panel.of(
                        "Haircut by policy",
                        "What counterparties gave up against mark, over the time shown, by how each market's last wave divided its"
                                + " demand.",
                        Kind.BAR_GAUGE,
                        Unit.NUMBER,
                        12,
                        new Query(
                                PromQl.risenByValueOf(Metrics.ALLOCATION_POLICY, "policy", Metrics.HAIRCUT),
                                "{{policy}}"))
                .withWords(policies());
    }

    private static Panel haircutByMarket() {
        return Panel.of(
                "Haircut by market",
                "What counterparties gave up against mark.",
                Kind.TIME_SERIES,
                Unit.NUMBER,
                12,
                new Query(PromQl.risingByMarket(Metrics.HAIRCUT), "{{market}}"));
    }

    private static Panel concentration() {
        return Panel.of(
                "Concentration",
                "Share of the largest assignment in the last wave's quantity.",
                Kind.TIME_SERIES,
                Unit.SHARE,
                12,
                new Query(PromQl.byMarket(Metrics.WAVE_CONCENTRATION), "{{market}}"));
    }

    private static Panel assignments() {
        return Panel.of(
                "Counterparties of the last wave",
                "Assignments of its last step.",
                Kind.TIME_SERIES,
                Unit.NUMBER,
                12,
                new Query(PromQl.byMarket(Metrics.WAVE_ASSIGNMENTS), "{{market}}"));
    }

    private static Panel decisionLatency() {
        return Panel.of(
                        "Decision latency",
                        "From the time label of a wave's cause until a committed reader had it.",
                        Kind.TIME_SERIES,
                        Unit.SECONDS,
                        12,
                        new Query(PromQl.quantile(0.5, Metrics.DECISION_LATENCY), "{{group}} median"),
                        new Query(PromQl.quantile(0.99, Metrics.DECISION_LATENCY), "{{group}} 99 %"))
                .withLimits(new Limit(1, "red"));
    }

    private static Panel settlementLatency() {
        return Panel.of(
                "Settlement latency",
                "The same until it had a counterparty's settlement; the venue's answer is in it where the venue confirms.",
                Kind.TIME_SERIES,
                Unit.SECONDS,
                12,
                new Query(PromQl.quantile(0.5, Metrics.SETTLEMENT_LATENCY), "{{group}} median"),
                new Query(PromQl.quantile(0.99, Metrics.SETTLEMENT_LATENCY), "{{group}} 99 %"));
    }

    /** Codes of {@link Metrics#ALLOCATION_POLICY}. */
    private static Map<Integer, Word> policies() {
        Map<Integer, Word> words = new TreeMap<>();
        for (AllocationRule.Kind kind : AllocationRule.Kind.values()) {
            words.put(kind.ordinal() + 1, new Word(kind.name(), "blue"));
        }
        return words;
    }
}
