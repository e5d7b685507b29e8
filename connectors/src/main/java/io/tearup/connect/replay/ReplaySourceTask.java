package io.tearup.connect.replay;

import io.tearup.connect.PluginVersion;
import io.tearup.ndjson.RecordJson;
import io.tearup.ndjson.RecordLine;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTask;
import org.apache.kafka.connect.storage.OffsetStorageReader;
import org.jspecify.annotations.Nullable;

/**
 * Sends the records of files in the order of {@link MergedFiles}, at a {@link Pace}.
 *
 * <p>A record's value is its JSON as a text, already checked, which {@link io.tearup.connect.RecordConverter} writes as
 * Avro; its offset is the position after its line. Connect keeps the two together (in one transaction where the worker has
 * exactly-once sources), so a task that starts again sends what follows the last record kept. A line that holds no record
 * stops the task once everything before it was handed over.
 */
public final class ReplaySourceTask extends SourceTask {
    private static final int BATCH = 1_000;
    private static final Duration LONGEST_WAIT = Duration.ofMillis(250);

    private final LongSupplier nanoClock;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private @Nullable MergedFiles files;
    private @Nullable Pace pace;
    private @Nullable ReplayProgress progress;
    private @Nullable ReplayFault fault;
    private @Nullable Instant last;
    private Duration late = Duration.ZERO;

    /** Made by the worker. */
    public ReplaySourceTask() {
        this(System::nanoTime);
    }

    ReplaySourceTask(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
    }

    @Override
    public String version() {
        return PluginVersion.VERSION;
    }

    @Override
    public void start(Map<String, String> properties) {
        ReplayConfig config = new ReplayConfig(properties);
        FileCursor.Window window = new FileCursor.Window(config.from(), config.to());
        List<FileCursor> cursors = new ArrayList<>();
        try {
            for (ReplayFile file : ReplayFile.of(config)) {
                cursors.add(FileCursor.open(file, kept(file), window));
            }
        } catch (ReplayFault e) {
            cursors.forEach(FileCursor::close);
            throw e;
        }
        files = new MergedFiles(cursors);
        pace = new Pace(config.speed(), nanoClock);
        progress = new ReplayProgress(files, nanoClock);
        progress.expose(context.pluginMetrics());
    }

    private FilePosition kept(ReplayFile file) {
        OffsetStorageReader offsets = context.offsetStorageReader();
        return FilePosition.of(offsets.offset(FilePosition.partition(file.path())));
    }

    @Override
    public @Nullable List<SourceRecord> poll() throws InterruptedException {
        if (fault != null) {
            throw fault;
        }
        MergedFiles source = Objects.requireNonNull(files, "start comes first");
        List<SourceRecord> batch = new ArrayList<>();
        Duration wait = Duration.ZERO;
        try {
            wait = fill(batch, source);
        } catch (ReplayFault e) {
            if (batch.isEmpty()) {
                throw e;
            }
            fault = e;
        }
        if (batch.isEmpty()) {
            stopped.await(Math.min(wait.toMillis(), LONGEST_WAIT.toMillis()), TimeUnit.MILLISECONDS);
            return null;
        }
        Objects.requireNonNull(progress).sent(batch.size(), Objects.requireNonNull(last), late);
        return batch;
    }

    /** Adds what is due and returns how long to wait where that is nothing. */
    private Duration fill(List<SourceRecord> batch, MergedFiles source) {
        while (batch.size() < BATCH && stopped.getCount() > 0) {
            if (!source.seek()) {
                return Duration.ZERO;
            }
            FileCursor file = source.next().orElse(null);
            if (file == null) {
                if (batch.isEmpty()) {
                    Objects.requireNonNull(progress).complete(last);
                }
                return LONGEST_WAIT;
            }
            FileCursor.Read read = Objects.requireNonNull(file.head());
            Duration until = Objects.requireNonNull(pace).untilDue(read.record().timestamp());
            if (until.compareTo(Duration.ZERO) > 0) {
                return until;
            }
            batch.add(sourceRecord(file, read));
            last = read.record().timestamp();
            late = until.negated();
            file.take();
        }
        return Duration.ZERO;
    }

    private static SourceRecord sourceRecord(FileCursor file, FileCursor.Read read) {
        RecordLine record = read.record();
        return new SourceRecord(
                FilePosition.partition(file.path()),
                read.after().offset(),
                record.topic().name(),
                null,
                Schema.STRING_SCHEMA,
                record.key(),
                Schema.STRING_SCHEMA,
                RecordJson.write(record.value()).toString(),
                record.timestamp().toEpochMilli());
    }

    @Override
    public void stop() {
        stopped.countDown();
        if (files != null) {
            files.close();
        }
    }
}
