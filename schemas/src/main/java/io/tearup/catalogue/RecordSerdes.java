package io.tearup.catalogue;

import io.confluent.kafka.serializers.KafkaAvroDeserializer;
import io.confluent.kafka.serializers.KafkaAvroDeserializerConfig;
import io.confluent.kafka.serializers.KafkaAvroSerializer;
import io.confluent.kafka.serializers.KafkaAvroSerializerConfig;
import io.confluent.kafka.serializers.subject.TopicNameStrategy;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Serializers and deserializers of the records of this module against one schema registry: the Confluent wire format, subjects after the topic name,
 * generated classes on both sides.
 *
 * <p>Every call gives a new instance with a registry client of its own, to be closed by whoever asked for it. Instances are for one thread each.
 */
public final class RecordSerdes {
    private final Map<String, Object> config;

    private RecordSerdes(Map<String, Object> config) {
        this.config = config;
    }

    /**
     * Serdes against the registry at {@code url}, several separated by commas; {@code mock://name} is a registry within this JVM, for tests.
     * Schemas are registered when they are first written.
     */
    public static RecordSerdes forRegistry(String url) {
        return forRegistry(url, Map.of());
    }

    /**
     * As {@link #forRegistry(String)}, with further settings of the Confluent client: credentials, TLS, or {@code auto.register.schemas=false} where
     * schemas are registered by hand.
     */
    public static RecordSerdes forRegistry(String url, Map<String, ?> clientConfig) {
        AvroTrust.install();
        Map<String, Object> config = new HashMap<>(clientConfig);
        config.put(KafkaAvroSerializerConfig.SCHEMA_REGISTRY_URL_CONFIG, url);
        config.put(KafkaAvroSerializerConfig.VALUE_SUBJECT_NAME_STRATEGY, TopicNameStrategy.class);
        config.put(KafkaAvroDeserializerConfig.SPECIFIC_AVRO_READER_CONFIG, true);
        // Registers the schema as published, without the generator's own notes, so that one schema has one id whoever
        // writes it.
        config.put(KafkaAvroSerializerConfig.AVRO_REMOVE_JAVA_PROPS_CONFIG, true);
        return new RecordSerdes(Map.copyOf(config));
    }

    /** A serializer of any record; null gives null, a tombstone. */
    public <T extends SpecificRecord> Serializer<T> serializer() {
        KafkaAvroSerializer serializer = new KafkaAvroSerializer();
        serializer.configure(config, false);
        return new RecordSerializer<>(serializer);
    }

    /**
     * A deserializer of records of one type, or of any with {@code SpecificRecord.class}; null gives null, a tombstone.
     *
     * <p>It throws {@link org.apache.kafka.common.errors.SerializationException} where the bytes are no such record or name an unknown schema, and
     * {@link RegistryUnavailableException} where the registry cannot be asked.
     */
    public <T extends SpecificRecord> RecordDeserializer<T> deserializer(Class<T> type) {
        KafkaAvroDeserializer deserializer = new KafkaAvroDeserializer();
        deserializer.configure(config, false);
        return new RecordDeserializer<>(type, deserializer);
    }

    /** {@link #serializer} and {@link #deserializer} of one type together. */
    public <T extends SpecificRecord> Serde<T> serde(Class<T> type) {
        return Serdes.serdeFrom(this.<T>serializer(), deserializer(type));
    }
}
