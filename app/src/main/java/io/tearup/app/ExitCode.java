package io.tearup.app;

/** What a command's exit status says to a script. */
public enum ExitCode {
    OK(0, "done"),
    RUNTIME(1, "failed while running"),
    USAGE(2, "called wrongly"),
    VERIFICATION(3, "an invariant or a verification failed"),
    PREFLIGHT(4, "what the command needs is missing or wrong: configuration, topics, registry"),
    ADL_ACTIVE(5, "ADL is active (`status --exit-code`)");

    private final int status;
    private final String words;

    ExitCode(int status, String words) {
        this.status = status;
        this.words = words;
    }

    /** What it says, in words. */
    public String words() {
        return words;
    }

    /** Exit status of the process. */
    public int status() {
        return status;
    }
}
