package io.tearup.connect.replay;

import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;

/**
 * How far a file was played, as Connect keeps it: per file, the bytes and lines up to and including the last record.
 *
 * @param bytes bytes before the next line
 * @param lines lines before the next one
 */
record FilePosition(long bytes, long lines) {
    static final FilePosition START = new FilePosition(0, 0);

    private static final String FILE = "file";
    private static final String BYTES = "position";
    private static final String LINES = "line";

    /** Name under which Connect keeps a file's position. */
    static Map<String, String> partition(Path file) {
        return Map.of(FILE, file.toString());
    }

    /** The position as Connect keeps it. */
    Map<String, Long> offset() {
        return Map.of(BYTES, bytes, LINES, lines);
    }

    /** The position Connect kept, the start where it kept none. */
    static FilePosition of(@Nullable Map<String, ?> offset) {
        return offset == null ? START : new FilePosition(number(offset, BYTES), number(offset, LINES));
    }

    /**
     * Checks an offset that somebody wants to set.
     *
     * @throws ConnectException if it is not of the form that this connector keeps
     */
    static void check(Map<String, ?> partition, @Nullable Map<String, ?> offset) {
        if (!(partition.get(FILE) instanceof String) || partition.size() != 1) {
            throw new ConnectException("a partition of this connector is {\"file\": path}, not " + partition);
        }
        of(offset);
    }

    private static long number(Map<String, ?> offset, String name) {
        if (offset.get(name) instanceof Number number && number.longValue() >= 0) {
            return number.longValue();
        }
        throw new ConnectException(
                "an offset of this connector is {\"position\": bytes, \"line\": lines}, both whole and not negative,"
                        + " not " + offset);
    }
}
