package io.tearup.app.exact;

import io.tearup.app.exact.RecordDifference.Written;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Compares one partition of an output topic of the run with what the replay writes to it. */
abstract sealed class PartitionComparison implements AutoCloseable {
    private final String topic;
    private final int partition;
    private final RecordedRun run;
    private final RecordCursor cursor;
    private final RecordDifference differences;
    private @Nullable Difference difference;
    private long equal;

    private PartitionComparison(RecordedRun run, String topic, int partition, RecordDifference differences) {
        this.topic = topic;
        this.partition = partition;
        this.run = run;
        this.cursor = run.records(topic, partition);
        this.differences = differences;
    }

    /** The next record that the task of a partition writes. */
    abstract void offer(int task, Written written);

    /** The replay writes no more. */
    abstract void end();

    /** The first difference, null if there is none so far. */
    @Nullable
    Difference difference() {
        return difference;
    }

    /** Records that are the same in both. */
    long equal() {
        return equal;
    }

    @Override
    public void close() {
        cursor.close();
    }

    /** The records are the same, one by one. */
    static final class InOrder extends PartitionComparison {
        InOrder(RecordedRun run, String topic, int partition, RecordDifference differences) {
            super(run, topic, partition, differences);
        }

        @Override
        void offer(int task, Written written) {
            if (super.difference != null) {
                return;
            }
            RunRecord head = super.cursor.peek();
            if (head == null) {
                super.difference = super.differences.missing(super.topic, super.partition, written);
            } else if (RecordDifference.same(head, written)) {
                super.equal++;
                super.cursor.advance();
            } else {
                super.difference = super.differences.between(head, written);
            }
        }

        @Override
        void end() {
            RunRecord head = super.cursor.peek();
            if (super.difference == null && head != null && super.run.settled()) {
                super.difference = super.differences.surplus(head);
            }
        }
    }

    /**
     * The topic is compacted: a record may be missing if a later one of its key is there.
     *
     * <p>A record of the run that the replay never writes holds up all that come after it. What it is compared with is the
     * first record of its key that the replay writes meanwhile.
     */
    static final class Compacted extends PartitionComparison {
        private final Map<ByteBuffer, Written> superseded = new LinkedHashMap<>();
        private @Nullable Written counterpart;

        Compacted(RecordedRun run, String topic, int partition, RecordDifference differences) {
            super(run, topic, partition, differences);
        }

        @Override
        void offer(int task, Written written) {
            RunRecord head = super.cursor.peek();
            ByteBuffer key = ByteBuffer.wrap(written.key());
            if (head != null && RecordDifference.same(head, written)) {
                super.equal++;
                super.cursor.advance();
                superseded.remove(key);
                counterpart = null;
                return;
            }
            superseded.put(key, written);
            if (head != null && counterpart == null && Arrays.equals(head.key(), written.key())) {
                counterpart = written;
            }
        }

        @Override
        void end() {
            RunRecord head = super.cursor.peek();
            Written other = counterpart;
            if (head != null && other != null) {
                super.difference = super.differences.between(head, other);
            } else if (head != null && super.run.settled()) {
                super.difference = super.differences.surplus(head);
            } else if (!superseded.isEmpty()) {
                super.difference = super.differences.missing(
                        super.topic,
                        super.partition,
                        superseded.values().iterator().next());
            }
        }
    }

    /**
     * Several tasks write to the partition, and nothing tells in which order: the records of the run must be those of the
     * tasks, each task's in its own order.
     */
    static final class Interleaved extends PartitionComparison {
        private final List<List<Written>> byTask = new ArrayList<>();

        Interleaved(RecordedRun run, String topic, int partition, RecordDifference differences) {
            super(run, topic, partition, differences);
        }

        @Override
        void offer(int task, Written written) {
            while (byTask.size() <= task) {
                byTask.add(new ArrayList<>());
            }
            byTask.get(task).add(written);
        }

        @Override
        void end() {
            // How many records of each task may have been used up: more than one answer where tasks write the same.
            Set<List<Integer>> used =
                    Set.of(new ArrayList<>(byTask.stream().map(own -> 0).toList()));
            for (RunRecord head = super.cursor.next(); head != null; head = super.cursor.next()) {
                Set<List<Integer>> next = new LinkedHashSet<>();
                for (List<Integer> state : used) {
                    for (int task = 0; task < byTask.size(); task++) {
                        int at = state.get(task);
                        if (at < byTask.get(task).size()
                                && RecordDifference.same(head, byTask.get(task).get(at))) {
                            List<Integer> further = new ArrayList<>(state);
                            further.set(task, at + 1);
                            next.add(further);
                        }
                    }
                }
                if (next.isEmpty()) {
                    Written expected = expected(used.iterator().next());
                    if (expected != null) {
                        super.difference = super.differences.between(head, expected);
                    } else if (super.run.settled()) {
                        super.difference = super.differences.surplus(head);
                    }
                    return;
                }
                used = next;
                super.equal++;
            }
            for (List<Integer> state : used) {
                Written missing = expected(state);
                if (missing == null) {
                    return;
                }
                super.difference = super.differences.missing(super.topic, super.partition, missing);
            }
        }

        /** A record that is still to come, that of the partition's own task first. */
        private @Nullable Written expected(List<Integer> state) {
            Written any = null;
            for (int task = 0; task < byTask.size(); task++) {
                int at = state.get(task);
                if (at < byTask.get(task).size() && (any == null || task == super.partition)) {
                    any = byTask.get(task).get(at);
                }
            }
            return any;
        }
    }
}
