package io.tearup.catalogue;

import io.confluent.kafka.schemaregistry.ParsedSchema;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/** The schemas that records were written with, by the id they carry. The registry's client keeps what it was told; the
 * last answer is kept here too, since the client's look-up costs more than to read a small record. */
public final class WriterSchemas {
    /** Bytes before a record's own: a zero and the schema's id. */
    public static final int HEADER_BYTES = 1 + Integer.BYTES;

    private static final byte MAGIC = 0;

    /** The registry's own error codes for "no such subject, version or schema" are 40401 to 40499; a proxy's or a wrong path's 404 is none. */
    private static final int NOT_FOUND_CODES = 404;

    private final SchemaRegistryClient registry;

    /** What was asked for last, which most records ask for again. */
    private @Nullable Known last;

    private record Known(String topic, int id, ParsedSchema schema) {}

    WriterSchemas(SchemaRegistryClient registry) {
        this.registry = registry;
    }

    /**
     * Schema id of a record in the Confluent wire format.
     *
     * @throws SerializationException if the bytes do not begin as that format does
     */
    public static int idOf(String topic, byte[] data) {
        if (data.length < HEADER_BYTES || data[0] != MAGIC) {
            throw new SerializationException(
                    "a record of " + topic + " does not begin with a schema id in the Confluent wire format");
        }
        return ByteBuffer.wrap(data, 1, Integer.BYTES).getInt();
    }

    /**
     * The schema of an id.
     *
     * @throws SerializationException if the registry has none for the topic's subject
     * @throws RegistryUnavailableException if the registry cannot be asked
     */
    public ParsedSchema of(String topic, int id) {
        Known known = last;
        if (known != null && known.id() == id && known.topic().equals(topic)) {
            return known.schema();
        }
        try {
            ParsedSchema schema = registry.getSchemaBySubjectAndId(topic + "-value", id);
            last = new Known(topic, id, schema);
            return schema;
        } catch (RestClientException e) {
            if (e.getErrorCode() / 100 == NOT_FOUND_CODES) {
                // Without the registry's own words: a dead letter must say the same whichever registry is asked.
                throw new SerializationException(
                        "a record of " + topic + " names schema id " + id + ", which the registry does not have");
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
}
