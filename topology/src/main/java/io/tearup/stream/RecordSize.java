package io.tearup.stream;

import io.tearup.catalogue.Topics;
import io.tearup.engine.model.RejectReason;
import io.tearup.engine.model.RejectedInput;
import java.nio.ByteBuffer;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * The limit on an input record, {@link Topics#LONGEST_INPUT}. What is longer goes nowhere: not into the internal topic, where
 * its length goes in a header instead, and not into its dead letter, which the broker might not take.
 */
final class RecordSize {
    private static final String HEADER = "tearup-source-length";

    private RecordSize() {}

    static boolean isTooLong(byte @Nullable [] key, byte @Nullable [] value) {
        return length(key, value) > Topics.LONGEST_INPUT;
    }

    private static int length(byte @Nullable [] key, byte @Nullable [] value) {
        return Math.addExact(key == null ? 0 : key.length, value == null ? 0 : value.length);
    }

    /** Says how long a record was that is sent on without its bytes. */
    static void write(Headers headers, byte @Nullable [] key, byte @Nullable [] value) {
        headers.remove(HEADER);
        headers.add(
                HEADER,
                ByteBuffer.allocate(Integer.BYTES).putInt(length(key, value)).array());
    }

    /** @throws RejectedInput if the record is, or was before it was sent on, too long */
    static void require(Record<byte[], byte[]> input) {
        int length = length(input.key(), input.value());
        Header header = input.headers().lastHeader(HEADER);
        if (header != null && header.value().length == Integer.BYTES) {
            length = ByteBuffer.wrap(header.value()).getInt();
        }
        if (length > Topics.LONGEST_INPUT) {
            throw new RejectedInput(
                    RejectReason.OVERFLOW,
                    "the record has " + length + " bytes, at most " + Topics.LONGEST_INPUT
                            + " are taken; it is not quoted here, but still on its topic");
        }
    }
}
