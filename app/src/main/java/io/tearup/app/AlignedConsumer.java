package io.tearup.app;

import java.time.Duration;
import java.util.HashMap;
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
 * <p>Streams merges topics by time and waits for one whose lag is above zero. The lag is as old as the last answer of the
 * topic's broker: after a pause (a rebalance, the end of somebody's transaction) the answers of several brokers come one after
 * the other, and until then seconds of one topic would be worked through while another seems to be at its end: takeovers
 * before the fills they are about. So while this consumer is behind, or has just come out of a pause, a lag of zero counts
 * only when nothing has come of that topic, nor was there a pause, for as long as a broker that has more takes to answer. Who is not behind never
 * waits.
 */
final class AlignedConsumer extends KafkaConsumer<byte[], byte[]> {
    /** No poll for longer than this is a pause. */
    private static final long PAUSE_NANOS = Duration.ofMillis(500).toNanos();

    /** How long after being behind a lag of zero is doubted. */
    private static final long DOUBT_NANOS = Duration.ofSeconds(1).toNanos();

    /** A broker that has more has answered by then. */
    private static final long ANSWER_NANOS = Duration.ofMillis(500).toNanos();

    private final Map<TopicPartition, Long> returnedAt = new HashMap<>();
    private long polledAt = System.nanoTime();
    private long pausedAt = polledAt;
    private long behindAt = polledAt;

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
        boolean paused = System.nanoTime() - polledAt > PAUSE_NANOS;
        ConsumerRecords<byte[], byte[]> records = super.poll(timeout);
        long now = System.nanoTime();
        polledAt = now;
        for (TopicPartition partition : records.partitions()) {
            returnedAt.put(partition, now);
        }
        if (paused) {
            pausedAt = now;
        }
        if (paused || isBehind()) {
            behindAt = now;
        }
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
        long now = System.nanoTime();
        long heardAt = Math.max(pausedAt, returnedAt.computeIfAbsent(partition, first -> now));
        boolean doubtful =
                now - behindAt < DOUBT_NANOS && lag.isPresent() && lag.getAsLong() == 0 && now - heardAt < ANSWER_NANOS;
        return doubtful ? OptionalLong.empty() : lag;
    }
}
