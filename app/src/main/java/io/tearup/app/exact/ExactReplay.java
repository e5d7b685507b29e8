package io.tearup.app.exact;

import io.tearup.app.task.HandDrivenTask;
import io.tearup.catalogue.RecordDeserializer;
import io.tearup.catalogue.RecordSerdes;
import io.tearup.catalogue.Topics;
import io.tearup.engine.model.RiskGroup;
import io.tearup.schemas.v1.OrderLogEntry;
import io.tearup.stream.TearupTopology;
import io.tearup.stream.TopologySettings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Replays a recorded run, task by task, each task's input in the order its order log tells.
 *
 * <p>What the replay depends on is what a run depends on: the records, their order, where tasks were started, the layout
 * of groups, the registered schemas, and the program. It reads no clock and writes to no topic and no registry.
 */
public final class ExactReplay {
    /**
     * What became of one risk group's task.
     *
     * @param records of input
     * @param runs stretches of it that the order log tells
     * @param starts of the task
     * @param checkpoints hashes of the state within the run
     * @param stateHash at the end
     */
    public record Task(String group, long records, int runs, int starts, int checkpoints, String stateHash) {}

    /** Receives what tasks write. */
    public interface Sink {
        /**
         * A record for one partition of an output topic.
         *
         * @param task partition of the task that writes it
         * @param timestamp milliseconds
         */
        void write(int task, Topics.Topic topic, int partition, byte[] key, byte @Nullable [] value, long timestamp);

        /** A task has taken an input; whatever it wrote since the one before came of it. */
        default void taken(int task, RunRecord input) {}

        /**
         * A task has taken everything.
         *
         * @param state at the end
         */
        default void ended(int task, RiskGroup state) {}
    }

    /** Told of each task's progress. */
    public interface Watcher {
        void taken(long records);
    }

    private ExactReplay() {}

    /**
     * Replays every group's task and passes on what comes out, in the order of groups.
     *
     * @param serdes of the registry whose schemas the run's records name
     * @throws io.tearup.app.UserFault if the order log or input is incomplete or contradicts itself
     */
    public static List<Task> run(RecordedRun run, RecordSerdes serdes, Sink sink, Watcher watcher) {
        List<Task> tasks = new ArrayList<>();
        long before = 0;
        for (String group : run.layout().groups()) {
            int partition = run.layout().partitionOf(group, "");
            LoggedOrder order = order(run, serdes, partition);
            List<LoggedOrder.Run> runs = order.runs();
            long records = 0;
            try (Serializer<SpecificRecord> values = serdes.serializer();
                    OrderedInput input = new OrderedInput(run, partition, runs);
                    HandDrivenTask task = new HandDrivenTask(
                            run.applicationId(), partition, run.layout(), values, (key, value) -> {})) {
                for (OrderedInput.Taken taken = input.next(); taken != null; taken = input.next()) {
                    LoggedOrder.Run start = taken.start();
                    if (start != null) {
                        // What a processor remembers beside its state is forgotten at the same record as in the run.
                        task.start(TearupTopology.riskCore(
                                new TopologySettings(run.ingress(), run.layout(), serdes, start.checkpointInterval())));
                    }
                    take(task, taken, partition, sink);
                    sink.taken(partition, taken.record());
                    watcher.taken(before + ++records);
                }
                sink.ended(partition, task.group(group));
                tasks.add(new Task(
                        group, records, runs.size(), order.starts(), order.checkpoints(), task.stateHash(group)));
            }
            before += records;
        }
        return tasks;
    }

    private static void take(HandDrivenTask task, OrderedInput.Taken taken, int partition, Sink sink) {
        RunRecord record = taken.record();
        RecordHeaders headers = new RecordHeaders();
        record.headers().forEach(header -> headers.add(header.name(), header.value()));
        task.take(
                record.topic(),
                record.partition(),
                record.offset(),
                HandDrivenTask.record(record.key(), record.value(), taken.time(), headers),
                (topic, to, key, value, timestamp) -> sink.write(partition, topic, to, key, value, timestamp));
    }

    private static LoggedOrder order(RecordedRun run, RecordSerdes serdes, int partition) {
        Map<String, Long> ends = new HashMap<>();
        run.ingress().sources().forEach(topic -> ends.put(topic, run.inputEnd(topic, partition)));
        LoggedOrder order = new LoggedOrder(partition, ends);
        String topic = Topics.ORDER_LOG.name();
        try (RecordCursor entries = run.records(topic, partition);
                RecordDeserializer<OrderLogEntry> deserializer = serdes.deserializer(OrderLogEntry.class)) {
            for (RunRecord at = entries.next(); at != null; at = entries.next()) {
                OrderLogEntry entry;
                try {
                    entry = deserializer.deserialize(topic, at.value());
                } catch (SerializationException e) {
                    throw LoggedOrder.contradiction(at, "is no entry of an order log (" + e.getMessage() + ")");
                }
                if (entry == null) {
                    throw LoggedOrder.contradiction(at, "has no value");
                }
                order.add(entry, at);
            }
        }
        return order;
    }
}
