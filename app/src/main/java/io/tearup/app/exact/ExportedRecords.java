package io.tearup.app.exact;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tearup.ndjson.RecordJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * A record as a line of JSON that keeps every byte: {@code {"topic","partition","offset","timestamp","key","value",
 * "bytes"}}.
 *
 * <p>{@code bytes} is the value as it stands on the topic, base64, and counts; {@code value} is the same decoded, for whoever
 * reads along, and null where it does not decode. A key that is no UTF-8 text is in {@code keyBytes} instead.
 * {@code headers} and {@code "brokersTime": true} are there where they say something.
 */
final class ExportedRecords {
    private static final ObjectMapper MAPPER = JsonMapper.builder().build();

    private ExportedRecords() {}

    static String line(RunRecord record, @Nullable SpecificRecord decoded) {
        ObjectNode line = MAPPER.createObjectNode();
        line.put("topic", record.topic());
        line.put("partition", record.partition());
        line.put("offset", record.offset());
        line.put("timestamp", record.timestamp());
        if (record.brokersTime()) {
            line.put("brokersTime", true);
        }
        byte[] key = record.key();
        String text = key == null ? null : new String(key, StandardCharsets.UTF_8);
        boolean isText = text == null || Arrays.equals(text.getBytes(StandardCharsets.UTF_8), key);
        line.put("key", isText ? text : null);
        if (!isText) {
            line.put("keyBytes", base64(key));
        }
        line.set("value", decoded == null ? NullNode.getInstance() : RecordJson.write(decoded));
        line.put("bytes", base64(record.value()));
        if (!record.headers().isEmpty()) {
            ArrayNode headers = line.putArray("headers");
            record.headers()
                    .forEach(header ->
                            headers.addObject().put("name", header.name()).put("bytes", base64(header.value())));
        }
        return line + "\n";
    }

    /**
     * A record from its line.
     *
     * @throws IllegalArgumentException if it is no such line
     */
    static RunRecord read(String line) {
        JsonNode json;
        try {
            json = MAPPER.readTree(line);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("is no JSON object (" + e.getOriginalMessage() + ")", e);
        }
        List<RunRecord.Header> headers = new ArrayList<>();
        json.path("headers")
                .forEach(header ->
                        headers.add(new RunRecord.Header(header.path("name").asText(), bytes(header, "bytes"))));
        String key = json.path("key").textValue();
        return new RunRecord(
                text(json, "topic"),
                (int) whole(json, "partition"),
                whole(json, "offset"),
                whole(json, "timestamp"),
                json.path("brokersTime").asBoolean(),
                key == null ? bytes(json, "keyBytes") : key.getBytes(StandardCharsets.UTF_8),
                bytes(json, "bytes"),
                headers);
    }

    private static @Nullable String base64(byte @Nullable [] bytes) {
        return bytes == null ? null : Base64.getEncoder().encodeToString(bytes);
    }

    private static byte @Nullable [] bytes(JsonNode json, String field) {
        String text = json.path(field).textValue();
        try {
            return text == null ? null : Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(field + ": is no base64", e);
        }
    }

    private static String text(JsonNode json, String field) {
        String text = json.path(field).textValue();
        if (text == null) {
            throw new IllegalArgumentException(
                    field + ": is missing; only the lines that 'tearup export' writes can be replayed exactly");
        }
        return text;
    }

    private static long whole(JsonNode json, String field) {
        JsonNode value = json.path(field);
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw new IllegalArgumentException(field + ": must be a whole number, is " + value
                    + "; only the lines that 'tearup export' writes can be replayed exactly");
        }
        return value.longValue();
    }
}
