package io.tearup.app.cli;

/** Forms in which a list is printed. */
public enum Format {
    /** Columns for people. */
    TABLE,
    /** One array of objects. */
    JSON,
    /** One object a line. */
    NDJSON,
    /** As RFC 4180 has it, with a header. */
    CSV
}
