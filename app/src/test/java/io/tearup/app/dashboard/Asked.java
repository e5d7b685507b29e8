package io.tearup.app.dashboard;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What Prometheus answers to a query of a panel as Grafana would ask it: with the variables of the dashboard filled in, at the end
 * of the time range or over all of it.
 */
record Asked(Query query, List<Series> series) {
    private static final Duration STEP = Duration.ofSeconds(1);

    /** Grafana takes four scrapes at least. */
    private static final String RATE_INTERVAL = "4s";

    private static final Pattern LABEL = Pattern.compile("\\{\\{([a-z]+)}}");

    /** A point; the value is no NaN. */
    record Point(double second, double value) {}

    /** A series by its name in the legend. */
    record Series(String name, Map<String, String> labels, List<Point> points) {}

    static Asked of(Prometheus prometheus, Panel panel, Query query, Instant from, Instant to) throws IOException {
        String expression = query.expression()
                .replace("$job", Prometheus.JOB)
                .replace("$group", ".*")
                .replace("$market", ".*")
                .replace("$__rate_interval", RATE_INTERVAL)
                .replace("$__range", Duration.between(from, to).toSeconds() + "s");
        boolean present = panel.kind().showsThePresent();
        JsonNode result = present ? prometheus.at(expression, to) : prometheus.between(expression, from, to, STEP);
        List<Series> series = new ArrayList<>();
        for (JsonNode one : result) {
            List<Point> points = new ArrayList<>();
            if (present) {
                add(one.path("value"), points);
            } else {
                one.path("values").forEach(value -> add(value, points));
            }
            Map<String, String> labels = new TreeMap<>();
            one.path("metric")
                    .properties()
                    .forEach(
                            label -> labels.put(label.getKey(), label.getValue().textValue()));
            if (!points.isEmpty()) {
                series.add(new Series(named(query.legend(), labels), labels, points));
            }
        }
        return new Asked(query, series);
    }

    private static void add(JsonNode sample, List<Point> points) {
        double value = Double.parseDouble(sample.path(1).textValue());
        if (!Double.isNaN(value)) {
            points.add(new Point(sample.path(0).doubleValue(), value));
        }
    }

    private static String named(String legend, Map<String, String> labels) {
        return LABEL.matcher(legend)
                .replaceAll(label -> Matcher.quoteReplacement(labels.getOrDefault(label.group(1), "")));
    }
}
