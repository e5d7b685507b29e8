package io.tearup.app;

import io.tearup.app.config.TearupConfig;
import io.tearup.catalogue.RecordSerdes;
import io.tearup.catalogue.RegistryUnavailableException;
import io.tearup.catalogue.RiskGroupLayout;
import io.tearup.catalogue.Topics;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Writes single records to a deployment's input topics, each before the next, with the key of the catalogue. */
public final class InputSender implements AutoCloseable {
    private final RiskGroupLayout layout;
    private final Serializer<SpecificRecord> serializer;
    private final KafkaProducer<String, byte[]> producer;

    /** @throws UserFault if the producer cannot be made of the configuration */
    public InputSender(TearupConfig config) {
        this(
                config.layout(),
                config.bootstrapServers(),
                config.kafkaProperties(),
                RecordSerdes.forRegistry(config.registryUrl(), config.registryProperties()));
    }

    /** @throws UserFault if the producer cannot be made of the properties */
    public InputSender(
            RiskGroupLayout layout, String bootstrapServers, Map<String, String> kafkaProperties, RecordSerdes serdes) {
        this.layout = layout;
        Map<String, Object> properties = new HashMap<>(kafkaProperties);
        properties.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        serializer = serdes.serializer();
        try {
            producer = new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer());
        } catch (KafkaException e) {
            serializer.close();
            throw new UserFault(
                    ExitCode.PREFLIGHT, "kafka.properties: no producer can be made of them: " + e.getMessage());
        }
    }

    /**
     * Writes a record to the partition of its risk group and waits until the brokers have it.
     *
     * @throws UserFault if they, or the registry, do not take it
     */
    public RecordMetadata send(Topics.Topic topic, SpecificRecord record) throws InterruptedException {
        try {
            String group = topic.keyOf(record).group();
            // A topic of the venue's own may have fewer partitions; routing mends that.
            int partition = layout.firstPartitionOf(group)
                    % producer.partitionsFor(topic.name()).size();
            return producer.send(new ProducerRecord<>(
                            topic.name(),
                            partition,
                            topic.keyOf(record).toString(),
                            serializer.serialize(topic.name(), record)))
                    .get();
        } catch (ExecutionException e) {
            throw new UserFault(ExitCode.RUNTIME, topic.name() + ": the record was not taken: " + e.getCause());
        } catch (RegistryUnavailableException e) {
            throw new UserFault(ExitCode.PREFLIGHT, "registry.url: " + e.getMessage());
        } catch (KafkaException e) {
            throw new UserFault(ExitCode.RUNTIME, topic.name() + ": the record was not taken: " + e.getMessage());
        }
    }

    @Override
    public void close() {
        producer.close();
        serializer.close();
    }
}
