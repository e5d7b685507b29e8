package io.tearup.ndjson;

/** A field of a record's JSON that is not what its schema asks for. The message begins with the record's name and the field's path. */
public final class RecordFault extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final String path;

    RecordFault(String path, String message) {
        super(message);
        this.path = path;
    }

    /** Where it is: the record's name, then fields joined by dots and elements in brackets, {@code Fund.markets[0].mark}. */
    public String path() {
        return path;
    }
}
