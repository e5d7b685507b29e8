package io.tearup.app.exact;

import io.tearup.app.ExitCode;
import io.tearup.app.UserFault;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/** A partition read by a consumer of its own, from its beginning. */
final class ClusterCursor implements RecordCursor {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration SILENCE = Duration.ofSeconds(30);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final TopicPartition partition;
    private final long end;
    private final ArrayDeque<RunRecord> fetched = new ArrayDeque<>();
    private boolean exhausted;

    /** @param end offset at which reading stops */
    ClusterCursor(KafkaConsumer<byte[], byte[]> consumer, TopicPartition partition, long end) {
        this.consumer = consumer;
        this.partition = partition;
        this.end = end;
        consumer.assign(List.of(partition));
        consumer.seekToBeginning(List.of(partition));
    }

    @Override
    public @Nullable RunRecord peek() {
        if (fetched.isEmpty() && !exhausted) {
            fetch();
        }
        return fetched.peek();
    }

    @Override
    public void advance() {
        fetched.poll();
    }

    private void fetch() {
        long heard = System.nanoTime();
        try {
            // The position passes transaction markers too, so it reaches the end even where the last entry is one.
            while (fetched.isEmpty() && consumer.position(partition) < end) {
                ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
                for (ConsumerRecord<byte[], byte[]> record : records) {
                    heard = System.nanoTime();
                    if (record.offset() < end) {
                        fetched.add(of(record));
                    }
                }
                if (System.nanoTime() - heard > SILENCE.toNanos()) {
                    throw new UserFault(
                            ExitCode.RUNTIME,
                            partition + ": no record came for " + SILENCE.toSeconds()
                                    + " s and the end is not reached");
                }
            }
        } catch (KafkaException e) {
            throw new UserFault(ExitCode.RUNTIME, partition + ": cannot be read (" + e.getMessage() + ")");
        }
        exhausted = fetched.isEmpty();
    }

    private static RunRecord of(ConsumerRecord<byte[], byte[]> record) {
        List<RunRecord.Header> headers = new ArrayList<>();
        for (Header header : record.headers()) {
            headers.add(new RunRecord.Header(header.key(), header.value()));
        }
        return new RunRecord(
                record.topic(),
                record.partition(),
                record.offset(),
                record.timestamp(),
                record.timestampType() == TimestampType.LOG_APPEND_TIME,
                record.key(),
                record.value(),
                headers);
    }

    @Override
    public void close() {
        consumer.close();
    }
}
