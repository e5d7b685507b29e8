package io.tearup.app.replay;

import io.tearup.app.ExitCode;
import io.tearup.app.UserFault;
import io.tearup.catalogue.RiskGroupLayout;
import io.tearup.ndjson.RecordLine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;

/** A file of recorded input: one {@link RecordLine} per line, in the order in which they are to be taken. */
public final class EventFile {
    /** An input record and the risk group it belongs to. */
    public record Event(RecordLine record, String group) {
        /**
         * The event of a record.
         *
         * @throws IllegalArgumentException if its risk group is no name of one
         */
        public static Event of(RecordLine record) {
            SpecificRecord value = record.value();
            String group =
                    value.get(value.getSchema().getField("riskGroup").pos()).toString();
            RiskGroupLayout.parse(group);
            return new Event(record, group);
        }
    }

    private EventFile() {}

    /**
     * Reads a file whole.
     *
     * @throws UserFault with every bad line, by file and line
     */
    public static List<Event> read(Path file) {
        List<Event> events = new ArrayList<>();
        Set<String> faults = new LinkedHashSet<>();
        try (Stream<String> lines = Files.lines(file, StandardCharsets.UTF_8)) {
            int number = 0;
            for (String line : (Iterable<String>) lines::iterator) {
                number++;
                if (line.isBlank()) {
                    continue;
                }
                try {
                    events.add(Event.of(RecordLine.parseInput(line)));
                } catch (IllegalArgumentException e) {
                    faults.add(file + ":" + number + ": " + e.getMessage());
                }
            }
        } catch (IOException | UncheckedIOException e) {
            throw new UserFault(ExitCode.RUNTIME, file + ": cannot be read (" + e + ")");
        }
        if (!faults.isEmpty()) {
            throw new UserFault(ExitCode.RUNTIME, List.copyOf(faults));
        }
        return events;
    }
}
