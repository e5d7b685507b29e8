package io.tearup.app.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tearup.app.NodeScript;
import io.tearup.catalogue.Topics;
import io.tearup.contract.PublishedSchemas;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The AsyncAPI project's own parser reads the document, its references and the Avro schemas behind them. */
class AsyncApiIT {
    private static final Path SCHEMAS = Path.of("..", "schemas");

    @TempDir
    private Path directory;

    @BeforeEach
    void requireNode() throws InterruptedException {
        NodeScript.assumeInstalled();
    }

    @Test
    void shouldBeValidAndNameEveryTopicAndRecord() throws Exception {
        NodeScript.Result result = validate(SCHEMAS.resolve("asyncapi.yaml"));
        assertThat(result.err()).isEmpty();
        assertThat(result.status()).isZero();
        JsonNode read = new ObjectMapper().readTree(result.out().get(0));
        assertThat(read.path("version").textValue()).isEqualTo("3.0.0");
        assertThat(texts(read.path("channels")))
                .containsExactlyElementsOf(PublishedSchemas.topics().stream()
                        .map(Topics.Topic::name)
                        .toList());
        assertThat(texts(read.path("messages")))
                .containsExactlyElementsOf(PublishedSchemas.topics().stream()
                        .map(PublishedSchemas::of)
                        .map(Schema::getFullName)
                        .toList());
        assertThat(read.path("receives").intValue()).isEqualTo(Topics.inputs().size());
        assertThat(read.path("sends").intValue()).isEqualTo(Topics.outputs().size());
    }

    /** The parser looks behind the references: else the test above would say little. */
    @Test
    void shouldBeFoundFaultyWhereASchemaIsBroken() throws Exception {
        Path published = Files.createDirectories(directory.resolve("published"));
        for (Topics.Topic topic : PublishedSchemas.topics()) {
            Files.writeString(
                    published.resolve(PublishedSchemas.fileOf(topic)),
                    PublishedSchemas.text(PublishedSchemas.of(topic)),
                    StandardCharsets.UTF_8);
        }
        Path document = directory.resolve("asyncapi.yaml");
        Files.copy(SCHEMAS.resolve("asyncapi.yaml"), document);
        Path fills = published.resolve(PublishedSchemas.fileOf(Topics.FILLS));
        // An enum without symbols. Of a type's name the parser does not ask whether it exists.
        String broken = "{\"type\": \"enum\", \"name\": \"Broken\"}";
        Files.writeString(fills, Files.readString(fills).replaceFirst("\"string\"", broken));
        NodeScript.Result result = validate(document);
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err()).anyMatch(fault -> fault.contains("symbols"));
    }

    private NodeScript.Result validate(Path document) throws IOException, InterruptedException {
        return NodeScript.run("asyncapi.mjs", List.of(document.toAbsolutePath().toString()), directory);
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(each -> texts.add(each.textValue()));
        return texts;
    }
}
