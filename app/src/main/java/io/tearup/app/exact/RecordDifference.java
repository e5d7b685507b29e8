package io.tearup.app.exact;

import com.fasterxml.jackson.databind.JsonNode;
import io.tearup.catalogue.RecordDeserializer;
import io.tearup.catalogue.RecordSerdes;
import io.tearup.catalogue.WriterSchemas;
import io.tearup.ndjson.RecordJson;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Objects;
import java.util.TreeSet;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/** Compares records byte by byte and names what differs. */
final class RecordDifference implements AutoCloseable {
    private static final String NONE = "none";

    /** A record the replay writes. */
    record Written(byte[] key, byte @Nullable [] value, long timestamp) {}

    private record Field(String path, String run, String replay) {}

    private final RecordDeserializer<SpecificRecord> deserializer;

    RecordDifference(RecordSerdes serdes) {
        this.deserializer = serdes.deserializer(SpecificRecord.class);
    }

    /**
     * Whether two records are the same: key, value and headers, and the timestamp where the producer sets it. Tearup
     * writes no headers.
     */
    static boolean same(RunRecord run, Written replay) {
        return Arrays.equals(run.key(), replay.key())
                && Arrays.equals(run.value(), replay.value())
                && run.headers().isEmpty()
                && (run.brokersTime() || run.timestamp() == replay.timestamp());
    }

    /** The first thing in which two records that are not the same differ. */
    Difference between(RunRecord run, Written replay) {
        if (!Arrays.equals(run.key(), replay.key())) {
            return of(run, "key", text(run.key()), text(replay.key()));
        }
        if (!Arrays.equals(run.value(), replay.value())) {
            Field field = field(run.topic(), run.value(), replay.value());
            return of(run, field.path(), field.run(), field.replay());
        }
        if (!run.headers().isEmpty()) {
            return of(
                    run,
                    "headers",
                    run.headers().stream().map(RunRecord.Header::name).toList().toString(),
                    NONE);
        }
        return of(run, "timestamp", Long.toString(run.timestamp()), Long.toString(replay.timestamp()));
    }

    /** A record of the run that the replay does not write. */
    Difference surplus(RunRecord run) {
        return of(run, "record", describe(run.topic(), run.key(), run.value()), NONE);
    }

    /** A record of the replay that the run does not have. */
    Difference missing(String topic, int partition, Written replay) {
        return new Difference(topic, partition, null, "record", NONE, describe(topic, replay.key(), replay.value()));
    }

    private static Difference of(RunRecord at, String field, String run, String replay) {
        return new Difference(at.topic(), at.partition(), at.offset(), field, run, replay);
    }

    private Field field(String topic, byte @Nullable [] run, byte @Nullable [] replay) {
        SpecificRecord ofRun = decoded(topic, run);
        SpecificRecord ofReplay = decoded(topic, replay);
        if (ofRun == null || ofReplay == null) {
            return new Field("value", text(run), text(replay));
        }
        Field field = field("", RecordJson.write(ofRun), RecordJson.write(ofReplay));
        if (field != null) {
            return field;
        }
        int idOfRun = WriterSchemas.idOf(topic, Objects.requireNonNull(run, topic));
        int idOfReplay = WriterSchemas.idOf(topic, Objects.requireNonNull(replay, topic));
        return idOfRun == idOfReplay
                ? new Field("bytes", text(run), text(replay))
                : new Field("schema", "id " + idOfRun, "id " + idOfReplay);
    }

    private static @Nullable Field field(String path, JsonNode run, JsonNode replay) {
        if (run.equals(replay)) {
            return null;
        }
        if (run.isObject() && replay.isObject()) {
            // In the schema's order; a name that only one of them has comes last.
            Iterator<String> names = run.fieldNames();
            while (names.hasNext()) {
                String name = names.next();
                Field field = field(path.isEmpty() ? name : path + "." + name, run.path(name), replay.path(name));
                if (field != null) {
                    return field;
                }
            }
            TreeSet<String> others = new TreeSet<>();
            replay.fieldNames().forEachRemaining(others::add);
            run.fieldNames().forEachRemaining(others::remove);
            return new Field(
                    path + "." + others.first(),
                    NONE,
                    replay.path(others.first()).toString());
        }
        if (run.isArray() && replay.isArray()) {
            for (int i = 0; i < Math.max(run.size(), replay.size()); i++) {
                Field field = field(path + "[" + i + "]", run.path(i), replay.path(i));
                if (field != null) {
                    return field;
                }
            }
        }
        return new Field(path, shown(run), shown(replay));
    }

    private static String shown(JsonNode node) {
        return node.isMissingNode() ? NONE : node.isValueNode() ? node.asText() : node.toString();
    }

    private @Nullable SpecificRecord decoded(String topic, byte @Nullable [] value) {
        try {
            return deserializer.deserialize(topic, value);
        } catch (SerializationException e) {
            return null;
        }
    }

    private String describe(String topic, byte @Nullable [] key, byte @Nullable [] value) {
        SpecificRecord record = decoded(topic, value);
        return "'" + text(key) + "' " + (record == null ? text(value) : RecordJson.write(record));
    }

    private static String text(byte @Nullable [] bytes) {
        return bytes == null ? NONE : new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        deserializer.close();
    }
}
