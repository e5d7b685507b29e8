package io.tearup.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.JsonProperties;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

/** The rules every schema of the public contract keeps. */
class SchemasTest {
    private static final Path SOURCES = Path.of("src", "main", "avro");

    /** Parts of other records, with no topic of their own. */
    private static final Set<String> PARTS = Set.of(
            "GroupDefinition",
            "MarketDefinition",
            "PoolDefinition",
            "RulebookDefinition",
            "MarketOrder",
            "FundMarket",
            "TriggerReading",
            "SourcePosition");

    @Test
    void shouldHaveATopicForEveryRecordAndARecordForEveryTopic() throws IOException {
        Set<String> ofTopics = Topics.all().stream()
                .flatMap(topic -> topic.schema().stream())
                .map(Schema::getName)
                .collect(Collectors.toCollection(TreeSet::new));

        Set<String> written = new TreeSet<>();
        for (JsonNode source : sources()) {
            if (source.get("type").asText().equals("record")
                    && !PARTS.contains(source.get("name").asText())) {
                written.add(source.get("name").asText());
            }
        }

        assertThat(ofTopics).isEqualTo(written);
    }

    @Test
    void shouldUseEveryTypeItDefines() throws IOException {
        Set<String> used = types().stream().map(Schema::getName).collect(Collectors.toCollection(TreeSet::new));

        Set<String> written = new TreeSet<>();
        for (JsonNode source : sources()) {
            written.add(source.get("name").asText());
        }

        assertThat(used).isEqualTo(written);
    }

    @Test
    void shouldDocumentEveryTypeAndField() {
        for (Schema type : types()) {
            assertThat(type.getDoc()).as("doc of %s", type.getName()).isNotBlank();
        }
        for (Field field : fields()) {
            assertThat(field.field().doc()).as("doc of %s", field).isNotBlank().endsWith(".");
        }
    }

    @Test
    void shouldGiveEveryEnumUnknownFirstAndAsDefault() {
        for (Schema type : types()) {
            if (type.getType() == Schema.Type.ENUM) {
                assertThat(type.getEnumSymbols()).as(type.getName()).startsWith("UNKNOWN");
                assertThat(type.getEnumDefault()).as(type.getName()).isEqualTo("UNKNOWN");
            }
        }
    }

    @Test
    void shouldPutNullFirstInUnionsAndMakeItTheDefault() {
        for (Field field : fields()) {
            if (field.schema().isUnion()) {
                assertThat(field.schema().getTypes()).as("%s", field).hasSize(2);
                assertThat(field.schema().getTypes().get(0).getType())
                        .as("%s", field)
                        .isEqualTo(Schema.Type.NULL);
                assertThat(field.field().defaultVal()).as("%s", field).isEqualTo(JsonProperties.NULL_VALUE);
            }
        }
    }

    @Test
    void shouldCarryNumbersAsDecimalsAndTimesAsMicroseconds() {
        for (Field field : fields()) {
            Schema schema = field.valueSchema();
            assertThat(schema.getType()).as("%s", field).isNotIn(Schema.Type.FLOAT, Schema.Type.DOUBLE);
            if (schema.getLogicalType() instanceof LogicalTypes.Decimal decimal) {
                assertThat(decimal.getPrecision()).as("%s", field).isEqualTo(Decimals.PRECISION);
                assertThat(decimal.getScale()).as("%s", field).isEqualTo(Decimals.SCALE);
            } else if (schema.getLogicalType() != null) {
                assertThat(schema.getLogicalType()).as("%s", field).isEqualTo(LogicalTypes.timestampMicros());
            }
        }
    }

    @Test
    void shouldBeginWithTheRiskGroupAndEndWithTheTime() {
        for (Topics.Topic topic : Topics.all()) {
            topic.schema().ifPresent(schema -> {
                List<Schema.Field> fields = schema.getFields();
                assertThat(fields.get(0).name()).as(topic.name()).isEqualTo("riskGroup");
                assertThat(fields.get(fields.size() - 1).name())
                        .as(topic.name())
                        .isEqualTo("time");
            });
        }
    }

    @Test
    void shouldKnowTheTopicAndKeyItsDocumentationNames() {
        for (Topics.Topic topic : Topics.all()) {
            topic.schema()
                    .ifPresent(schema -> assertThat(schema.getDoc())
                            .as(schema.getName())
                            .contains("Topic " + topic.name() + ", key " + topic.keyPattern()));
        }
    }

    @Test
    void shouldListEveryTopicWithItsKeyInTheReadme() throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        for (Topics.Topic topic : Topics.all()) {
            assertThat(readme)
                    .contains(topic.schema()
                            .map(schema -> "| `" + topic.name() + "` | `"
                                    + topic.keyPattern().replace("|", "\\|") + "`"
                                    + (topic.compacted() ? ", compacted" : "") + " | `" + schema.getName() + "`: "
                                    + topic.content() + " |")
                            .orElse("`" + topic.name() + "`"));
        }
    }

    private static List<JsonNode> sources() throws IOException {
        ObjectMapper json = new ObjectMapper();
        List<JsonNode> sources = new ArrayList<>();
        try (Stream<Path> files = Files.list(SOURCES)) {
            for (Path file : files.sorted().toList()) {
                sources.add(json.readTree(Files.readString(file)));
            }
        }
        return sources;
    }

    /** Every named type reachable from a topic. */
    private static Set<Schema> types() {
        Set<Schema> found = new HashSet<>();
        Topics.all().forEach(topic -> topic.schema().ifPresent(schema -> collect(schema, found)));
        return found;
    }

    private static void collect(Schema schema, Set<Schema> found) {
        switch (schema.getType()) {
            case UNION -> schema.getTypes().forEach(type -> collect(type, found));
            case ARRAY -> collect(schema.getElementType(), found);
            case ENUM -> found.add(schema);
            case RECORD -> {
                if (found.add(schema)) {
                    schema.getFields().forEach(field -> collect(field.schema(), found));
                }
            }
            default -> {
                // Primitive types have no name and no parts.
            }
        }
    }

    private static List<Field> fields() {
        return types().stream()
                .filter(type -> type.getType() == Schema.Type.RECORD)
                .flatMap(type -> type.getFields().stream().map(field -> new Field(type.getName(), field)))
                .toList();
    }

    private record Field(String owner, Schema.Field field) {
        Schema schema() {
            return field.schema();
        }

        Schema valueSchema() {
            return schema().isUnion() ? schema().getTypes().get(1) : schema();
        }

        @Override
        public String toString() {
            return owner + "." + field.name();
        }
    }
}
