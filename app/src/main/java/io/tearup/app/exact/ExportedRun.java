package io.tearup.app.exact;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tearup.app.ExitCode;
import io.tearup.app.UserFault;
import io.tearup.catalogue.RegisteredSchemas;
import io.tearup.catalogue.RiskGroupLayout;
import io.tearup.stream.Ingress;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A run that {@code tearup export} wrote to a directory: {@link RunManifest}, and a file of records per topic. */
final class ExportedRun implements RecordedRun {
    static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .build();

    private final Path directory;
    private final RunManifest manifest;
    private final RiskGroupLayout layout;

    private ExportedRun(Path directory, RunManifest manifest, RiskGroupLayout layout) {
        this.directory = directory;
        this.manifest = manifest;
        this.layout = layout;
    }

    /**
     * Opens a directory.
     *
     * @throws UserFault if it was not written by {@code tearup export}
     */
    static ExportedRun open(Path directory) {
        Path file = directory.resolve(RunManifest.FILE);
        if (!Files.isRegularFile(file)) {
            throw new UserFault(
                    ExitCode.USAGE,
                    directory + ": has no " + RunManifest.FILE
                            + "; name a directory written by 'tearup export --config FILE --out DIR'");
        }
        try {
            RunManifest manifest = MAPPER.readValue(Files.readString(file, StandardCharsets.UTF_8), RunManifest.class);
            return new ExportedRun(directory, manifest, new RiskGroupLayout(manifest.groups(), 1));
        } catch (JsonProcessingException e) {
            throw new UserFault(ExitCode.RUNTIME, file + ": is no manifest of a run (" + e.getOriginalMessage() + ")");
        } catch (IllegalArgumentException e) {
            throw new UserFault(ExitCode.RUNTIME, file + ": groups: " + e.getMessage());
        } catch (IOException e) {
            throw new UserFault(ExitCode.RUNTIME, file + ": cannot be read (" + e + ")");
        }
    }

    @Override
    public String place() {
        return directory.toString();
    }

    @Override
    public String applicationId() {
        return manifest.applicationId();
    }

    @Override
    public Ingress ingress() {
        return manifest.ingress();
    }

    @Override
    public RiskGroupLayout layout() {
        return layout;
    }

    @Override
    public RegisteredSchemas schemas() {
        return new RegisteredSchemas(manifest.schemas());
    }

    @Override
    public long inputEnd(String topic, int partition) {
        return manifest.ends().getOrDefault(topic, Map.of()).getOrDefault(partition, 0L);
    }

    @Override
    public RecordCursor records(String topic, int partition) {
        Path file = fileOf(directory, topic);
        try {
            return new FileCursor(file, Files.newBufferedReader(file, StandardCharsets.UTF_8), topic, partition);
        } catch (IOException e) {
            throw new UserFault(ExitCode.RUNTIME, file + ": cannot be read (" + e + ")");
        }
    }

    static Path fileOf(Path directory, String topic) {
        return directory.resolve(topic + ".ndjson");
    }

    @Override
    public boolean settled() {
        return manifest.settled();
    }

    @Override
    public @Nullable String stateHash(String group) {
        return manifest.stateHash().get(group);
    }

    @Override
    public void close() {
        // Every cursor is closed by whoever opened it.
    }

    /** Lines of one partition. */
    private static final class FileCursor implements RecordCursor {
        private final Path file;
        private final BufferedReader lines;
        private final String topic;
        private final int partition;
        private long number;
        private @Nullable RunRecord next;

        private FileCursor(Path file, BufferedReader lines, String topic, int partition) {
            this.file = file;
            this.lines = lines;
            this.topic = topic;
            this.partition = partition;
            advance();
        }

        @Override
        public @Nullable RunRecord peek() {
            return next;
        }

        @Override
        public void advance() {
            next = null;
            try {
                for (String line = lines.readLine(); line != null && next == null; ) {
                    number++;
                    RunRecord record = line.isBlank() ? null : ExportedRecords.read(line);
                    if (record != null && !record.topic().equals(topic)) {
                        throw new IllegalArgumentException("topic: is " + record.topic() + ", must be " + topic);
                    }
                    if (record != null && record.partition() == partition) {
                        next = record;
                    } else {
                        line = lines.readLine();
                    }
                }
            } catch (IllegalArgumentException e) {
                throw new UserFault(ExitCode.RUNTIME, file + ":" + number + ": " + e.getMessage());
            } catch (IOException e) {
                throw new UserFault(ExitCode.RUNTIME, file + ": cannot be read (" + e + ")");
            }
        }

        @Override
        public void close() {
            try {
                lines.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
