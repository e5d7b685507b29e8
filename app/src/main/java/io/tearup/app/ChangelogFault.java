package io.tearup.app;

import io.tearup.store.CorruptRow;
import io.tearup.store.RiskStates;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Finds the record of a changelog that cannot be restored. Kafka Streams hands a store its rows without offsets, so after a
 * failed restore the partition is read once more from its beginning, up to the first row that does not decode.
 */
final class ChangelogFault {
    private static final Duration POLL = Duration.ofMillis(200);

    private ChangelogFault() {}

    /** The fault with topic, partition and offset; empty if the partition reads well or cannot be read now. */
    static Optional<String> locate(PipelineSettings settings, CorruptRow.Place place) {
        String topic = settings.applicationId() + "-" + place.store() + "-changelog";
        TopicPartition partition = new TopicPartition(topic, place.partition());
        Map<String, Object> config = new HashMap<>(settings.kafkaProperties());
        config.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, settings.bootstrapServers());
        config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        config.remove(ConsumerConfig.GROUP_ID_CONFIG);
        RiskStates.Rebuild rebuild = new RiskStates.Rebuild();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            while (consumer.position(partition) < end) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    try {
                        rebuild.row(record.key(), record.value());
                    } catch (CorruptRow e) {
                        return Optional.of("store " + place.store() + ": " + topic + "-" + place.partition() + "@"
                                + record.offset() + " cannot be restored: " + e.getMessage()
                                + "; nothing was decided with it. Restore the changelog from a copy, or write the row"
                                + " again with a value that this program reads");
                    }
                }
            }
        } catch (KafkaException e) {
            return Optional.empty();
        }
        return Optional.empty();
    }
}
