package io.tearup.app.exact;

import io.tearup.app.exact.RecordDifference.Written;
import io.tearup.catalogue.RecordSerdes;
import io.tearup.catalogue.Topics;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Replays a run and compares all of it: every record of every output topic, and the state at the end.
 *
 * <p>Compared are key, value, headers, and the timestamp where the topic keeps the producer's. Not part of it: offsets, which
 * transactions' ends move; timestamps that the broker sets when it appends; of compacted topics what compaction removed;
 * and on {@code adl.dlq.v1} with several groups the order between different tasks' letters.
 */
final class RunComparison {
    /**
     * The state of a group at the end.
     *
     * @param changelog hash of what the run's changelog restores to, null where it cannot be compared
     * @param replay hash of the replay's
     */
    record State(String group, @Nullable String changelog, String replay) {
        boolean differs() {
            return changelog != null && !changelog.equals(replay);
        }
    }

    /**
     * What was found.
     *
     * @param equal records that are the same, by topic
     * @param differences the first of each partition; those that the replay met first come first
     */
    record Result(
            List<ExactReplay.Task> tasks,
            Map<String, Long> equal,
            List<Difference> differences,
            List<State> states,
            boolean settled) {
        boolean holds() {
            return differences.isEmpty() && states.stream().noneMatch(State::differs);
        }
    }

    private RunComparison() {}

    static Result of(RecordedRun run, ExactReplay.Watcher watcher) {
        RecordSerdes serdes = run.schemas().serdes();
        Map<TopicPartition, PartitionComparison> partitions = new LinkedHashMap<>();
        List<Difference> found = new ArrayList<>();
        try (RecordDifference differences = new RecordDifference(serdes)) {
            for (Topics.Topic topic : Topics.outputs()) {
                for (int partition = 0; partition < run.layout().partitions(); partition++) {
                    partitions.put(
                            new TopicPartition(topic.name(), partition),
                            comparison(run, topic, partition, differences));
                }
            }
            List<ExactReplay.Task> tasks = ExactReplay.run(
                    run,
                    serdes,
                    (task, topic, partition, key, value, timestamp) -> {
                        PartitionComparison comparison = Objects.requireNonNull(
                                partitions.get(new TopicPartition(topic.name(), partition)), topic.name());
                        boolean before = comparison.difference() != null;
                        comparison.offer(task, new Written(key, value, timestamp));
                        Difference difference = comparison.difference();
                        if (!before && difference != null) {
                            found.add(difference);
                        }
                    },
                    watcher);
            Map<String, Long> equal = new LinkedHashMap<>();
            partitions.forEach((partition, comparison) -> {
                boolean before = comparison.difference() != null;
                comparison.end();
                Difference difference = comparison.difference();
                if (!before && difference != null) {
                    found.add(difference);
                }
                equal.merge(partition.topic(), comparison.equal(), Long::sum);
            });
            List<State> states = tasks.stream()
                    .map(task -> new State(task.group(), run.stateHash(task.group()), task.stateHash()))
                    .toList();
            return new Result(tasks, equal, List.copyOf(found), states, run.settled());
        } finally {
            partitions.values().forEach(PartitionComparison::close);
        }
    }

    private static PartitionComparison comparison(
            RecordedRun run, Topics.Topic topic, int partition, RecordDifference differences) {
        if (topic.compacted()) {
            return new PartitionComparison.Compacted(run, topic.name(), partition, differences);
        }
        // A letter about a record on a partition that is not its group's goes to its group's.
        return topic.equals(Topics.DLQ) && run.layout().partitions() > 1
                ? new PartitionComparison.Interleaved(run, topic.name(), partition, differences)
                : new PartitionComparison.InOrder(run, topic.name(), partition, differences);
    }
}
