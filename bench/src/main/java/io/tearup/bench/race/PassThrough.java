package io.tearup.bench.race;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Copies every input record to one topic, exactly once, a transaction per commit interval. Nothing is decoded. */
final class PassThrough implements Contestant.Running {
    private final Entry entry;
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final Thread thread;

    private PassThrough(Entry entry) {
        this.entry = entry;
        this.thread = new Thread(this::run, "pass-through");
    }

    static Contestant.Running start(Entry entry) {
        PassThrough copy = new PassThrough(entry);
        copy.thread.start();
        return copy;
    }

    private void run() {
        Map<String, Object> producing = KafkaSettings.producer(entry);
        producing.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, entry.application());
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                        KafkaSettings.consumer(entry), new ByteArrayDeserializer(), new ByteArrayDeserializer());
                KafkaProducer<byte[], byte[]> producer =
                        new KafkaProducer<>(producing, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.initTransactions();
            consumer.subscribe(KafkaSettings.inputTopics());
            copy(consumer, producer);
        }
    }

    private void copy(KafkaConsumer<byte[], byte[]> consumer, KafkaProducer<byte[], byte[]> producer) {
        String to = entry.outputTopic();
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        long commitAt = 0;
        boolean open = false;
        while (!stopping.get()) {
            ConsumerRecords<byte[], byte[]> records = consumer.poll(Duration.ofMillis(Entry.COMMIT_MILLIS));
            if (!records.isEmpty() && !open) {
                producer.beginTransaction();
                open = true;
                commitAt = System.nanoTime() + Entry.COMMIT_MILLIS * 1_000_000L;
            }
            for (ConsumerRecord<byte[], byte[]> record : records) {
                producer.send(new ProducerRecord<>(to, null, record.timestamp(), record.key(), record.value()));
            }
            offsets.putAll(records.nextOffsets());
            if (open && System.nanoTime() >= commitAt) {
                producer.sendOffsetsToTransaction(offsets, consumer.groupMetadata());
                producer.commitTransaction();
                offsets.clear();
                open = false;
            }
        }
    }

    @Override
    public Book book() {
        return new Book();
    }

    @Override
    public void close() throws InterruptedException {
        stopping.set(true);
        thread.join();
    }
}
