package io.tearup.app.exact;

import io.tearup.app.Cluster;
import io.tearup.app.ExitCode;
import io.tearup.app.UserFault;
import io.tearup.app.config.TearupConfig;
import io.tearup.catalogue.RegisteredSchemas;
import io.tearup.catalogue.RegistryUnavailableException;
import io.tearup.catalogue.RiskGroupLayout;
import io.tearup.catalogue.Topics;
import io.tearup.store.RiskState;
import io.tearup.store.RiskStates;
import io.tearup.stream.Ingress;
import io.tearup.stream.Names;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.streams.KeyValue;
import org.jspecify.annotations.Nullable;

/**
 * A run on a cluster. Reads committed records without a consumer group and leaves nothing behind.
 *
 * <p>How it is looked at: first what the run has committed of its input; then, once every transaction that was open then has
 * ended, where its topics end: these hold at least what follows from that input. If the run has committed nothing
 * since, they hold exactly that.
 */
final class ClusterRun implements RecordedRun {
    private static final Duration TRANSACTIONS_END_WITHIN = Duration.ofSeconds(90);
    private static final Duration LOOK = Duration.ofMillis(50);

    private final TearupConfig config;
    private final RegisteredSchemas schemas;
    private final Map<TopicPartition, Long> committed;
    private final Map<TopicPartition, Long> ends;
    private final boolean settled;

    private ClusterRun(
            TearupConfig config,
            RegisteredSchemas schemas,
            Map<TopicPartition, Long> committed,
            Map<TopicPartition, Long> ends,
            boolean settled) {
        this.config = config;
        this.schemas = schemas;
        this.committed = committed;
        this.ends = ends;
        this.settled = settled;
    }

    /**
     * Looks at the run of a deployment.
     *
     * @throws UserFault if topics are missing, the run has committed nothing, or the cluster or registry does not answer
     */
    static ClusterRun open(TearupConfig config) throws InterruptedException {
        RegisteredSchemas schemas;
        try {
            schemas = RegisteredSchemas.of(config.registryUrl(), config.registryProperties());
        } catch (RegistryUnavailableException e) {
            throw new UserFault(ExitCode.PREFLIGHT, "registry.url: " + e.getMessage());
        }
        try (Admin admin = Cluster.open(config)) {
            List<String> outputs =
                    Topics.outputs().stream().map(Topics.Topic::name).toList();
            List<TopicPartition> sources = partitions(admin, config.ingress().sources());
            List<TopicPartition> written = new ArrayList<>(partitions(admin, outputs));
            String changelog = changelog(config);
            if (admin.listTopics().names().get().contains(changelog)) {
                written.addAll(partitions(admin, List.of(changelog)));
            }
            Map<TopicPartition, Long> committed = committed(admin, config.applicationId(), sources);
            if (committed.isEmpty()) {
                throw new UserFault(
                        ExitCode.PREFLIGHT,
                        "applicationId: '" + config.applicationId() + "' has committed no input at "
                                + config.bootstrapServers() + "; there is no run to replay");
            }
            Map<TopicPartition, Long> ends = committedEnds(admin, written);
            boolean settled = committed(admin, config.applicationId(), sources).equals(committed);
            ends.putAll(ends(admin, sources, IsolationLevel.READ_COMMITTED));
            return new ClusterRun(config, schemas, committed, ends, settled);
        } catch (ExecutionException e) {
            throw new UserFault(ExitCode.RUNTIME, "the cluster does not do what is asked: " + e.getCause());
        }
    }

    private static String changelog(TearupConfig config) {
        return config.applicationId() + "-" + Names.RISK_STATE + "-changelog";
    }

    private static List<TopicPartition> partitions(Admin admin, List<String> topics)
            throws ExecutionException, InterruptedException {
        Set<String> there = admin.listTopics().names().get();
        List<String> missing = topics.stream()
                .filter(topic -> !there.contains(topic))
                .map(topic -> "topic " + topic + ": is missing, or may not be read")
                .toList();
        if (!missing.isEmpty()) {
            throw new UserFault(ExitCode.PREFLIGHT, missing);
        }
        List<TopicPartition> partitions = new ArrayList<>();
        Map<String, TopicDescription> described =
                admin.describeTopics(topics).allTopicNames().get();
        for (String topic : topics) {
            TopicDescription description = described.get(topic);
            if (description != null) {
                description
                        .partitions()
                        .forEach(partition -> partitions.add(new TopicPartition(topic, partition.partition())));
            }
        }
        return partitions;
    }

    private static Map<TopicPartition, Long> committed(Admin admin, String application, List<TopicPartition> sources)
            throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetAndMetadata> offsets = admin.listConsumerGroupOffsets(application)
                .partitionsToOffsetAndMetadata()
                .get();
        Map<TopicPartition, Long> committed = new HashMap<>();
        for (TopicPartition source : sources) {
            OffsetAndMetadata offset = offsets.get(source);
            if (offset != null) {
                committed.put(source, offset.offset());
            }
        }
        return committed;
    }

    /** Ends of what is committed, once nothing written before this call is still within an open transaction. */
    private static Map<TopicPartition, Long> committedEnds(Admin admin, List<TopicPartition> partitions)
            throws ExecutionException, InterruptedException {
        Map<TopicPartition, Long> written = ends(admin, partitions, IsolationLevel.READ_UNCOMMITTED);
        long deadline = System.nanoTime() + TRANSACTIONS_END_WITHIN.toNanos();
        while (true) {
            Map<TopicPartition, Long> committed = ends(admin, partitions, IsolationLevel.READ_COMMITTED);
            List<TopicPartition> open = written.keySet().stream()
                    .filter(partition -> committed.getOrDefault(partition, 0L) < written.getOrDefault(partition, 0L))
                    .toList();
            if (open.isEmpty()) {
                return committed;
            }
            if (System.nanoTime() > deadline) {
                throw new UserFault(
                        ExitCode.RUNTIME,
                        open.get(0) + ": a transaction is open for more than " + TRANSACTIONS_END_WITHIN.toSeconds()
                                + " s; look for a producer that hangs with kafka-transactions.sh");
            }
            LockSupport.parkNanos(LOOK.toNanos());
        }
    }

    private static Map<TopicPartition, Long> ends(
            Admin admin, List<TopicPartition> partitions, IsolationLevel isolation)
            throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
        partitions.forEach(partition -> latest.put(partition, OffsetSpec.latest()));
        Map<TopicPartition, Long> ends = new HashMap<>();
        admin.listOffsets(latest, new ListOffsetsOptions(isolation))
                .all()
                .get()
                .forEach((partition, end) -> ends.put(partition, end.offset()));
        return ends;
    }

    @Override
    public String place() {
        return config.bootstrapServers();
    }

    @Override
    public String applicationId() {
        return config.applicationId();
    }

    @Override
    public Ingress ingress() {
        return config.ingress();
    }

    @Override
    public RiskGroupLayout layout() {
        return config.layout();
    }

    @Override
    public RegisteredSchemas schemas() {
        return schemas;
    }

    @Override
    public long inputEnd(String topic, int partition) {
        return committed.getOrDefault(new TopicPartition(topic, partition), 0L);
    }

    @Override
    public RecordCursor records(String topic, int partition) {
        TopicPartition from = new TopicPartition(topic, partition);
        return new ClusterCursor(
                new KafkaConsumer<>(consumerProperties(), new ByteArrayDeserializer(), new ByteArrayDeserializer()),
                from,
                ends.getOrDefault(from, 0L));
    }

    private Map<String, Object> consumerProperties() {
        Map<String, Object> properties = new HashMap<>(config.kafkaProperties());
        properties.remove(ConsumerConfig.GROUP_ID_CONFIG);
        properties.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, config.bootstrapServers());
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 2_000);
        return properties;
    }

    @Override
    public boolean settled() {
        return settled;
    }

    @Override
    public @Nullable String stateHash(String group) {
        TopicPartition changelog =
                new TopicPartition(changelog(config), config.layout().partitionOf(group, ""));
        if (!settled || !ends.containsKey(changelog)) {
            return null;
        }
        try (RecordCursor rows = records(changelog.topic(), changelog.partition())) {
            RiskState state = RiskStates.rebuilt(() -> new Iterator<>() {
                @Override
                public boolean hasNext() {
                    return rows.peek() != null;
                }

                @Override
                public KeyValue<byte[], byte @Nullable []> next() {
                    RunRecord row = rows.next();
                    if (row == null || row.key() == null) {
                        throw new IllegalStateException(changelog + " has a row without a key");
                    }
                    return new KeyValue<>(row.key(), row.value());
                }
            });
            return state.hash(state.group(group));
        }
    }

    @Override
    public void close() {
        // Every cursor is closed by whoever opened it.
    }
}
