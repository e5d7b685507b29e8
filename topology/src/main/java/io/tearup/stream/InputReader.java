package io.tearup.stream;

import io.tearup.catalogue.RecordDeserializer;
import io.tearup.catalogue.RecordSerdes;
import io.tearup.catalogue.Topics;
import io.tearup.engine.model.RejectReason;
import io.tearup.engine.model.RejectedInput;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/**
 * Decodes input records by topic.
 *
 * <p>Bytes that are no record of the topic are refused. A registry that cannot be asked is no fault of the record: that
 * exception passes, the task fails, and the record is read again.
 */
final class InputReader implements AutoCloseable {
    private static final Map<String, Class<? extends SpecificRecord>> TYPES = types();

    private final RecordDeserializer<SpecificRecord> deserializer;

    InputReader(RecordSerdes serdes) {
        deserializer = serdes.deserializer(SpecificRecord.class);
    }

    private static Map<String, Class<? extends SpecificRecord>> types() {
        Map<String, Class<? extends SpecificRecord>> types = new HashMap<>();
        for (Topics.Topic topic : Topics.inputs()) {
            types.put(topic.name(), topic.type());
        }
        return Map.copyOf(types);
    }

    /**
     * The record in {@code value}.
     *
     * @throws RejectedInput {@code UNDECODABLE} if the bytes are no record of the topic
     */
    SpecificRecord read(String topic, byte @Nullable [] value) {
        Class<? extends SpecificRecord> type = TYPES.get(topic);
        if (type == null) {
            throw new RejectedInput(RejectReason.UNDECODABLE, "'" + topic + "' is not an input topic");
        }
        if (value == null) {
            throw new RejectedInput(RejectReason.UNDECODABLE, "the record of " + topic + " has no value");
        }
        SpecificRecord record;
        try {
            record = deserializer.deserialize(topic, value);
            if (record != null) {
                RecordDeserializer.requireType(topic, record, type);
            }
        } catch (SerializationException e) {
            throw undecodable(topic, value, e);
        }
        if (record == null) {
            throw new RejectedInput(RejectReason.UNDECODABLE, "the record of " + topic + " has no value");
        }
        return record;
    }

    /** The schema of an id that a record of an input topic carries. */
    Schema writerSchema(String topic, int id) {
        return deserializer.writerSchema(topic, id);
    }

    private static RejectedInput undecodable(String topic, byte[] value, RuntimeException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        return new RejectedInput(
                RejectReason.UNDECODABLE,
                value.length + " bytes are no Avro record of " + topic + " ("
                        + cause.getClass().getSimpleName() + ": " + cause.getMessage() + ")");
    }

    @Override
    public void close() {
        deserializer.close();
    }
}
