package io.tearup.app.conformance;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tearup.app.ExitCode;
import io.tearup.app.cli.Format;
import io.tearup.app.cli.Listing;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tearup conformance}: checks rules against vectors with the engine's own code. */
@Command(
        name = "conformance",
        description = {
            "Runs every conformance vector of a directory through the engine's own formulas.",
            "Exit status 0 if all pass, 3 otherwise; an unknown operation is a failure.",
            "A line an operation; with -o ndjson and csv what failed is told on standard error, with -o json in the object.",
            "",
            "Examples:",
            "  tearup conformance vectors/",
            "  tearup conformance vectors/ -o json"
        },
        mixinStandardHelpOptions = true)
public final class ConformanceCommand implements Callable<Integer> {
    @Parameters(paramLabel = "DIR", description = "Directory of vector files (*.json), read with all below it.")
    private Path directory;

    @Option(names = "-o", defaultValue = "table", description = "Output: table, json, ndjson or csv.")
    private Format format;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() {
        ConformanceRun run = ConformanceRun.of(directory);
        run.notes().forEach(note -> spec.commandLine().getErr().println("tearup: " + note));
        PrintWriter out = spec.commandLine().getOut();
        switch (format) {
            case TABLE -> {
                table(run, out);
                failures(run, out);
            }
            case JSON -> out.println(json(run).toPrettyString());
            default -> {
                Listing listing = new Listing("operation", "passed", "failed", "unknown");
                run.tallies()
                        .forEach((operation, tally) ->
                                listing.add(operation, tally.passed(), tally.failed(), tally.unknown()));
                listing.print(format, out);
                failures(run, spec.commandLine().getErr());
            }
        }
        return (run.failures().isEmpty() ? ExitCode.OK : ExitCode.VERIFICATION).status();
    }

    private static ObjectNode json(ConformanceRun run) {
        ObjectNode json = JsonMapper.builder().build().createObjectNode();
        json.put("passed", run.passed());
        json.put("failed", run.failed());
        json.put("unknown", run.unknown());
        ArrayNode failures = json.putArray("failures");
        for (ConformanceRun.Failure failure : run.failures()) {
            ObjectNode each = failures.addObject();
            each.put("file", failure.file());
            each.put("id", failure.id());
            each.put("op", failure.operation());
            each.set("given", failure.given());
            each.set("params", failure.params());
            each.set("expected", failure.expected());
            each.set("actual", failure.actual());
            each.put("fault", failure.fault());
        }
        ObjectNode operations = json.putObject("operations");
        run.tallies()
                .forEach((operation, tally) -> operations
                        .putObject(operation)
                        .put("passed", tally.passed())
                        .put("failed", tally.failed())
                        .put("unknown", tally.unknown()));
        return json;
    }

    private static void table(ConformanceRun run, PrintWriter out) {
        row(out, "operation", "passed", "failed", "unknown");
        run.tallies()
                .forEach((operation, tally) -> row(out, operation, tally.passed(), tally.failed(), tally.unknown()));
        row(out, "all", run.passed(), run.failed(), run.unknown());
    }

    private static void failures(ConformanceRun run, PrintWriter out) {
        for (ConformanceRun.Failure failure : run.failures()) {
            out.println();
            out.println(failure.id() + "  " + failure.operation() + "  (" + failure.file() + ")");
            out.println("  given    " + failure.given() + " params " + failure.params());
            out.println("  expected " + failure.expected());
            out.println("  actual   " + (failure.actual() == null ? failure.fault() : failure.actual()));
        }
    }

    private static void row(PrintWriter out, Object... cells) {
        out.println(String.format(Locale.ROOT, "%-36s %8s %8s %8s", cells));
    }
}
