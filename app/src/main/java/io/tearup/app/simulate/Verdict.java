package io.tearup.app.simulate;

import io.tearup.app.UserFault;
import io.tearup.app.audit.RunAudit;
import io.tearup.app.audit.Wrong;
import io.tearup.app.exact.ExactReplay;
import io.tearup.app.exact.RunRecord;
import io.tearup.app.task.HandDrivenTask;
import io.tearup.catalogue.Topics;
import io.tearup.engine.model.RiskGroup;
import io.tearup.schemas.v1.RejectReason;
import io.tearup.stream.Ingress;
import io.tearup.stream.TearupTopology;
import io.tearup.stream.TopologySettings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Judges a run from what it left behind: its topics, its changelog, its progress.
 *
 * <ol>
 *   <li>Every record of the input was taken for good, once, in its topic's order.
 *   <li>A task that is never disturbed, given the input in the order in which it was taken, writes the same bytes to every topic but the order log,
 *       and ends with the same state.
 *   <li>Exact replay, which knows the order from the order log alone, writes the same bytes to every topic, and ends with the same state.
 *   <li>What the changelog restores to is the state.
 *   <li>The run stands a {@link RunAudit}.
 * </ol>
 */
final class Verdict {
    /**
     * What was found in a run that holds.
     *
     * @param records of input
     */
    record Holds(
            int records,
            int applied,
            int repeated,
            Map<RejectReason, Integer> refused,
            int waves,
            int assignments,
            String stateHash) {}

    private final SimulatedLogs logs;
    private final Wire wire;
    private final SimulatedCluster.Ended ended;

    private Verdict(SimulatedLogs logs, Wire wire, SimulatedCluster.Ended ended) {
        this.logs = logs;
        this.wire = wire;
        this.ended = ended;
    }

    /**
     * Judges a run.
     *
     * @throws Wrong naming the first thing that is not as it should be
     */
    static Holds of(SimulatedLogs logs, Wire wire, SimulatedCluster.Ended ended) {
        Verdict verdict = new Verdict(logs, wire, ended);
        verdict.everyRecordOnce();
        RunAudit audit = verdict.undisturbed();
        verdict.replayed();
        RiskGroup durable = verdict.durable();
        RunAudit.Counted counted = audit.end(durable);
        return new Holds(
                logs.taken().size(),
                counted.applied(),
                counted.repeated(),
                counted.refused(),
                counted.waves(),
                counted.assignments(),
                ended.stateHash());
    }

    private void everyRecordOnce() {
        Map<String, Integer> next = new HashMap<>();
        for (Work.Taken taken : logs.taken()) {
            List<RunRecord> topic = logs.input(taken.record().topic());
            int index = next.merge(taken.record().topic(), 1, Integer::sum) - 1;
            if (index >= topic.size()
                    || topic.get(index).offset() != taken.record().offset()) {
                throw new Wrong(taken.record().place() + " was taken where "
                        + (index < topic.size() ? topic.get(index).place() : "nothing") + " was next");
            }
        }
        for (Topics.Topic topic : Topics.inputs()) {
            int all = logs.input(topic.name()).size();
            int taken = next.getOrDefault(topic.name(), 0);
            if (taken != all) {
                throw new Wrong(topic.name() + " has " + all + " records, " + taken + " were taken");
            }
        }
    }

    /** Gives the input to a task of its own and compares; audited along. */
    private RunAudit undisturbed() {
        RunAudit audit = new RunAudit(SimulatedVenue.GROUP, wire.reader());
        Comparison comparison = new Comparison("the undisturbed run");
        try (HandDrivenTask task = new HandDrivenTask(
                SimulatedCluster.APPLICATION,
                SimulatedLogs.PARTITION,
                SimulatedCluster.LAYOUT,
                wire.writer(),
                (key, value) -> {})) {
            task.start(TearupTopology.riskCore(new TopologySettings(
                    Ingress.DIRECT, SimulatedCluster.LAYOUT, wire.serdes(), ended.checkpointInterval())));
            for (Work.Taken taken : logs.taken()) {
                RunRecord record = taken.record();
                List<SpecificRecord> effects = new ArrayList<>();
                task.take(
                        record.topic(),
                        record.partition(),
                        record.offset(),
                        HandDrivenTask.record(record.key(), record.value(), taken.time(), new RecordHeaders()),
                        (topic, partition, key, value, timestamp) -> {
                            if (!topic.equals(Topics.ORDER_LOG)) {
                                comparison.next(topic, key, value, timestamp);
                                effects.add(wire.reader().deserialize(topic.name(), value));
                            }
                        });
                audit.take(record, effects);
            }
            comparison.end(Set.of(Topics.ORDER_LOG.name()));
            requireHash("the undisturbed run", task.stateHash(SimulatedVenue.GROUP));
        }
        return audit;
    }

    private void replayed() {
        Comparison comparison = new Comparison("exact replay");
        List<ExactReplay.Task> tasks;
        try {
            tasks = ExactReplay.run(
                    new SimulatedRun(logs),
                    wire.serdes(),
                    (task, topic, partition, key, value, timestamp) -> comparison.next(topic, key, value, timestamp),
                    records -> {});
        } catch (UserFault e) {
            throw new Wrong("exact replay fails: " + e.getMessage());
        }
        comparison.end(Set.of());
        requireHash("exact replay", tasks.get(0).stateHash());
    }

    private RiskGroup durable() {
        try (HandDrivenTask task = new HandDrivenTask(
                SimulatedCluster.APPLICATION,
                SimulatedLogs.PARTITION,
                SimulatedCluster.LAYOUT,
                wire.writer(),
                (key, value) -> {})) {
            task.restore(logs.changelog());
            requireHash("the changelog", task.stateHash(SimulatedVenue.GROUP));
            return task.group(SimulatedVenue.GROUP);
        }
    }

    private void requireHash(String of, String hash) {
        if (!hash.equals(ended.stateHash())) {
            throw new Wrong("the state of " + of + " is " + hash + ", the run's is " + ended.stateHash());
        }
    }

    /** Compares what another run writes with what is committed, record by record. */
    private final class Comparison {
        private final String with;
        private final Map<String, Integer> next = new HashMap<>();

        private Comparison(String with) {
            this.with = with;
        }

        private void next(Topics.Topic topic, byte[] key, byte @Nullable [] value, long timestamp) {
            int index = next.merge(topic.name(), 1, Integer::sum) - 1;
            List<RunRecord> committed = logs.output(topic);
            if (index >= committed.size()) {
                throw new Wrong(topic.name() + " has " + committed.size() + " records, " + with + " writes more: "
                        + told(topic, value));
            }
            RunRecord record = committed.get(index);
            if (!Arrays.equals(record.key(), key)
                    || !Arrays.equals(record.value(), value)
                    || record.timestamp() != timestamp) {
                throw new Wrong(record.place() + " is " + told(topic, record.value()) + ", " + with + " writes "
                        + told(topic, value) + " (at " + record.timestamp() + " and " + timestamp + ")");
            }
        }

        private void end(Set<String> butTopics) {
            for (Topics.Topic topic : Topics.outputs()) {
                int committed = logs.output(topic).size();
                int written = next.getOrDefault(topic.name(), 0);
                if (committed != written && !butTopics.contains(topic.name())) {
                    throw new Wrong(topic.name() + " has " + committed + " records, " + with + " writes " + written
                            + "; the first it does not write is "
                            + told(topic, logs.output(topic).get(written).value()));
                }
            }
        }

        private String told(Topics.Topic topic, byte @Nullable [] value) {
            return String.valueOf(wire.reader().deserialize(topic.name(), value));
        }
    }
}
