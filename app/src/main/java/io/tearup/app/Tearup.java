package io.tearup.app;

import io.tearup.app.cli.HelpLayout;
import io.tearup.app.cli.UsageFaults;
import io.tearup.app.client.RankCommand;
import io.tearup.app.client.StatusCommand;
import io.tearup.app.client.WhatIfCommand;
import io.tearup.app.compare.CompareCommand;
import io.tearup.app.config.ConfigCommand;
import io.tearup.app.conformance.ConformanceCommand;
import io.tearup.app.demo.DemoCommand;
import io.tearup.app.dlq.DlqCommand;
import io.tearup.app.doctor.DoctorCommand;
import io.tearup.app.exact.ExportCommand;
import io.tearup.app.exact.VerifyCommand;
import io.tearup.app.explain.ExplainCommand;
import io.tearup.app.generate.GenerateCommand;
import io.tearup.app.replay.ReplayCommand;
import io.tearup.app.reset.ResetCommand;
import io.tearup.app.schemas.SchemasCommand;
import io.tearup.app.simulate.SimulateCommand;
import io.tearup.app.topology.TopologyCommand;
import io.tearup.app.venue.AlertsCommand;
import io.tearup.app.venue.LightsCommand;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The program {@code tearup}: data on standard output, talk on standard error. */
@Command(
        name = "tearup",
        description = {
            "Auto-deleveraging for derivatives venues, on Kafka Streams.",
            "",
            "Examples:",
            "  tearup demo",
            "  tearup doctor --config tearup.yaml",
            "  tearup run --config tearup.yaml",
            "  tearup help topics"
        },
        mixinStandardHelpOptions = true,
        versionProvider = Tearup.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        scope = CommandLine.ScopeType.INHERIT,
        subcommands = {
            DemoCommand.class,
            RunCommand.class,
            ReplayCommand.class,
            CompareCommand.class,
            VerifyCommand.class,
            ExportCommand.class,
            ExplainCommand.class,
            ConformanceCommand.class,
            SimulateCommand.class,
            DoctorCommand.class,
            StatusCommand.class,
            RankCommand.class,
            WhatIfCommand.class,
            ConfigCommand.class,
            TopicsCommand.class,
            TopologyCommand.class,
            ResetCommand.class,
            SchemasCommand.class,
            AlertsCommand.class,
            LightsCommand.class,
            DlqCommand.class,
            GenerateCommand.class,
            CommandLine.HelpCommand.class
        })
public final class Tearup implements Runnable {
    @Option(
            names = "--debug",
            description = "Print the stack trace of a failure.",
            scope = CommandLine.ScopeType.INHERIT)
    private boolean debug;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    /** Runs a command and exits with its status. */
    public static void main(String[] args) {
        // What is printed looks the same on every host. And before each record Kafka Streams formats a text with a
        // number for every partition of a task that has nothing waiting: Java looks digits up for all locales but this.
        Locale.setDefault(Locale.US);
        System.exit(run(args));
    }

    /** Runs a command and returns its exit status, see {@link ExitCode}. */
    public static int run(String... args) {
        Tearup tearup = new Tearup();
        CommandLine line = line(tearup).setOut(writer(System.out)).setErr(writer(System.err));
        line.setExecutionStrategy(parsed -> {
            String fault = LogFormat.fault(System.getenv());
            if (fault != null) {
                throw new CommandLine.ParameterException(line, fault);
            }
            return new CommandLine.RunLast().execute(parsed);
        });
        line.setExecutionExceptionHandler((failure, command, parsed) -> tearup.report(failure, command));
        return line.execute(args);
    }

    /** A command as the program runs it: its help, its way to tell of wrong calls. */
    static CommandLine line(Object command) {
        CommandLine line = new CommandLine(command)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(new UsageFaults());
        HelpLayout.apply(line);
        return line;
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "which command?");
    }

    int report(Exception failure, CommandLine command) {
        PrintWriter err = command.getErr();
        if (debug) {
            failure.printStackTrace(err);
        }
        if (failure instanceof UserFault fault) {
            fault.faults().forEach(line -> err.println("tearup: " + line));
            return fault.exitCode().status();
        }
        err.println("tearup: " + failure + (debug ? "" : "  (--debug shows where)"));
        return ExitCode.RUNTIME.status();
    }

    private static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(stream, true, StandardCharsets.UTF_8);
    }

    /** Version from the jar's manifest. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Tearup.class.getPackage().getImplementationVersion();
            return new String[] {"tearup " + (version == null ? "development" : version)};
        }
    }
}
