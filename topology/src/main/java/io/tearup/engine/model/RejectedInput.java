package io.tearup.engine.model;

/**
 * The one way an input is refused: a reason for machines and a message for people (what, where, what to do).
 *
 * <p>Whoever throws it has changed nothing yet: handlers compute every new value before they assign the first.
 */
public final class RejectedInput extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final RejectReason reason;

    public RejectedInput(RejectReason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public RejectReason reason() {
        return reason;
    }
}
