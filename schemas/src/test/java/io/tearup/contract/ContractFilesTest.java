package io.tearup.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.tearup.catalogue.Topics;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** The generated files in the source tree are those that the schemas and the catalogue give now. */
class ContractFilesTest {
    private static final Path ROOT = Path.of("..");

    @Test
    void shouldBeWrittenAnewWhenSchemasOrTopicsChange() {
        ContractFiles.generated()
                .forEach((name, text) -> assertThat(read(ROOT.resolve(name)))
                        .as("%s is out of date; './tearup schemas docs' writes it", name)
                        .isEqualTo(text));
    }

    @Test
    void shouldHoldNoSchemaOfATopicThatIsGone() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("published"))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(PublishedSchemas.topics().stream()
                            .map(PublishedSchemas::fileOf)
                            .toList());
        }
    }

    @Test
    void shouldPublishSchemasThatStandForThemselvesWithoutTheGeneratorsNotes() {
        for (Topics.Topic topic : PublishedSchemas.topics()) {
            String text = read(Path.of("published", PublishedSchemas.fileOf(topic)));
            Schema alone = new Schema.Parser().parse(text);
            assertThat(alone).isEqualTo(PublishedSchemas.of(topic));
            assertThat(alone.getFullName())
                    .isEqualTo(topic.schema().orElseThrow().getFullName());
            assertThat(text).doesNotContain("avro.java.string");
        }
    }

    /** Topics = schemas = AsyncAPI. */
    @Test
    void shouldHaveAChannelForEveryTopicWithASchemaAndAFileBehindEveryReference() throws IOException {
        Map<String, Object> document = new Yaml().load(read(Path.of("asyncapi.yaml")));
        assertThat(document).containsEntry("asyncapi", "3.0.0");
        Map<String, Map<String, Object>> channels = map(document.get("channels"));
        assertThat(channels.keySet())
                .containsExactlyElementsOf(PublishedSchemas.topics().stream()
                        .map(Topics.Topic::name)
                        .toList());
        Map<String, Map<String, Object>> messages =
                map(map(document.get("components")).get("messages"));
        for (Topics.Topic topic : PublishedSchemas.topics()) {
            Map<String, Object> kafka = map(map(channels.get(topic.name())).get("bindings"));
            assertThat(map(kafka.get("kafka"))).containsEntry("topic", topic.name());
            String record = topic.schema().orElseThrow().getName();
            Map<String, Object> payload = map(map(messages.get(record)).get("payload"));
            String reference = (String) map(payload.get("schema")).get("$ref");
            assertThat(Path.of(reference)).as(reference).isRegularFile();
        }
    }

    @Test
    void shouldDocumentEveryFieldOfEveryRecord() {
        String reference = SchemaReference.markdown();
        for (Topics.Topic topic : PublishedSchemas.topics()) {
            Schema schema = PublishedSchemas.of(topic);
            assertThat(reference).contains("## " + schema.getName() + "\n");
            for (Schema.Field field : schema.getFields()) {
                assertThat(reference)
                        .contains("| `" + field.name() + "` |")
                        .contains(field.doc().replace("|", "\\|"));
            }
        }
    }

    @SuppressWarnings("unchecked")
    private static <V> Map<String, V> map(@Nullable Object value) {
        return (Map<String, V>) Objects.requireNonNull(value);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8).replace("\r\n", "\n");
        } catch (IOException e) {
            throw new AssertionError(file + " cannot be read; './tearup schemas docs' writes it", e);
        }
    }
}
