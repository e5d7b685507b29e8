package io.tearup.connect.replay;

import io.tearup.connect.RecordConverter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.common.metrics.internals.PluginMetricsImpl;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTaskContext;
import org.apache.kafka.connect.storage.OffsetStorageReader;
import org.jspecify.annotations.Nullable;

/** A worker as far as a replay's task sees it: keeps the offsets of what was handed over and starts tasks with them. */
final class PlayedFiles implements AutoCloseable {
    private final Map<Map<String, ?>, Map<String, Object>> offsets = new HashMap<>();
    private final Map<String, String> options = new HashMap<>();
    private Metrics metrics = new Metrics();
    private ReplaySourceTask task = new ReplaySourceTask();

    PlayedFiles with(String option, String value) {
        options.put(option, value);
        return this;
    }

    PlayedFiles start() {
        return start(System::nanoTime);
    }

    PlayedFiles start(LongSupplier nanoClock) {
        options.put(ReplayConfig.VALUE_CONVERTER, RecordConverter.class.getName());
        metrics = new Metrics();
        task = new ReplaySourceTask(nanoClock);
        task.initialize(context());
        task.start(options);
        return this;
    }

    /** One batch, kept. */
    @Nullable
    List<SourceRecord> poll() throws InterruptedException {
        List<SourceRecord> batch = task.poll();
        if (batch != null) {
            batch.forEach(this::keep);
        }
        return batch;
    }

    /** Every record until a poll gives none. */
    List<SourceRecord> all() throws InterruptedException {
        List<SourceRecord> records = new ArrayList<>();
        for (List<SourceRecord> batch = poll(); batch != null; batch = poll()) {
            records.addAll(batch);
        }
        return records;
    }

    /** Keeps the offset of a record, as a worker does with what the broker has. */
    void keep(SourceRecord record) {
        offsets.put(record.sourcePartition(), new HashMap<>(record.sourceOffset()));
    }

    /** Hands a batch to nobody: the worker died. */
    void lose() throws InterruptedException {
        task.poll();
    }

    void stop() {
        task.stop();
    }

    double metric(String name) {
        return (double) metrics.metrics().entrySet().stream()
                .filter(entry -> entry.getKey().name().equals(name))
                .findFirst()
                .orElseThrow()
                .getValue()
                .metricValue();
    }

    @Override
    public void close() {
        task.stop();
    }

    private SourceTaskContext context() {
        return new SourceTaskContext() {
            @Override
            public Map<String, String> configs() {
                return options;
            }

            @Override
            public OffsetStorageReader offsetStorageReader() {
                return new Kept();
            }

            @Override
            public PluginMetrics pluginMetrics() {
                return new PluginMetricsImpl(metrics, Map.of());
            }
        };
    }

    private final class Kept implements OffsetStorageReader {
        @Override
        public <T> @Nullable Map<String, Object> offset(Map<String, T> partition) {
            return offsets.get(partition);
        }

        @Override
        public <T> Map<Map<String, T>, Map<String, Object>> offsets(Collection<Map<String, T>> partitions) {
            throw new UnsupportedOperationException("a replay asks for one file at a time");
        }
    }
}
