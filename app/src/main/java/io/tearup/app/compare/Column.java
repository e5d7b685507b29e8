package io.tearup.app.compare;

import io.tearup.engine.model.Fraction;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import java.util.function.BiFunction;

/**
 * One thing that is compared: its name in a table, its name in JSON, and its text.
 *
 * @param title head of the column
 * @param key field in JSON
 * @param text what a rulebook's figures say, for reading; a money scale is given for amounts
 * @param exact the same for machines, a decimal as text
 */
record Column(
        String title,
        String key,
        BiFunction<Figures, Integer, String> text,
        BiFunction<Figures, Integer, String> exact) {
    static final List<Column> ALL = List.of(
            whole("waves", "waves", Figures::waves),
            whole("accounts", "accounts", Figures::accounts),
            whole("in full", "fullCloses", Figures::fullCloses),
            whole("in part", "partialCloses", Figures::partialCloses),
            amount("haircuts", "haircut", (figures, scale) -> figures.haircut()),
            new Column(
                    "top 1 %",
                    "topPercentShare",
                    (figures, scale) -> percent(figures.concentration().topPercent()),
                    (figures, scale) -> ratio(figures.concentration().topPercent())),
            new Column(
                    "Gini",
                    "gini",
                    (figures, scale) ->
                            figures.concentration().gini().toDecimal(3).toPlainString(),
                    (figures, scale) -> ratio(figures.concentration().gini())),
            leverage(
                    "leverage left",
                    "ninetiethLeverage",
                    figures -> figures.standing().ninetieth()),
            amount(
                    "owed after",
                    "owedAfterMove",
                    (figures, scale) ->
                            figures.standing().owedAfterMove().toDecimal(scale).movePointLeft(scale)),
            amount(
                    "fund",
                    "fund",
                    (figures, scale) -> new BigDecimal(figures.standing().funds(), scale)),
            amount(
                    "inventory",
                    "inventory",
                    (figures, scale) ->
                            figures.standing().inventory().toDecimal(scale).movePointLeft(scale)),
            whole("overshoot", "overshoot", Figures::overshoot));

    private interface Whole {
        int of(Figures figures);
    }

    private interface Ratio {
        Fraction of(Figures figures);
    }

    private static Column whole(String title, String key, Whole value) {
        return new Column(
                title,
                key,
                (figures, scale) -> String.format(Locale.ROOT, "%,d", value.of(figures)),
                (figures, scale) -> Integer.toString(value.of(figures)));
    }

    private static Column amount(String title, String key, BiFunction<Figures, Integer, BigDecimal> value) {
        return new Column(
                title,
                key,
                (figures, scale) -> String.format(
                        Locale.ROOT,
                        "%,d",
                        value.apply(figures, scale)
                                .setScale(0, RoundingMode.HALF_EVEN)
                                .toBigInteger()),
                (figures, scale) ->
                        value.apply(figures, scale).stripTrailingZeros().toPlainString());
    }

    private static Column leverage(String title, String key, Ratio value) {
        return new Column(
                title,
                key,
                (figures, scale) -> value.of(figures).toDecimal(2).toPlainString(),
                (figures, scale) -> ratio(value.of(figures)));
    }

    private static String percent(Fraction share) {
        return share.times(100).toDecimal(1).toPlainString() + " %";
    }

    /** A share that somebody chose, with all its digits. */
    static String share(Fraction share) {
        return share.times(100).toDecimal(4).stripTrailingZeros().toPlainString() + " %";
    }

    private static String ratio(Fraction value) {
        return value.toDecimal(6).stripTrailingZeros().toPlainString();
    }
}
