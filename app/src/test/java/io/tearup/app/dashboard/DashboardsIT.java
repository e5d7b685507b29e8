package io.tearup.app.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

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

/** The demo's crash as it happens, scraped by a real Prometheus: every query of every panel has an answer. */
class DashboardsIT {
    private static final Duration WITHIN = Duration.ofSeconds(60);
    private static final Pattern SAMPLE = Pattern.compile("^([a-z0-9_]+)(?:\\{([^}]*)})? ", Pattern.MULTILINE);

    @TempDir
    private Path directory;

    @Test
    void shouldAnswerEveryQueryOfEveryPanel() throws Exception {
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
            Panel any = Dashboard.all().get(0).panels().get(0);
            Query misspelt = new Query("max(adl_fund_balanse)", "");
            assertThat(Asked.of(crash.prometheus(), any, misspelt, from, Instant.now())
                            .series())
                    .as("what nobody tells is noticed")
                    .isEmpty();
            assertTellsEachGroupOnceAndNoAccount(crash.metrics());
        }
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
