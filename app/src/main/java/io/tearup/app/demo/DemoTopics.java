package io.tearup.app.demo;

import io.tearup.app.ExitCode;
import io.tearup.app.Progress;
import io.tearup.app.UserFault;
import io.tearup.catalogue.RecordSerdes;
import io.tearup.catalogue.RiskGroupLayout;
import io.tearup.catalogue.RiskPartitioner;
import io.tearup.catalogue.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
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
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KeyValue;
import org.jspecify.annotations.Nullable;

/** The demo's side of the topics: writes inputs as a venue would, reads outputs as a read_committed consumer would. */
final class DemoTopics {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration LOOK = Duration.ofMillis(50);

    private final String bootstrapServers;
    private final RecordSerdes serdes;
    private final RiskGroupLayout layout;

    DemoTopics(String bootstrapServers, RecordSerdes serdes, RiskGroupLayout layout) {
        this.bootstrapServers = bootstrapServers;
        this.serdes = serdes;
        this.layout = layout;
    }

    /** Writes the records with the published partitioner and waits until the broker has them all. */
    void play(List<VenueRecord> records, Progress progress) {
        Serializer<SpecificRecord> serializer = serdes.serializer();
        List<Exception> failures = new ArrayList<>();
        try (serializer;
                KafkaProducer<String, byte[]> producer = producer()) {
            long done = 0;
            for (VenueRecord record : records) {
                producer.send(wire(record, serializer), (sent, failure) -> {
                    if (failure != null) {
                        failures.add(failure);
                    }
                });
                progress.at(++done);
            }
            producer.flush();
        }
        if (!failures.isEmpty()) {
            throw new UserFault(ExitCode.RUNTIME, "the broker refused a record: " + failures.get(0));
        }
        progress.done();
    }

    /** A producer with the published partitioner. */
    KafkaProducer<String, byte[]> producer() {
        Map<String, Object> config = new HashMap<>();
        config.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        config.put(ProducerConfig.PARTITIONER_CLASS_CONFIG, RiskPartitioner.class);
        config.put(RiskPartitioner.GROUPS_CONFIG, String.join(",", layout.groups()));
        config.put(ProducerConfig.LINGER_MS_CONFIG, 5);
        return new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer());
    }

    /** A record as it is sent. */
    static ProducerRecord<String, byte[]> wire(VenueRecord record, Serializer<SpecificRecord> serializer) {
        String topic = record.topic().name();
        byte[] value = serializer.serialize(topic, record.value());
        return new ProducerRecord<>(topic, null, record.time().toEpochMilli(), record.key(), value);
    }

    /** Waits until the pipeline has committed every input record. */
    void awaitConsumed(Admin admin, String application, Duration within, Progress progress)
            throws InterruptedException {
        long deadline = System.nanoTime() + within.toNanos();
        try {
            Map<TopicPartition, Long> ends = ends(admin);
            long total = ends.values().stream().mapToLong(Long::longValue).sum();
            while (true) {
                long done = 0;
                for (Map.Entry<TopicPartition, OffsetAndMetadata> committed : admin.listConsumerGroupOffsets(
                                application)
                        .partitionsToOffsetAndMetadata()
                        .get()
                        .entrySet()) {
                    if (ends.containsKey(committed.getKey()) && committed.getValue() != null) {
                        done += committed.getValue().offset();
                    }
                }
                progress.at(done);
                if (done >= total) {
                    progress.done();
                    return;
                }
                if (System.nanoTime() > deadline) {
                    throw new UserFault(
                            ExitCode.RUNTIME,
                            "the pipeline consumed " + done + " of " + total + " records in " + within.toMinutes()
                                    + " minutes and was given up");
                }
                LockSupport.parkNanos(LOOK.toNanos());
            }
        } catch (ExecutionException e) {
            throw new UserFault(ExitCode.RUNTIME, "the broker does not answer: " + e.getCause());
        }
    }

    private static Map<TopicPartition, Long> ends(Admin admin) throws ExecutionException, InterruptedException {
        List<String> names = Topics.inputs().stream().map(Topics.Topic::name).toList();
        Map<TopicPartition, OffsetSpec> partitions = new HashMap<>();
        admin.describeTopics(names)
                .allTopicNames()
                .get()
                .forEach((name, topic) -> topic.partitions()
                        .forEach(partition ->
                                partitions.put(new TopicPartition(name, partition.partition()), OffsetSpec.latest())));
        return admin.listOffsets(partitions).all().get().entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, end -> end.getValue().offset()));
    }

    /** Every record of every output topic, topic by topic in the catalogue's order. */
    List<SpecificRecord> readOutputs() {
        List<SpecificRecord> records = new ArrayList<>();
        List<String> names = Topics.outputs().stream().map(Topics.Topic::name).toList();
        Map<String, List<ConsumerRecord<byte[], byte @Nullable []>>> read = read(names);
        try (Deserializer<SpecificRecord> deserializer = serdes.deserializer(SpecificRecord.class)) {
            for (String topic : names) {
                for (ConsumerRecord<byte[], byte @Nullable []> record : read.getOrDefault(topic, List.of())) {
                    records.add(deserializer.deserialize(topic, record.value()));
                }
            }
        }
        return records;
    }

    /** Rows of a changelog in order. */
    List<KeyValue<byte[], byte @Nullable []>> readRows(String changelog) {
        return read(List.of(changelog)).getOrDefault(changelog, List.of()).stream()
                .map(record -> new KeyValue<byte[], byte @Nullable []>(record.key(), record.value()))
                .toList();
    }

    /** Committed records by topic, each topic in the order of its partitions. */
    private Map<String, List<ConsumerRecord<byte[], byte @Nullable []>>> read(List<String> topics) {
        Map<String, Object> config = Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed",
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest",
                ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
                10,
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false);
        Map<TopicPartition, List<ConsumerRecord<byte[], byte @Nullable []>>> read = new HashMap<>();
        List<TopicPartition> partitions = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            for (String topic : topics) {
                consumer.partitionsFor(topic)
                        .forEach(partition -> partitions.add(new TopicPartition(topic, partition.partition())));
            }
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            // The position passes transaction markers too, so it reaches the end even where the last entry is one.
            while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.getOrDefault(p, 0L))) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    read.computeIfAbsent(new TopicPartition(record.topic(), record.partition()), p -> new ArrayList<>())
                            .add(record);
                }
            }
        }
        Map<String, List<ConsumerRecord<byte[], byte @Nullable []>>> byTopic = new HashMap<>();
        for (TopicPartition partition : partitions) {
            byTopic.computeIfAbsent(partition.topic(), t -> new ArrayList<>())
                    .addAll(read.getOrDefault(partition, List.of()));
        }
        return byTopic;
    }
}
