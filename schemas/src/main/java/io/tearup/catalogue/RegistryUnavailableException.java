package io.tearup.catalogue;

import org.apache.kafka.common.errors.RetriableException;

/**
 * The schema registry did not answer, so nothing can be said about the record. It says nothing against the record: try again, never dead-letter.
 */
public final class RegistryUnavailableException extends RetriableException {
    private static final long serialVersionUID = 1L;

    /** What was asked for, and why no answer came. */
    public RegistryUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
