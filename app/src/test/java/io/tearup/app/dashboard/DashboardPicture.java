package io.tearup.app.dashboard;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A drawing of a dashboard's panels from what Prometheus answers to their queries. It is plainer than Grafana's and has the same
 * panels, places, names and values.
 */
final class DashboardPicture {
    private static final int COLUMN = 50;
    private static final int HEIGHT = 230;
    private static final int GAP = 6;
    private static final int TITLE = 30;
    private static final int LEGEND = 26;
    private static final int AXIS = 62;

    private static final String PAPER = "#fff";
    private static final String PAGE = "#eef0f3";
    private static final String INK = "#222";
    private static final String FAINT = "#d5d8dd";
    private static final List<String> PALETTE =
            List.of("#3274d9", "#56a64b", "#e0a100", "#a352cc", "#ff780a", "#1f9e9e", "#e02f44", "#7c6f64");
    private static final Map<String, String> COLOURS = Map.of(
            "green", "#56a64b",
            "yellow", "#e0b400",
            "orange", "#ff780a",
            "red", "#e02f44",
            "blue", "#3274d9",
            "purple", "#a352cc");

    private final Svg svg = new Svg();
    private final Prometheus prometheus;
    private final Instant from;
    private final Instant to;

    private DashboardPicture(Prometheus prometheus, Instant from, Instant to) {
        this.prometheus = prometheus;
        this.from = from;
        this.to = to;
    }

    /** Draws a dashboard as it stands at the end of a time, and as it went. */
    static String of(Dashboard dashboard, Prometheus prometheus, Instant from, Instant to) throws IOException {
        return new DashboardPicture(prometheus, from, to).draw(dashboard);
    }

    private String draw(Dashboard dashboard) throws IOException {
        List<Dashboard.Place> places = dashboard.places();
        int width = Dashboard.COLUMNS * COLUMN;
        int height = TITLE + (places.get(places.size() - 1).row() + 1) * HEIGHT;
        svg.rectangle(0, 0, width, height, PAGE).text(10, 20, 15, INK, "start", dashboard.title());
        for (Dashboard.Place place : places) {
            draw(
                    place.panel(),
                    new Frame(
                            place.column() * COLUMN + GAP,
                            TITLE + place.row() * HEIGHT,
                            place.panel().width() * COLUMN - 2 * GAP,
                            HEIGHT - GAP));
        }
        return svg.document(width, height);
    }

    /** Where something is drawn. */
    private record Frame(int x, int y, int width, int height) {
        int right() {
            return x + width;
        }

        int bottom() {
            return y + height;
        }
    }

    /** A series with its colour. */
    private record Drawn(Asked.Series series, String colour, boolean fixed) {
        double last() {
            return series.points().get(series.points().size() - 1).value();
        }
    }

    private void draw(Panel panel, Frame frame) throws IOException {
        svg.rectangle(frame.x(), frame.y(), frame.width(), frame.height(), PAPER)
                .text(frame.x() + 8, frame.y() + 17, 12, INK, "start", panel.title());
        List<List<Drawn>> answers = new ArrayList<>();
        int colour = 0;
        for (Query query : panel.queries()) {
            List<Drawn> answer = new ArrayList<>();
            for (Asked.Series series :
                    Asked.of(prometheus, panel, query, from, to).series()) {
                String fixed = COLOURS.get(query.colour());
                answer.add(
                        new Drawn(series, fixed == null ? PALETTE.get(colour % PALETTE.size()) : fixed, fixed != null));
                colour++;
            }
            answers.add(answer);
        }
        List<Drawn> all = answers.stream().flatMap(List::stream).toList();
        Frame inner = new Frame(frame.x() + 8, frame.y() + TITLE, frame.width() - 16, frame.height() - TITLE - 6);
        switch (panel.kind()) {
            case TIME_SERIES -> timeSeries(panel, all, inner);
            case STATE_TIMELINE -> timeline(panel, all, inner);
            case BAR_GAUGE -> bars(panel, all, inner);
            case STAT -> stat(panel, all, inner);
            case TABLE -> table(panel, answers, inner);
        }
    }

    private void timeSeries(Panel panel, List<Drawn> all, Frame frame) {
        double lowest = 0;
        double highest = 0;
        for (Drawn drawn : all) {
            for (Asked.Point point : drawn.series().points()) {
                lowest = Math.min(lowest, point.value());
                highest = Math.max(highest, point.value());
            }
        }
        highest = highest == lowest ? lowest + 1 : highest;
        Frame plot = new Frame(frame.x() + AXIS, frame.y(), frame.width() - AXIS, frame.height() - LEGEND - 14);
        for (int i = 0; i <= 4; i++) {
            double value = lowest + (highest - lowest) * i / 4;
            int y = place(value, lowest, highest, plot);
            svg.line(plot.x(), y, plot.right(), y, FAINT)
                    .text(plot.x() - 5, y + 4, 10, INK, "end", text(value, panel.unit()));
        }
        times(plot);
        for (Drawn drawn : all) {
            svg.path(steps(drawn.series().points(), lowest, highest, plot), drawn.colour(), drawn.fixed());
        }
        legend(all, frame);
    }

    /** A line that holds each value until the next, and breaks where there was none for two scrapes. */
    private String steps(List<Asked.Point> points, double lowest, double highest, Frame plot) {
        StringBuilder path = new StringBuilder();
        int y = 0;
        double before = Double.NEGATIVE_INFINITY;
        int end = 0;
        for (Asked.Point point : points) {
            int x = place(point.second(), plot);
            int now = place(point.value(), lowest, highest, plot);
            if (point.second() - before > 2.5) {
                if (!path.isEmpty()) {
                    path.append('H').append(end);
                }
                path.append('M').append(x).append(' ').append(now);
            } else if (now != y) {
                path.append('H').append(x).append('V').append(now);
            }
            y = now;
            end = x;
            before = point.second();
        }
        return path.append('H').append(end).toString();
    }

    private void timeline(Panel panel, List<Drawn> all, Frame frame) {
        Frame plot = new Frame(frame.x() + 130, frame.y(), frame.width() - 130, frame.height() - LEGEND);
        int band = plot.height() / Math.max(1, all.size());
        int row = 0;
        for (Drawn drawn : all) {
            int y = plot.y() + row * band;
            svg.text(
                    plot.x() - 6,
                    y + band / 2 + 4,
                    11,
                    INK,
                    "end",
                    drawn.series().name());
            List<Asked.Point> points = drawn.series().points();
            int begin = 0;
            for (int i = 1; i <= points.size(); i++) {
                if (i == points.size()
                        || points.get(i).value() != points.get(begin).value()) {
                    Panel.Word word = panel.words().get((int) points.get(begin).value());
                    int x = place(points.get(begin).second(), plot);
                    int until = place(points.get(Math.min(i, points.size() - 1)).second(), plot);
                    svg.rectangle(x, y + 2, until - x, band - 4, word == null ? FAINT : colour(word.colour()));
                    if (word != null && until - x > 8 * word.text().length()) {
                        svg.text(x + 4, y + band / 2 + 4, 11, PAPER, "start", word.text());
                    }
                    begin = i;
                }
            }
            row++;
        }
        times(plot);
    }

    private void bars(Panel panel, List<Drawn> all, Frame frame) {
        double highest = all.stream().mapToDouble(Drawn::last).max().orElse(1);
        int band = Math.min(40, frame.height() / Math.max(1, all.size()));
        int left = 160;
        int row = 0;
        for (Drawn drawn : all) {
            int y = frame.y() + row++ * band;
            int room = frame.width() - left - 70;
            Panel.Word word = code(panel, drawn);
            int width = (int) Math.round(room * Math.max(0, drawn.last()) / (highest <= 0 ? 1 : highest));
            svg.text(
                            frame.x() + left - 6,
                            y + band / 2 + 4,
                            11,
                            INK,
                            "end",
                            word == null ? drawn.series().name() : word.text())
                    .rectangle(frame.x() + left, y + 1, room, band - 3, PAGE)
                    .rectangle(frame.x() + left, y + 1, width, band - 3, drawn.colour())
                    .text(
                            frame.x() + left + room + 6,
                            y + band / 2 + 4,
                            11,
                            INK,
                            "start",
                            text(drawn.last(), panel.unit()));
        }
    }

    /** In a bar gauge a code is the name of a series. */
    private static Panel.@Nullable Word code(Panel panel, Drawn drawn) {
        String name = drawn.series().name();
        return name.matches("[0-9]+") ? panel.words().get(Integer.valueOf(name)) : null;
    }

    private void stat(Panel panel, List<Drawn> all, Frame frame) {
        int band = frame.height() / Math.max(1, all.size());
        int row = 0;
        for (Drawn drawn : all) {
            int middle = frame.y() + row++ * band + band / 2;
            Panel.Word word = panel.words().get((int) drawn.last());
            boolean beyond = panel.limits().stream().anyMatch(limit -> drawn.last() >= limit.from());
            String shade = word == null ? colour(beyond ? "red" : "green") : colour(word.colour());
            svg.text(
                            frame.x() + frame.width() / 2,
                            middle + 4,
                            22,
                            shade,
                            "middle",
                            word == null ? text(drawn.last(), panel.unit()) : word.text())
                    .text(
                            frame.x() + frame.width() / 2,
                            middle + 22,
                            11,
                            INK,
                            "middle",
                            drawn.series().name());
        }
    }

    private void table(Panel panel, List<List<Drawn>> answers, Frame frame) {
        Map<String, List<String>> cells = new LinkedHashMap<>();
        for (int column = 0; column < answers.size(); column++) {
            for (Drawn drawn : answers.get(column)) {
                List<String> row = cells.computeIfAbsent(
                        drawn.series().labels().getOrDefault("market", ""), market -> new ArrayList<>());
                while (row.size() < column) {
                    row.add("");
                }
                row.add(text(drawn.last(), panel.unit()));
            }
        }
        int width = (frame.width() - 110) / Math.max(1, panel.queries().size());
        int y = frame.y() + 14;
        for (int column = 0; column < panel.queries().size(); column++) {
            svg.text(
                    frame.x() + 110 + (column + 1) * width - 6,
                    y,
                    11,
                    INK,
                    "end",
                    panel.queries().get(column).legend());
        }
        for (Map.Entry<String, List<String>> row : cells.entrySet()) {
            y += 26;
            svg.line(frame.x(), y - 17, frame.right(), y - 17, FAINT)
                    .text(frame.x() + 4, y, 11, INK, "start", row.getKey());
            int column = 0;
            for (String cell : row.getValue()) {
                svg.text(frame.x() + 110 + ++column * width - 6, y, 11, INK, "end", cell);
            }
        }
    }

    /** Marks of time below a plot, as minutes and seconds since the beginning. */
    private void times(Frame plot) {
        long seconds = Duration.between(from, to).toSeconds();
        for (int i = 0; i <= 4; i++) {
            long at = seconds * i / 4;
            svg.text(
                    plot.x() + (int) (plot.width() * i / 4),
                    plot.bottom() + 12,
                    10,
                    INK,
                    i == 0 ? "start" : i == 4 ? "end" : "middle",
                    String.format(Locale.ROOT, "%d:%02d", at / 60, at % 60));
        }
    }

    private void legend(List<Drawn> all, Frame frame) {
        int x = frame.x();
        for (Drawn drawn : all) {
            String name = drawn.series().name();
            int width = 22 + 6 * name.length();
            if (x + width > frame.right()) {
                svg.text(x, frame.bottom() - 2, 10, INK, "start", "...");
                return;
            }
            svg.rectangle(x, frame.bottom() - 8, 10, 4, drawn.colour())
                    .text(x + 14, frame.bottom() - 2, 10, INK, "start", name);
            x += width;
        }
    }

    private int place(double second, Frame plot) {
        double begin = from.toEpochMilli() / 1e3;
        double end = to.toEpochMilli() / 1e3;
        return plot.x() + (int) Math.round(plot.width() * (second - begin) / (end - begin));
    }

    private static int place(double value, double lowest, double highest, Frame plot) {
        return plot.bottom() - (int) Math.round(plot.height() * (value - lowest) / (highest - lowest));
    }

    private static String colour(String name) {
        return COLOURS.getOrDefault(name, INK);
    }

    private static String text(double value, Panel.Unit unit) {
        return switch (unit) {
            case SHARE -> String.format(Locale.ROOT, "%.1f %%", 100 * value);
            case SECONDS -> value < 1 ? Math.round(1_000 * value) + " ms" : number(value) + " s";
            case MILLISECONDS -> number(value) + " ms";
            case PER_SECOND -> number(value) + "/s";
            case BYTES -> number(value / (1 << 20)) + " MiB";
            case NUMBER -> number(value);
        };
    }

    private static String number(double value) {
        double magnitude = Math.abs(value);
        if (magnitude >= 1_000) {
            return String.format(Locale.ROOT, "%,.0f", value);
        }
        return new BigDecimal(value)
                .round(new MathContext(4))
                .stripTrailingZeros()
                .toPlainString();
    }
}
