package io.tearup.app.dashboard;

import java.util.List;
import java.util.Map;

/**
 * One panel.
 *
 * @param title what it shows
 * @param about how to read it
 * @param width in Grafana's columns, of which a row has 24
 * @param words names of values that are codes, empty = values are numbers
 * @param limits values from which the colour changes, ascending, each with its colour; below the first it is green
 */
public record Panel(
        String title,
        String about,
        Kind kind,
        Unit unit,
        int width,
        List<Query> queries,
        Map<Integer, Word> words,
        List<Limit> limits) {
    /** How it is drawn. */
    public enum Kind {
        /** Lines over time. */
        TIME_SERIES,
        /** Bars of the last value on one scale. */
        BAR_GAUGE,
        /** Bands of codes over time. */
        STATE_TIMELINE,
        /** The last value in large. */
        STAT,
        /** A row per market, a column per query. */
        TABLE;

        /** Whether it shows the last value, and not how it came to it. */
        boolean showsThePresent() {
            return switch (this) {
                case BAR_GAUGE, STAT, TABLE -> true;
                case TIME_SERIES, STATE_TIMELINE -> false;
            };
        }
    }

    /** What the values are in. */
    public enum Unit {
        /** Money, quantities, counts. */
        NUMBER("locale"),
        /** Shares: 0.3 is shown as 30 %. */
        SHARE("percentunit"),
        SECONDS("s"),
        MILLISECONDS("ms"),
        PER_SECOND("cps"),
        BYTES("bytes");

        private final String grafana;

        Unit(String grafana) {
            this.grafana = grafana;
        }

        String grafana() {
            return grafana;
        }
    }

    /** The name of a code, and its colour. */
    public record Word(String text, String colour) {}

    /** A value from which a colour holds. */
    public record Limit(double from, String colour) {}

    public Panel {
        queries = List.copyOf(queries);
        words = Map.copyOf(words);
        limits = List.copyOf(limits);
    }

    static Panel of(String title, String about, Kind kind, Unit unit, int width, Query... queries) {
        return new Panel(title, about, kind, unit, width, List.of(queries), Map.of(), List.of());
    }

    Panel withWords(Map<Integer, Word> names) {
        return new Panel(title, about, kind, unit, width, queries, names, limits);
    }

    Panel withLimits(Limit... from) {
        return new Panel(title, about, kind, unit, width, queries, words, List.of(from));
    }
}
