package io.tearup.app.records;

import io.tearup.app.Cluster;
import io.tearup.app.ExitCode;
import io.tearup.app.UserFault;
import io.tearup.app.config.TearupConfig;
import io.tearup.catalogue.RecordSerdes;
import io.tearup.catalogue.RegistryUnavailableException;
import io.tearup.catalogue.Topics;
import java.time.Duration;
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

/**
 * The topics of a cluster, from their beginnings to where they ended when reading began: committed records only, without a
 * consumer group, so that nothing is left behind.
 */
public final class ClusterSource implements RecordSource {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration SILENCE = Duration.ofSeconds(30);

    private final TearupConfig config;
    private final Set<String> shortened = new HashSet<>();

    public ClusterSource(TearupConfig config) {
        this.config = config;
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
        requireTopics(topics);
        RecordSerdes serdes = RecordSerdes.forRegistry(config.registryUrl(), config.registryProperties());
        try (Deserializer<SpecificRecord> deserializer = serdes.deserializer(SpecificRecord.class);
                KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                        consumerProperties(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            // All ends are taken at once: what is written while reading is left for the next time.
            List<TopicPartition> partitions = topics.stream()
                    .flatMap(topic -> consumer.partitionsFor(topic.name()).stream())
                    .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                    .toList();
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            consumer.beginningOffsets(partitions).forEach((partition, begin) -> {
                if (begin > 0) {
                    shortened.add(partition.topic());
                }
            });
            for (Topics.Topic topic : topics) {
                Map<TopicPartition, Long> own = new HashMap<>(ends);
                own.keySet().removeIf(partition -> !partition.topic().equals(topic.name()));
                read(consumer, deserializer, topic, own, reader, endless);
            }
        } catch (RegistryUnavailableException e) {
            throw new UserFault(ExitCode.PREFLIGHT, "registry.url: " + e.getMessage());
        } catch (SerializationException e) {
            throw new UserFault(ExitCode.RUNTIME, String.valueOf(e.getMessage()));
        } catch (InterruptException e) {
            throw e;
        } catch (KafkaException e) {
            throw new UserFault(
                    ExitCode.RUNTIME,
                    config.bootstrapServers() + ": the topics cannot be read (" + e.getMessage() + ")");
        }
    }

    @Override
    public String place(Topics.Topic topic) {
        return topic.name() + " at " + config.bootstrapServers()
                + (shortened.contains(topic.name()) ? " (its oldest records are deleted)" : "");
    }

    private void requireTopics(List<Topics.Topic> topics) throws InterruptedException {
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
        Map<String, Object> properties = new HashMap<>(config.kafkaProperties());
        properties.remove(ConsumerConfig.GROUP_ID_CONFIG);
        properties.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, config.bootstrapServers());
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
            Map<TopicPartition, Long> ends,
            Consumer<SpecificRecord> reader,
            boolean endless) {
        consumer.assign(ends.keySet());
        consumer.seekToBeginning(ends.keySet());
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
