package io.tearup.app.records;

import io.tearup.app.Cluster;
import io.tearup.app.ExitCode;
import io.tearup.app.UserFault;
import io.tearup.app.config.TearupConfig;
import io.tearup.catalogue.RecordSerdes;
import io.tearup.catalogue.RegistryUnavailableException;
import io.tearup.catalogue.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * The topics of a cluster, from their beginnings to where they ended when reading began: committed records only, without a
 * consumer group, so that nothing is left behind.
 */
public final class ClusterSource implements RecordSource {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration SILENCE = Duration.ofSeconds(30);

    /** A stretch of a log by the times at which its records were appended. */
    public record Window(Instant from, Instant until) {}

    private final String bootstrapServers;
    private final Map<String, String> kafkaProperties;
    private final RecordSerdes serdes;
    private final @Nullable TearupConfig config;
    private final @Nullable Window window;
    private final Set<String> shortened = new HashSet<>();
    private final Map<TopicPartition, Long> ended = new HashMap<>();

    public ClusterSource(TearupConfig config) {
        this.bootstrapServers = config.bootstrapServers();
        this.kafkaProperties = config.kafkaProperties();
        this.serdes = RecordSerdes.forRegistry(config.registryUrl(), config.registryProperties());
        this.config = config;
        this.window = null;
    }

    /** A stretch of the topics of a deployment that runs, whose topics are known to be there. */
    public ClusterSource(
            String bootstrapServers, Map<String, String> kafkaProperties, RecordSerdes serdes, Window window) {
        this.bootstrapServers = bootstrapServers;
        this.kafkaProperties = Map.copyOf(kafkaProperties);
        this.serdes = serdes;
        this.config = null;
        this.window = window;
    }

    @Override
    public void read(List<Topics.Topic> topics, Consumer<SpecificRecord> reader) throws InterruptedException {
        read(topics, reader, false);
    }

    /**
     * As {@link #read}, of one topic and without an end: what is written later is read when it comes.
     *
     * @throws InterruptException when the thread is interrupted, which is how it ends
     */
    public void follow(Topics.Topic topic, Consumer<SpecificRecord> reader) throws InterruptedException {
        read(List.of(topic), reader, true);
    }

    private void read(List<Topics.Topic> topics, Consumer<SpecificRecord> reader, boolean endless)
            throws InterruptedException {
        if (config != null) {
            requireTopics(topics, config);
        }
        try (Deserializer<SpecificRecord> deserializer = serdes.deserializer(SpecificRecord.class);
                KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                        consumerProperties(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            // All ends are taken at once: what is written while reading is left for the next time.
            List<TopicPartition> partitions = topics.stream()
                    .flatMap(topic -> consumer.partitionsFor(topic.name()).stream())
                    .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                    .toList();
            Map<TopicPartition, Long> ends = new HashMap<>(consumer.endOffsets(partitions));
            Map<TopicPartition, Long> begins = new HashMap<>(consumer.beginningOffsets(partitions));
            begins.forEach((partition, begin) -> {
                if (begin > 0) {
                    shortened.add(partition.topic());
                }
            });
            if (window != null) {
                offsetsAt(consumer, partitions, window.from(), ends).forEach(begins::put);
                offsetsAt(consumer, partitions, window.until(), ends).forEach(ends::put);
            }
            for (Topics.Topic topic : topics) {
                Map<TopicPartition, Long> own = new HashMap<>(ends);
                own.keySet().removeIf(partition -> !partition.topic().equals(topic.name()));
                read(consumer, deserializer, topic, begins, own, reader, endless);
                ended.putAll(own);
            }
        } catch (RegistryUnavailableException e) {
            throw new UserFault(ExitCode.PREFLIGHT, "registry.url: " + e.getMessage());
        } catch (SerializationException e) {
            throw new UserFault(ExitCode.RUNTIME, String.valueOf(e.getMessage()));
        } catch (InterruptException e) {
            throw e;
        } catch (KafkaException e) {
            throw new UserFault(
                    ExitCode.RUNTIME, bootstrapServers + ": the topics cannot be read (" + e.getMessage() + ")");
        }
    }

    /** Offset before which reading ended, of each partition that was read. */
    public Map<TopicPartition, Long> ends() {
        return Map.copyOf(ended);
    }

    @Override
    public String place(Topics.Topic topic) {
        return topic.name() + " at " + bootstrapServers
                + (shortened.contains(topic.name()) ? " (its oldest records are deleted)" : "");
    }

    /** Where each partition was at a time: its end for one that is not reached yet. */
    private static Map<TopicPartition, Long> offsetsAt(
            KafkaConsumer<byte[], byte[]> consumer,
            List<TopicPartition> partitions,
            Instant time,
            Map<TopicPartition, Long> ends) {
        Map<TopicPartition, Long> times = new HashMap<>();
        partitions.forEach(partition -> times.put(partition, time.toEpochMilli()));
        Map<TopicPartition, Long> offsets = new HashMap<>();
        consumer.offsetsForTimes(times)
                .forEach((partition, found) ->
                        offsets.put(partition, found == null ? ends.getOrDefault(partition, 0L) : found.offset()));
        return offsets;
    }

    private static void requireTopics(List<Topics.Topic> topics, TearupConfig config) throws InterruptedException {
        try (Admin admin = Cluster.open(config)) {
            Set<String> there = admin.listTopics().names().get();
            List<String> missing = topics.stream()
                    .map(Topics.Topic::name)
                    .filter(name -> !there.contains(name))
                    .map(name -> "topic " + name + ": is not at " + config.bootstrapServers()
                            + ", or may not be read; 'tearup topics plan' shows more")
                    .toList();
            if (!missing.isEmpty()) {
                throw new UserFault(ExitCode.PREFLIGHT, missing);
            }
        } catch (ExecutionException e) {
            throw new UserFault(ExitCode.RUNTIME, "the broker does not list its topics: " + e.getCause());
        }
    }

    private Map<String, Object> consumerProperties() {
        Map<String, Object> properties = new HashMap<>(kafkaProperties);
        properties.remove(ConsumerConfig.GROUP_ID_CONFIG);
        properties.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        return properties;
    }

    private static void read(
            KafkaConsumer<byte[], byte[]> consumer,
            Deserializer<SpecificRecord> deserializer,
            Topics.Topic topic,
            Map<TopicPartition, Long> begins,
            Map<TopicPartition, Long> ends,
            Consumer<SpecificRecord> reader,
            boolean endless) {
        consumer.assign(ends.keySet());
        ends.keySet().forEach(partition -> consumer.seek(partition, begins.getOrDefault(partition, 0L)));
        long heard = System.nanoTime();
        // The position passes transaction markers too, so it reaches the end even where the last entry is one.
        while (endless || ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
            for (TopicPartition partition : records.partitions()) {
                long end = endless ? Long.MAX_VALUE : ends.getOrDefault(partition, 0L);
                for (ConsumerRecord<byte[], byte[]> record : records.records(partition)) {
                    SpecificRecord value =
                            record.offset() < end ? deserializer.deserialize(topic.name(), record.value()) : null;
                    if (value != null) {
                        reader.accept(value);
                    }
                }
            }
            if (!records.isEmpty()) {
                heard = System.nanoTime();
            } else if (!endless && System.nanoTime() - heard > SILENCE.toNanos()) {
                throw new UserFault(
                        ExitCode.RUNTIME,
                        topic.name() + ": no record came for " + SILENCE.toSeconds() + " s and the end is not reached");
            }
        }
    }
}
