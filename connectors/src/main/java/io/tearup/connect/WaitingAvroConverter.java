package io.tearup.connect;

import io.confluent.connect.avro.AvroConverter;
import io.tearup.catalogue.RecordDeserializer;
import io.tearup.catalogue.RecordSerdes;
import io.tearup.catalogue.RegistryUnavailableException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.connect.components.Versioned;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.storage.Converter;
import org.jspecify.annotations.Nullable;

/**
 * Confluent's Avro converter, but for one thing: a schema registry that gives no answer is waited for.
 *
 * <p>The converter itself reports an absent registry as it reports a bad record, so a sink that sets bad records aside would
 * set every record aside while the registry is away. Here the writer's schema is asked for first; only a failure of that step
 * is the registry's, and Connect tries again for as long as {@code errors.retry.timeout} allows.
 */
public final class WaitingAvroConverter implements Converter, Versioned {
    private static final String REGISTRY = "schema.registry.url";
    /** Length of what a record begins with: a zero and the id of its schema. */
    private static final int HEADER = 1 + Integer.BYTES;

    private final AvroConverter confluent = new AvroConverter();
    private @Nullable RecordDeserializer<SpecificRecord> registry;

    /** Made by the worker. */
    public WaitingAvroConverter() {}

    @Override
    public String version() {
        return PluginVersion.VERSION;
    }

    @Override
    public ConfigDef config() {
        return confluent.config();
    }

    @Override
    public void configure(Map<String, ?> configs, boolean isKey) {
        Object url = configs.get(REGISTRY);
        if (url == null) {
            throw new ConfigException(REGISTRY, null, "names the schema registry");
        }
        Map<String, Object> client = new HashMap<>(configs);
        client.values().removeIf(Objects::isNull);
        registry = RecordSerdes.forRegistry(url.toString(), client).deserializer(SpecificRecord.class);
        confluent.configure(configs, isKey);
    }

    @Override
    public byte @Nullable [] fromConnectData(String topic, @Nullable Schema schema, @Nullable Object value) {
        return confluent.fromConnectData(topic, schema, value);
    }

    @Override
    public SchemaAndValue toConnectData(String topic, byte @Nullable [] value) {
        if (value == null) {
            return confluent.toConnectData(topic, null);
        }
        if (value.length < HEADER || value[0] != 0) {
            throw new DataException("a record of " + topic + " does not begin with a zero and a schema id, so it is no"
                    + " Avro in the Confluent wire format; it has " + value.length + " bytes");
        }
        int id = ByteBuffer.wrap(value, 1, Integer.BYTES).getInt();
        try {
            Objects.requireNonNull(registry, "configure comes first").writerSchema(topic, id);
        } catch (RegistryUnavailableException e) {
            throw new RetriableException("the schema registry gives no answer for a record of " + topic, e);
        } catch (SerializationException e) {
            throw new DataException("a record of " + topic + " cannot be read: " + e.getMessage(), e);
        }
        return confluent.toConnectData(topic, value);
    }

    @Override
    public void close() {
        if (registry != null) {
            registry.close();
        }
    }
}
