package io.tearup.app.replay;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tearup.app.ExitCode;
import io.tearup.app.Progress;
import io.tearup.app.cli.Format;
import io.tearup.app.cli.Listing;
import io.tearup.app.exact.RunReplay;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tearup replay}: runs a case of demands, or recorded events, through the real topology without a cluster. */
@Command(
        name = "replay",
        description = {
            "Runs recorded input through the real topology in this process, without a broker.",
            "Of a run on a cluster, or of one that was exported, the order is that of its order log, and what comes out is",
            "what the run wrote; 'tearup verify' compares the two.",
            "",
            "Examples:",
            "  tearup replay --case book/ --rulebook gate",
            "  tearup replay --case book/ --rulebook gate -o json",
            "  tearup replay --events events.ndjson --out decisions/",
            "  tearup replay --from-cluster tearup.yaml --out decisions/",
            "  tearup replay --from run/"
        },
        mixinStandardHelpOptions = true)
public final class ReplayCommand implements Callable<Integer> {
    /** What is replayed: exactly one of these. */
    static final class Input {
        @Option(names = "--case", description = "Directory with accounts.csv, short_positions.csv and demands.csv.")
        private @Nullable Path caseDirectory;

        @Option(names = "--events", description = "File with one input record per line, as JSON.")
        private @Nullable Path events;

        @Option(
                names = "--from-cluster",
                arity = "0..1",
                fallbackValue = "tearup.yaml",
                paramLabel = "FILE",
                description = "The run of a deployment, by its configuration (default ${FALLBACK-VALUE}).")
        private @Nullable Path config;

        @Option(names = "--from", description = "A run that 'tearup export' wrote.")
        private @Nullable Path exported;
    }

    @ArgGroup(multiplicity = "1")
    private Input input;

    @Option(
            names = "--rulebook",
            defaultValue = "gate",
            description = "Rulebook of a case: a profile, or a YAML file (default ${DEFAULT-VALUE}).")
    private String rulebook;

    @Option(names = "--ranking", description = "Ranking of a case in place of the rulebook's.")
    private @Nullable String ranking;

    @Option(names = "--allocation", description = "Allocation of a case in place of the rulebook's.")
    private @Nullable String allocation;

    @Option(
            names = "--out",
            description = "Directory for output records; must not exist or be empty. With --events it is required.")
    private @Nullable Path out;

    @Option(names = "-o", defaultValue = "table", description = "Output: table, json, ndjson or csv.")
    private Format format;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        Path config = input.config;
        Path exported = input.exported;
        if (config != null || exported != null) {
            RunReplay.run(
                    config,
                    exported,
                    out,
                    format,
                    spec.commandLine().getOut(),
                    spec.commandLine().getErr());
            return ExitCode.OK.status();
        }
        Path events = input.events;
        if (events != null) {
            return replayEvents(events);
        }
        Path directory = input.caseDirectory;
        if (directory == null) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "name --case, --events, --from-cluster or --from");
        }
        return replayCase(directory);
    }

    private int replayEvents(Path events) {
        Path directory = out;
        if (directory == null) {
            throw new CommandLine.ParameterException(spec.commandLine(), "--events needs --out DIR");
        }
        PrintWriter talk = spec.commandLine().getErr();
        Map<String, Long> written =
                EventsReplay.run(events, directory, (what, total) -> new Progress(talk, what, total));
        Listing.ofRecords(written).print(format, spec.commandLine().getOut());
        return ExitCode.OK.status();
    }

    private int replayCase(Path directory) {
        CaseReplay.Rules rules =
                new CaseReplay.Rules(RulebookChoice.read(rulebook, ranking, allocation, ReplayCase.MONEY_SCALE));
        PrintWriter talk = spec.commandLine().getErr();
        long start = System.nanoTime();
        ReplayCase replayCase = ReplayCase.read(directory);
        CaseReplay.Result result = CaseReplay.run(
                replayCase,
                rules,
                new Progress(
                        talk,
                        "opening",
                        replayCase.accounts().size() + replayCase.positions().size()),
                new Progress(talk, "demands", replayCase.demands().size()));
        BigDecimal seconds = BigDecimal.valueOf(System.nanoTime() - start, 9).setScale(3, RoundingMode.HALF_EVEN);
        result.faults().stream().limit(20).forEach(fault -> talk.println("tearup: " + fault));
        PrintWriter data = spec.commandLine().getOut();
        switch (format) {
            case TABLE -> table(result, seconds, data);
            case CSV -> Listing.ofOne(json(result, seconds)).print(format, data);
            default -> data.println(json(result, seconds));
        }
        boolean exact = result.faults().isEmpty() && result.uncoveredLots() == 0 && result.overshootLots() == 0;
        return (exact ? ExitCode.OK : ExitCode.VERIFICATION).status();
    }

    private static ObjectNode json(CaseReplay.Result result, BigDecimal seconds) {
        ObjectNode json = JsonMapper.builder().build().createObjectNode();
        json.put("rulebook", result.rulebook());
        json.put("demandUsd", cents(result.demandUsd()));
        json.put("neededUsd", cents(result.neededUsd()));
        json.put("raisedUsd", cents(result.raisedUsd()));
        json.put("uncoveredLots", result.uncoveredLots());
        json.put("overshootLots", result.overshootLots());
        json.put("accountsTouched", result.accountsTouched());
        json.put("positionsFullyClosed", result.positionsFullyClosed());
        json.put("settlements", result.settlements());
        json.put("shortfallAfterShockUsd", cents(result.shortfallAfterShockUsd()));
        json.put("shortfallAtLossUsd", cents(result.shortfallAtLossUsd()));
        json.put("elapsedSeconds", seconds);
        return json;
    }

    private static void table(CaseReplay.Result result, BigDecimal seconds, PrintWriter out) {
        row(out, "rulebook", result.rulebook());
        row(out, "demand", usd(result.demandUsd()));
        row(out, "needed", usd(result.neededUsd()));
        row(out, "raised", usd(result.raisedUsd()));
        row(out, "uncovered", result.uncoveredLots() + " lots");
        row(out, "overshoot", result.overshootLots() + " lots");
        row(out, "accounts touched", String.format(Locale.ROOT, "%,d", result.accountsTouched()));
        row(out, "positions fully closed", String.format(Locale.ROOT, "%,d", result.positionsFullyClosed()));
        row(out, "settlements", String.format(Locale.ROOT, "%,d", result.settlements()));
        row(out, "owed after a further +25 %", usd(result.shortfallAfterShockUsd()));
        row(out, "the same, all at a loss", usd(result.shortfallAtLossUsd()));
        row(out, "elapsed", seconds + " s");
    }

    private static void row(PrintWriter out, String name, String value) {
        out.println(String.format(Locale.ROOT, "%-28s %24s", name, value));
    }

    private static String usd(BigDecimal amount) {
        return String.format(Locale.ROOT, "%,.2f USD", cents(amount));
    }

    private static BigDecimal cents(BigDecimal amount) {
        return amount.setScale(2, RoundingMode.HALF_EVEN);
    }
}
