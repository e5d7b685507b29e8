package io.tearup.app.exact;

import io.tearup.app.ExitCode;
import io.tearup.app.Progress;
import io.tearup.app.audit.RunAudit;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tearup verify}: replays a run and compares every record it wrote, and its state, with what the replay gives. */
@Command(
        name = "verify",
        description = {
            "Replays a run in the order of its order log and compares what it wrote, byte for byte, and its state.",
            "Then audits it by an account that knows no rule: every input was applied, repeated or refused once, positions and",
            "money are what came in and was settled, no assignment exists twice, postings sum to zero.",
            "Exit status 0 if all holds, 3 if not; the first difference of each partition is named.",
            "",
            "Examples:",
            "  tearup verify --config tearup.yaml",
            "  tearup verify --from run/"
        },
        mixinStandardHelpOptions = true)
public final class VerifyCommand implements Callable<Integer> {
    /** Which run: exactly one of the two. */
    static final class Input {
        @Option(names = "--config", description = "Configuration of a deployment, whose topics are read.")
        private @Nullable Path config;

        @Option(names = "--from", description = "A run that 'tearup export' wrote.")
        private @Nullable Path exported;
    }

    @ArgGroup(multiplicity = "1")
    private Input input;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter data = spec.commandLine().getOut();
        PrintWriter talk = spec.commandLine().getErr();
        try (RecordedRun run = RunReplay.open(input.config, input.exported)) {
            Progress progress = RunReplay.progress(run, talk);
            RunComparison.Result result = RunComparison.of(run, progress::at);
            progress.done();
            RunReplay.print(result.tasks(), data);
            print(result, data);
            return (result.holds() ? ExitCode.OK : ExitCode.VERIFICATION).status();
        }
    }

    private static void print(RunComparison.Result result, PrintWriter data) {
        result.equal()
                .forEach((topic, records) ->
                        data.println(String.format(Locale.ROOT, "%-24s %,d records equal", topic, records)));
        for (RunComparison.State state : result.states()) {
            String changelog = state.changelog();
            data.println(String.format(
                    Locale.ROOT,
                    "%-24s %s",
                    "state of " + state.group(),
                    changelog == null
                            ? "not compared with the changelog" + (result.settled() ? "" : ": the run goes on")
                            : state.differs()
                                    ? "DIFFERS: changelog " + changelog + ", replay " + state.replay()
                                    : "equal to the changelog's"));
        }
        for (RunComparison.Audit audit : result.audits()) {
            RunAudit.Counted counted = audit.counted();
            data.println(String.format(
                    Locale.ROOT,
                    "%-24s %s",
                    "audit of " + audit.group(),
                    counted == null
                            ? "WRONG: " + audit.wrong()
                            : String.format(
                                    Locale.ROOT,
                                    "%,d inputs applied, %,d repeated, %,d refused, %,d waiting; %,d steps of waves, %,d assignments,"
                                            + " postings sum to zero",
                                    counted.applied(),
                                    counted.repeated(),
                                    counted.refused().values().stream()
                                            .mapToInt(Integer::intValue)
                                            .sum(),
                                    counted.waiting(),
                                    counted.waves(),
                                    counted.assignments())));
        }
        result.differences().forEach(difference -> data.println("DIFFERS: " + difference.describe()));
        data.println(result.holds() ? "the run and its replay are equal" : "the run and its replay differ");
    }
}
