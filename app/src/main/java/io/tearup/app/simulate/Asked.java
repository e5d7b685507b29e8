package io.tearup.app.simulate;

import io.tearup.app.task.HandDrivenTask;
import io.tearup.schemas.v1.Assignment;
import io.tearup.schemas.v1.Role;
import io.tearup.stream.Ingress;
import io.tearup.stream.TearupTopology;
import io.tearup.stream.TopologySettings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * What a venue that keeps the book of record is asked to carry out, as far as it can know while it is drawn: a task of its own takes every record
 * in the order of sending. The cluster merges topics in another order now and then, and then some answers fit nothing; so it is with late ones.
 */
final class Asked implements AutoCloseable {
    private static final int KEPT = 30;

    private final Wire wire;
    private final HandDrivenTask task;
    private final Map<String, Long> offsets = new HashMap<>();
    private final List<Assignment> latest = new ArrayList<>();

    Asked(Wire wire) {
        this.wire = wire;
        this.task = new HandDrivenTask(
                SimulatedCluster.APPLICATION,
                SimulatedLogs.PARTITION,
                SimulatedCluster.LAYOUT,
                wire.writer(),
                (key, value) -> {});
        task.start(TearupTopology.riskCore(
                new TopologySettings(Ingress.DIRECT, SimulatedCluster.LAYOUT, wire.serdes(), Long.MAX_VALUE)));
    }

    /** Takes a record that was sent. */
    void sent(Input input) {
        long offset = offsets.merge(input.topic().name(), 1L, Long::sum) - 1;
        task.take(
                input.topic().name(),
                SimulatedLogs.PARTITION,
                offset,
                HandDrivenTask.record(input.key(), input.value(), Math.max(0, input.timestamp()), new RecordHeaders()),
                (topic, partition, key, value, timestamp) -> {
                    if (wire.reader().deserialize(topic.name(), value) instanceof Assignment assignment) {
                        note(assignment);
                    }
                });
    }

    private void note(Assignment assignment) {
        if (assignment.getRole() == Role.COUNTERPARTY) {
            latest.add(assignment);
            if (latest.size() > KEPT) {
                latest.remove(0);
            }
        }
    }

    /** One of the latest assignments, answered already or not; null if there is none. */
    @Nullable
    Assignment any(SplittableRandom random) {
        return latest.isEmpty() ? null : latest.get(random.nextInt(latest.size()));
    }

    @Override
    public void close() {
        task.close();
    }
}
