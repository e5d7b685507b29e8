package io.tearup.bench.race;

import io.tearup.catalogue.RecordSerdes;
import io.tearup.catalogue.Topics;
import io.tearup.engine.RiskEngine;
import io.tearup.engine.model.RiskGroup;
import io.tearup.stream.EventReader;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * What remains when everything durable is left out: poll, decode, decide, commit the offsets. Records of several topics are
 * merged by their time, as Streams does.
 */
final class Ceiling implements Contestant.Running {
    private final Entry entry;
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final RiskGroup group = new RiskGroup(RaceInput.GROUP);
    private final Thread thread;

    private Ceiling(Entry entry) {
        this.entry = entry;
        this.thread = new Thread(this::run, "ceiling");
    }

    static Contestant.Running start(Entry entry) {
        Ceiling ceiling = new Ceiling(entry);
        ceiling.thread.start();
        return ceiling;
    }

    private void run() {
        RiskEngine engine = new RiskEngine(group);
        Map<TopicPartition, Deque<ConsumerRecord<byte[], byte[]>>> waiting = new HashMap<>();
        List<TopicPartition> partitions = new ArrayList<>();
        for (Topics.Topic topic : Topics.inputs()) {
            TopicPartition partition = new TopicPartition(topic.name(), 0);
            partitions.add(partition);
            waiting.put(partition, new ArrayDeque<>());
        }
        try (EventReader reader = new EventReader(RecordSerdes.forRegistry(entry.registryUrl()));
                KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                        KafkaSettings.consumer(entry), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            long commitAt = System.nanoTime();
            while (!stopping.get()) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(10))) {
                    waiting.computeIfAbsent(
                                    new TopicPartition(record.topic(), record.partition()), p -> new ArrayDeque<>())
                            .add(record);
                }
                for (ConsumerRecord<byte[], byte[]> record = next(consumer, waiting, ends);
                        record != null;
                        record = next(consumer, waiting, ends)) {
                    reader.open(record.topic(), record.value());
                    engine.process(reader.event(group), decision -> {});
                }
                if (System.nanoTime() >= commitAt) {
                    consumer.commitSync(committable(consumer, waiting));
                    commitAt = System.nanoTime() + Entry.COMMIT_MILLIS * 1_000_000L;
                }
            }
        }
    }

    /** The earliest record, null while a partition that is not at its end has none waiting. */
    private static @Nullable ConsumerRecord<byte[], byte[]> next(
            KafkaConsumer<byte[], byte[]> consumer,
            Map<TopicPartition, Deque<ConsumerRecord<byte[], byte[]>>> waiting,
            Map<TopicPartition, Long> ends) {
        Deque<ConsumerRecord<byte[], byte[]>> earliest = null;
        for (Map.Entry<TopicPartition, Deque<ConsumerRecord<byte[], byte[]>>> queue : waiting.entrySet()) {
            ConsumerRecord<byte[], byte[]> head = queue.getValue().peek();
            if (head == null) {
                if (consumer.position(queue.getKey()) < ends.getOrDefault(queue.getKey(), 0L)) {
                    return null;
                }
            } else if (earliest == null || head.timestamp() < earliest.element().timestamp()) {
                earliest = queue.getValue();
            }
        }
        return earliest == null ? null : earliest.remove();
    }

    private static Map<TopicPartition, OffsetAndMetadata> committable(
            KafkaConsumer<byte[], byte[]> consumer,
            Map<TopicPartition, Deque<ConsumerRecord<byte[], byte[]>>> waiting) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        waiting.forEach((partition, queue) -> {
            ConsumerRecord<byte[], byte[]> head = queue.peek();
            offsets.put(partition, new OffsetAndMetadata(head == null ? consumer.position(partition) : head.offset()));
        });
        return offsets;
    }

    @Override
    public Book book() throws InterruptedException {
        close();
        return TearupRunner.ofGroup(group);
    }

    @Override
    public void close() throws InterruptedException {
        stopping.set(true);
        thread.join();
    }
}
