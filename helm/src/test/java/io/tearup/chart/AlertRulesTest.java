package io.tearup.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tearup.app.Tearup;
import io.tearup.app.generate.AlertRules;
import io.tearup.catalogue.Metrics;
import io.tearup.schemas.v1.AlertState;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.kafka.streams.KafkaStreams;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The alert rules, judged by Prometheus' own tool, and the runbook behind each. */
class AlertRulesTest {
    private static final Path RULES = Path.of("tearup/files/alerts.yaml");
    private static final Path CASES = Path.of("src/test/promtool/alerts.test.yaml");
    private static final Path SOURCE = Path.of("..");
    private static final Pattern STATE = Pattern.compile("adl_state\\) == (\\d)");

    @TempDir
    private Path directory;

    @Test
    void shouldPassPrometheusOwnCheck() throws Exception {
        assertThat(promtool("check", "rules", RULES.toString())).contains("SUCCESS: 19 rules found");
    }

    @Test
    void shouldFireAndStayQuietAsTheCasesSay() throws Exception {
        assertThat(promtool("test", "rules", CASES.toString())).contains("SUCCESS");
    }

    @Test
    void shouldFailACaseWhenARuleNeverFires() throws Exception {
        Path rules = directory.resolve("helm/tearup/files/alerts.yaml");
        Path cases = directory.resolve("helm/src/test/promtool/alerts.test.yaml");
        Files.createDirectories(rules.getParent());
        Files.createDirectories(cases.getParent());
        Files.writeString(rules, Files.readString(RULES).replace("(adl_frozen) > 0", "(adl_frozen) > 1"));
        Files.copy(CASES, cases);
        assumeTool();
        assertThat(run(1, "promtool", "test", "rules", cases.toString())).contains("TearupGroupFrozen fires");
    }

    @Test
    void shouldHaveACaseThatFiresAndOneThatDoesNotForEachAlert() {
        Set<String> fires = new TreeSet<>();
        Set<String> quiet = new TreeSet<>();
        for (JsonNode testCase : Chart.yaml(CASES).path("tests")) {
            JsonNode expectation = testCase.at("/alert_rule_test/0");
            (expectation.path("exp_alerts").isEmpty() ? quiet : fires)
                    .add(expectation.path("alertname").asText());
        }
        assertThat(fires).isEqualTo(new TreeSet<>(names()));
        assertThat(quiet).isEqualTo(fires);
    }

    @Test
    void shouldLeadToARunbookOfFourParts() throws IOException {
        for (JsonNode rule : rules()) {
            String alert = rule.path("alert").asText();
            Path runbook = SOURCE.resolve(rule.at("/annotations/runbook_url").asText());
            assertThat(runbook.getFileName()).hasToString(alert + ".md");
            assertThat(runbook).isRegularFile();
            assertThat(Files.readAllLines(runbook))
                    .contains("# " + alert, "## Meaning", "## First look", "## What to do", "## What not to do");
            assertThat(rule.at("/annotations/summary").asText()).isNotEmpty();
            assertThat(rule.at("/labels/severity").asText()).isIn("critical", "warning");
        }
        try (Stream<Path> files = Files.list(SOURCE.resolve("docs/runbooks"))) {
            assertThat(files.map(file -> file.getFileName().toString().replace(".md", ""))
                            .filter(name -> !name.equals("README")))
                    .as("no runbook without an alert")
                    .containsExactlyInAnyOrderElementsOf(names());
        }
    }

    @Test
    void shouldNameOnlyMetricsThatAreDocumentedAndNeverAnAccount() throws IOException {
        String documented = Files.readString(SOURCE.resolve("docs/runbooks/README.md"));
        Matcher metrics = Pattern.compile("\\b(adl|kafka|jvm)_[a-z_]+[a-z]\\b")
                .matcher(
                        rules().stream().map(rule -> rule.path("expr").asText()).collect(Collectors.joining("\n")));
        Set<String> unknown = new TreeSet<>();
        while (metrics.find()) {
            String name = metrics.group().replaceFirst("_bucket$", "");
            if (!documented.contains("`" + name + "`")) {
                unknown.add(name);
            }
        }
        assertThat(unknown).isEmpty();
        assertThat(AlertRules.text()).doesNotContain("account");
    }

    @Test
    void shouldCountStatesAsTheSchemaAndKafkaDo() {
        List<AlertState> states = new ArrayList<>();
        for (JsonNode rule : rules()) {
            Matcher state = STATE.matcher(rule.path("expr").asText());
            while (state.find()) {
                states.add(AlertState.values()[Integer.parseInt(state.group(1))]);
            }
        }
        assertThat(states).containsExactlyInAnyOrder(AlertState.ADL, AlertState.BLOCKED);
        assertThat(KafkaStreams.State.RUNNING.ordinal()).isEqualTo(2);
    }

    @Test
    void shouldBeInTheChartAsTheyAreInTheFile() {
        Chart chart = Chart.ofThisModule();
        JsonNode rendered = chart.render("prod", "monitoring.prometheusRule.runbookBaseUrl=")
                .only("PrometheusRule")
                .path("spec");
        assertThat(rendered).isEqualTo(Chart.yaml(RULES));
        JsonNode published = chart.render("prod", "monitoring.prometheusRule.disabled[0]=TearupDlqNotEmpty")
                .only("PrometheusRule");
        assertThat(published.toString())
                .doesNotContain("\"TearupDlqNotEmpty\"")
                .contains("https://runbooks.example.com/tearup/TearupGroupFrozen.md");
        assertThat(published.at("/metadata/labels/release").asText()).isEqualTo("prometheus");
    }

    @Test
    void shouldAskForNoMetricThatTheProgramDoesNotHave() throws Exception {
        Set<String> known = new TreeSet<>();
        for (Field field : Metrics.class.getFields()) {
            known.add(String.valueOf(field.get(null)));
        }
        Set<String> asked = new TreeSet<>();
        Matcher names =
                Pattern.compile("adl_[a-z_]+").matcher(Files.readString(RULES).replace("_seconds_bucket", "_seconds"));
        while (names.find()) {
            asked.add(names.group());
        }
        assertThat(known).containsAll(asked);
    }

    @Test
    void shouldBePrintedByTheProgram() throws IOException {
        assertThat(AlertRules.text()).isEqualTo(Files.readString(RULES));
        java.io.ByteArrayOutputStream said = new java.io.ByteArrayOutputStream();
        java.io.PrintStream before = System.out;
        System.setOut(new java.io.PrintStream(said, true, StandardCharsets.UTF_8));
        try {
            assertThat(Tearup.run("generate", "alerts", "--runbooks", "https://docs.example.com/run"))
                    .isZero();
        } finally {
            System.setOut(before);
        }
        assertThat(said.toString(StandardCharsets.UTF_8))
                .contains("runbook_url: https://docs.example.com/run/TearupMarkStale.md")
                .doesNotContain("docs/runbooks/");
    }

    private static List<JsonNode> rules() {
        return StreamSupport.stream(Chart.yaml(RULES).path("groups").spliterator(), false)
                .flatMap(group -> StreamSupport.stream(group.path("rules").spliterator(), false))
                .toList();
    }

    private static List<String> names() {
        return rules().stream().map(rule -> rule.path("alert").asText()).toList();
    }

    private String promtool(String... arguments) throws Exception {
        assumeTool();
        return run(0, Stream.concat(Stream.of("promtool"), Stream.of(arguments)).toArray(String[]::new));
    }

    private static void assumeTool() {
        boolean there = Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
                .anyMatch(entry -> Files.isExecutable(Path.of(entry, "promtool")));
        assumeTrue(there, "promtool is not on the PATH: install Debian's package prometheus to test the alert rules");
    }

    private String run(int status, String... command) throws IOException, InterruptedException {
        Path said = directory.resolve("said");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        String output = Files.readString(said);
        assertThat(process.exitValue()).as("%s", output).isEqualTo(status);
        return output;
    }
}
