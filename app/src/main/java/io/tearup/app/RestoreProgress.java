package io.tearup.app;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.StateRestoreListener;

/** How far the restore of each changelog partition is, and how long it took. Safe for several threads. */
public final class RestoreProgress implements StateRestoreListener {
    private final Map<Integer, Partition> partitions = new TreeMap<>();

    /**
     * One partition.
     *
     * @param total rows to be restored, counted by offsets: markers of transactions and compacted rows are in it
     * @param restored rows restored so far
     * @param took from the first row to the last, or until now
     */
    public record Partition(long total, long restored, Duration took, boolean done) {}

    private record Running(long startedAt, long total, long restored) {}

    private final Map<Integer, Running> running = new TreeMap<>();

    @Override
    public synchronized void onRestoreStart(TopicPartition partition, String store, long from, long to) {
        running.put(partition.partition(), new Running(System.nanoTime(), to - from, 0));
        notifyAll();
    }

    @Override
    public synchronized void onBatchRestored(TopicPartition partition, String store, long endOffset, long rows) {
        running.computeIfPresent(
                partition.partition(), (p, r) -> new Running(r.startedAt(), r.total(), r.restored() + rows));
    }

    @Override
    public synchronized void onRestoreEnd(TopicPartition partition, String store, long total) {
        Running ended = running.remove(partition.partition());
        if (ended != null) {
            Duration took = Duration.ofNanos(System.nanoTime() - ended.startedAt());
            partitions.put(partition.partition(), new Partition(ended.total(), total, took, true));
        }
    }

    @Override
    public synchronized void onRestoreSuspended(TopicPartition partition, String store, long total) {
        running.remove(partition.partition());
    }

    /** Waits until a partition is being restored. */
    synchronized void awaitBegin() throws InterruptedException {
        while (running.isEmpty()) {
            wait();
        }
    }

    /** Partitions being restored or restored since the start, by number. */
    public synchronized Map<Integer, Partition> partitions() {
        Map<Integer, Partition> all = new TreeMap<>(partitions);
        long now = System.nanoTime();
        running.forEach((partition, r) -> all.put(
                partition, new Partition(r.total(), r.restored(), Duration.ofNanos(now - r.startedAt()), false)));
        return all;
    }
}
