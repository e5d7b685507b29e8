package io.tearup.catalogue;

import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import io.confluent.kafka.serializers.KafkaAvroDeserializer;
import java.io.IOException;
import java.nio.ByteBuffer;
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
final class RecordDeserializer<T extends SpecificRecord> implements Deserializer<T> {
    private static final byte MAGIC = 0;
    private static final int HEADER_BYTES = 1 + Integer.BYTES;

    /** The registry's own error codes for "no such subject, version or schema" are 40401 to 40499; a proxy's or a wrong path's 404 is none. */
    private static final int NOT_FOUND_CODES = 404;

    private final Class<T> type;
    private final KafkaAvroDeserializer confluent;

    RecordDeserializer(Class<T> type, KafkaAvroDeserializer confluent) {
        this.type = type;
        this.confluent = confluent;
    }

    @Override
    public @Nullable T deserialize(String topic, byte @Nullable [] data) {
        if (data == null) {
            return null;
        }
        if (data.length < HEADER_BYTES || data[0] != MAGIC) {
            throw new SerializationException(
                    "a record of " + topic + " does not begin with a schema id in the Confluent wire format");
        }
        fetchSchema(topic, ByteBuffer.wrap(data, 1, Integer.BYTES).getInt());
        Object record = confluent.deserialize(topic, data);
        if (!type.isInstance(record)) {
            throw new SerializationException("a record of " + topic + " is a "
                    + (record == null ? "null" : record.getClass().getName()) + ", not a " + type.getName());
        }
        return type.cast(record);
    }

    private void fetchSchema(String topic, int id) {
        SchemaRegistryClient registry = confluent.getSchemaRegistryClient();
        try {
            registry.getSchemaBySubjectAndId(topic + "-value", id);
        } catch (RestClientException e) {
            if (e.getErrorCode() / 100 == NOT_FOUND_CODES) {
                throw new SerializationException(
                        "a record of " + topic + " names schema id " + id + ", which the registry does not have", e);
            }
            throw unavailable(topic, id, e);
        } catch (IOException e) {
            throw unavailable(topic, id, e);
        }
    }

    private static RegistryUnavailableException unavailable(String topic, int id, Exception cause) {
        return new RegistryUnavailableException(
                "the schema registry gave no answer for schema id " + id + " of " + topic + ": " + cause.getMessage(),
                cause);
    }

    @Override
    public void close() {
        confluent.close();
    }
}
