package io.tearup.store;

/** A row of the store that cannot be read: the message names the store and the row. Deciding must not go on. */
public final class CorruptRow extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CorruptRow(String message) {
        super(message);
    }
}
