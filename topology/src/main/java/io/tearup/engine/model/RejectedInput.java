package io.tearup.engine.model;

/**
 * The one way an input is refused: a reason for machines and a message for people (what, where, what to do).
 *
 * <p>Whoever throws it has changed nothing yet: handlers compute every new value before they assign the first.
 */
public final class RejectedInput extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final RejectReason reason;
    private final boolean early;

    public RejectedInput(RejectReason reason, String message) {
        this(reason, message, false);
    }

    private RejectedInput(RejectReason reason, String message, boolean early) {
        super(message);
        this.reason = reason;
        this.early = early;
    }

    /**
     * Refuses an input that may only have overtaken what it refers to: topics keep no order among each other, so the fills or
     * the mark that make it right may still be on their way.
     */
    public static RejectedInput early(RejectReason reason, String message) {
        return new RejectedInput(reason, message, true);
    }

    public RejectReason reason() {
        return reason;
    }

    /** Whether the same input may be right once more of the other topics has arrived. */
    public boolean isEarly() {
        return early;
    }
}
