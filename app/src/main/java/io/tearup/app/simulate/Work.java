package io.tearup.app.simulate;

import io.tearup.app.exact.RunRecord;
import io.tearup.catalogue.Topics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.KeyValue;
import org.jspecify.annotations.Nullable;

/** What a task did since its last commit: all of it becomes durable with its transaction, or none. */
final class Work {
    /**
     * A record that was taken.
     *
     * @param time by which it was merged, milliseconds
     */
    record Taken(RunRecord record, long time) {}

    /** A record that was written. */
    record Written(Topics.Topic topic, byte[] key, byte @Nullable [] value, long timestamp) {}

    private final List<Taken> taken = new ArrayList<>();
    private final List<Written> written = new ArrayList<>();
    private final List<KeyValue<byte[], byte @Nullable []>> rows = new ArrayList<>();

    /** Position and time of each input topic after the work. */
    private final Map<String, SimulatedLogs.Progress> progress = new HashMap<>();

    void took(RunRecord record, long time, SimulatedLogs.Progress after) {
        taken.add(new Taken(record, time));
        progress.put(record.topic(), after);
    }

    void wrote(Topics.Topic topic, byte[] key, byte @Nullable [] value, long timestamp) {
        written.add(new Written(topic, key, value, timestamp));
    }

    void row(byte[] key, byte @Nullable [] value) {
        rows.add(new KeyValue<>(key, value));
    }

    List<Taken> taken() {
        return taken;
    }

    List<Written> written() {
        return written;
    }

    List<KeyValue<byte[], byte @Nullable []>> rows() {
        return rows;
    }

    Map<String, SimulatedLogs.Progress> progress() {
        return progress;
    }
}
