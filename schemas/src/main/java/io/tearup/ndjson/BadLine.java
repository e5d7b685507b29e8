package io.tearup.ndjson;

/** A line of text that is no record. The message says what is wrong and what is allowed; file and line are the reader's to add. */
public final class BadLine extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final int column;

    /** @param column where in the line it begins, in characters from 1 */
    public BadLine(int column, String message) {
        super(message);
        this.column = column;
    }

    /** With the words of what was found when the line was taken apart. */
    public BadLine(int column, IllegalArgumentException fault) {
        super(fault.getMessage(), fault);
        this.column = column;
    }

    /** Where in the line it begins, in characters from 1. */
    public int column() {
        return column;
    }
}
