package io.tearup.app.exact;

import io.tearup.catalogue.RecordDeserializer;
import io.tearup.catalogue.RecordSerdes;
import io.tearup.catalogue.Topics;
import io.tearup.schemas.v1.OrderLogEntry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.errors.SerializationException;

/**
 * Replays a recorded run, task by task, each task's input in the order its order log tells.
 *
 * <p>What the replay depends on is what a run depends on: the records, their order, where tasks were started, the layout
 * of groups, the registered schemas, and the program. It reads no clock and writes to no topic and no registry.
 */
final class ExactReplay {
    /**
     * What became of one risk group's task.
     *
     * @param records of input
     * @param runs stretches of it that the order log tells
     * @param starts of the task
     * @param checkpoints hashes of the state within the run
     * @param stateHash at the end
     */
    record Task(String group, long records, int runs, int starts, int checkpoints, String stateHash) {}

    /** Told of each task's progress. */
    interface Watcher {
        void taken(long records);
    }

    private ExactReplay() {}

    /**
     * Replays every group's task and passes on what comes out, in the order of groups.
     *
     * @throws io.tearup.app.UserFault if the order log or input is incomplete or contradicts itself
     */
    static List<Task> run(RecordedRun run, RecordSerdes serdes, ReplayTask.Sink sink, Watcher watcher) {
        List<Task> tasks = new ArrayList<>();
        long before = 0;
        for (String group : run.layout().groups()) {
            int partition = run.layout().partitionOf(group, "");
            LoggedOrder order = order(run, serdes, partition);
            List<LoggedOrder.Run> runs = order.runs();
            long records = 0;
            try (OrderedInput input = new OrderedInput(run, partition, runs);
                    ReplayTask task = new ReplayTask(run, serdes, partition)) {
                for (OrderedInput.Taken taken = input.next(); taken != null; taken = input.next()) {
                    task.take(taken, sink);
                    watcher.taken(before + ++records);
                }
                tasks.add(new Task(
                        group, records, runs.size(), order.starts(), order.checkpoints(), task.stateHash(group)));
            }
            before += records;
        }
        return tasks;
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
