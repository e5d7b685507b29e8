package io.tearup.app.exact;

import io.tearup.app.ExitCode;
import io.tearup.app.OutputDirectory;
import io.tearup.app.cli.Deployment;
import io.tearup.app.cli.Format;
import io.tearup.app.cli.Listing;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tearup export}: writes a run to a directory, so that it outlives its topics. */
@Command(
        name = "export",
        description = {
            "Writes the input, the output and the schemas of a run to a directory.",
            "From there it can be replayed and verified without its cluster. The records' bytes are kept as they are.",
            "",
            "Examples:",
            "  tearup export --config tearup.yaml --out run/"
        },
        mixinStandardHelpOptions = true)
public final class ExportCommand implements Callable<Integer> {
    @Mixin
    private Deployment deployment;

    @Option(names = "--out", required = true, description = "Directory that is made; must not exist or be empty.")
    private Path out;

    @Option(names = "-o", defaultValue = "table", description = "Output: table, json, ndjson or csv.")
    private Format format;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        try (RecordedRun run = ClusterRun.open(deployment.read())) {
            Listing.ofRecords(OutputDirectory.write(out, draft -> RunExport.write(run, draft)))
                    .print(format, spec.commandLine().getOut());
        }
        return ExitCode.OK.status();
    }
}
