package io.tearup.connect.run;

import io.tearup.app.Pipeline;
import io.tearup.app.PipelineSettings;
import io.tearup.app.TopicPlanner;
import io.tearup.app.local.LocalPlatform;
import io.tearup.catalogue.RecordSerdes;
import io.tearup.catalogue.RiskGroupLayout;
import io.tearup.catalogue.Topics;
import io.tearup.ndjson.RecordLine;
import io.tearup.stream.Ingress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Deserializer;

/** A broker and a registry with the catalogue's topics for one risk group, and what a test asks of them. */
public final class Cluster implements AutoCloseable {
    private static final String APPLICATION = "tearup";

    private final LocalPlatform platform;
    private final Admin admin;
    private final RiskGroupLayout layout;
    private final Path directory;

    private Cluster(LocalPlatform platform, Admin admin, RiskGroupLayout layout, Path directory) {
        this.platform = platform;
        this.admin = admin;
        this.layout = layout;
        this.directory = directory;
    }

    /** Starts both and creates the topics; {@code more} are topics beside the catalogue's. */
    public static Cluster start(Path directory, String riskGroup, Collection<String> more)
            throws ExecutionException, InterruptedException {
        LocalPlatform platform = LocalPlatform.start(directory);
        Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, platform.bootstrapServers()));
        RiskGroupLayout layout = RiskGroupLayout.parse(riskGroup);
        TopicPlanner planner = new TopicPlanner(admin, layout, Ingress.DIRECT, 1);
        planner.apply(planner.plan());
        admin.createTopics(more.stream()
                        .map(name -> new NewTopic(name, 1, (short) 1))
                        .toList())
                .all()
                .get();
        return new Cluster(platform, admin, layout, directory);
    }

    public String bootstrapServers() {
        return platform.bootstrapServers();
    }

    public String registryUrl() {
        return platform.registryUrl();
    }

    /** Starts the pipeline. */
    public Pipeline decide() throws InterruptedException {
        Pipeline pipeline = Pipeline.start(PipelineSettings.local(
                APPLICATION,
                platform.bootstrapServers(),
                platform.registryUrl(),
                Ingress.DIRECT,
                layout,
                directory.resolve("state")));
        if (!pipeline.awaitRunning(Duration.ofSeconds(60))) {
            throw new AssertionError("the pipeline does not run");
        }
        return pipeline;
    }

    /** Waits until this many input records are there and the pipeline has decided on all of them. */
    public void awaitDecided(long records) throws Exception {
        Wait.until(records + " records are on the input topics", () -> inputs() >= records);
        Wait.until("the pipeline decided on " + records + " records", this::isAllDecided);
    }

    private boolean isAllDecided() throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetSpec> inputs = Topics.inputs().stream()
                .collect(Collectors.toMap(topic -> new TopicPartition(topic.name(), 0), topic -> OffsetSpec.latest()));
        Map<TopicPartition, ListOffsetsResultInfo> ends =
                admin.listOffsets(inputs).all().get();
        Map<TopicPartition, OffsetAndMetadata> decided = admin.listConsumerGroupOffsets(APPLICATION)
                .partitionsToOffsetAndMetadata()
                .get();
        return ends.entrySet().stream().allMatch(end -> {
            OffsetAndMetadata until = decided.get(end.getKey());
            return end.getValue().offset() <= (until == null ? 0 : until.offset());
        });
    }

    /** Whether a connector's consumer committed an offset. */
    public boolean hasCommitted(String connector) throws ExecutionException, InterruptedException {
        return !admin.listConsumerGroupOffsets("connect-" + connector)
                .partitionsToOffsetAndMetadata()
                .get()
                .isEmpty();
    }

    /** Every committed record of a topic's only partition, decoded, as lines. */
    public List<RecordLine> lines(Topics.Topic topic) {
        try (Deserializer<SpecificRecord> deserializer =
                RecordSerdes.forRegistry(platform.registryUrl()).deserializer(SpecificRecord.class)) {
            List<RecordLine> lines = new ArrayList<>();
            for (ConsumerRecord<byte[], byte[]> record : records(List.of(topic.name()))) {
                lines.add(new RecordLine(
                        topic,
                        new String(record.key(), StandardCharsets.UTF_8),
                        Instant.ofEpochMilli(record.timestamp()),
                        deserializer.deserialize(topic.name(), record.value())));
            }
            return lines;
        }
    }

    /** Number of committed records on all input topics. */
    public long inputs() {
        return records(Topics.inputs().stream().map(Topics.Topic::name).toList())
                .size();
    }

    /** Committed records of topics with one partition each. */
    public List<ConsumerRecord<byte[], byte[]>> records(List<String> topics) {
        Map<String, Object> config = Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                platform.bootstrapServers(),
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed",
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest",
                ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
                10);
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        List<TopicPartition> partitions =
                topics.stream().map(topic -> new TopicPartition(topic, 0)).toList();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.getOrDefault(p, 0L))) {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
            }
        }
        return records;
    }

    /** Writes bytes as they are. */
    public void send(String topic, String key, byte[] value) throws ExecutionException, InterruptedException {
        Map<String, Object> config = Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, platform.bootstrapServers());
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(topic, key.getBytes(StandardCharsets.UTF_8), value))
                    .get();
        }
    }

    @Override
    public void close() {
        admin.close();
        platform.close();
    }
}
