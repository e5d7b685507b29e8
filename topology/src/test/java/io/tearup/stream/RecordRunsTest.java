package io.tearup.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Neighbours of one partition and one millisecond come together; offsets, keys, values and the order stay. */
class RecordRunsTest {
    private static final TopicPartition FILLS = new TopicPartition("risk.fills.v1", 0);
    private static final TopicPartition MARKS = new TopicPartition("risk.mark-prices.v1", 0);

    private final RecordRuns runs = new RecordRuns();

    private static byte @Nullable [] bytes(@Nullable String text) {
        return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }

    @SuppressWarnings("NullAway") // Kafka's own constructor takes absent keys and values.
    private static ConsumerRecord<byte[], byte[]> record(
            TopicPartition partition, long offset, long time, @Nullable String key, @Nullable String value) {
        return new ConsumerRecord<>(
                partition.topic(),
                partition.partition(),
                offset,
                time,
                TimestampType.CREATE_TIME,
                0,
                0,
                bytes(key),
                bytes(value),
                new RecordHeaders(),
                Optional.of(3));
    }

    private ConsumerRecords<byte[], byte[]> packed(Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> records) {
        return runs.onConsume(new ConsumerRecords<>(records, Map.of(FILLS, new OffsetAndMetadata(100))));
    }

    /** Offset, key and value of everything in a list of records, runs taken apart. */
    private static List<String> contents(List<ConsumerRecord<byte[], byte[]>> records) {
        List<String> contents = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            if (RecordRuns.isRun(record.headers())) {
                RecordRuns.Reader run = new RecordRuns.Reader(record.value());
                while (run.hasNext()) {
                    for (RecordRuns.Member member : run.next(2)) {
                        contents.add(member.offset() + " " + text(member.key()) + " " + text(member.value()));
                    }
                }
            } else {
                contents.add(record.offset() + " " + text(record.key()) + " " + text(record.value()));
            }
        }
        return contents;
    }

    private static @Nullable String text(byte @Nullable [] bytes) {
        return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
    }

    @Test
    void shouldPackNeighboursOfOneMillisecond() {
        List<ConsumerRecord<byte[], byte[]>> fills = List.of(
                record(FILLS, 7, 1_000, "a", "one"),
                record(FILLS, 9, 1_000, null, "two"),
                record(FILLS, 10, 1_000, "", null),
                record(FILLS, 11, 1_001, "d", "four"),
                record(FILLS, 12, 1_000, "e", "five"),
                record(FILLS, 13, 1_000, "f", ""));
        List<ConsumerRecord<byte[], byte[]>> marks = List.of(record(MARKS, 1, 1_000, "m", "mark"));
        ConsumerRecords<byte[], byte[]> packed = packed(Map.of(FILLS, fills, MARKS, marks));
        List<ConsumerRecord<byte[], byte[]>> got = packed.records(FILLS);
        assertThat(got).extracting(ConsumerRecord::offset).containsExactly(7L, 11L, 12L);
        assertThat(got).extracting(ConsumerRecord::timestamp).containsExactly(1_000L, 1_001L, 1_000L);
        assertThat(contents(got)).isEqualTo(contents(fills));
        assertThat(got.get(0).leaderEpoch()).contains(3);
        assertThat(got.get(1)).as("alone, as it came").isSameAs(fills.get(3));
        assertThat(packed.records(MARKS)).containsExactlyElementsOf(marks);
        assertThat(packed.nextOffsets()).containsOnlyKeys(FILLS);
    }

    @Test
    void shouldLeaveRecordsWithHeadersAlone() {
        ConsumerRecord<byte[], byte[]> traced = record(FILLS, 8, 1_000, "b", "two");
        traced.headers().add("traceparent", new byte[] {1});
        List<ConsumerRecord<byte[], byte[]>> fills = List.of(
                record(FILLS, 7, 1_000, "a", "one"),
                traced,
                record(FILLS, 9, 1_000, "c", "three"),
                record(FILLS, 10, 1_000, "d", "four"));
        List<ConsumerRecord<byte[], byte[]>> got = packed(Map.of(FILLS, fills)).records(FILLS);
        assertThat(got).extracting(ConsumerRecord::offset).containsExactly(7L, 8L, 9L);
        assertThat(got.get(1)).isSameAs(traced);
        assertThat(contents(got)).isEqualTo(contents(fills));
    }

    @Test
    void shouldNotTakeAHeaderFromOutsideForARun() {
        ConsumerRecord<byte[], byte[]> forged = record(FILLS, 7, 1_000, "a", "one");
        forged.headers().add("tearup-run", new byte[0]);
        ConsumerRecord<byte[], byte[]> got =
                packed(Map.of(FILLS, List.of(forged))).records(FILLS).get(0);
        assertThat(Objects.requireNonNull(got.headers().lastHeader("tearup-run")))
                .isNotNull();
        assertThat(RecordRuns.isRun(got.headers())).isFalse();
    }

    @Test
    void shouldKeepARunWithinBounds() {
        List<ConsumerRecord<byte[], byte[]>> fills = new ArrayList<>();
        for (int i = 0; i < 600; i++) {
            fills.add(record(FILLS, i, 1_000, "k" + i, "v" + i));
        }
        List<ConsumerRecord<byte[], byte[]>> got = packed(Map.of(FILLS, fills)).records(FILLS);
        assertThat(got).extracting(ConsumerRecord::offset).containsExactly(0L, 256L, 512L);
        assertThat(contents(got)).isEqualTo(contents(fills));
        assertThat(runs.onConsume(ConsumerRecords.empty()).isEmpty()).isTrue();
    }
}
