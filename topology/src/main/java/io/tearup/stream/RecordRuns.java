package io.tearup.stream;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/**
 * Hands neighbouring records of one input partition with one timestamp to the task as one.
 *
 * <p>Kafka Streams looks at every input partition of a task before each record, to take the oldest head first; with six
 * inputs that costs more than to decide. Records of the same millisecond have no order among partitions to keep, and a venue
 * that is busy has many of them, so they may as well come together. A run is a record with the first one's offset, key and
 * timestamp, a header that says so, and a value that holds them all; {@link Reader} takes it apart. The first offset is
 * what a commit must go back to while the run has not been processed. A record with headers of its own, and one that has no
 * neighbour, passes as it is.
 *
 * <p>An interceptor of the main consumer, for ingress DIRECT only: a router would send a run on as one record.
 */
public final class RecordRuns implements ConsumerInterceptor<byte[], byte[]> {
    private static final String HEADER = "tearup-run";

    /** This very array is the header's value: a header of the same name that came over the wire is no run. */
    private static final byte[] MARK = new byte[0];

    /** Records of a run at most: a query waits for a whole one. */
    private static final int LONGEST = 256;

    /** Offset and two lengths. */
    private static final int FRAME = Long.BYTES + 2 * Integer.BYTES;

    private static final int NULL = -1;

    @Override
    public ConsumerRecords<byte[], byte[]> onConsume(ConsumerRecords<byte[], byte[]> records) {
        if (records.isEmpty()) {
            return records;
        }
        Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> packed = new HashMap<>();
        for (TopicPartition partition : records.partitions()) {
            packed.put(partition, packed(records.records(partition)));
        }
        return new ConsumerRecords<>(packed, records.nextOffsets());
    }

    private static List<ConsumerRecord<byte[], byte[]>> packed(List<ConsumerRecord<byte[], byte[]>> records) {
        List<ConsumerRecord<byte[], byte[]>> runs = new ArrayList<>();
        int from = 0;
        while (from < records.size()) {
            ConsumerRecord<byte[], byte[]> first = records.get(from);
            int to = from + 1;
            if (isPlain(first)) {
                while (to < records.size() && to - from < LONGEST && continues(first, records.get(to))) {
                    to++;
                }
            }
            runs.add(to == from + 1 ? first : run(records.subList(from, to)));
            from = to;
        }
        return runs;
    }

    private static boolean isPlain(ConsumerRecord<byte[], byte[]> record) {
        return !record.headers().iterator().hasNext();
    }

    private static boolean continues(ConsumerRecord<byte[], byte[]> first, ConsumerRecord<byte[], byte[]> next) {
        return next.timestamp() == first.timestamp() && isPlain(next);
    }

    private static ConsumerRecord<byte[], byte[]> run(List<ConsumerRecord<byte[], byte[]>> records) {
        int size = 0;
        for (ConsumerRecord<byte[], byte[]> record : records) {
            size += FRAME + length(record.key()) + length(record.value());
        }
        ByteBuffer value = ByteBuffer.allocate(size);
        for (ConsumerRecord<byte[], byte[]> record : records) {
            value.putLong(record.offset());
            put(value, record.key());
            put(value, record.value());
        }
        ConsumerRecord<byte[], byte[]> first = records.get(0);
        RecordHeaders headers = new RecordHeaders();
        headers.add(HEADER, MARK);
        return new ConsumerRecord<>(
                first.topic(),
                first.partition(),
                first.offset(),
                first.timestamp(),
                TimestampType.CREATE_TIME,
                length(first.key()),
                size,
                first.key(),
                value.array(),
                headers,
                first.leaderEpoch());
    }

    private static int length(byte @Nullable [] bytes) {
        return bytes == null ? 0 : bytes.length;
    }

    private static void put(ByteBuffer to, byte @Nullable [] bytes) {
        if (bytes == null) {
            to.putInt(NULL);
        } else {
            to.putInt(bytes.length).put(bytes);
        }
    }

    @Override
    public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {
        // Nothing is kept.
    }

    @Override
    public void configure(Map<String, ?> configs) {
        // Nothing to configure.
    }

    @Override
    public void close() {
        // Nothing is held.
    }

    /** Whether a record is a run. */
    static boolean isRun(Headers headers) {
        Header header = headers.lastHeader(HEADER);
        return header != null && header.value() == MARK;
    }

    /** A record of a run. */
    record Member(long offset, byte @Nullable [] key, byte @Nullable [] value) {}

    /** The records of a run, one after the other. */
    static final class Reader {
        private final ByteBuffer run;

        Reader(byte[] value) {
            run = ByteBuffer.wrap(value);
        }

        boolean hasNext() {
            return run.hasRemaining();
        }

        /** The next records, some at most. */
        List<Member> next(int most) {
            List<Member> members = new ArrayList<>(most);
            while (members.size() < most && run.hasRemaining()) {
                members.add(new Member(run.getLong(), bytes(), bytes()));
            }
            return members;
        }

        private byte @Nullable [] bytes() {
            int length = run.getInt();
            if (length == NULL) {
                return null;
            }
            byte[] bytes = new byte[length];
            run.get(bytes);
            return bytes;
        }
    }
}
