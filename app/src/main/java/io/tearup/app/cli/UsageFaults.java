package io.tearup.app.cli;

import io.tearup.app.ExitCode;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Tells in two or three lines that a command was called wrongly: what is wrong, what may have been meant, where the help is. */
public final class UsageFaults implements CommandLine.IParameterExceptionHandler {
    @Override
    public int handleParseException(ParameterException fault, String[] arguments) {
        CommandLine command = fault.getCommandLine();
        PrintWriter err = command.getErr();
        err.println("tearup: " + fault.getMessage());
        if (fault instanceof UnmatchedArgumentException unmatched) {
            List<String> suggestions = unmatched.getSuggestions();
            if (!suggestions.isEmpty()) {
                err.println("tearup: did you mean " + String.join(" or ", suggestions) + "?");
            }
        }
        err.println("tearup: '" + command.getCommandSpec().qualifiedName() + " --help' tells how it is called");
        err.flush();
        return ExitCode.USAGE.status();
    }
}
