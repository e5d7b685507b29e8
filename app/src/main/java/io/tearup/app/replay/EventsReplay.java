package io.tearup.app.replay;

import io.tearup.app.OutputDirectory;
import io.tearup.app.Progress;
import io.tearup.catalogue.RiskGroupLayout;
import io.tearup.catalogue.Topics;
import io.tearup.ndjson.RecordLine;
import io.tearup.stream.Ingress;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.test.TestRecord;

/**
 * Runs recorded events through the real topology and writes every output record.
 *
 * <p>Input: an {@link EventFile}. Events are processed in the file's order. Output: {@code <topic>.ndjson} of the
 * same form per output topic. All lines are read before the first is processed, and the output appears as a whole or not at
 * all. Each risk group runs in a pipeline of its own, as it would in a task of its own.
 */
final class EventsReplay {
    private EventsReplay() {}

    /**
     * Replays a file.
     *
     * @param out directory that is made; it must not exist or be empty
     * @return records written by topic, in the catalogue's order
     */
    static Map<String, Long> run(Path file, Path out, Progress.Factory progress) {
        List<EventFile.Event> events = EventFile.read(file);
        return OutputDirectory.write(out, draft -> process(events, draft, progress.of("replaying", events.size())));
    }

    private static Map<String, Long> process(List<EventFile.Event> events, Path draft, Progress progress)
            throws IOException {
        Map<String, Long> written = new LinkedHashMap<>();
        Map<String, Writer> writers = new LinkedHashMap<>();
        Map<String, InMemoryPipeline> pipelines = new HashMap<>();
        try {
            for (Topics.Topic topic : Topics.outputs()) {
                Path to = draft.resolve(topic.name() + ".ndjson");
                writers.put(topic.name(), Files.newBufferedWriter(to, StandardCharsets.UTF_8));
                written.put(topic.name(), 0L);
            }
            long done = 0;
            for (EventFile.Event event : events) {
                InMemoryPipeline pipeline = pipelines.computeIfAbsent(
                        event.group(), group -> new InMemoryPipeline(RiskGroupLayout.parse(group), Ingress.DIRECT));
                RecordLine input = event.record();
                pipeline.send(input.topic(), input.key(), input.value(), input.timestamp());
                for (Topics.Topic topic : Topics.outputs()) {
                    for (TestRecord<String, SpecificRecord> record : pipeline.drain(topic)) {
                        Writer writer = writers.get(topic.name());
                        if (writer != null) {
                            writer.write(line(topic, record));
                        }
                        written.merge(topic.name(), 1L, Long::sum);
                    }
                }
                pipeline.drainChangelog();
                progress.at(++done);
            }
            progress.done();
        } finally {
            pipelines.values().forEach(InMemoryPipeline::close);
            for (Writer writer : writers.values()) {
                writer.close();
            }
        }
        return written;
    }

    private static String line(Topics.Topic topic, TestRecord<String, SpecificRecord> record) {
        return new RecordLine(topic, record.key(), record.getRecordTime(), record.value()).format() + "\n";
    }
}
