package io.tearup.connect;

import io.tearup.catalogue.RecordSerdes;
import io.tearup.catalogue.RegistryUnavailableException;
import io.tearup.catalogue.Topics;
import io.tearup.ndjson.RecordJson;
import io.tearup.ndjson.RecordLine;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.connect.components.Versioned;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.storage.Converter;
import org.jspecify.annotations.Nullable;

/**
 * Records of the catalogue between their JSON, as a text within Connect, and Avro in the Confluent wire format on the topic.
 *
 * <p>The schema is that of the topic in the catalogue, never one derived from data, so what a source writes here is what every
 * other producer writes: same schema, same id. Confluent's own serializer writes it. A text that is no record of its topic is a
 * {@link DataException} that names topic and field; a registry that gives no answer is tried again.
 *
 * <p>Configuration: {@value #REGISTRY}, required, and anything else of the Confluent client with the converter's prefix.
 */
public final class RecordConverter implements Converter, Versioned {
    private static final String REGISTRY = "schema.registry.url";

    private @Nullable Serializer<SpecificRecord> serializer;
    private @Nullable Deserializer<SpecificRecord> deserializer;

    /** Made by the worker. */
    public RecordConverter() {}

    @Override
    public String version() {
        return PluginVersion.VERSION;
    }

    @Override
    public ConfigDef config() {
        return new ConfigDef()
                .define(
                        REGISTRY,
                        ConfigDef.Type.STRING,
                        ConfigDef.NO_DEFAULT_VALUE,
                        ConfigDef.Importance.HIGH,
                        "Schema registry with the Confluent API.");
    }

    @Override
    public void configure(Map<String, ?> configs, boolean isKey) {
        if (isKey) {
            throw new ConfigException(
                    "key.converter",
                    RecordConverter.class.getName(),
                    "keys of the catalogue are texts; use org.apache.kafka.connect.storage.StringConverter");
        }
        Object url = configs.get(REGISTRY);
        if (url == null) {
            throw new ConfigException("value.converter." + REGISTRY, null, "names the schema registry");
        }
        Map<String, Object> client = new HashMap<>(configs);
        client.values().removeIf(Objects::isNull);
        RecordSerdes serdes = RecordSerdes.forRegistry(url.toString(), client);
        serializer = serdes.serializer();
        deserializer = serdes.deserializer(SpecificRecord.class);
    }

    @Override
    public byte @Nullable [] fromConnectData(String topic, @Nullable Schema schema, @Nullable Object value) {
        if (value == null) {
            return null;
        }
        Topics.Topic known = known(topic);
        if (!(value instanceof String text)) {
            throw new DataException("a record for " + topic + " must be given as a JSON text, is a "
                    + value.getClass().getName());
        }
        try {
            SpecificRecord record = RecordJson.read(known.type(), RecordLine.tree(text));
            return Objects.requireNonNull(serializer, "configure comes first").serialize(topic, record);
        } catch (IllegalArgumentException e) {
            throw new DataException("a record for " + topic + " is refused: " + e.getMessage(), e);
        } catch (SerializationException e) {
            throw refused(topic, e);
        }
    }

    @Override
    public SchemaAndValue toConnectData(String topic, byte @Nullable [] value) {
        if (value == null) {
            return SchemaAndValue.NULL;
        }
        try {
            SpecificRecord record = Objects.requireNonNull(deserializer, "configure comes first")
                    .deserialize(topic, value);
            return new SchemaAndValue(
                    Schema.STRING_SCHEMA,
                    RecordJson.write(Objects.requireNonNull(record)).toString());
        } catch (RegistryUnavailableException e) {
            throw new RetriableException("the schema registry gives no answer for a record of " + topic, e);
        } catch (SerializationException e) {
            throw new DataException("a record of " + topic + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static Topics.Topic known(String topic) {
        return Topics.byName(topic)
                .filter(found -> found.value() != null)
                .orElseThrow(() -> new DataException("'" + topic + "' is no topic of the catalogue, which are "
                        + Topics.all().stream()
                                .filter(found -> found.value() != null)
                                .map(Topics.Topic::name)
                                .toList()));
    }

    /** A registry that cannot be reached is tried again, one that says no is not. */
    private static RuntimeException refused(String topic, SerializationException e) {
        Throwable cause = e.getCause();
        if (cause instanceof IOException) {
            return new RetriableException("the schema registry gives no answer for a record of " + topic, e);
        }
        String why = cause == null ? e.getMessage() : e.getMessage() + " (" + cause.getMessage() + ")";
        return new DataException("a record for " + topic + " is refused: " + why, e);
    }

    @Override
    public void close() throws IOException {
        if (serializer != null) {
            serializer.close();
        }
        if (deserializer != null) {
            deserializer.close();
        }
    }
}
