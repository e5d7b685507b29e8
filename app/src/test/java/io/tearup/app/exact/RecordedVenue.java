package io.tearup.app.exact;

import static org.assertj.core.api.Assertions.assertThat;

import io.tearup.app.Pipeline;
import io.tearup.app.PipelineSettings;
import io.tearup.app.TopicPlanner;
import io.tearup.app.demo.CrashRecords.Sent;
import io.tearup.app.local.LocalPlatform;
import io.tearup.catalogue.RecordSerdes;
import io.tearup.catalogue.RiskGroupLayout;
import io.tearup.catalogue.Topics;
import io.tearup.stream.Ingress;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** A venue with a broker and a registry of its own, whose pipeline can be run, stopped and verified. */
final class RecordedVenue implements AutoCloseable {
    static final String APPLICATION = "recorded";

    private static final Duration WITHIN = Duration.ofMinutes(3);
    private static final Duration LOOK = Duration.ofMillis(20);
    private static final int VENUES_OWN_PARTITIONS = 3;

    private final Ingress ingress;
    private final RiskGroupLayout layout;
    private final Path directory;
    private final LocalPlatform platform;
    private final Admin admin;
    private final Serializer<SpecificRecord> serializer;
    private final KafkaProducer<String, byte @Nullable []> producer;
    private long sent;

    RecordedVenue(Ingress ingress, String groups, Path directory) throws Exception {
        this.ingress = ingress;
        this.layout = RiskGroupLayout.parse(groups);
        this.directory = Files.createDirectories(directory);
        this.platform = LocalPlatform.start(directory);
        this.admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, platform.bootstrapServers()));
        this.serializer = RecordSerdes.forRegistry(platform.registryUrl()).serializer();
        this.producer = new KafkaProducer<>(
                Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, platform.bootstrapServers()),
                new StringSerializer(),
                new ByteArraySerializer());
        if (ingress == Ingress.REPARTITION) {
            admin.createTopics(Topics.inputs().stream()
                            .map(topic -> new NewTopic(topic.name(), VENUES_OWN_PARTITIONS, (short) 1)
                                    .configs(Map.of("retention.ms", "-1")))
                            .toList())
                    .all()
                    .get();
            List<String> names =
                    Topics.inputs().stream().map(Topics.Topic::name).toList();
            await("topics", () -> admin.listTopics().names().get().containsAll(names));
        }
        TopicPlanner planner = new TopicPlanner(admin, layout, ingress, 1);
        planner.apply(planner.plan());
    }

    RiskGroupLayout layout() {
        return layout;
    }

    /** Sends records where a venue would, in their order; they are on the broker when this returns. */
    RecordedVenue send(List<Sent> records) {
        for (Sent record : records) {
            String key = record.topic().keyOf(record.value()).toString();
            String group = record.value()
                    .get(record.value().getSchema().getField("riskGroup").pos())
                    .toString();
            send(
                    record.topic(),
                    ingress == Ingress.DIRECT ? layout.partitionOf(group, "") : null,
                    ingress == Ingress.DIRECT ? key : "venue-" + key.hashCode(),
                    serializer.serialize(record.topic().name(), record.value()),
                    record.time().toEpochMilli());
        }
        producer.flush();
        return this;
    }

    /** Sends one record of any bytes. */
    RecordedVenue send(
            Topics.Topic topic, @Nullable Integer partition, String key, byte @Nullable [] value, long timestamp) {
        producer.send(new ProducerRecord<>(topic.name(), partition, timestamp, key, value));
        sent += topic.direction() == Topics.Direction.INPUT ? 1 : 0;
        return this;
    }

    byte[] bytes(Topics.Topic topic, SpecificRecord record) {
        return serializer.serialize(topic.name(), record);
    }

    /** Waits until a running pipeline has committed whatever was sent. */
    void awaitConsumed() {
        producer.flush();
        await(sent + " records to be consumed", () -> {
            Map<TopicPartition, OffsetAndMetadata> committed = admin.listConsumerGroupOffsets(APPLICATION)
                    .partitionsToOffsetAndMetadata()
                    .get();
            long inputs = committed.entrySet().stream()
                    .filter(entry -> Topics.byName(entry.getKey().topic())
                            .filter(topic -> topic.direction() == Topics.Direction.INPUT)
                            .isPresent())
                    .mapToLong(entry -> entry.getValue().offset())
                    .sum();
            return inputs == sent && routedIsConsumed(committed);
        });
    }

    private boolean routedIsConsumed(Map<TopicPartition, OffsetAndMetadata> committed) throws Exception {
        Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
        for (int partition = 0; ingress == Ingress.REPARTITION && partition < layout.partitions(); partition++) {
            latest.put(new TopicPartition(Topics.RISK_EVENTS.name(), partition), OffsetSpec.latest());
        }
        for (Map.Entry<TopicPartition, ListOffsetsResult.ListOffsetsResultInfo> end :
                admin.listOffsets(latest).all().get().entrySet()) {
            OffsetAndMetadata reached = committed.get(end.getKey());
            // The end of a transaction is no record.
            if (end.getValue().offset() > 0
                    && (reached == null || reached.offset() < end.getValue().offset() - 1)) {
                return false;
            }
        }
        return true;
    }

    private static void await(String what, Callable<Boolean> condition) {
        long deadline = System.nanoTime() + WITHIN.toNanos();
        try {
            while (!condition.call()) {
                assertThat(System.nanoTime()).as("waited for " + what).isLessThan(deadline);
                LockSupport.parkNanos(LOOK.toNanos());
            }
        } catch (Exception e) {
            throw new AssertionError("while waiting for " + what, e);
        }
    }

    /** Starts a pipeline and waits until it runs. */
    Pipeline start(String instance, int standbys, Map<String, String> properties) throws InterruptedException {
        Pipeline pipeline = Pipeline.start(new PipelineSettings(
                APPLICATION,
                platform.bootstrapServers(),
                platform.registryUrl(),
                Map.of(),
                ingress,
                layout,
                directory.resolve(instance),
                1,
                standbys,
                PipelineSettings.CHECKPOINT_INTERVAL,
                properties));
        assertThat(pipeline.awaitRunning(WITHIN)).isTrue();
        return pipeline;
    }

    /** Runs a pipeline until it has consumed whatever was sent. */
    void run(Map<String, String> properties) throws InterruptedException {
        try (Pipeline pipeline = start("state", 0, properties)) {
            awaitConsumed();
        }
    }

    /** Configuration of the deployment, as a user would write it. */
    Path config() throws Exception {
        StringBuilder yaml = new StringBuilder("kafka: {bootstrap: \"" + platform.bootstrapServers() + "\"}\n"
                + "registry: {url: \"" + platform.registryUrl() + "\"}\n"
                + "applicationId: " + APPLICATION + "\n"
                + "ingress: " + ingress + "\n"
                + "riskGroups:\n");
        for (String group : layout.groups()) {
            yaml.append("  - {id: ").append(group).append(", settlementAsset: USDT, moneyScale: 6,\n");
            yaml.append("     pools: [{id: main, kind: SHARED}],\n");
            yaml.append("     markets: [{id: BTC-PERP, pool: main, lotSize: 0.001, tickSize: 0.1,"
                    + " maintenanceMarginRate: 0.005}],\n");
            yaml.append("     rulebook: {name: gate}}\n");
        }
        return Files.writeString(directory.resolve("tearup.yaml"), yaml);
    }

    /** What a command prints, and its exit status in the first line. */
    static List<String> tell(Callable<Integer> command, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int status = new CommandLine(command)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
        List<String> lines = new ArrayList<>();
        lines.add("exit " + status);
        out.toString().lines().forEach(lines::add);
        if (status == 1) {
            err.toString().lines().limit(10).forEach(lines::add);
        }
        return lines;
    }

    /** What {@code tearup verify} says of the run. */
    List<String> verify() throws Exception {
        return tell(new VerifyCommand(), "--config", config().toString());
    }

    /** Exports the run to a directory. */
    Path export(String name) throws Exception {
        Path to = directory.resolve(name);
        assertThat(tell(new ExportCommand(), "--config", config().toString(), "--out", to.toString()))
                .startsWith("exit 0");
        return to;
    }

    @Override
    public void close() {
        producer.close();
        serializer.close();
        admin.close();
        platform.close();
    }
}
