package io.tearup.store;

import java.util.Arrays;
import org.apache.kafka.streams.query.Position;
import org.apache.kafka.streams.query.PositionBound;

/**
 * The last record of each input partition that a task has applied: what an answer to a query reflects.
 *
 * <p>A task reads a handful of partitions, told apart by a few comparisons; noting a record allocates nothing.
 */
public final class AppliedInputs {
    private String[] topics = new String[8];
    private int[] partitions = new int[8];
    private long[] offsets = new long[8];
    private int size;

    /** Notes that a record has been applied. */
    public void note(String topic, int partition, long offset) {
        for (int i = 0; i < size; i++) {
            if (partitions[i] == partition && topics[i].equals(topic)) {
                offsets[i] = offset;
                return;
            }
        }
        if (size == topics.length) {
            topics = Arrays.copyOf(topics, size * 2);
            partitions = Arrays.copyOf(partitions, size * 2);
            offsets = Arrays.copyOf(offsets, size * 2);
        }
        topics[size] = topic;
        partitions[size] = partition;
        offsets[size++] = offset;
    }

    /** As Kafka Streams tells it. Empty for a state that has only been restored, on a standby for example. */
    public Position position() {
        Position position = Position.emptyPosition();
        for (int i = 0; i < size; i++) {
            position.withComponent(topics[i], partitions[i], offsets[i]);
        }
        return position;
    }

    /** Whether everything a bound asks of one partition number has been applied. */
    boolean reaches(PositionBound bound, int partition) {
        if (bound.isUnbounded()) {
            return true;
        }
        Position asked = bound.position();
        Position reached = position();
        for (String topic : asked.getTopics()) {
            Long offset = asked.getPartitionPositions(topic).get(partition);
            if (offset != null && reached.getPartitionPositions(topic).getOrDefault(partition, -1L) < offset) {
                return false;
            }
        }
        return true;
    }
}
