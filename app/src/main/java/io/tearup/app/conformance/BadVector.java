package io.tearup.app.conformance;

/** A vector that cannot be evaluated: what is wrong with it, and where. */
final class BadVector extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BadVector(String message) {
        super(message);
    }
}
