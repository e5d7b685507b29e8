package io.tearup.app.exact;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A record as it stands on a topic.
 *
 * @param timestamp milliseconds
 * @param brokersTime whether the broker set the timestamp when it appended the record
 */
public record RunRecord(
        String topic,
        int partition,
        long offset,
        long timestamp,
        boolean brokersTime,
        byte @Nullable [] key,
        byte @Nullable [] value,
        List<Header> headers) {

    /** A header of a record. */
    public record Header(String name, byte @Nullable [] value) {}

    public RunRecord {
        headers = List.copyOf(headers);
    }

    /** {@code topic-partition@offset}. */
    public String place() {
        return topic + "-" + partition + "@" + offset;
    }
}
