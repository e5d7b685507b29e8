package io.tearup.app.compare;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** A comparison as a page of Markdown with charts. The same comparison gives the same bytes. */
final class ComparisonPage {
    /** Stands on every page this makes, and on no other. */
    static final String MARK = "<!-- Written by the command below; not edited by hand. -->";

    private record Chart(String file, String title, Function<Figures, BarChart.Row> row) {}

    private final Comparison comparison;
    private final String name;
    private final int scale;

    private ComparisonPage(Comparison comparison, String name) {
        this.comparison = comparison;
        this.name = name;
        this.scale = comparison.scenario().moneyScale();
    }

    /**
     * The files of the page, by their name from where the page is.
     *
     * @param name the page's name without .md; its charts are in a directory of that name
     * @param command what writes the page again
     */
    static Map<String, String> of(Comparison comparison, String name, String command) {
        return new ComparisonPage(comparison, name).files(command);
    }

    private Map<String, String> files(String command) {
        Map<String, String> files = new LinkedHashMap<>();
        files.put(name + ".md", page(command));
        for (Chart chart : charts()) {
            List<BarChart.Row> rows =
                    comparison.figures().stream().map(chart.row()).toList();
            files.put(name + "/" + chart.file(), new BarChart(chart.title(), rows).svg());
        }
        return files;
    }

    private List<Chart> charts() {
        String asset = comparison.scenario().asset();
        return List.of(
                new Chart(
                        "closes.svg",
                        "Positions closed: in full + in part",
                        figures -> new BarChart.Row(
                                figures.rulebook(),
                                figures.fullCloses(),
                                figures.partialCloses(),
                                text("fullCloses", figures) + " + " + text("partialCloses", figures))),
                bar("haircuts.svg", "Haircuts, " + asset, "haircut"),
                new Chart(
                        "concentration.svg",
                        "Share of the haircuts that 1 % of the counterparties pay",
                        figures -> new BarChart.Row(
                                figures.rulebook(),
                                length("topPercentShare", figures),
                                0,
                                text("topPercentShare", figures))),
                bar("leverage.svg", "Leverage that nine of ten do not exceed afterwards", "ninetiethLeverage"),
                bar("owed.svg", "Owed after every mark moves another " + moved() + ", " + asset, "owedAfterMove"));
    }

    private Chart bar(String file, String title, String key) {
        return new Chart(
                file,
                title,
                figures -> new BarChart.Row(figures.rulebook(), length(key, figures), 0, text(key, figures)));
    }

    private double length(String key, Figures figures) {
        // Pixels, not money.
        return Math.max(0, Double.parseDouble(column(key).exact().apply(figures, scale)));
    }

    private String text(String key, Figures figures) {
        return column(key).text().apply(figures, scale);
    }

    private static Column column(String key) {
        return Column.ALL.stream()
                .filter(column -> column.key().equals(key))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no column " + key));
    }

    private String moved() {
        return Column.share(comparison.move());
    }

    private String page(String command) {
        Scenario scenario = comparison.scenario();
        StringBuilder page = new StringBuilder();
        page.append(String.format(
                Locale.ROOT,
                """
                # Venues compared

                %s

                The same events under each rulebook: %,d records of one risk group, through the real topology. %,d accounts stood
                on the other side of somebody who was liquidated, and could have been asked. Everything is counted exactly from what was
                published and from the state at %s, after the last closing of any of them.

                ```
                %s
                ```

                """,
                MARK,
                scenario.events().size(),
                scenario.counterparties().size(),
                comparison.moment(),
                command));
        row(page, "rulebook", Column::title);
        page.append("|---|");
        Column.ALL.forEach(column -> page.append("--:|"));
        page.append('\n');
        for (Figures figures : comparison.figures()) {
            row(page, "`" + figures.rulebook() + "`", column -> column.text().apply(figures, scale));
        }
        page.append(String.format(Locale.ROOT, """

                Amounts are in %s.

                * **waves**, **accounts**: waves that closed something, and accounts of which something was closed.
                * **in full**, **in part**: closes after which nothing, or something, of the position was left.
                * **haircuts**: what counterparties got less than a close at mark would have given.
                * **top 1 %%**, **Gini**: share of the haircuts that the hundredth part of the counterparties with the largest ones pays, and
                  how unevenly they lie on all (0: evenly, 1: on one).
                * **leverage left**: what nine of ten counterparties who still hold something do not exceed.
                * **owed after**: what counterparties would owe beyond their equity if every mark moved another %s.
                * **fund**, **inventory**: what the pools are worth at mark, and what they still hold of what they took over.
                * **overshoot**: waves that closed more than they were to.

                """, scenario.asset(), moved()));
        for (Chart chart : charts()) {
            page.append("![")
                    .append(chart.title())
                    .append("](")
                    .append(name)
                    .append('/')
                    .append(chart.file());
            page.append(")\n\n");
        }
        page.append("""
                ## Why they differ

                * **What a pool gives.** At the cap price (`gate`, `bybit`, `tearup`) the fund gives first, down to its floor, and
                  counterparties only what is missing beyond it; a market whose loss is within the limit keeps its inventory. At the bankruptcy
                  price (`azx`, `bitmex`, `binance`, `dydx`) counterparties take the whole loss of what is closed, and the fund gives
                  next to nothing. At mark (`okx`) it is the other way round: nobody has a haircut, and the fund pays everything.
                * **Who is closed.** `qfex` and `hyperliquid` have no trigger of a pool: each account is closed by itself, once it is worth
                  nothing.
                * **How it is spread.** A queue closes whole positions from its front. `tearup` brings the most levered down to one level
                  instead: more accounts give a part, fewer lose their position, and what is left can stand more.
                * **What is not compared.** Where a venue does not publish a number the profile has ours ([rulebooks](rulebooks.md)), and
                  traders do the same under every rulebook: whoever was closed is not there to trade on.
                """);
        return page.toString();
    }

    private static void row(StringBuilder page, String first, Function<Column, String> cell) {
        List<String> cells = new ArrayList<>(List.of(first));
        Column.ALL.forEach(column -> cells.add(cell.apply(column)));
        page.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }
}
