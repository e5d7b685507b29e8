package io.tearup.connect.replay;

import java.util.List;
import java.util.Optional;

/**
 * The records of several files in one order: of the files' next records always the one with the earliest time, of equal times
 * that of the file named first. So the order within a file is kept, and is the same again from any position.
 */
final class MergedFiles implements AutoCloseable {
    private final List<FileCursor> cursors;

    /** @param cursors in the order in which equal times go; closed with this */
    MergedFiles(List<FileCursor> cursors) {
        this.cursors = List.copyOf(cursors);
    }

    /**
     * Looks for the next record.
     *
     * @return false if a file is still being searched
     * @throws ReplayFault if a line of a file holds no record
     */
    boolean seek() {
        boolean found = true;
        for (FileCursor cursor : cursors) {
            found &= cursor.seek();
        }
        return found;
    }

    /** The file whose record is next, empty at the end of all. */
    Optional<FileCursor> next() {
        FileCursor next = null;
        FileCursor.Read earliest = null;
        for (FileCursor cursor : cursors) {
            FileCursor.Read head = cursor.head();
            if (head != null
                    && (earliest == null
                            || head.record()
                                    .timestamp()
                                    .isBefore(earliest.record().timestamp()))) {
                next = cursor;
                earliest = head;
            }
        }
        return Optional.ofNullable(next);
    }

    /** Bytes of all files. */
    long size() {
        return cursors.stream().mapToLong(FileCursor::size).sum();
    }

    /** Bytes of all files that were sent or left out. */
    long passedBytes() {
        return cursors.stream().mapToLong(FileCursor::passedBytes).sum();
    }

    @Override
    public void close() {
        cursors.forEach(FileCursor::close);
    }
}
