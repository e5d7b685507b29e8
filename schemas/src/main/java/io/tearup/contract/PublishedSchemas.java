package io.tearup.contract;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tearup.catalogue.Topics;
import java.util.List;
import java.util.Objects;
import org.apache.avro.Schema;

/**
 * The schemas as they are published: one text per topic that stands for itself, every type written out where it is first used,
 * without the code generator's own notes. It is what the serializers register, so a schema has one id whoever writes first.
 */
public final class PublishedSchemas {
    private static final ObjectMapper JSON = JsonMapper.builder().build();
    private static final String GENERATORS_NOTE = "avro.java.string";

    private PublishedSchemas() {}

    /** The topics whose value has a schema, in the catalogue's order. */
    public static List<Topics.Topic> topics() {
        return Topics.all().stream().filter(topic -> topic.value() != null).toList();
    }

    /**
     * The published schema of a topic.
     *
     * @throws IllegalArgumentException if its value is raw bytes
     */
    public static Schema of(Topics.Topic topic) {
        Schema generated = topic.schema()
                .orElseThrow(() -> new IllegalArgumentException("the value of " + topic.name() + " has no schema"));
        try {
            JsonNode json = JSON.readTree(generated.toString());
            strip(json);
            return new Schema.Parser().parse(json.toString());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Avro writes a schema that is no JSON", e);
        }
    }

    /** Name of the file of a topic's published schema. */
    public static String fileOf(Topics.Topic topic) {
        return topic.name() + ".avsc";
    }

    /** A schema as it is written to a file: indented JSON that ends with a line feed. */
    public static String text(Schema schema) {
        return Objects.requireNonNull(schema.toString(true)).replace("\r\n", "\n") + "\n";
    }

    private static void strip(JsonNode json) {
        if (json instanceof ObjectNode object) {
            object.remove(GENERATORS_NOTE);
        }
        json.forEach(PublishedSchemas::strip);
    }
}
