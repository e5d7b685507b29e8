package io.tearup.app.exact;

import io.tearup.app.ExitCode;
import io.tearup.app.Progress;
import io.tearup.app.audit.RunAudit;
import io.tearup.app.cli.Format;
import io.tearup.app.cli.Listing;
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
            "  tearup verify --from run/",
            "  tearup verify --from run/ -o json"
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

    @Option(names = "-o", defaultValue = "table", description = "Output: table, json, ndjson or csv.")
    private Format format;

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
            if (format == Format.TABLE) {
                RunReplay.print(result.tasks(), data);
                print(result, data);
            } else {
                list(result).print(format, data);
            }
            return (result.holds() ? ExitCode.OK : ExitCode.VERIFICATION).status();
        }
    }

    /** What was compared, a row each, for machines. */
    private static Listing list(RunComparison.Result result) {
        Listing listing = new Listing("what", "verdict", "records", "detail");
        result.tasks()
                .forEach(task -> listing.add(
                        "replay of " + task.group(),
                        "DONE",
                        task.records(),
                        String.format(
                                Locale.ROOT,
                                "%d runs, %d starts, %d checkpoints",
                                task.runs(),
                                task.starts(),
                                task.checkpoints())));
        result.equal().forEach((topic, records) -> listing.add(topic, "EQUAL", records, null));
        for (RunComparison.State state : result.states()) {
            String verdict = state.changelog() == null ? "NOT_COMPARED" : state.differs() ? "DIFFERS" : "EQUAL";
            String detail = state.differs() ? "changelog " + state.changelog() + ", replay " : "";
            listing.add("state of " + state.group(), verdict, null, detail + state.replay());
        }
        for (RunComparison.Audit audit : result.audits()) {
            RunAudit.Counted counted = audit.counted();
            listing.add(
                    "audit of " + audit.group(),
                    counted == null ? "WRONG" : "HOLDS",
                    null,
                    counted == null ? audit.wrong() : words(counted));
        }
        result.differences()
                .forEach(difference -> listing.add(
                        difference.topic() + "-" + difference.partition(), "DIFFERS", null, difference.describe()));
        listing.add("the run and its replay", result.holds() ? "EQUAL" : "DIFFERS", null, null);
        return listing;
    }

    private static String words(RunAudit.Counted counted) {
        return String.format(
                Locale.ROOT,
                "%,d inputs applied, %,d repeated, %,d refused, %,d waiting; %,d steps of waves, %,d assignments,"
                        + " postings sum to zero",
                counted.applied(),
                counted.repeated(),
                counted.refused().values().stream().mapToInt(Integer::intValue).sum(),
                counted.waiting(),
                counted.waves(),
                counted.assignments());
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
                    counted == null ? "WRONG: " + audit.wrong() : words(counted)));
        }
        result.differences().forEach(difference -> data.println("DIFFERS: " + difference.describe()));
        data.println(result.holds() ? "the run and its replay are equal" : "the run and its replay differ");
    }
}
