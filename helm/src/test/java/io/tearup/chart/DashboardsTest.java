package io.tearup.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tearup.app.dashboard.Dashboard;
import io.tearup.catalogue.Metrics;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The dashboards that the chart brings are those that the program makes; DashboardsIT asks their queries of a real Prometheus. */
class DashboardsTest {
    private static final Path FILES = Path.of("tearup/files/dashboards");

    private final Chart chart = Chart.ofThisModule();

    @Test
    void shouldBeTheProgramsOwn() throws IOException {
        for (Dashboard dashboard : Dashboard.all()) {
            Path file = FILES.resolve("tearup-" + dashboard.name() + ".json");
            assertThat(Files.readString(file))
                    .as("tearup generate dashboard %s > helm/%s", dashboard.name(), file)
                    .isEqualTo(dashboard.json());
        }
        try (Stream<Path> files = Files.list(FILES)) {
            assertThat(files).hasSize(Dashboard.all().size());
        }
    }

    @Test
    void shouldBeFoundByGrafanasSidecar() throws IOException {
        List<JsonNode> maps = configMaps(chart.render("prod"));
        assertThat(maps)
                .extracting(Rendered::name)
                .containsExactly("adl-tearup-risk-desk", "adl-tearup-streams-health", "adl-tearup-wave-forensics");
        for (JsonNode map : maps) {
            assertThat(map.at("/metadata/labels/grafana_dashboard").textValue()).isEqualTo("1");
            String name = "tearup-" + Rendered.name(map).replace("adl-tearup-", "") + ".json";
            JsonNode carried = JsonMapper.builder()
                    .build()
                    .readTree(map.path("data").path(name).textValue());
            assertThat(carried)
                    .isEqualTo(JsonMapper.builder()
                            .build()
                            .readTree(FILES.resolve(name).toFile()));
        }
        assertThat(configMaps(chart.render("prod", "monitoring.dashboards.enabled=false")))
                .isEmpty();
    }

    @Test
    void shouldAskForWhatTheCatalogueHasAndForNoAccount() throws Exception {
        Set<String> known = new TreeSet<>();
        for (Field field : Metrics.class.getFields()) {
            known.add(String.valueOf(field.get(null)));
        }
        Set<String> asked = new TreeSet<>();
        for (Dashboard dashboard : Dashboard.all()) {
            Matcher names =
                    Pattern.compile("adl_[a-z_]+").matcher(dashboard.json().replace("_seconds_bucket", "_seconds"));
            while (names.find()) {
                asked.add(names.group());
            }
            assertThat(dashboard.json()).doesNotContain("account=");
        }
        assertThat(asked).as("every metric is on a dashboard, and no other").isEqualTo(known);
    }

    private static List<JsonNode> configMaps(Rendered rendered) {
        List<JsonNode> maps = new ArrayList<>();
        for (JsonNode resource : rendered.resources()) {
            if (resource.at("/metadata/labels").has("grafana_dashboard")) {
                maps.add(resource);
            }
        }
        return maps;
    }
}
