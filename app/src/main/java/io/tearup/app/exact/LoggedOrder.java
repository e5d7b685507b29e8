package io.tearup.app.exact;

import io.tearup.app.ExitCode;
import io.tearup.app.UserFault;
import io.tearup.catalogue.Topics;
import io.tearup.schemas.v1.OrderLogEntry;
import io.tearup.schemas.v1.OrderLogKind;
import io.tearup.schemas.v1.SourcePosition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The runs of a task's input, read from its entries in {@code adl.order-log.v1}.
 *
 * <p>Each entry that begins a run tells how far every topic was read before. So a run takes of each topic what lies between
 * its own entry's position and that of the next. The last run before a start has no next: it takes of each topic what lies
 * before that topic's first record after a later start, or before the end of what the task has committed. That first
 * record is known, because the first record of each topic since a start begins a run.
 */
final class LoggedOrder {
    /** Number of records of a run that ends without an entry. */
    static final long UNKNOWN = -1;

    /**
     * One run.
     *
     * @param start whether the task was started with it
     * @param checkpointInterval since that start, microseconds
     * @param from offset of the first record of each topic the run may take from
     * @param to offset after the last, of the same topics
     * @param records how many there are, or {@link #UNKNOWN}
     */
    record Run(boolean start, long checkpointInterval, Map<String, Long> from, Map<String, Long> to, long records) {
        Run {
            from = Map.copyOf(from);
            to = Map.copyOf(to);
        }
    }

    private final int partition;
    private final Map<String, Long> ends;
    private final List<OrderLogEntry> entries = new ArrayList<>();
    private int starts;
    private int checkpoints;
    private boolean beyond;
    private long lastSequence;

    /** @param ends offset after the last record that the task has committed of each source */
    LoggedOrder(int partition, Map<String, Long> ends) {
        this.partition = partition;
        this.ends = Map.copyOf(ends);
    }

    /**
     * Takes the next entry of the log.
     *
     * @throws UserFault {@link ExitCode#VERIFICATION} if entries are missing or contradict each other
     */
    void add(OrderLogEntry entry, RunRecord at) {
        boolean start = entry.getKind() == OrderLogKind.STARTED;
        if (!start && (lastSequence == 0 || entry.getSequence() != lastSequence + 1)) {
            throw contradiction(
                    at,
                    "has sequence " + entry.getSequence() + " after " + lastSequence
                            + "; entries before it are missing: deleted by age, or the run began before there was an order log");
        }
        if (start && entry.getSequence() != 1) {
            throw contradiction(at, "is a start with sequence " + entry.getSequence());
        }
        if (entry.getSourcePartition() != partition) {
            throw contradiction(at, "is about partition " + entry.getSourcePartition());
        }
        Long end = ends.get(entry.getSourceTopic());
        if (end == null) {
            throw contradiction(
                    at,
                    "is about " + entry.getSourceTopic() + ", but this ingress reads "
                            + ends.keySet().stream().sorted().toList());
        }
        lastSequence = entry.getSequence();
        beyond |= entry.getFirstOffset() >= end;
        if (beyond) {
            // The run has gone on since its progress was read.
            return;
        }
        if (entry.getKind() == OrderLogKind.CHECKPOINT) {
            checkpoints++;
            return;
        }
        if (start) {
            starts++;
        }
        entries.add(entry);
    }

    static UserFault contradiction(RunRecord at, String what) {
        return new UserFault(ExitCode.VERIFICATION, at.place() + ": " + what);
    }

    /** Starts of the task so far. */
    int starts() {
        return starts;
    }

    /** Checkpoints so far. */
    int checkpoints() {
        return checkpoints;
    }

    /**
     * The runs in order.
     *
     * @throws UserFault if there is committed input and no entry
     */
    List<Run> runs() {
        if (entries.isEmpty()) {
            if (ends.values().stream().anyMatch(end -> end > 0)) {
                throw new UserFault(
                        ExitCode.RUNTIME,
                        Topics.ORDER_LOG.name() + "-" + partition + ": has no entry, but input is committed up to "
                                + ends + "; the run was made before there was an order log, or the log is deleted");
            }
            return List.of();
        }
        Run[] runs = new Run[entries.size()];
        // Where the topics are first read after what is looked at: read backwards.
        Map<String, Long> later = new HashMap<>(ends);
        Map<String, Long> sinceStart = new HashMap<>();
        for (int i = runs.length - 1; i >= 0; i--) {
            OrderLogEntry entry = entries.get(i);
            Map<String, Long> from = positions(entry);
            boolean last = i + 1 == runs.length || entries.get(i + 1).getKind() == OrderLogKind.STARTED;
            Map<String, Long> to = new HashMap<>(last ? later : positions(entries.get(i + 1)));
            to.keySet().retainAll(from.keySet());
            from.keySet().retainAll(to.keySet());
            long records = last ? UNKNOWN : entries.get(i + 1).getRecords() - entry.getRecords();
            runs[i] = new Run(entry.getKind() == OrderLogKind.STARTED, interval(i), from, to, records);
            if (entry.getKind() != OrderLogKind.OUT_OF_ORDER) {
                sinceStart.put(entry.getSourceTopic(), entry.getFirstOffset());
            }
            if (entry.getKind() == OrderLogKind.STARTED) {
                later.putAll(sinceStart);
                sinceStart.clear();
            }
        }
        return List.of(runs);
    }

    /** Positions before an entry, and the first record of its own topic. */
    private static Map<String, Long> positions(OrderLogEntry entry) {
        Map<String, Long> positions = new HashMap<>();
        for (SourcePosition position : entry.getPositions()) {
            positions.put(position.getSourceTopic(), position.getNextOffset());
        }
        positions.putIfAbsent(entry.getSourceTopic(), entry.getFirstOffset());
        return positions;
    }

    private long interval(int entry) {
        for (int i = entry; i >= 0; i--) {
            Long interval = entries.get(i).getCheckpointIntervalMicros();
            if (entries.get(i).getKind() == OrderLogKind.STARTED) {
                return interval == null ? 0 : interval;
            }
        }
        return 0;
    }
}
