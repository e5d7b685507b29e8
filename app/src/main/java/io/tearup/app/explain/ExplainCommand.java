package io.tearup.app.explain;

import io.tearup.app.ExitCode;
import io.tearup.app.cli.Format;
import io.tearup.app.records.RecordInput;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tearup explain}: tells from the published records how a wave or an assignment came about. */
@Command(
        name = "explain",
        description = {
            "Tells why an account was closed, or how a wave came about: trigger, price, order, quantities, money.",
            "Exit status 2 for an id that is not there, 3 if the postings of a wave do not sum to zero.",
            "As JSON it is one object, in one line with -o ndjson; as CSV the assignments, a line each.",
            "",
            "Examples:",
            "  tearup explain usdt/BTC-PERP/1 --from decisions/",
            "  tearup explain usdt/BTC-PERP/1/1/3 --config tearup.yaml -o json",
            "  tearup explain usdt/BTC-PERP/1 --from decisions/ -o csv > assignments.csv"
        },
        mixinStandardHelpOptions = true)
public final class ExplainCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "ID",
            description = "A wave (group/market/number) or an assignment (group/market/number/step/rank).")
    private String id;

    @ArgGroup(multiplicity = "1")
    private RecordInput input;

    @Option(names = "-o", defaultValue = "table", description = "Output: table, json, ndjson or csv.")
    private Format format;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        DecisionId wanted = DecisionId.parse(id);
        if (input.isCluster()) {
            spec.commandLine().getErr().println("reading " + DecisionLog.TOPICS.size() + " topics ...");
        }
        Explanation explanation = Explainer.explain(wanted, input.source());
        PrintWriter out = spec.commandLine().getOut();
        switch (format) {
            case TABLE -> TextRenderer.print(explanation, out);
            case JSON -> out.println(JsonRenderer.of(explanation).toPrettyString());
            case NDJSON -> out.println(JsonRenderer.of(explanation));
            case CSV -> AssignmentRows.of(explanation).print(format, out);
        }
        return (explanation.holds() ? ExitCode.OK : ExitCode.VERIFICATION).status();
    }
}
