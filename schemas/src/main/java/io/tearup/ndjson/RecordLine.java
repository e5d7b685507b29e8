package io.tearup.ndjson;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tearup.catalogue.Topics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Iterator;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;

/**
 * A record with its topic as one line of text: {@code {"topic","key","timestamp","value"}}, the value as {@link RecordJson}
 * writes it, the timestamp in milliseconds since the epoch. A line without a key has the one its topic makes of the value.
 *
 * @param topic where the record belongs
 * @param key its key there
 * @param timestamp time of the record, to the millisecond
 * @param value the record
 */
public record RecordLine(Topics.Topic topic, String key, Instant timestamp, SpecificRecord value) {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS, DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();
    private static final Set<String> FIELDS = Set.of("topic", "key", "timestamp", "value");

    /**
     * The input record that a line holds.
     *
     * @throws BadLine if it is no JSON, has an unknown field, names no input topic, or holds no record of that topic
     */
    public static RecordLine parseInput(String line) {
        JsonNode json = tree(line);
        for (Iterator<String> names = json.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!FIELDS.contains(name)) {
                throw new BadLine(
                        columnOf(line, "/" + name),
                        "has no field '" + name + "'; its fields are topic, key, timestamp, value");
            }
        }
        String name = json.path("topic").asText();
        Topics.Topic topic = Topics.byName(name)
                .filter(known -> known.direction() == Topics.Direction.INPUT)
                .orElseThrow(() -> new BadLine(
                        columnOf(line, "/topic"),
                        "topic: is '" + name + "', must be one of "
                                + Topics.inputs().stream()
                                        .map(Topics.Topic::name)
                                        .toList()));
        JsonNode timestamp = json.path("timestamp");
        if (!timestamp.isIntegralNumber() || !timestamp.canConvertToLong() || timestamp.longValue() < 0) {
            throw new BadLine(
                    columnOf(line, "/timestamp"), "timestamp: must be milliseconds since 1970, is " + timestamp);
        }
        try {
            SpecificRecord value = RecordJson.read(topic.type(), json.path("value"));
            JsonNode key = json.path("key");
            return new RecordLine(
                    topic,
                    key.isTextual() ? key.textValue() : topic.keyOf(value).toString(),
                    Instant.ofEpochMilli(timestamp.longValue()),
                    value);
        } catch (RecordFault e) {
            throw new BadLine(columnOf(line, "/value" + pointer(e.path())), e);
        } catch (IllegalArgumentException e) {
            throw new BadLine(columnOf(line, "/value"), e);
        }
    }

    /** The JSON tree of a text, read strictly: no field twice, nothing after the value, decimals exact. */
    public static JsonNode tree(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            int column =
                    e.getLocation() == null ? 1 : Math.max(1, e.getLocation().getColumnNr());
            throw new BadLine(column, "is no JSON object (" + e.getOriginalMessage() + ")");
        }
    }

    /** The line, without its end. */
    public String format() {
        ObjectNode line = MAPPER.createObjectNode();
        line.put("topic", topic.name());
        line.put("key", key);
        line.put("timestamp", timestamp.toEpochMilli());
        line.set("value", RecordJson.write(value));
        return line.toString();
    }

    /** {@code Fund.markets[0].mark} as {@code /markets/0/mark}. */
    private static String pointer(String path) {
        return path.replaceFirst("^[^.\\[]*", "")
                .replace("[", "/")
                .replace("]", "")
                .replace('.', '/');
    }

    /** Column at which the value of a pointer begins, 1 where the line has no such value. */
    private static int columnOf(String line, String pointer) {
        JsonPointer wanted = JsonPointer.compile(pointer);
        try (JsonParser parser = MAPPER.createParser(line)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token != JsonToken.FIELD_NAME
                        && !token.isStructEnd()
                        && pointsTo(parser, token).equals(wanted)) {
                    return parser.currentTokenLocation().getColumnNr();
                }
            }
            return 1;
        } catch (IOException e) {
            throw new UncheckedIOException("a line that was read once cannot be read again", e);
        }
    }

    /** Pointer to the current value; within the first token of an object or array the parser already stands inside it. */
    private static JsonPointer pointsTo(JsonParser parser, JsonToken token) {
        return token.isStructStart()
                ? parser.getParsingContext().getParent().pathAsPointer()
                : parser.getParsingContext().pathAsPointer();
    }
}
