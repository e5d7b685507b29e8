package io.tearup.bench.race;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a race showed: per contestant the median and the spread of its laps, and the ratios that count.
 *
 * @param figures in the order of the contestants
 * @param checks what had to be the same, by name; empty text = it was
 */
record RaceReport(RaceOptions options, List<Figure> figures, Map<String, String> checks) {
    /** Records per second of one contestant. */
    record Figure(Contestant contestant, double median, double min, double max) {}

    static RaceReport of(RaceOptions options, List<Race.Lap> laps) {
        List<Figure> figures = new ArrayList<>();
        Map<String, String> checks = new LinkedHashMap<>();
        Race.byContestant(laps).forEach((contestant, own) -> {
            double[] sorted =
                    own.stream().mapToDouble(Race.Lap::perSecond).sorted().toArray();
            int half = sorted.length / 2;
            double median = sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
            figures.add(new Figure(contestant, median, sorted[0], sorted[sorted.length - 1]));
            if (contestant.keepsBooks()) {
                checks.put(
                        "positions of " + contestant.label(),
                        own.stream()
                                .map(Race.Lap::difference)
                                .filter(difference -> !difference.isEmpty())
                                .findFirst()
                                .orElse(""));
            }
        });
        return new RaceReport(options, List.copyOf(figures), checks);
    }

    boolean allAgree() {
        return checks.values().stream().allMatch(String::isEmpty);
    }

    /** Median of a contestant over another's; NaN where one did not take part. */
    private double ratio(Figure figure, Contestant to) {
        return figures.stream()
                .filter(other -> other.contestant() == to)
                .mapToDouble(other -> figure.median() / other.median())
                .findFirst()
                .orElse(Double.NaN);
    }

    String table() {
        StringBuilder table = new StringBuilder();
        table.append(String.format(
                Locale.ROOT,
                "%,d records, %,d accounts, %d laps each, commit every %d ms%n%n",
                options.records(),
                options.accounts(),
                options.repetitions(),
                Entry.COMMIT_MILLIS));
        table.append(String.format(
                Locale.ROOT,
                "%-22s %12s %12s %12s %14s %12s%n",
                "contestant",
                "median/s",
                "min/s",
                "max/s",
                "x pass-through",
                "tearup is"));
        for (Figure figure : figures) {
            double tearup = 1 / ratio(figure, Contestant.TEARUP);
            table.append(String.format(
                    Locale.ROOT,
                    "%-22s %,12.0f %,12.0f %,12.0f %14.2f %11.2fx%n",
                    figure.contestant().label(),
                    figure.median(),
                    figure.min(),
                    figure.max(),
                    ratio(figure, Contestant.PASS_THROUGH),
                    tearup));
        }
        table.append(String.format(Locale.ROOT, "%n"));
        checks.forEach((what, difference) -> table.append(String.format(
                Locale.ROOT, "%-5s %s%s%n", difference.isEmpty() ? "same" : "WRONG", what, suffix(difference))));
        return table.toString();
    }

    private static String suffix(String difference) {
        return difference.isEmpty() ? "" : ": " + difference;
    }

    String json() throws JsonProcessingException {
        Map<String, Object> root = new LinkedHashMap<>();
        root.put("records", options.records());
        root.put("accounts", options.accounts());
        root.put("repetitions", options.repetitions());
        root.put("commitIntervalMillis", Entry.COMMIT_MILLIS);
        List<Map<String, Object>> contestants = new ArrayList<>();
        for (Figure figure : figures) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("name", figure.contestant().label());
            one.put("medianPerSecond", Math.round(figure.median()));
            one.put("min", Math.round(figure.min()));
            one.put("max", Math.round(figure.max()));
            contestants.add(one);
        }
        root.put("contestants", contestants);
        List<Map<String, Object>> checked = new ArrayList<>();
        checks.forEach((what, difference) -> {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("check", what);
            one.put("passed", difference.isEmpty());
            one.put("difference", difference);
            checked.add(one);
        });
        root.put("checks", checked);
        return new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(root) + "\n";
    }

    String svg() {
        return RaceChart.of(figures);
    }
}
