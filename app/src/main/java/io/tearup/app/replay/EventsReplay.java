package io.tearup.app.replay;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tearup.app.ExitCode;
import io.tearup.app.OutputDirectory;
import io.tearup.app.Progress;
import io.tearup.app.UserFault;
import io.tearup.app.ndjson.RecordJson;
import io.tearup.catalogue.RiskGroupLayout;
import io.tearup.catalogue.Topics;
import io.tearup.stream.Ingress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.test.TestRecord;

/**
 * Runs recorded events through the real topology and writes every output record.
 *
 * <p>Input: one object per line, {@code {"topic","key","timestamp","value"}}, the value as {@link RecordJson} reads it, the
 * timestamp in milliseconds since the epoch. Events are processed in the file's order. Output: {@code <topic>.ndjson} of the
 * same form per output topic. All lines are read before the first is processed, and the output appears as a whole or not at
 * all. Each risk group runs in a pipeline of its own, as it would in a task of its own.
 */
final class EventsReplay {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS, DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();
    private static final Set<String> FIELDS = Set.of("topic", "key", "timestamp", "value");

    private record Event(Topics.Topic topic, String key, Instant timestamp, SpecificRecord value, String group) {}

    private EventsReplay() {}

    /**
     * Replays a file.
     *
     * @param out directory that is made; it must not exist or be empty
     * @return records written by topic, in the catalogue's order
     */
    static Map<String, Long> run(Path file, Path out, Progress.Factory progress) {
        List<Event> events = read(file);
        return OutputDirectory.write(out, draft -> process(events, draft, progress.of("replaying", events.size())));
    }

    private static Map<String, Long> process(List<Event> events, Path draft, Progress progress) throws IOException {
        Map<String, Long> written = new LinkedHashMap<>();
        Map<String, Writer> writers = new LinkedHashMap<>();
        Map<String, InMemoryPipeline> pipelines = new HashMap<>();
        try {
            for (Topics.Topic topic : Topics.outputs()) {
                Path to = draft.resolve(topic.name() + ".ndjson");
                writers.put(topic.name(), Files.newBufferedWriter(to, StandardCharsets.UTF_8));
                written.put(topic.name(), 0L);
            }
            long done = 0;
            for (Event event : events) {
                InMemoryPipeline pipeline = pipelines.computeIfAbsent(
                        event.group(), group -> new InMemoryPipeline(RiskGroupLayout.parse(group), Ingress.DIRECT));
                pipeline.send(event.topic(), event.key(), event.value(), event.timestamp());
                for (Topics.Topic topic : Topics.outputs()) {
                    for (TestRecord<String, SpecificRecord> record : pipeline.drain(topic)) {
                        Writer writer = writers.get(topic.name());
                        if (writer != null) {
                            writer.write(line(topic, record));
                        }
                        written.merge(topic.name(), 1L, Long::sum);
                    }
                }
                pipeline.drainChangelog();
                progress.at(++done);
            }
            progress.done();
        } finally {
            pipelines.values().forEach(InMemoryPipeline::close);
            for (Writer writer : writers.values()) {
                writer.close();
            }
        }
        return written;
    }

    private static String line(Topics.Topic topic, TestRecord<String, SpecificRecord> record) {
        ObjectNode line = MAPPER.createObjectNode();
        line.put("topic", topic.name());
        line.put("key", record.key());
        line.put("timestamp", record.timestamp());
        line.set("value", RecordJson.write(record.value()));
        return line + "\n";
    }

    private static List<Event> read(Path file) {
        List<Event> events = new ArrayList<>();
        Set<String> faults = new LinkedHashSet<>();
        try (Stream<String> lines = Files.lines(file, StandardCharsets.UTF_8)) {
            int number = 0;
            for (String line : (Iterable<String>) lines::iterator) {
                number++;
                if (line.isBlank()) {
                    continue;
                }
                try {
                    events.add(event(line));
                } catch (IllegalArgumentException e) {
                    faults.add(file + ":" + number + ": " + e.getMessage());
                }
            }
        } catch (IOException | UncheckedIOException e) {
            throw new UserFault(ExitCode.RUNTIME, file + ": cannot be read (" + e + ")");
        }
        if (!faults.isEmpty()) {
            throw new UserFault(ExitCode.RUNTIME, List.copyOf(faults));
        }
        return events;
    }

    private static Event event(String line) {
        JsonNode json;
        try {
            json = MAPPER.readTree(line);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("is no JSON object (" + e.getOriginalMessage() + ")", e);
        }
        json.fieldNames().forEachRemaining(name -> {
            if (!FIELDS.contains(name)) {
                throw new IllegalArgumentException(
                        "has no field '" + name + "'; its fields are topic, key, timestamp," + " value");
            }
        });
        String name = json.path("topic").asText();
        Topics.Topic topic = Topics.byName(name)
                .filter(known -> known.direction() == Topics.Direction.INPUT)
                .orElseThrow(() -> new IllegalArgumentException("topic: is '" + name + "', must be one of "
                        + Topics.inputs().stream().map(Topics.Topic::name).toList()));
        JsonNode timestamp = json.path("timestamp");
        if (!timestamp.isIntegralNumber() || !timestamp.canConvertToLong() || timestamp.longValue() < 0) {
            throw new IllegalArgumentException("timestamp: must be milliseconds since 1970, is " + timestamp);
        }
        Class<? extends SpecificRecord> type = topic.value();
        if (type == null) {
            throw new IllegalStateException(topic.name() + " has no schema");
        }
        SpecificRecord value = RecordJson.read(type, json.path("value"));
        JsonNode key = json.path("key");
        String group = value.get(value.getSchema().getField("riskGroup").pos()).toString();
        RiskGroupLayout.parse(group);
        return new Event(
                topic,
                key.isTextual() ? key.textValue() : topic.keyOf(value).toString(),
                Instant.ofEpochMilli(timestamp.longValue()),
                value,
                group);
    }
}
