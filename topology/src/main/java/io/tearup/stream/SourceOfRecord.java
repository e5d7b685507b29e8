package io.tearup.stream;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Where an input record was first read: the venue's topic, partition, offset and key. It travels in headers through the
 * internal topic, so that a dead letter names the venue's record and not Tearup's copy of it.
 */
record SourceOfRecord(String topic, int partition, long offset, byte @Nullable [] key) {
    private static final String KEY = "tearup-source-key";
    private static final String TOPIC = "tearup-source-topic";
    private static final String PARTITION = "tearup-source-partition";
    private static final String OFFSET = "tearup-source-offset";

    /** Topic, partition and offset, as dead letters, the log and the audit trail write them. */
    String place() {
        return topic + "-" + partition + "@" + offset;
    }

    void writeTo(Headers headers) {
        headers.remove(TOPIC).remove(PARTITION).remove(OFFSET).remove(KEY);
        headers.add(TOPIC, topic.getBytes(StandardCharsets.UTF_8));
        headers.add(
                PARTITION, ByteBuffer.allocate(Integer.BYTES).putInt(partition).array());
        headers.add(OFFSET, ByteBuffer.allocate(Long.BYTES).putLong(offset).array());
        if (key != null) {
            headers.add(KEY, key);
        }
    }

    /** Reads the headers; {@code otherwise} where the record has none. */
    static SourceOfRecord readFrom(Headers headers, SourceOfRecord otherwise) {
        Header topic = headers.lastHeader(TOPIC);
        Header partition = headers.lastHeader(PARTITION);
        Header offset = headers.lastHeader(OFFSET);
        if (topic == null
                || partition == null
                || offset == null
                || partition.value().length != Integer.BYTES
                || offset.value().length != Long.BYTES) {
            return otherwise;
        }
        Header key = headers.lastHeader(KEY);
        return new SourceOfRecord(
                new String(topic.value(), StandardCharsets.UTF_8),
                ByteBuffer.wrap(partition.value()).getInt(),
                ByteBuffer.wrap(offset.value()).getLong(),
                key == null ? null : key.value());
    }
}
