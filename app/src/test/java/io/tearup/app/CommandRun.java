package io.tearup.app;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;

/**
 * What a command did when it was run as the program runs it.
 *
 * @param out lines of standard output
 * @param faults lines of what it told its user to be wrong
 */
public record CommandRun(int status, List<String> out, List<String> faults) {
    /** Runs a command to its end. */
    public static CommandRun of(Object command, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        List<String> faults = new ArrayList<>();
        CommandLine line = Tearup.line(command).setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        line.setExecutionExceptionHandler((failure, at, parsed) -> {
            if (failure instanceof UserFault fault) {
                faults.addAll(fault.faults());
                return fault.exitCode().status();
            }
            throw failure;
        });
        int status = line.execute(arguments);
        err.toString().lines().filter(text -> !text.isBlank()).forEach(faults::add);
        return new CommandRun(status, out.toString().lines().toList(), faults);
    }
}
