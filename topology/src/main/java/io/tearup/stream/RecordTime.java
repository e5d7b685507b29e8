package io.tearup.stream;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.processor.TimestampExtractor;

/**
 * Time by which Streams merges its inputs: the record's own, or the partition's latest where a producer sent none.
 *
 * <p>Streams silently drops a record with a negative time and its default extractor stops the application; neither may
 * happen to a fill.
 */
final class RecordTime implements TimestampExtractor {
    @Override
    public long extract(ConsumerRecord<Object, Object> record, long partitionTime) {
        return record.timestamp() >= 0 ? record.timestamp() : Math.max(0, partitionTime);
    }
}
