package io.tearup.app;

import java.util.List;

/**
 * The one way a command tells its user what is wrong: one line per fault, each with what, where and what to do. Printed to
 * standard error without a stack trace.
 */
public final class UserFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ExitCode exitCode;
    private final List<String> faults;

    public UserFault(ExitCode exitCode, String fault) {
        this(exitCode, List.of(fault));
    }

    /** @param faults at least one */
    public UserFault(ExitCode exitCode, List<String> faults) {
        super(String.join("\n", faults));
        this.exitCode = exitCode;
        this.faults = List.copyOf(faults);
    }

    public ExitCode exitCode() {
        return exitCode;
    }

    /** The faults, a line each. */
    public List<String> faults() {
        return faults;
    }
}
