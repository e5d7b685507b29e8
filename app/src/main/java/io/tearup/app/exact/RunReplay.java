package io.tearup.app.exact;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tearup.app.OutputDirectory;
import io.tearup.app.Progress;
import io.tearup.app.cli.Format;
import io.tearup.app.cli.Listing;
import io.tearup.app.config.ConfigReader;
import io.tearup.catalogue.RecordDeserializer;
import io.tearup.catalogue.RecordSerdes;
import io.tearup.catalogue.Topics;
import io.tearup.ndjson.RecordJson;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** {@code tearup replay} of a recorded run: replays it and, if asked, writes what comes out. */
public final class RunReplay {
    private static final ObjectMapper MAPPER = JsonMapper.builder().build();

    private RunReplay() {}

    /**
     * Replays a run.
     *
     * @param config configuration of the deployment, or null
     * @param exported directory of an exported run, where {@code config} is null
     * @param out directory for output records, one file of {@code {"topic","key","timestamp","value"}} per topic; null = none
     */
    public static void run(
            @Nullable Path config,
            @Nullable Path exported,
            @Nullable Path out,
            Format format,
            PrintWriter data,
            PrintWriter talk)
            throws InterruptedException {
        try (RecordedRun run = open(config, exported)) {
            Map<String, Long> written = new LinkedHashMap<>();
            List<ExactReplay.Task> tasks = out == null
                    ? replay(run, null, written, talk)
                    : OutputDirectory.write(out, draft -> replay(run, draft, written, talk));
            written.forEach(
                    (topic, records) -> talk.println(String.format(Locale.ROOT, "%-24s %,d records", topic, records)));
            if (format == Format.TABLE) {
                print(tasks, data);
            } else {
                list(tasks).print(format, data);
            }
        }
    }

    /** The run of a deployment or of a directory. */
    static RecordedRun open(@Nullable Path config, @Nullable Path exported) throws InterruptedException {
        return config != null
                ? ClusterRun.open(ConfigReader.read(config, System.getenv()))
                : ExportedRun.open(Objects.requireNonNull(exported, "one of the two is named"));
    }

    /** Progress over the input of a run. */
    static Progress progress(RecordedRun run, PrintWriter talk) {
        long offsets = 0;
        for (String topic : run.ingress().sources()) {
            for (int partition = 0; partition < run.layout().partitions(); partition++) {
                offsets += run.inputEnd(topic, partition);
            }
        }
        return new Progress(talk, "replaying", Math.max(1, offsets));
    }

    private static Listing list(List<ExactReplay.Task> tasks) {
        Listing listing = new Listing("group", "records", "runs", "starts", "checkpoints", "stateHash");
        tasks.forEach(task -> listing.add(
                task.group(), task.records(), task.runs(), task.starts(), task.checkpoints(), task.stateHash()));
        return listing;
    }

    /** One line per group. */
    static void print(List<ExactReplay.Task> tasks, PrintWriter data) {
        for (ExactReplay.Task task : tasks) {
            data.println(String.format(
                    Locale.ROOT,
                    "%-10s %,d records in %,d runs, %,d starts, %,d checkpoints, state %s",
                    task.group(),
                    task.records(),
                    task.runs(),
                    task.starts(),
                    task.checkpoints(),
                    task.stateHash()));
        }
    }

    private static List<ExactReplay.Task> replay(
            RecordedRun run, @Nullable Path draft, Map<String, Long> written, PrintWriter talk) {
        RecordSerdes serdes = run.schemas().serdes();
        Map<String, Writer> writers = new LinkedHashMap<>();
        try (RecordDeserializer<SpecificRecord> deserializer = serdes.deserializer(SpecificRecord.class)) {
            for (Topics.Topic topic : Topics.outputs()) {
                written.put(topic.name(), 0L);
                if (draft != null) {
                    writers.put(
                            topic.name(),
                            Files.newBufferedWriter(ExportedRun.fileOf(draft, topic.name()), StandardCharsets.UTF_8));
                }
            }
            Progress progress = progress(run, talk);
            List<ExactReplay.Task> tasks = ExactReplay.run(
                    run,
                    serdes,
                    (task, topic, partition, key, value, timestamp) -> {
                        written.merge(topic.name(), 1L, Long::sum);
                        Writer to = writers.get(topic.name());
                        if (to != null) {
                            write(to, topic.name(), key, deserializer.deserialize(topic.name(), value), timestamp);
                        }
                    },
                    progress::at);
            progress.done();
            return tasks;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            for (Writer writer : writers.values()) {
                close(writer);
            }
        }
    }

    private static void write(Writer to, String topic, byte[] key, @Nullable SpecificRecord value, long timestamp) {
        ObjectNode line = MAPPER.createObjectNode();
        line.put("topic", topic);
        line.put("key", new String(key, StandardCharsets.UTF_8));
        line.put("timestamp", timestamp);
        line.set("value", value == null ? null : RecordJson.write(value));
        try {
            to.write(line + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void close(Writer writer) {
        try {
            writer.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
