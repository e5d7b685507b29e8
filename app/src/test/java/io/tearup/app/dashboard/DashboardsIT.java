package io.tearup.app.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tearup.app.generate.AlertRules;
import io.tearup.catalogue.Metrics;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The demo's crash as it happens, scraped by a real Prometheus: every query of every panel has an answer, and so has every metric
 * that an alert asks for.
 */
class DashboardsIT {
    private static final Duration WITHIN = Duration.ofSeconds(60);
    private static final Pattern SAMPLE = Pattern.compile("^([a-z0-9_]+)(?:\\{([^}]*)})? ", Pattern.MULTILINE);

    /** The expression of each rule of the rules file. */
    private static final Pattern EXPRESSION = Pattern.compile("(?s)\\n        expr:(.*?)\\n        (?:for|labels):");

    /** Names of metrics in an expression: what is neither a label nor a function. */
    private static final Pattern METRIC = Pattern.compile("\\b(?:(?:adl|kafka|jvm)_[a-z_]+|up)\\b");

    @TempDir
    private Path directory;

    @Test
    void shouldAnswerEveryQueryOfEveryPanelAndRaiseTheAlertsOfACrash() throws Exception {
        Optional<Path> program = Prometheus.program();
        assumeTrue(
                program.isPresent(),
                "prometheus is not on the PATH: install Debian's package prometheus to test the dashboards");
        try (ObservedCrash crash =
                ObservedCrash.start(directory, program.get(), new LiveCrash(1_000, Duration.ofMillis(60), 1))) {
            Instant from = Instant.now();
            crash.play();
            List<String> silent = silent(crash.prometheus(), from);
            long deadline = System.nanoTime() + WITHIN.toNanos();
            while (!silent.isEmpty() && System.nanoTime() < deadline) {
                LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());
                silent = silent(crash.prometheus(), from);
            }
            assertThat(silent).as("queries without an answer").isEmpty();
            assertAlerts(crash.prometheus());
            Panel any = Dashboard.all().get(0).panels().get(0);
            Query misspelt = new Query("max(adl_fund_balanse)", "");
            assertThat(Asked.of(crash.prometheus(), any, misspelt, from, Instant.now())
                            .series())
                    .as("what nobody tells is noticed")
                    .isEmpty();
            assertTellsEachGroupOnceAndNoAccount(crash.metrics());
        }
    }

    /** What the rules ask for is told, what the crash is about fires, and what would be wrong with the instances does not. */
    private static void assertAlerts(Prometheus prometheus) throws IOException {
        Set<String> asked = new TreeSet<>();
        EXPRESSION
                .matcher(AlertRules.text())
                .results()
                .forEach(expression ->
                        METRIC.matcher(expression.group(1)).results().forEach(name -> asked.add(name.group())));
        assertThat(asked).contains("up", "adl_settlement_latency_seconds_bucket", "kafka_stream_client_state");
        List<String> unanswered = new ArrayList<>();
        for (String metric : asked) {
            if (prometheus.now(metric).isEmpty()) {
                unanswered.add(metric);
            }
        }
        assertThat(unanswered).as("metrics of alerts without a series").isEmpty();
        Set<String> firing = new TreeSet<>();
        for (JsonNode alert : prometheus.now("ALERTS{alertstate=\"firing\"}")) {
            firing.add(alert.at("/metric/alertname").asText() + " "
                    + alert.at("/metric/severity").asText());
        }
        assertThat(firing)
                .contains("TearupAdlTriggered critical")
                .doesNotContain(
                        "TearupNotRunning critical",
                        "TearupInstanceDown critical",
                        "TearupConservationBroken critical",
                        "TearupGroupFrozen critical",
                        "TearupDlqNotEmpty warning");
    }

    private static List<String> silent(Prometheus prometheus, Instant from) throws IOException {
        List<String> silent = new ArrayList<>();
        Instant now = Instant.now();
        for (Dashboard dashboard : Dashboard.all()) {
            for (Panel panel : dashboard.panels()) {
                for (Query query : panel.queries()) {
                    if (Asked.of(prometheus, panel, query, from, now).series().isEmpty()) {
                        silent.add(dashboard.name() + ", " + panel.title() + ", " + query.legend() + ": "
                                + query.expression());
                    }
                }
            }
        }
        return silent;
    }

    /** By the instance that decides; the other tells what is its own. */
    private static void assertTellsEachGroupOnceAndNoAccount(List<String> instances) throws IllegalAccessException {
        Set<String> catalogue = new TreeSet<>();
        for (Field name : Metrics.class.getFields()) {
            catalogue.add(String.valueOf(name.get(null)));
        }
        List<Set<String>> told = new ArrayList<>();
        Set<String> labels = new TreeSet<>();
        for (String metrics : instances) {
            Set<String> names = new TreeSet<>();
            SAMPLE.matcher(metrics)
                    .results()
                    .filter(sample -> sample.group(1).startsWith("adl_"))
                    .forEach(sample -> {
                        names.add(sample.group(1).replaceFirst("_seconds_(bucket|count|sum|max)$", "_seconds"));
                        String tags = sample.group(2) == null ? "" : sample.group(2);
                        for (String tag : tags.split(",", -1)) {
                            labels.add(tag.replaceFirst("=.*", ""));
                        }
                    });
            told.add(names);
        }
        assertThat(told).containsExactlyInAnyOrder(catalogue, Set.of(Metrics.RESTORE_REMAINING));
        assertThat(labels).containsExactlyInAnyOrder("", "group", "pool", "market", "le");
    }
}
