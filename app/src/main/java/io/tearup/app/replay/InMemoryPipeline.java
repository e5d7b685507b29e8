package io.tearup.app.replay;

import io.tearup.catalogue.RecordSerdes;
import io.tearup.catalogue.RiskGroupLayout;
import io.tearup.catalogue.Topics;
import io.tearup.stream.Ingress;
import io.tearup.stream.Names;
import io.tearup.stream.TearupTopology;
import io.tearup.stream.TopologySettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;

/**
 * The real topology driven record by record in this process: the same processors, store, serdes and wire format as on a
 * cluster, with a registry in memory and no broker. Each record is processed, and committed, before {@link #send} returns.
 */
public final class InMemoryPipeline implements AutoCloseable {
    private static final String APPLICATION = "replay";

    private final RecordSerdes serdes = RecordSerdes.forRegistry("mock://replay-" + UUID.randomUUID());
    private final Serializer<SpecificRecord> serializer = serdes.serializer();
    private final Map<String, TestInputTopic<String, byte[]>> inputs = new HashMap<>();
    private final Map<String, TestOutputTopic<String, SpecificRecord>> outputs = new HashMap<>();
    private final TestOutputTopic<byte[], byte[]> changelog;
    private final TopologyTestDriver driver;
    private final Path directory;

    /** A pipeline for the groups of a layout. Its partitions are one: the driver has no others. */
    public InMemoryPipeline(RiskGroupLayout layout, Ingress ingress) {
        if (layout.partitions() != 1 && ingress == Ingress.DIRECT) {
            throw new IllegalArgumentException("in memory there is one partition: one risk group with ingress DIRECT");
        }
        try {
            directory = Files.createTempDirectory("tearup-replay-");
        } catch (IOException e) {
            throw new UncheckedIOException("no temporary directory for the replay", e);
        }
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, APPLICATION);
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "in-memory:1");
        properties.put(StreamsConfig.STATE_DIR_CONFIG, directory.toString());
        properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        driver = new TopologyTestDriver(
                TearupTopology.build(new TopologySettings(ingress, layout, serdes)), properties, Instant.EPOCH);
        for (Topics.Topic topic : Topics.inputs()) {
            inputs.put(
                    topic.name(),
                    driver.createInputTopic(topic.name(), new StringSerializer(), new ByteArraySerializer()));
        }
        for (Topics.Topic topic : Topics.outputs()) {
            outputs.put(
                    topic.name(),
                    driver.createOutputTopic(
                            topic.name(), new StringDeserializer(), serdes.deserializer(SpecificRecord.class)));
        }
        changelog = driver.createOutputTopic(
                APPLICATION + "-" + Names.RISK_STATE + "-changelog",
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    /** Processes one input record with its own key. */
    public void send(Topics.Topic topic, SpecificRecord record, Instant timestamp) {
        send(topic, topic.keyOf(record).toString(), record, timestamp);
    }

    /** Processes one input record. */
    public void send(Topics.Topic topic, String key, SpecificRecord record, Instant timestamp) {
        byte[] value = serializer.serialize(topic.name(), record);
        Objects.requireNonNull(inputs.get(topic.name()), topic.name())
                .pipeInput(new TestRecord<>(key, value, timestamp));
    }

    /** Records of an output topic since the last call, in order. */
    public List<TestRecord<String, SpecificRecord>> drain(Topics.Topic topic) {
        return Objects.requireNonNull(outputs.get(topic.name()), topic.name()).readRecordsToList();
    }

    /** Rows of the store's changelog since the last call, in order. */
    public List<KeyValue<byte[], byte[]>> drainChangelog() {
        return changelog.readKeyValuesToList();
    }

    @Override
    public void close() {
        driver.close();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + directory, e);
        }
    }
}
