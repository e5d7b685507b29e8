package io.tearup.app.venue;

import io.tearup.app.ExitCode;
import io.tearup.app.UserFault;
import io.tearup.catalogue.Topics;
import io.tearup.ndjson.RecordJson;
import io.tearup.schemas.v1.Alert;
import io.tearup.schemas.v1.TriggerCriterion;
import io.tearup.venue.AlertFormat;
import io.tearup.venue.BybitAdlAlert;
import io.tearup.venue.OkxAdlWarning;
import io.tearup.venue.VenueNames;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tearup alerts}: the alerts that were published, in the order of their log. */
@Command(
        name = "alerts",
        description = {
            "Prints the alerts that were published: how far each market's trigger is from arming, and every input of it.",
            "With --format each alert is one line of JSON as that venue's clients read it.",
            "",
            "Examples:",
            "  tearup alerts --from decisions/",
            "  tearup alerts --config tearup.yaml --format bybit --symbol BTC-PERP=BTCUSDT --follow",
            "  tearup alerts --from decisions/ --format okx --asset usdt=USDT"
        },
        mixinStandardHelpOptions = true)
public final class AlertsCommand implements Callable<Integer> {
    /** What is printed. */
    enum Output {
        TABLE,
        NDJSON
    }

    /** Venues that publish alerts. */
    enum Venue {
        /** {@code GET /v5/market/adlAlert}. */
        BYBIT(BybitAdlAlert::new),
        /** Channel {@code adl-warning}. */
        OKX(OkxAdlWarning::new);

        private final Function<VenueNames, AlertFormat> format;

        Venue(Function<VenueNames, AlertFormat> format) {
            this.format = format;
        }
    }

    /** Our own words or a venue's. */
    static final class Shape {
        @Option(names = "-o", defaultValue = "table", description = "Output: table or ndjson.")
        private Output output = Output.TABLE;

        @Option(names = "--format", paramLabel = "VENUE", description = "Write as a venue does: bybit or okx.")
        private @Nullable Venue venue;
    }

    @Mixin
    private VenueOptions options;

    @ArgGroup
    private Shape shape = new Shape();

    @Option(names = "--market", description = "Only alerts of this market.")
    private @Nullable String market;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        Consumer<Alert> printer = printer(out);
        options.read(Topics.ALERTS, Alert.class, alert -> {
            if (market == null || market.equals(alert.getMarket())) {
                printer.accept(alert);
            }
        });
        return ExitCode.OK.status();
    }

    private Consumer<Alert> printer(PrintWriter out) {
        Venue venue = shape.venue;
        if (venue != null) {
            AlertFormat format = venue.format.apply(options.names());
            return alert -> out.println(written(format, alert));
        }
        if (shape.output == Output.NDJSON) {
            return alert -> out.println(RecordJson.write(alert));
        }
        String row = "%-27s %-14s %-10s %-16s %10s %10s %20s %20s";
        out.println(String.format(
                Locale.ROOT, row, "time", "market", "state", "armed by", "drawdown", "trigger", "balance", "headroom"));
        return alert -> {
            TriggerCriterion criterion = alert.getCriterion();
            out.println(String.format(
                    Locale.ROOT,
                    row,
                    alert.getTime(),
                    alert.getMarket(),
                    alert.getState(),
                    criterion == null ? "-" : criterion,
                    Percent.of(alert.getDrawdown()) + " %",
                    Percent.of(alert.getTriggerRatio()) + " %",
                    Percent.rounded(alert.getBalance()),
                    Percent.rounded(alert.getHeadroom())));
        };
    }

    private static Object written(AlertFormat format, Alert alert) {
        try {
            return format.write(alert);
        } catch (IllegalArgumentException e) {
            throw new UserFault(
                    ExitCode.USAGE,
                    e.getMessage()
                            + (String.valueOf(e.getMessage()).startsWith("the settlement asset")
                                    ? "; add --asset " + alert.getRiskGroup() + "=ASSET"
                                    : ""));
        }
    }
}
