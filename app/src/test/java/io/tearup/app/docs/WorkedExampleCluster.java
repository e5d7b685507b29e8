package io.tearup.app.docs;

import io.tearup.app.Pipeline;
import io.tearup.app.PipelineSettings;
import io.tearup.app.TopicPlanner;
import io.tearup.app.config.ConfigReader;
import io.tearup.app.config.TearupConfig;
import io.tearup.app.local.LocalPlatform;
import io.tearup.app.replay.EventFile;
import io.tearup.catalogue.RecordSerdes;
import io.tearup.catalogue.RiskPartitioner;
import io.tearup.catalogue.Topics;
import io.tearup.ndjson.RecordLine;
import io.tearup.stream.Ingress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;

/** A broker and a registry on which the deployment of the examples runs and has decided the worked example. */
final class WorkedExampleCluster implements AutoCloseable {
    private static final Path EXAMPLES = Documents.ROOT.resolve("app/src/main/dist/examples");
    private static final Duration WITHIN = Duration.ofSeconds(60);

    private final LocalPlatform platform;
    private final Pipeline pipeline;

    private WorkedExampleCluster(LocalPlatform platform, Pipeline pipeline) {
        this.platform = platform;
        this.pipeline = pipeline;
    }

    /** Starts it; the examples are all there before the pipeline starts, so that it takes them in one order. */
    static WorkedExampleCluster start(Path directory) throws Exception {
        LocalPlatform platform = LocalPlatform.start(directory);
        try (Admin admin =
                Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, platform.bootstrapServers()))) {
            TearupConfig config = ConfigReader.read(EXAMPLES.resolve("worked-example.yaml"), environment(platform));
            TopicPlanner planner = new TopicPlanner(admin, config.layout(), config.ingress(), 1);
            planner.apply(planner.plan());
            play(platform, EventFile.read(EXAMPLES.resolve("worked-example.ndjson")));
            Pipeline pipeline = Pipeline.start(PipelineSettings.local(
                    config.applicationId(),
                    platform.bootstrapServers(),
                    platform.registryUrl(),
                    Ingress.DIRECT,
                    config.layout(),
                    directory.resolve("state")));
            awaitConsumed(admin, config.applicationId());
            return new WorkedExampleCluster(platform, pipeline);
        }
    }

    /** Variables by which a command finds it, whatever addresses a configuration names. */
    Map<String, String> environment() {
        return environment(platform);
    }

    private static Map<String, String> environment(LocalPlatform platform) {
        return Map.of(
                "TEARUP_KAFKA_BOOTSTRAP", platform.bootstrapServers(), "TEARUP_REGISTRY_URL", platform.registryUrl());
    }

    private static void play(LocalPlatform platform, List<EventFile.Event> events) {
        Map<String, Object> config = Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                platform.bootstrapServers(),
                ProducerConfig.PARTITIONER_CLASS_CONFIG,
                RiskPartitioner.class,
                RiskPartitioner.GROUPS_CONFIG,
                "usdt");
        try (KafkaProducer<String, SpecificRecord> producer = new KafkaProducer<>(
                config,
                new StringSerializer(),
                RecordSerdes.forRegistry(platform.registryUrl()).<SpecificRecord>serializer())) {
            for (EventFile.Event event : events) {
                RecordLine line = event.record();
                producer.send(new ProducerRecord<>(
                        line.topic().name(), null, line.timestamp().toEpochMilli(), line.key(), line.value()));
            }
            producer.flush();
        }
    }

    private static void awaitConsumed(Admin admin, String application) throws Exception {
        Map<TopicPartition, OffsetSpec> partitions = Topics.inputs().stream()
                .collect(Collectors.toMap(topic -> new TopicPartition(topic.name(), 0), topic -> OffsetSpec.latest()));
        long deadline = System.nanoTime() + WITHIN.toNanos();
        while (System.nanoTime() < deadline) {
            long sent = admin.listOffsets(partitions).all().get().values().stream()
                    .mapToLong(end -> end.offset())
                    .sum();
            Map<TopicPartition, OffsetAndMetadata> committed = admin.listConsumerGroupOffsets(application)
                    .partitionsToOffsetAndMetadata()
                    .get();
            long taken = committed.entrySet().stream()
                    .filter(entry -> partitions.containsKey(entry.getKey()))
                    .mapToLong(entry -> entry.getValue().offset())
                    .sum();
            if (taken == sent) {
                return;
            }
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
        throw new IllegalStateException("the worked example was not decided within " + WITHIN);
    }

    @Override
    public void close() {
        pipeline.close();
        platform.close();
    }
}
