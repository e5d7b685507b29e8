package io.tearup.connect.replay;

import io.tearup.ndjson.BadLine;
import io.tearup.ndjson.RecordLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The records of one file, one after another, from a position on. */
final class FileCursor implements AutoCloseable {
    /** Lines that one call looks at before it gives the task a chance to stop. */
    private static final int LOOKS_AT = 10_000;

    /**
     * A record and where the file stands after it.
     *
     * @param after position once it is sent
     */
    record Read(RecordLine record, FilePosition after) {}

    private final Path path;
    private final LineForm form;
    private final LineReader lines;
    private final Window window;
    private final long size;
    private FilePosition passed;
    private @Nullable Read head;
    private boolean ended;

    private FileCursor(Path path, LineForm form, LineReader lines, Window window, long size, FilePosition passed) {
        this.path = path;
        this.form = form;
        this.lines = lines;
        this.window = window;
        this.size = size;
        this.passed = passed;
    }

    /**
     * Opens a file where it was left.
     *
     * @throws ReplayFault if it cannot be read on, or its header is wrong
     */
    static FileCursor open(ReplayFile file, FilePosition from, Window window) {
        LineForm form = file instanceof ReplayFile.Csv csv ? header(csv) : new LineForm.Ndjson();
        LineReader lines = LineReader.open(file.path(), from);
        if (form instanceof CsvForm && from.lines() == 0) {
            lines.next();
        }
        return new FileCursor(file.path(), form, lines, window, sizeOf(file.path()), from);
    }

    private static LineForm header(ReplayFile.Csv csv) {
        try (LineReader lines = LineReader.open(csv.path(), FilePosition.START)) {
            LineReader.Line header = lines.next();
            if (header == null) {
                throw ReplayFault.file(
                        csv.path(),
                        "is empty; its first line names the fields of "
                                + csv.topic().name());
            }
            return CsvForm.of(csv.topic(), header.text());
        } catch (BadLine e) {
            throw ReplayFault.line(csv.path(), 1, e.column(), String.valueOf(e.getMessage()));
        }
    }

    private static long sizeOf(Path path) {
        try {
            return Files.size(path);
        } catch (IOException e) {
            throw ReplayFault.file(path, "cannot be read (" + e + ")");
        }
    }

    /**
     * Looks for the next record.
     *
     * @return false if it was not found among the lines looked at, and the search goes on with the next call
     * @throws ReplayFault if a line holds no record
     */
    boolean seek() {
        for (int looked = 0; looked < LOOKS_AT; looked++) {
            if (head != null || ended) {
                return true;
            }
            LineReader.Line line = lines.next();
            if (line == null) {
                ended = true;
                return true;
            }
            FilePosition after = new FilePosition(line.end(), line.number());
            RecordLine record = line.text().isBlank() ? null : read(line);
            if (record != null && window.holds(record.timestamp())) {
                head = new Read(record, after);
            } else {
                passed = after;
            }
        }
        return head != null || ended;
    }

    private RecordLine read(LineReader.Line line) {
        try {
            return form.read(line.text());
        } catch (BadLine e) {
            throw ReplayFault.line(path, line.number(), e.column(), String.valueOf(e.getMessage()));
        }
    }

    /** The record found, null at the end of the file. */
    @Nullable
    Read head() {
        return head;
    }

    /** Goes on behind the record found. */
    void take() {
        if (head != null) {
            passed = head.after();
            head = null;
        }
    }

    Path path() {
        return path;
    }

    /** Bytes of the file. */
    long size() {
        return size;
    }

    /** Bytes sent or left out. */
    long passedBytes() {
        return ended ? size : passed.bytes();
    }

    @Override
    public void close() {
        lines.close();
    }

    /**
     * Times of the records that are played.
     *
     * @param from first, null without a bound
     * @param to first after the last, null without a bound
     */
    record Window(@Nullable Instant from, @Nullable Instant to) {
        boolean holds(Instant time) {
            return (from == null || !time.isBefore(from)) && (to == null || time.isBefore(to));
        }
    }
}
