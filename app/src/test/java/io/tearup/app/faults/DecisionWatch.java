package io.tearup.app.faults;

import io.tearup.catalogue.RecordSerdes;
import io.tearup.catalogue.Topics;
import io.tearup.schemas.v1.Wave;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;

/** Reads waves as whoever acts on them does: committed ones, and beside it those that may never be. */
final class DecisionWatch implements AutoCloseable {
    private static final String TOPIC = Topics.WAVES.name();

    private final Deserializer<Wave> deserializer;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final KafkaConsumer<byte[], byte[]> early;
    private final Thread thread = new Thread(this::run, "watch");
    private final Thread earlyThread = new Thread(this::runEarly, "watch-early");
    private final Map<Integer, Set<Long>> uncommitted = new HashMap<>();
    private final Map<Integer, Instant> lastTime = new HashMap<>();
    private final Map<Integer, Long> lastArrival = new HashMap<>();
    private final Map<Integer, Long> longestGap = new HashMap<>();
    private final Map<Integer, Long> waves = new HashMap<>();
    private final Map<Integer, Long> earlySeen = new HashMap<>();
    private volatile boolean open = true;

    DecisionWatch(String bootstrapServers, String registryUrl, int partitions) {
        deserializer = RecordSerdes.forRegistry(registryUrl).deserializer(Wave.class);
        List<TopicPartition> all = java.util.stream.IntStream.range(0, partitions)
                .mapToObj(partition -> new TopicPartition(TOPIC, partition))
                .toList();
        consumer = consumer(bootstrapServers, "read_committed", all);
        early = consumer(bootstrapServers, "read_uncommitted", all);
        thread.start();
        earlyThread.start();
    }

    private static KafkaConsumer<byte[], byte[]> consumer(
            String bootstrapServers, String isolation, List<TopicPartition> partitions) {
        KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrapServers,
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        isolation,
                        ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
                        5,
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                        "earliest"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        return consumer;
    }

    private void run() {
        while (open) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(20))) {
                Wave wave = deserializer.deserialize(TOPIC, record.value());
                long now = System.nanoTime();
                synchronized (this) {
                    int partition = record.partition();
                    Long last = lastArrival.put(partition, now);
                    if (last != null) {
                        longestGap.merge(partition, now - last, Math::max);
                    }
                    lastTime.put(partition, wave.getTime());
                    waves.merge(partition, 1L, Long::sum);
                    Set<Long> offsets = uncommitted.get(partition);
                    if (offsets != null) {
                        offsets.remove(record.offset());
                    }
                    notifyAll();
                }
            }
        }
    }

    private void runEarly() {
        while (open) {
            for (ConsumerRecord<byte[], byte[]> record : early.poll(Duration.ofMillis(1))) {
                synchronized (this) {
                    uncommitted
                            .computeIfAbsent(record.partition(), p -> new HashSet<>())
                            .add(record.offset());
                    earlySeen.merge(record.partition(), 1L, Long::sum);
                    notifyAll();
                }
            }
        }
    }

    /** Forgets the gaps so far, and what was written and never committed. */
    synchronized void begin() {
        longestGap.clear();
        uncommitted.clear();
    }

    /** Returns the moment after the next record of a wave is written to a partition, most likely before it is committed. */
    synchronized void awaitWrite(int partition, Duration within) throws InterruptedException {
        long seen = earlySeen.getOrDefault(partition, 0L);
        long deadline = System.nanoTime() + within.toNanos();
        while (earlySeen.getOrDefault(partition, 0L) == seen) {
            await(deadline, "a wave to be written to partition " + partition);
        }
    }

    /** Waits until every partition has decided by something that happened after a moment. */
    synchronized void awaitDecisionsAfter(Instant moment, int partitions, Duration within) throws InterruptedException {
        long deadline = System.nanoTime() + within.toNanos();
        for (int partition = 0; partition < partitions; partition++) {
            while (!lastTime.getOrDefault(partition, Instant.MIN).isAfter(moment)) {
                await(deadline, "partition " + partition + " to decide what happened after " + moment);
            }
        }
    }

    private void await(long deadline, String what) throws InterruptedException {
        long left = (deadline - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
            throw new AssertionError("waited in vain for " + what);
        }
        wait(left);
    }

    /** Longest time between two committed records of waves of a partition since {@link #begin}. */
    synchronized Duration longestGap() {
        return Duration.ofNanos(
                longestGap.values().stream().mapToLong(Long::longValue).max().orElse(0));
    }

    /** Records of waves that were written since {@link #begin} and are not committed. */
    synchronized int neverCommitted() {
        return uncommitted.values().stream().mapToInt(Set::size).sum();
    }

    /** Committed records of waves. */
    synchronized long waves() {
        return waves.values().stream().mapToLong(Long::longValue).sum();
    }

    @Override
    public void close() {
        open = false;
        try {
            thread.join();
            earlyThread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        consumer.close();
        early.close();
        deserializer.close();
    }
}
