package io.tearup.connect;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tearup.catalogue.Topics;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.Yaml;

class DefinitionsTest {
    private static final Pattern SECRET =
            Pattern.compile("(?i).*(password|secret|token|credential|api.?key|sasl.jaas|private.key|user.info).*");
    private static final Pattern FROM_ENVIRONMENT = Pattern.compile("\\$\\{env:TEARUP_[A-Z_]+}");

    static List<Definition> all() {
        return Definition.all();
    }

    static List<Definition> sinks() {
        return all().stream().filter(Definition::isSink).toList();
    }

    static List<Definition> databaseSinks() {
        return sinks().stream()
                .filter(sink -> sink.connectorClass().endsWith(".JdbcSinkConnector"))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("all")
    void shouldBeOneObjectWithoutAFieldTwice(Definition definition) throws Exception {
        ObjectMapper strict = JsonMapper.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .build();
        assertThat(strict.readTree(Definition.DIRECTORY
                        .resolve(definition.file() + ".json")
                        .toFile()))
                .hasSize(2);
        assertThat(definition.name()).isEqualTo("tearup-" + definition.file());
        assertThat(definition.config())
                .allSatisfy((key, value) -> assertThat(value).isNotBlank());
    }

    @ParameterizedTest
    @MethodSource("all")
    void shouldTakeEverySecretFromTheEnvironment(Definition definition) throws Exception {
        definition.config().forEach((key, value) -> {
            if (SECRET.matcher(key).matches()) {
                assertThat(value).as(key).matches(FROM_ENVIRONMENT);
            }
            assertThat(value)
                    .as(key)
                    .doesNotContainPattern("://[^/${}]*:[^/${}]*@")
                    .doesNotContain("password=");
        });
    }

    @ParameterizedTest
    @MethodSource("sinks")
    void shouldSetAsideWhatASinkCannotReadWithTheReason(Definition sink) {
        assertThat(sink.get("errors.tolerance")).isEqualTo("all");
        assertThat(sink.get("errors.deadletterqueue.topic.name")).isEqualTo("connect.dlq." + sink.name());
        assertThat(sink.get("errors.deadletterqueue.context.headers.enable")).isEqualTo("true");
    }

    @ParameterizedTest
    @MethodSource("sinks")
    void shouldReadCommittedRecordsOfTopicsInTheCatalogueFromTheirBeginning(Definition sink) {
        assertThat(sink.topics())
                .allSatisfy(topic -> assertThat(Topics.byName(topic))
                        .as(topic)
                        .hasValueSatisfying(
                                known -> assertThat(known.direction()).isEqualTo(Topics.Direction.OUTPUT)));
        assertThat(sink.get("consumer.override.isolation.level")).isEqualTo("read_committed");
        assertThat(sink.get("consumer.override.auto.offset.reset")).isEqualTo("earliest");
        assertThat(sink.get("key.converter")).endsWith(".StringConverter");
        assertThat(sink.get("value.converter")).isEqualTo(WaitingAvroConverter.class.getName());
    }

    @ParameterizedTest
    @MethodSource("databaseSinks")
    void shouldUpsertOnTheKeyOfATableWithAColumnPerField(Definition sink) throws Exception {
        Topics.Topic topic = Topics.byName(sink.topics().get(0)).orElseThrow();
        String table = sink.get("collection.name.format");
        assertThat(table).isEqualTo(topic.name().replaceFirst("\\.v1$", ""));
        assertThat(sink.get("insert.mode")).isEqualTo("upsert");
        assertThat(sink.get("schema.evolution")).isEqualTo("none");
        Map<String, String> columns = columnsOf(table);
        assertThat(columns.keySet())
                .isEqualTo(topic.schema().orElseThrow().getFields().stream()
                        .map(field -> TableRow.column(field.name()))
                        .collect(Collectors.toCollection(TreeSet::new)));
        topic.schema().orElseThrow().getFields().forEach(field -> {
            boolean optional = field.schema().isUnion();
            String declared = columns.getOrDefault(TableRow.column(field.name()), "");
            assertThat(declared.contains("NOT NULL") || declared.contains("PRIMARY KEY"))
                    .as("%s.%s %s", table, field.name(), declared)
                    .isEqualTo(!optional);
            org.apache.avro.Schema type = optional ? field.schema().getTypes().get(1) : field.schema();
            if (type.getLogicalType() instanceof org.apache.avro.LogicalTypes.Decimal) {
                assertThat(declared).startsWith("numeric(38, 18)");
            }
        });
        assertThat(primaryKeyOf(table))
                .isEqualTo(Set.of(sink.get("primary.key.fields").split(",")));
    }

    @Test
    void shouldSendEverySourceThroughTheConverterOfTheCatalogueOntoItsPartition() {
        List<Definition> sources =
                all().stream().filter(definition -> !definition.isSink()).toList();
        assertThat(sources).hasSize(2).allSatisfy(source -> {
            assertThat(source.get("value.converter")).isEqualTo(RecordConverter.class.getName());
            assertThat(source.get("transforms")).endsWith("partition");
            assertThat(source.get("transforms.partition.type")).isEqualTo(RiskPartition.class.getName());
            assertThat(source.get("exactly.once.support")).isEqualTo("required");
        });
    }

    @ParameterizedTest
    @MethodSource("all")
    void shouldBeTheSameAsAResourceOfStrimzi(Definition definition) throws Exception {
        Map<String, Object> resource =
                new Yaml().load(Files.readString(Path.of("strimzi").resolve(definition.file() + ".yaml")));
        assertThat(resource).containsOnlyKeys("apiVersion", "kind", "metadata", "spec");
        assertThat(resource).containsEntry("apiVersion", "kafka.strimzi.io/v1").containsEntry("kind", "KafkaConnector");
        assertThat(section(resource, "metadata"))
                .containsEntry("name", definition.name())
                .containsEntry("labels", Map.of("strimzi.io/cluster", "tearup-connect"));
        Map<String, Object> spec = section(resource, "spec");
        assertThat(spec).containsOnlyKeys("class", "tasksMax", "autoRestart", "config");
        Map<String, Object> config = new HashMap<>(section(spec, "config"));
        config.put("connector.class", spec.get("class"));
        config.put("tasks.max", String.valueOf(spec.get("tasksMax")));
        assertThat(config).isEqualTo(definition.config());
    }

    @Test
    void shouldHaveAResourceOfStrimziPerDefinitionAndNoOther() throws Exception {
        try (Stream<Path> files = Files.list(Path.of("strimzi"))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(all().stream()
                            .map(definition -> definition.file() + ".yaml")
                            .toList());
        }
    }

    /** The table in the README is what a data team reads first. */
    @ParameterizedTest
    @MethodSource("all")
    void shouldBeDescribedInTheReadme(Definition definition) throws Exception {
        List<String> rows = Files.readAllLines(Path.of("README.md")).stream()
                .filter(line -> line.startsWith("| [`" + definition.file() + "`]"))
                .toList();
        String simpleClass = definition
                .connectorClass()
                .substring(definition.connectorClass().lastIndexOf('.') + 1);
        assertThat(rows).singleElement().satisfies(row -> {
            assertThat(row).contains("`" + simpleClass + "`");
            if (definition.isSink()) {
                assertThat(row).contains("`" + definition.get("topics") + "`");
                assertThat(row).contains("`" + definition.get("errors.deadletterqueue.topic.name") + "`");
            }
        });
    }

    @Test
    void shouldNameEveryValueTakenFromTheEnvironmentInTheReadme() throws Exception {
        String readme = Files.readString(Path.of("README.md"));
        for (Definition definition : all()) {
            for (String value : definition.config().values()) {
                Matcher matcher = Pattern.compile("\\$\\{env:([^}]+)}").matcher(value);
                while (matcher.find()) {
                    assertThat(readme).contains("`" + matcher.group(1) + "`");
                }
            }
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> section(Map<String, Object> map, String key) {
        return (Map<String, Object>) map.getOrDefault(key, Map.of());
    }

    private static String statement(String table) throws Exception {
        String sql = Files.readString(Path.of("sql/ledger/V1__tables.sql"));
        Matcher matcher = Pattern.compile("CREATE TABLE " + Pattern.quote(table) + " \\((.*?)\\n\\);", Pattern.DOTALL)
                .matcher(sql);
        assertThat(matcher.find()).as("table %s", table).isTrue();
        return matcher.group(1);
    }

    private static Map<String, String> columnsOf(String table) throws Exception {
        return statement(table)
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("PRIMARY KEY"))
                .collect(Collectors.toMap(
                        line -> line.substring(0, line.indexOf(' ')),
                        line -> line.substring(line.indexOf(' ')).strip(),
                        (a, b) -> a,
                        java.util.TreeMap::new));
    }

    private static Set<String> primaryKeyOf(String table) throws Exception {
        String statement = statement(table);
        Matcher several = Pattern.compile("PRIMARY KEY \\((.*)\\)").matcher(statement);
        if (several.find()) {
            return Set.of(several.group(1).split(", "));
        }
        return statement
                .lines()
                .filter(line -> line.contains("PRIMARY KEY"))
                .map(line -> line.strip().split(" ")[0])
                .collect(Collectors.toSet());
    }
}
