package io.tearup.stream;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.processor.TimestampExtractor;

/**
 * Time by which Streams merges its inputs: the record's own, or the partition's latest where a producer sent none.
 *
 * <p>Streams silently drops a record with a negative time and its default extractor stops the application; neither may
 * happen to a fill.
 */
public final class RecordTime implements TimestampExtractor {
    @Override
    public long extract(ConsumerRecord<Object, Object> record, long partitionTime) {
        return of(record.timestamp(), partitionTime);
    }

    /**
     * The time of a record, milliseconds.
     *
     * @param timestamp the record's own, negative = none
     * @param partitionTime the latest time before it in its partition, negative = none
     */
    public static long of(long timestamp, long partitionTime) {
        return timestamp >= 0 ? timestamp : Math.max(0, partitionTime);
    }
}
