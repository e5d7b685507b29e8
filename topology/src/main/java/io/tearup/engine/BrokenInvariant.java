package io.tearup.engine;

/** A production assertion failed. The group freezes; it never goes on silently. */
final class BrokenInvariant extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BrokenInvariant(String message) {
        super(message);
    }

    static void require(boolean holds, String message) {
        if (!holds) {
            throw new BrokenInvariant(message);
        }
    }
}
