package io.tearup.app.simulate;

import io.tearup.app.exact.RunRecord;
import io.tearup.app.task.HandDrivenTask;
import io.tearup.catalogue.RiskGroupLayout;
import io.tearup.catalogue.Topics;
import io.tearup.stream.Ingress;
import io.tearup.stream.RecordTime;
import io.tearup.stream.TearupTopology;
import io.tearup.stream.TopologySettings;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * A pipeline on a cluster that fails, drawn from a seed.
 *
 * <p>Records arrive topic by topic, so that topics lag behind each other. The task takes the earliest of what has arrived, now and then
 * another, as a consumer does that fetched one topic before the other. What it does since its last commit becomes durable with the commit or is
 * lost: then another instance begins where the last commit left off, with the state that the changelog restores to or that a standby kept warm.
 * The changelog is compacted meanwhile. All of it goes on until every record was taken and committed.
 *
 * <p>Definitions come first, as the product asks for: other topics arrive once they are committed.
 */
final class SimulatedCluster {
    static final String APPLICATION = "simulated";
    static final RiskGroupLayout LAYOUT = RiskGroupLayout.parse(SimulatedVenue.GROUP);

    private static final int PERCENT = 100;

    private final SplittableRandom random;
    private final Wire wire;
    private final Commit commit;
    private final SimulatedLogs logs;
    private final int definitions;
    private final Map<String, Integer> arrived = new HashMap<>();
    private final Map<String, SimulatedLogs.Progress> position = new HashMap<>();
    private final Map<Fault, Integer> faults = new EnumMap<>(Fault.class);
    private final long checkpointInterval;
    private final int commitPercent;
    private final int faultPercent;
    private final int disorderPercent;
    private Work work = new Work();
    private @Nullable Instance active;
    private @Nullable Instance standby;
    private int standbyRows;

    /** An instance and the work its store's rows go to. */
    private static final class Instance {
        final HandDrivenTask task;
        Work logsTo = new Work();

        Instance(Wire wire) {
            task = new HandDrivenTask(
                    APPLICATION,
                    SimulatedLogs.PARTITION,
                    LAYOUT,
                    wire.writer(),
                    (key, value) -> logsTo.row(key, value));
        }
    }

    /** @param definitions records at the beginning of the control topic that everything else refers to */
    SimulatedCluster(SplittableRandom random, Wire wire, Commit commit, SimulatedLogs logs, int definitions) {
        this.random = random;
        this.wire = wire;
        this.commit = commit;
        this.logs = logs;
        this.definitions = definitions;
        this.checkpointInterval = random.nextInt(4) * 600_000_000L;
        this.commitPercent = 2 + random.nextInt(20);
        this.faultPercent = random.nextInt(4) == 0 ? 0 : 1 + random.nextInt(5);
        this.disorderPercent = random.nextInt(30);
    }

    /**
     * How a run went.
     *
     * @param faults how often each struck
     * @param stateHash of the instance that ran last
     * @param checkpointInterval of every instance, microseconds
     */
    record Ended(Map<Fault, Integer> faults, String stateHash, long checkpointInterval) {}

    /** Runs until all input is taken and committed; what is durable is in the logs. */
    Ended run() {
        begin(fresh());
        while (true) {
            int draw = random.nextInt(PERCENT);
            if (draw < faultPercent) {
                fail(Fault.values()[random.nextInt(Fault.values().length)]);
            } else if (draw < faultPercent + commitPercent) {
                commit();
            } else if (draw < faultPercent + commitPercent + 30 || !take()) {
                if (!arrive() && !take()) {
                    commit();
                    if (isDone()) {
                        break;
                    }
                }
            }
        }
        return close();
    }

    private boolean isDone() {
        return Topics.inputs().stream()
                .allMatch(topic -> logs.progress(topic.name()).index()
                        == logs.input(topic.name()).size());
    }

    /** Lets some records of a topic arrive; false if there are none to come. */
    private boolean arrive() {
        List<String> open = new ArrayList<>();
        boolean defined = logs.progress(Topics.CONTROL.name()).index() >= definitions;
        for (Topics.Topic topic : Topics.inputs()) {
            if (arrivedOf(topic.name()) < endOf(topic, defined)) {
                open.add(topic.name());
            }
        }
        if (open.isEmpty()) {
            return false;
        }
        String topic = open.get(random.nextInt(open.size()));
        int some = arrivedOf(topic) + 1 + random.nextInt(6);
        int end = endOf(Topics.byName(topic).orElseThrow(), defined);
        arrived.put(topic, Math.min(some, end));
        return true;
    }

    private int endOf(Topics.Topic topic, boolean defined) {
        return defined ? logs.input(topic.name()).size() : topic.equals(Topics.CONTROL) ? definitions : 0;
    }

    private int arrivedOf(String topic) {
        return arrived.getOrDefault(topic, 0);
    }

    private SimulatedLogs.Progress positionOf(String topic) {
        return position.getOrDefault(topic, logs.progress(topic));
    }

    /** Takes the next record; false if none is there. */
    private boolean take() {
        String chosen = null;
        long earliest = 0;
        boolean disorder = random.nextInt(PERCENT) < disorderPercent;
        int present = 0;
        for (Topics.Topic topic : Topics.inputs()) {
            SimulatedLogs.Progress at = positionOf(topic.name());
            if (at.index() < arrivedOf(topic.name())) {
                present++;
                long time =
                        RecordTime.of(logs.input(topic.name()).get(at.index()).timestamp(), at.time());
                if (chosen == null || (disorder ? random.nextInt(present) == 0 : time < earliest)) {
                    chosen = topic.name();
                    earliest = time;
                }
            }
        }
        if (chosen == null) {
            return false;
        }
        take(chosen);
        return true;
    }

    private void take(String topic) {
        SimulatedLogs.Progress at = positionOf(topic);
        RunRecord record = logs.input(topic).get(at.index());
        long time = RecordTime.of(record.timestamp(), at.time());
        SimulatedLogs.Progress after = new SimulatedLogs.Progress(at.index() + 1, Math.max(at.time(), time));
        take(active(), record, time, work);
        work.took(record, time, after);
        position.put(topic, after);
    }

    private static void take(Instance instance, RunRecord record, long time, Work to) {
        instance.logsTo = to;
        instance.task.take(
                record.topic(),
                record.partition(),
                record.offset(),
                HandDrivenTask.record(record.key(), record.value(), time, new RecordHeaders()),
                (topic, partition, key, value, timestamp) -> to.wrote(topic, key, value, timestamp));
    }

    private void commit() {
        commit.commit(work, logs);
        forgetWork();
        warmUp();
        if (random.nextInt(8) == 0) {
            logs.compact(random);
            standbyRows = logs.changelog().size();
        }
    }

    private void abort() {
        commit.abort(work, logs);
        forgetWork();
    }

    private void forgetWork() {
        work = new Work();
        position.clear();
    }

    private void fail(Fault fault) {
        faults.merge(fault, 1, Integer::sum);
        switch (fault) {
            case KILLED -> {
                abort();
                replace(restored());
            }
            case KILLED_AFTER_COMMIT, STOPPED -> {
                commit();
                replace(restored());
            }
            case STANDBY_TOOK_OVER -> {
                abort();
                warmUp();
                Instance warm = standby;
                standby = null;
                replace(warm == null ? restored() : warm);
            }
            case ZOMBIE -> {
                Instance zombie = active();
                abort();
                begin(restored());
                Work refused = new Work();
                int some = random.nextInt(4);
                for (int i = 0; i < some; i++) {
                    for (Topics.Topic topic : Topics.inputs()) {
                        int index = positionOf(topic.name()).index();
                        if (index < arrivedOf(topic.name())) {
                            RunRecord record = logs.input(topic.name()).get(index);
                            take(zombie, record, Math.max(0, record.timestamp()), refused);
                        }
                    }
                }
                commit.abort(refused, logs);
                zombie.task.close();
            }
        }
    }

    private Instance fresh() {
        return new Instance(wire);
    }

    private Instance restored() {
        Instance instance = fresh();
        instance.task.restore(logs.changelog());
        return instance;
    }

    /** Lets the standby read the changelog to its end; the first call makes one. */
    private void warmUp() {
        Instance warm = standby;
        if (warm == null) {
            warm = fresh();
            standby = warm;
            standbyRows = 0;
        }
        warm.task.restore(logs.changelog().subList(standbyRows, logs.changelog().size()));
        standbyRows = logs.changelog().size();
    }

    private void replace(Instance next) {
        active().task.close();
        begin(next);
    }

    private void begin(Instance next) {
        next.task.start(TearupTopology.riskCore(
                new TopologySettings(Ingress.DIRECT, LAYOUT, wire.serdes(), checkpointInterval)));
        active = next;
    }

    private Instance active() {
        Instance instance = active;
        if (instance == null) {
            throw new IllegalStateException("the cluster does not run");
        }
        return instance;
    }

    private Ended close() {
        String stateHash = active().task.stateHash(SimulatedVenue.GROUP);
        active().task.close();
        if (standby != null) {
            standby.task.close();
        }
        return new Ended(faults, stateHash, checkpointInterval);
    }
}
