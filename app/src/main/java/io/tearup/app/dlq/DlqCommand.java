package io.tearup.app.dlq;

import io.tearup.app.ExitCode;
import io.tearup.app.InputSender;
import io.tearup.app.UserFault;
import io.tearup.app.cli.Deployment;
import io.tearup.app.cli.Format;
import io.tearup.app.cli.Listing;
import io.tearup.app.config.TearupConfig;
import io.tearup.app.records.ClusterSource;
import io.tearup.app.records.RecordInput;
import io.tearup.app.records.RecordSource;
import io.tearup.catalogue.Topics;
import io.tearup.ndjson.RecordJson;
import io.tearup.schemas.v1.Control;
import io.tearup.schemas.v1.ControlKind;
import io.tearup.schemas.v1.DeadLetter;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tearup dlq}: shows refused records, writes them again and lets a frozen group decide again. */
@Command(
        name = "dlq",
        description = {
            "Shows refused records (dead letters), writes them again, and lets a group that froze decide again.",
            "",
            "Examples:",
            "  tearup dlq ls --config tearup.yaml",
            "  tearup dlq show risk.fills.v1/0/4711 --config tearup.yaml",
            "  tearup dlq replay risk.fills.v1/0/4711 --config tearup.yaml --dry-run",
            "  tearup dlq resume usdt --config tearup.yaml --who ann --reason 'fill 4711 sent again'"
        },
        mixinStandardHelpOptions = true)
public final class DlqCommand implements Runnable {
    /** The deployment that is repaired. */
    static final class Target {
        @Mixin
        private Deployment deployment;

        @Option(names = "--dry-run", description = "Show what would be written and write nothing.")
        private boolean dryRun;

        TearupConfig read() {
            return deployment.read();
        }
    }

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "ls, show, replay or resume?");
    }

    @Command(
            name = "ls",
            description = {
                "Lists dead letters in the order of their log. As JSON each is the record in full.",
                "",
                "Examples:",
                "  tearup dlq ls --config tearup.yaml --group usdt",
                "  tearup dlq ls --from decisions/ -o ndjson"
            },
            mixinStandardHelpOptions = true)
    int ls(
            @ArgGroup(multiplicity = "1") RecordInput input,
            @Option(names = "--group", description = "Only letters of this risk group.") @Nullable String group,
            @Option(names = "-o", defaultValue = "table", description = "Output: table, json, ndjson or csv.")
                    Format format)
            throws InterruptedException {
        Listing listing = new Listing("time", "group", "record", "reason", "froze", "message");
        read(input.source()).values().stream()
                .filter(letter -> group == null || group.equals(letter.getRiskGroup()))
                .forEach(letter -> listing.add(
                        RecordJson.write(letter),
                        Arrays.asList(
                                letter.getTime(),
                                letter.getRiskGroup(),
                                LetterPlace.of(letter),
                                letter.getReason(),
                                letter.getFrozeDecisions() ? "yes" : "no",
                                letter.getMessage())));
        listing.print(format, spec.commandLine().getOut());
        return ExitCode.OK.status();
    }

    @Command(
            name = "show",
            description = {
                "Prints a dead letter and, with --config, the record it is about.",
                "",
                "Examples:",
                "  tearup dlq show risk.fills.v1/0/4711 --config tearup.yaml"
            },
            mixinStandardHelpOptions = true)
    int show(
            @Parameters(paramLabel = "RECORD", description = "topic/partition/offset, as 'ls' prints it.") String place,
            @ArgGroup(multiplicity = "1") RecordInput input)
            throws InterruptedException {
        DeadLetter letter = find(List.of(place), input.source()).get(0);
        PrintWriter out = spec.commandLine().getOut();
        out.println(RecordJson.write(letter).toPrettyString());
        input.config().map(config -> RefusedRecord.of(letter, config)).ifPresent(refused -> {
            SpecificRecord record = refused.record();
            out.println(
                    record == null
                            ? "the record cannot be shown: " + refused.undecodable()
                            : RecordJson.write(record).toPrettyString());
        });
        out.flush();
        return ExitCode.OK.status();
    }

    @Command(
            name = "replay",
            description = {
                "Writes refused records again, in the order given, and waits until each is applied.",
                "They keep their ids, so that nothing is applied twice, and lose their sequence: their source has gone on.",
                "A frozen group stays frozen; see 'resume'. Exit status 3 if one is refused again or cannot be written.",
                "",
                "Examples:",
                "  tearup dlq replay risk.fills.v1/0/4711 --config tearup.yaml --dry-run",
                "  tearup dlq replay risk.fills.v1/0/4711 risk.fills.v1/0/4712 --config tearup.yaml"
            },
            mixinStandardHelpOptions = true)
    int replay(
            @Parameters(paramLabel = "RECORD", arity = "1..*", description = "topic/partition/offset each.")
                    List<String> places,
            @Mixin Target target,
            @Option(
                            names = "--within",
                            paramLabel = "SECONDS",
                            defaultValue = "60",
                            description =
                                    "How long the pipeline may take for each, ${DEFAULT-VALUE} s unless told otherwise.")
                    int within)
            throws InterruptedException {
        TearupConfig config = target.read();
        RecordSource source = new ClusterSource(config);
        List<RefusedRecord> refused = find(places, source).stream()
                .map(letter -> RefusedRecord.of(letter, config))
                .toList();
        PrintWriter out = spec.commandLine().getOut();
        if (target.dryRun) {
            refused.forEach(
                    one -> out.println(one.place() + " would be written again: " + RecordJson.write(one.toReplay())));
        } else {
            for (Replay.Written one : new Replay(config, source, Duration.ofSeconds(within)).run(refused)) {
                out.println(one.from() + " written again as " + one.to()
                        + (one.applied() ? ", applied" : "; whether it is applied shows in 'tearup dlq ls'"));
            }
        }
        out.flush();
        return ExitCode.OK.status();
    }

    @Command(
            name = "resume",
            description = {
                "Lets a frozen group decide again, in the mode it was in before; told on the audit trail with who and why.",
                "Do so when what it refused is repaired: a ranking over wrong positions is wrong.",
                "",
                "Examples:",
                "  tearup dlq resume usdt --config tearup.yaml --who ann --reason 'fill 4711 sent again'"
            },
            mixinStandardHelpOptions = true)
    int resume(
            @Parameters(paramLabel = "GROUP", description = "The risk group.") String group,
            @Mixin Target target,
            @Option(names = "--who", required = true, description = "Who decides this.") String who,
            @Option(names = "--reason", required = true, description = "Why.") String reason)
            throws InterruptedException {
        TearupConfig config = target.read();
        if (!config.layout().groups().contains(group)) {
            throw new UserFault(
                    ExitCode.USAGE,
                    "risk group '" + group + "' is not configured; known are "
                            + config.layout().groups());
        }
        Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
        Control mode = Control.newBuilder()
                .setRiskGroup(group)
                .setKind(ControlKind.MODE)
                .setControlId("resume-" + now)
                .setWho(who)
                .setReason(reason)
                .setTime(now)
                .build();
        PrintWriter out = spec.commandLine().getOut();
        if (target.dryRun) {
            out.println("would be written: " + RecordJson.write(mode));
        } else {
            try (InputSender sender = new InputSender(config)) {
                sender.send(Topics.CONTROL, mode);
            }
            out.println(group + " is told to decide again (" + mode.getControlId() + "); see " + Topics.AUDIT.name());
        }
        out.flush();
        return ExitCode.OK.status();
    }

    private static Map<LetterPlace, DeadLetter> read(RecordSource source) throws InterruptedException {
        Map<LetterPlace, DeadLetter> letters = new LinkedHashMap<>();
        source.read(List.of(Topics.DLQ), record -> {
            if (record instanceof DeadLetter letter) {
                letters.put(LetterPlace.of(letter), letter);
            }
        });
        return letters;
    }

    private static List<DeadLetter> find(List<String> places, RecordSource source) throws InterruptedException {
        List<LetterPlace> wanted = places.stream().map(LetterPlace::parse).toList();
        Map<LetterPlace, DeadLetter> letters = read(source);
        List<String> missing = wanted.stream()
                .filter(place -> !letters.containsKey(place))
                .map(place ->
                        place + ": no dead letter in " + source.place(Topics.DLQ) + "; 'tearup dlq ls' lists them")
                .toList();
        if (!missing.isEmpty()) {
            throw new UserFault(ExitCode.USAGE, missing);
        }
        List<DeadLetter> found = new ArrayList<>();
        for (LetterPlace place : wanted) {
            found.add(letters.get(place));
        }
        return found;
    }
}
