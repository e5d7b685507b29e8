package io.tearup.connect;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

class PluginsTest {
    private static final Set<String> PERMISSIVE = Set.of("Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "MIT");

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> plugins() throws Exception {
        Map<String, Object> file = new Yaml().load(Files.readString(Path.of("plugins.yaml")));
        return (List<Map<String, Object>>) file.getOrDefault("plugins", List.of());
    }

    private static String text(Map<String, Object> plugin, String key) {
        return String.valueOf(plugin.get(key));
    }

    @Test
    void shouldPinEveryPlugInUnderAPermissiveLicence() throws Exception {
        assertThat(plugins()).isNotEmpty().allSatisfy(plugin -> {
            assertThat(text(plugin, "coordinates")).matches("[a-z.]+:[a-z-]+:[0-9][0-9A-Za-z.-]+");
            assertThat(PERMISSIVE).contains(text(plugin, "licence"));
            assertThat(text(plugin, "use")).isNotBlank();
        });
    }

    @Test
    void shouldHoldTheVersionsThatTheBuildFetches() throws Exception {
        String pom = Files.readString(Path.of("pom.xml"))
                + Files.readString(Path.of("iceberg/pom.xml"))
                + Files.readString(Path.of("../pom.xml"));
        Map<String, String> versions = Map.of(
                "debezium-connector-jdbc", property(pom, "debezium.jdbc.version"),
                "debezium-connector-postgres", property(pom, "debezium.postgres.version"),
                "iceberg-kafka-connect", property(pom, "iceberg.version"),
                "kafka-connect-avro-converter", property(pom, "confluent.version"));
        for (Map<String, Object> plugin : plugins()) {
            String[] coordinates = text(plugin, "coordinates").split(":");
            String version = versions.get(coordinates[1]);
            if (version != null) {
                assertThat(coordinates[2]).isEqualTo(version);
            }
        }
        assertThat(plugins())
                .extracting(plugin -> text(plugin, "coordinates").split(":")[1])
                .containsAll(versions.keySet());
    }

    /** Every class that a definition names is in a listed plug-in, or comes with Kafka Connect. */
    @Test
    void shouldListEveryClassThatADefinitionNames() throws Exception {
        Set<String> listed = plugins().stream()
                .flatMap(plugin -> ((List<?>) plugin.getOrDefault("classes", List.of())).stream())
                .map(Object::toString)
                .collect(Collectors.toSet());
        Set<String> named = new TreeSet<>();
        for (Definition definition : Definition.all()) {
            definition.config().forEach((key, value) -> {
                if (key.endsWith(".class") || key.endsWith(".converter") || key.matches("transforms\\..*\\.type")) {
                    named.add(value);
                }
            });
        }
        assertThat(named)
                .allSatisfy(name -> assertThat(name.startsWith("org.apache.kafka.connect.")
                                || name.startsWith("io.debezium.transforms.")
                                || listed.contains(name))
                        .as(name)
                        .isTrue());
    }

    /** Workers that load plug-ins by their lists find ours. */
    @Test
    void shouldListOurOwnPlugInsForTheWorker() throws Exception {
        Set<String> services;
        try (Stream<Path> files = Files.list(Path.of("src/main/resources/META-INF/services"))) {
            services = files.flatMap(PluginsTest::lines).collect(Collectors.toSet());
        }
        assertThat(plugins().get(0).get("classes"))
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.list(String.class))
                .containsExactlyInAnyOrderElementsOf(services);
    }

    private static Stream<String> lines(Path file) {
        try {
            return Files.readAllLines(file).stream();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String property(String pom, String name) {
        Matcher matcher = Pattern.compile("<" + Pattern.quote(name) + ">(.*?)<").matcher(pom);
        assertThat(matcher.find()).as(name).isTrue();
        return matcher.group(1);
    }
}
