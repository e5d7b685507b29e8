package io.tearup.app;

import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.streams.processor.internals.DefaultKafkaClientSupplier;

/**
 * A consumer that does not take a topic for read to its end while it is catching up.
 *
 * <p>Streams merges topics by time and waits for one whose lag is above zero or not known. After a pause (a rebalance, the end of
 * somebody's transaction) the answers of several brokers come one after the other, and until then seconds of one topic would be
 * worked through while another seems to be at its end: takeovers before the fills they are about. So a lag of zero is not
 * known while {@link LagDoubt} doubts it.
 */
final class AlignedConsumer extends KafkaConsumer<byte[], byte[]> {
    private final LagDoubt doubt = new LagDoubt(System.nanoTime());

    AlignedConsumer(Map<String, Object> config) {
        super(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** Makes the consumers of Streams' threads. */
    static final class Supplier extends DefaultKafkaClientSupplier {
        @Override
        public AlignedConsumer getConsumer(Map<String, Object> config) {
            return new AlignedConsumer(config);
        }
    }

    @Override
    public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
        doubt.polling(System.nanoTime());
        ConsumerRecords<byte[], byte[]> records = super.poll(timeout);
        doubt.polled(System.nanoTime(), records.partitions(), isBehind());
        return records;
    }

    private boolean isBehind() {
        for (TopicPartition partition : assignment()) {
            if (super.currentLag(partition).orElse(0) > 0) {
                return true;
            }
        }
        return false;
    }

    @Override
    public OptionalLong currentLag(TopicPartition partition) {
        OptionalLong lag = super.currentLag(partition);
        boolean atEnd = lag.isPresent() && lag.getAsLong() == 0;
        // Asked of every partition: the first question counts as the first that was heard of it.
        boolean doubtful = doubt.isDoubtful(partition, System.nanoTime());
        return atEnd && doubtful ? OptionalLong.empty() : lag;
    }
}
