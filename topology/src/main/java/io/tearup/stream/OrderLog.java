package io.tearup.stream;

import io.tearup.catalogue.RiskGroupLayout;
import io.tearup.engine.model.RiskGroup;
import io.tearup.schemas.v1.OrderLogEntry;
import io.tearup.schemas.v1.OrderLogKind;
import io.tearup.schemas.v1.SourcePosition;
import io.tearup.store.RiskState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells in which order a task took its input, as far as {@link TimeOrder} does not tell it.
 *
 * <p>A run is a stretch of records in that order. The entry that begins a run is written with the run's first record, in
 * its transaction: there is no later moment, because nothing can be written between the last record of a transaction and
 * its end. So an entry says where its run begins, and with that where the run before it ended; where the last run ends
 * is what the task has committed. A run begins
 *
 * <ul>
 *   <li>with the first record of a task, new or started again: what was noted before is not known any more;
 *   <li>with the first record of each further topic since then, so that the order of what came before a start and after
 *       it can be told topic by topic;
 *   <li>with a record that {@link TimeOrder} would have put earlier.
 * </ul>
 *
 * <p>Every record that reaches the processor counts, whatever becomes of it: refused ones and duplicates too. A task that
 * reads one topic needs no order beside that topic's; its starts and checkpoints are logged all the same.
 *
 * <p>Checkpoints carry the hash of the group's state whenever stream time passes a multiple of an interval: whether one
 * is due follows from the state alone, so a task that was started again takes the same ones.
 *
 * <p>Per record this compares a few numbers and makes no object.
 */
final class OrderLog {
    private static final long UNREAD = -1;

    /** No checkpoint until stream time has begun, or ever. */
    private static final long NEVER = Long.MAX_VALUE;

    private final RiskGroupLayout layout;
    private final RiskState state;
    private final long interval;
    private final List<String> topics;

    /** The same topics as the strings that records come with. */
    private final @Nullable String[] seen;

    private final long[] nextOffset;
    private final TimeOrder order;
    private long entries;
    private long records;
    private @Nullable RiskGroup group;
    private boolean clockBegun;
    private long checkpointAt = NEVER;

    /** A task that begins with this state and has not taken a record yet. */
    OrderLog(TopologySettings settings, RiskState state) {
        this.layout = settings.layout();
        this.state = state;
        this.interval = settings.checkpointInterval();
        this.topics = settings.ingress().sources();
        this.seen = new String[topics.size()];
        this.nextOffset = new long[topics.size()];
        Arrays.fill(nextOffset, UNREAD);
        this.order = new TimeOrder(topics.size());
    }

    /**
     * Takes note of the next record, before anything is done with it.
     *
     * @param timestamp of the record, milliseconds
     * @return the entry that has to be written first, null if none
     */
    @Nullable
    OrderLogEntry take(String topic, int partition, long offset, long timestamp) {
        if (partition >= layout.groups().size()) {
            // Nobody's partition: its records are refused, and no group's order depends on them.
            return null;
        }
        int source = sourceOf(topic);
        OrderLogEntry entry = null;
        if (records == 0) {
            entry = start(topic, partition, offset, timestamp);
        } else if (nextOffset[source] == UNREAD) {
            entry = entry(OrderLogKind.SOURCE_JOINED, topic, partition, offset, timestamp)
                    .build();
        } else if (!order.serve(source, timestamp)) {
            entry = entry(OrderLogKind.OUT_OF_ORDER, topic, partition, offset, timestamp)
                    .build();
        }
        if (entry != null) {
            order.begin();
            order.serve(source, timestamp);
        }
        nextOffset[source] = offset + 1;
        records++;
        return entry;
    }

    private OrderLogEntry start(String topic, int partition, long offset, long timestamp) {
        RiskGroup own = state.group(layout.groups().get(partition));
        group = own;
        clockBegun = own.clock() != Long.MIN_VALUE;
        if (interval > 0 && clockBegun) {
            checkpointAt = after(own.clock());
        }
        return entry(OrderLogKind.STARTED, topic, partition, offset, timestamp)
                .setStateHash(state.hash(own))
                .setCheckpointIntervalMicros(interval)
                .build();
    }

    /** The entry that has to be written after a record that was worked through, null if none. */
    @Nullable
    OrderLogEntry checkpoint(String topic, int partition, long offset, long timestamp) {
        RiskGroup own = group;
        if (own == null || (clockBegun ? own.clock() < checkpointAt : own.clock() == Long.MIN_VALUE)) {
            return null;
        }
        boolean due = clockBegun && interval > 0;
        clockBegun = true;
        checkpointAt = interval > 0 ? after(own.clock()) : NEVER;
        return due
                ? entry(OrderLogKind.CHECKPOINT, topic, partition, offset, timestamp)
                        .setStateHash(state.hash(own))
                        .build()
                : null;
    }

    private long after(long clock) {
        return Math.multiplyExact(Math.addExact(Math.floorDiv(clock, interval), 1), interval);
    }

    private OrderLogEntry.Builder entry(OrderLogKind kind, String topic, int partition, long offset, long timestamp) {
        List<SourcePosition> positions = new ArrayList<>(topics.size());
        for (int source = 0; source < topics.size(); source++) {
            if (nextOffset[source] != UNREAD) {
                positions.add(new SourcePosition(topics.get(source), nextOffset[source]));
            }
        }
        return OrderLogEntry.newBuilder()
                .setRiskGroup(layout.groups().get(partition))
                .setSequence(++entries)
                .setKind(kind)
                .setSourceTopic(topic)
                .setSourcePartition(partition)
                .setFirstOffset(offset)
                .setRecords(records)
                .setPositions(positions)
                .setTime(WireTime.instant(WireTime.ofRecord(timestamp)));
    }

    private int sourceOf(String topic) {
        for (int source = 0; source < seen.length; source++) {
            // Records of one topic come with one string.
            if (sameString(seen[source], topic)) {
                return source;
            }
        }
        int source = topics.indexOf(topic);
        if (source < 0) {
            throw new IllegalStateException("'" + topic + "' is no source of this task, its sources are " + topics);
        }
        seen[source] = topic;
        return source;
    }

    @SuppressWarnings("ReferenceEquality")
    private static boolean sameString(@Nullable String a, String b) {
        return a == b;
    }
}
