package io.tearup.app;

/** What a command's exit status says to a script. */
public enum ExitCode {
    /** Done. */
    OK(0),
    /** Failed while running. */
    RUNTIME(1),
    /** Called wrongly. */
    USAGE(2),
    /** An invariant or a verification failed. */
    VERIFICATION(3),
    /** What the command needs is missing or wrong: configuration, topics, registry. */
    PREFLIGHT(4),
    /** ADL is active ({@code status --exit-code}). */
    ADL_ACTIVE(5);

    private final int status;

    ExitCode(int status) {
        this.status = status;
    }

    /** Exit status of the process. */
    public int status() {
        return status;
    }
}
