package io.tearup.bench.race;

import io.tearup.catalogue.Topics;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;

/** Client settings that all contestants share, so that none wins by a batch size. */
final class KafkaSettings {
    private static final int BATCH_BYTES = 128 * 1024;
    private static final int LINGER_MILLIS = 5;
    private static final int POLL_RECORDS = 10_000;
    private static final int FETCH_MILLIS = 20;
    private static final int RECEIVE_BUFFER_OF_THE_KERNEL = -1;

    private KafkaSettings() {}

    static List<String> inputTopics() {
        return Topics.inputs().stream().map(Topics.Topic::name).toList();
    }

    static Map<String, Object> producer(Entry entry) {
        Map<String, Object> p = new HashMap<>();
        p.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, entry.bootstrapServers());
        p.put(ProducerConfig.BATCH_SIZE_CONFIG, BATCH_BYTES);
        p.put(ProducerConfig.LINGER_MS_CONFIG, LINGER_MILLIS);
        return p;
    }

    static Map<String, Object> consumer(Entry entry) {
        Map<String, Object> p = new HashMap<>();
        p.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, entry.bootstrapServers());
        p.put(ConsumerConfig.GROUP_ID_CONFIG, entry.application());
        p.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        p.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        p.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        fetching().forEach(p::put);
        return p;
    }

    /** How input is fetched, as Tearup does by default. */
    static Map<String, Object> fetching() {
        return Map.of(
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                POLL_RECORDS,
                ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
                FETCH_MILLIS,
                ConsumerConfig.RECEIVE_BUFFER_CONFIG,
                RECEIVE_BUFFER_OF_THE_KERNEL);
    }

    static Properties streams(Entry entry) {
        Properties p = new Properties();
        p.put(StreamsConfig.APPLICATION_ID_CONFIG, entry.application());
        p.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, entry.bootstrapServers());
        p.put(StreamsConfig.STATE_DIR_CONFIG, entry.directory().toString());
        p.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        p.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, Entry.COMMIT_MILLIS);
        p.put(StreamsConfig.producerPrefix(ProducerConfig.BATCH_SIZE_CONFIG), BATCH_BYTES);
        p.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), LINGER_MILLIS);
        p.put(StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
        fetching().forEach((name, value) -> p.put(StreamsConfig.mainConsumerPrefix(name), value));
        return p;
    }
}
