package io.tearup.app.exact;

import io.tearup.app.audit.RunAudit;
import io.tearup.app.audit.Wrong;
import io.tearup.app.exact.RecordDifference.Written;
import io.tearup.catalogue.RecordDeserializer;
import io.tearup.catalogue.RecordSerdes;
import io.tearup.catalogue.Topics;
import io.tearup.engine.model.RiskGroup;
import io.tearup.stream.Ingress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Replays a run and compares all of it: every record of every output topic, and the state at the end; and audits it.
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
     * What the audit of a group's task says.
     *
     * @param counted null if something is wrong
     * @param wrong the first thing that is, else null
     */
    record Audit(
            String group,
            RunAudit.@Nullable Counted counted,
            @Nullable String wrong) {}

    /**
     * What was found.
     *
     * @param equal records that are the same, by topic
     * @param differences the first of each partition; those that the replay met first come first
     * @param audits of the groups whose decisions are what the replay gives
     */
    record Result(
            List<ExactReplay.Task> tasks,
            Map<String, Long> equal,
            List<Difference> differences,
            List<State> states,
            List<Audit> audits,
            boolean settled) {
        boolean holds() {
            return differences.isEmpty()
                    && states.stream().noneMatch(State::differs)
                    && audits.stream().allMatch(audit -> audit.wrong() == null);
        }
    }

    private RunComparison() {}

    static Result of(RecordedRun run, ExactReplay.Watcher watcher) {
        RecordSerdes serdes = run.schemas().serdes();
        Map<TopicPartition, PartitionComparison> partitions = new LinkedHashMap<>();
        List<Difference> found = new ArrayList<>();
        try (RecordDifference differences = new RecordDifference(serdes);
                RecordDeserializer<SpecificRecord> reader = serdes.deserializer(SpecificRecord.class)) {
            for (Topics.Topic topic : Topics.outputs()) {
                for (int partition = 0; partition < run.layout().partitions(); partition++) {
                    partitions.put(
                            new TopicPartition(topic.name(), partition),
                            comparison(run, topic, partition, differences));
                }
            }
            Replay replay = new Replay(run, partitions, found, reader);
            List<ExactReplay.Task> tasks = ExactReplay.run(run, serdes, replay, watcher);
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
            return new Result(tasks, equal, List.copyOf(found), states, replay.audits(), run.settled());
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

    /**
     * Compares and audits what the replay writes. The audit sees the replay's records: they are the run's, or there is a
     * difference. Routed input is not audited: what a router refused is no task's input.
     */
    private static final class Replay implements ExactReplay.Sink {
        private final RecordedRun run;
        private final Map<TopicPartition, PartitionComparison> partitions;
        private final List<Difference> found;
        private final RecordDeserializer<SpecificRecord> reader;
        private final Map<Integer, RunAudit> open = new HashMap<>();
        private final Map<Integer, String> wrong = new HashMap<>();
        private final List<SpecificRecord> effects = new ArrayList<>();
        private final List<Audit> audits = new ArrayList<>();
        private byte @Nullable [] last;

        private Replay(
                RecordedRun run,
                Map<TopicPartition, PartitionComparison> partitions,
                List<Difference> found,
                RecordDeserializer<SpecificRecord> reader) {
            this.run = run;
            this.partitions = partitions;
            this.found = found;
            this.reader = reader;
            if (run.ingress() == Ingress.DIRECT) {
                run.layout()
                        .groups()
                        .forEach(group -> open.put(run.layout().partitionOf(group, ""), new RunAudit(group, reader)));
            }
        }

        @Override
        public void write(
                int task, Topics.Topic topic, int partition, byte[] key, byte @Nullable [] value, long timestamp) {
            PartitionComparison comparison =
                    Objects.requireNonNull(partitions.get(new TopicPartition(topic.name(), partition)), topic.name());
            boolean before = comparison.difference() != null;
            comparison.offer(task, new Written(key, value, timestamp));
            Difference difference = comparison.difference();
            if (!before && difference != null) {
                found.add(difference);
            }
            // A letter that concerns nobody known goes to every partition, and is one all the same.
            boolean again = value != null && value == last;
            last = value;
            if (open.containsKey(task) && !again && !topic.equals(Topics.ORDER_LOG)) {
                effects.add(reader.deserialize(topic.name(), value));
            }
        }

        @Override
        public void taken(int task, RunRecord input) {
            RunAudit audit = open.get(task);
            if (audit != null) {
                guarded(task, () -> audit.take(input, effects));
            }
            effects.clear();
        }

        @Override
        public void ended(int task, RiskGroup state) {
            RunAudit audit = open.get(task);
            if (audit != null) {
                guarded(task, () -> audits.add(new Audit(state.id(), audit.end(state), null)));
            }
            String first = wrong.get(task);
            if (first != null) {
                audits.add(new Audit(state.id(), null, first));
            }
        }

        private void guarded(int task, Runnable step) {
            try {
                step.run();
            } catch (Wrong e) {
                wrong.put(task, String.valueOf(e.getMessage()));
                open.remove(task);
            }
        }

        private List<Audit> audits() {
            return List.copyOf(audits);
        }
    }
}
