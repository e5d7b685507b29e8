package io.tearup.app.records;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tearup.app.ExitCode;
import io.tearup.app.UserFault;
import io.tearup.catalogue.Topics;
import io.tearup.ndjson.RecordJson;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;

/** The directory a replay wrote: a file per topic, a record per line. */
public record DirectorySource(Path directory) implements RecordSource {
    private static final ObjectMapper MAPPER = JsonMapper.builder().build();

    @Override
    public void read(List<Topics.Topic> topics, Consumer<SpecificRecord> reader) {
        for (Topics.Topic topic : topics) {
            read(topic, reader);
        }
    }

    @Override
    public String place(Topics.Topic topic) {
        return file(topic).toString();
    }

    private Path file(Topics.Topic topic) {
        return directory.resolve(topic.name() + ".ndjson");
    }

    private void read(Topics.Topic topic, Consumer<SpecificRecord> reader) {
        Path file = file(topic);
        if (!Files.isRegularFile(file)) {
            throw new UserFault(
                    ExitCode.USAGE,
                    "--from: there is no " + file + "; name a directory written by 'tearup replay --events FILE --out"
                            + " DIR'");
        }
        Class<? extends SpecificRecord> type = Objects.requireNonNull(topic.value(), topic.name());
        int number = 0;
        try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                if (!line.isBlank()) {
                    JsonNode value = MAPPER.readTree(line).path("value");
                    reader.accept(RecordJson.read(type, value));
                }
            }
        } catch (JsonProcessingException e) {
            throw new UserFault(
                    ExitCode.RUNTIME, file + ":" + number + ": is no JSON object (" + e.getOriginalMessage() + ")");
        } catch (IllegalArgumentException e) {
            throw new UserFault(ExitCode.RUNTIME, file + ":" + number + ": " + e.getMessage());
        } catch (IOException e) {
            throw new UserFault(ExitCode.RUNTIME, file + ": cannot be read (" + e + ")");
        }
    }
}
