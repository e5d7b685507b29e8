package io.tearup.app.compare;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tearup.app.ExitCode;
import io.tearup.app.Progress;
import io.tearup.app.UserFault;
import io.tearup.app.cli.Format;
import io.tearup.app.cli.Listing;
import io.tearup.app.demo.DemoInput;
import io.tearup.app.replay.EventFile;
import io.tearup.app.replay.RulebookChoice;
import io.tearup.engine.model.Fraction;
import io.tearup.rulebook.Profiles;
import io.tearup.schemas.v1.RulebookDefinition;
import java.io.IOException;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tearup compare}: the same events under several rulebooks, through the real topology without a cluster. */
@Command(
        name = "compare",
        description = {
            "Shows the same events to several rulebooks and tells what each did to the other side: how many accounts were",
            "closed, what it cost them, how it was spread, and how much leverage is left. Without --events it is the crash",
            "of 'tearup demo'.",
            "Where a rulebook has no trigger no pool takes positions over: an account is closed once its mark is past the",
            "price of the recorded takeover. What traders did later is what they did in the events. Each rulebook's state is",
            "kept until all are done; for millions of events give the program more heap (TEARUP_JAVA_OPTS=-Xmx8g).",
            "",
            "Examples:",
            "  tearup compare",
            "  tearup compare --events events.ndjson --rulebook gate --rulebook own.yaml",
            "  tearup compare --accounts 4000 -o json",
            "  tearup compare --out venues.md"
        },
        mixinStandardHelpOptions = true)
public final class CompareCommand implements Callable<Integer> {
    @Option(names = "--events", description = "File with one input record per line, as replay --events reads it.")
    private @Nullable Path events;

    @Option(names = "--seed", defaultValue = "42", description = "Seed of the drawn crash (default ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--accounts",
            defaultValue = "1000",
            description = "Trading accounts of the drawn crash, 100 to 200000 (default ${DEFAULT-VALUE}).")
    private int accounts;

    @Option(
            names = "--rulebook",
            description =
                    "A profile, or the YAML file of a rulebook; again for further ones. All profiles if left out.")
    private List<String> rulebooks = new ArrayList<>();

    @Option(
            names = "--move",
            defaultValue = "0.5",
            description = "By which share every mark moves on after the last closing, to see what accounts would owe"
                    + " (default ${DEFAULT-VALUE}).")
    private BigDecimal move;

    @Option(names = "-o", defaultValue = "table", description = "Output: table, json, ndjson or csv.")
    private Format format;

    @Option(
            names = "--out",
            paramLabel = "FILE.md",
            description = "Also write a page with charts; the charts go to a directory of the page's name beside it.")
    private @Nullable Path out;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() {
        if (accounts < 100 || accounts > 200_000) {
            throw wrong("--accounts must be within 100..200000, is " + accounts);
        }
        if (move.compareTo(BigDecimal.ONE.negate()) <= 0 || move.scale() > 6) {
            throw wrong("--move must be above -1 with at most six decimals, is " + move.toPlainString());
        }
        Path page = out;
        if (page != null && !page.getFileName().toString().endsWith(".md")) {
            throw wrong("--out must name a .md file, is " + page);
        }
        if (page != null) {
            requireOwn(page);
        }
        PrintWriter talk = spec.commandLine().getErr();
        PrintWriter data = spec.commandLine().getOut();
        Comparison comparison = compare((what, total) -> new Progress(talk, what, total));
        comparison.refused().stream().limit(20).forEach(fault -> talk.println("tearup: " + fault));
        if (page != null) {
            write(page, ComparisonPage.of(comparison, name(page), command(page)));
        }
        switch (format) {
            case TABLE -> table(comparison, data);
            case JSON -> data.println(json(comparison));
            default -> list(comparison).print(format, data);
        }
        return (comparison.holds() ? ExitCode.OK : ExitCode.VERIFICATION).status();
    }

    private Comparison compare(Progress.Factory progress) {
        Path file = events;
        Scenario scenario = file == null
                ? Scenario.of(
                        "the crash",
                        DemoInput.draw(seed, accounts).stream()
                                .map(EventFile.Event::of)
                                .toList())
                : Scenario.of(file.toString(), EventFile.read(file));
        List<RulebookDefinition> chosen = (rulebooks.isEmpty() ? Profiles.names() : rulebooks)
                .stream()
                        .map(name -> RulebookChoice.read(name, scenario.moneyScale()))
                        .toList();
        return Comparison.of(scenario, chosen, Fraction.of(move), progress);
    }

    private CommandLine.ParameterException wrong(String fault) {
        return new CommandLine.ParameterException(spec.commandLine(), fault);
    }

    private static String name(Path page) {
        String file = page.getFileName().toString();
        return file.substring(0, file.length() - ".md".length());
    }

    /** The command that writes the page again, as it stands on the page. */
    private String command(Path page) {
        StringBuilder command = new StringBuilder("./tearup compare");
        Path file = events;
        if (file == null) {
            command.append(" --seed ").append(seed).append(" --accounts ").append(accounts);
        } else {
            command.append(" --events ").append(file.getFileName());
        }
        rulebooks.forEach(rulebook -> command.append(" --rulebook ").append(rulebook));
        command.append(" --move ").append(move.toPlainString());
        return command.append(" --out ").append(page.getFileName()).toString();
    }

    /** A page is written anew; what somebody else wrote is not overwritten. */
    private static void requireOwn(Path page) {
        try {
            if (Files.exists(page)
                    && !Files.readString(page, StandardCharsets.UTF_8).contains(ComparisonPage.MARK)) {
                throw new UserFault(
                        ExitCode.USAGE,
                        "--out: " + page + " is there and was not written by 'tearup compare'; name another file");
            }
        } catch (IOException e) {
            throw new UserFault(ExitCode.USAGE, "--out: " + page + " cannot be read (" + e + ")");
        }
    }

    private static void write(Path page, Map<String, String> files) {
        Path directory = page.toAbsolutePath().normalize().getParent();
        files.forEach((name, text) -> {
            Path file = directory == null ? Path.of(name) : directory.resolve(name);
            try {
                if (file.getParent() != null) {
                    Files.createDirectories(file.getParent());
                }
                Files.writeString(file, text, StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UserFault(ExitCode.RUNTIME, file + ": cannot be written (" + e + ")");
            }
        });
    }

    /** A row for each rulebook, with the fields that its object in JSON has. */
    private static Listing list(Comparison comparison) {
        List<String> columns = new ArrayList<>(List.of("rulebook"));
        Column.ALL.forEach(column -> columns.add(column.key()));
        columns.addAll(List.of("underWater", "refused"));
        Listing listing = new Listing(columns.toArray(String[]::new));
        int scale = comparison.scenario().moneyScale();
        for (Figures figures : comparison.figures()) {
            List<String> cells = new ArrayList<>(List.of(figures.rulebook()));
            Column.ALL.forEach(column -> cells.add(column.exact().apply(figures, scale)));
            cells.add(Integer.toString(figures.standing().underWater()));
            cells.add(Integer.toString(figures.refused()));
            listing.add(cells.toArray());
        }
        return listing;
    }

    private static ObjectNode json(Comparison comparison) {
        int scale = comparison.scenario().moneyScale();
        ObjectNode json = JsonMapper.builder().build().createObjectNode();
        json.put("riskGroup", comparison.scenario().group());
        json.put("asset", comparison.scenario().asset());
        json.put("events", comparison.scenario().events().size());
        json.put("counterparties", comparison.scenario().counterparties().size());
        json.put("moment", comparison.moment().toString());
        json.put("move", comparison.move().toDecimal(6).stripTrailingZeros().toPlainString());
        ArrayNode rulebooks = json.putArray("rulebooks");
        for (Figures figures : comparison.figures()) {
            ObjectNode each = rulebooks.addObject();
            each.put("rulebook", figures.rulebook());
            Column.ALL.forEach(column -> each.put(column.key(), column.exact().apply(figures, scale)));
            each.put("underWater", Integer.toString(figures.standing().underWater()));
            each.put("refused", Integer.toString(figures.refused()));
        }
        return json;
    }

    private static void table(Comparison comparison, PrintWriter out) {
        int scale = comparison.scenario().moneyScale();
        List<List<String>> rows = new ArrayList<>();
        List<String> head = new ArrayList<>(List.of("rulebook"));
        Column.ALL.forEach(column -> head.add(column.title()));
        rows.add(head);
        for (Figures figures : comparison.figures()) {
            List<String> row = new ArrayList<>(List.of(figures.rulebook()));
            Column.ALL.forEach(column -> row.add(column.text().apply(figures, scale)));
            rows.add(row);
        }
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < row.size(); i++) {
                int at = i;
                int width = rows.stream()
                        .mapToInt(each -> each.get(at).length())
                        .max()
                        .orElse(0);
                String cell = row.get(i);
                String pad = " ".repeat(width - cell.length());
                line.append(i == 0 ? cell + pad : "  " + pad + cell);
            }
            out.println(line);
        }
        out.println();
        out.println("amounts in " + comparison.scenario().asset() + "; "
                + comparison.scenario().counterparties().size() + " counterparties; looked at "
                + comparison.moment() + "; owed after a further move of "
                + Column.share(comparison.move()));
    }
}
