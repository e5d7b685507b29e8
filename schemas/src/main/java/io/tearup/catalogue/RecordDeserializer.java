package io.tearup.catalogue;

import io.confluent.kafka.serializers.KafkaAvroDeserializer;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * The Confluent deserializer, with a bad record told from an absent registry.
 *
 * <p>The Confluent class reports both as the same exception. Here the writer's schema is asked for first, which the client keeps, so that a failure of
 * that step is known to be the registry's; only then are the bytes read.
 */
public final class RecordDeserializer<T extends SpecificRecord> implements Deserializer<T> {
    private final Class<T> type;
    private final KafkaAvroDeserializer confluent;
    private final WriterSchemas schemas;

    RecordDeserializer(Class<T> type, KafkaAvroDeserializer confluent) {
        this.type = type;
        this.confluent = confluent;
        this.schemas = new WriterSchemas(confluent.getSchemaRegistryClient());
    }

    /**
     * The schema a record was written with.
     *
     * @throws SerializationException if the bytes name none that the registry has for the topic
     * @throws RegistryUnavailableException if the registry cannot be asked
     */
    public Schema writerSchema(String topic, int id) {
        Object schema = schemas.of(topic, id).rawSchema();
        if (!(schema instanceof Schema)) {
            throw new SerializationException(
                    "a record of " + topic + " names schema id " + id + ", which is no Avro schema");
        }
        return (Schema) schema;
    }

    @Override
    public @Nullable T deserialize(String topic, byte @Nullable [] data) {
        if (data == null) {
            return null;
        }
        schemas.of(topic, WriterSchemas.idOf(topic, data));
        Object record = confluent.deserialize(topic, data);
        requireType(topic, record, type);
        return type.cast(record);
    }

    /**
     * Requires a record to be of a topic's type.
     *
     * @throws SerializationException if it is not
     */
    public static void requireType(String topic, @Nullable Object record, Class<?> type) {
        if (!type.isInstance(record)) {
            throw new SerializationException("a record of " + topic + " is a "
                    + (record == null ? "null" : record.getClass().getName()) + ", not a " + type.getName());
        }
    }

    @Override
    public void close() {
        confluent.close();
    }
}
