package io.tearup.app.venue;

import io.tearup.app.ExitCode;
import io.tearup.app.UserFault;
import io.tearup.app.cli.Format;
import io.tearup.app.cli.RowWriter;
import io.tearup.catalogue.Topics;
import io.tearup.ndjson.RecordJson;
import io.tearup.schemas.v1.Alert;
import io.tearup.schemas.v1.TriggerCriterion;
import io.tearup.venue.AlertFormat;
import io.tearup.venue.BybitAdlAlert;
import io.tearup.venue.OkxAdlWarning;
import io.tearup.venue.VenueNames;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
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
            "As JSON each alert is the record in full. With --format it is one line of JSON as that venue's clients read it.",
            "",
            "Examples:",
            "  tearup alerts --from decisions/",
            "  tearup alerts --from decisions/ -o csv > alerts.csv",
            "  tearup alerts --config tearup.yaml --format bybit --symbol BTC-PERP=BTCUSDT --follow",
            "  tearup alerts --from decisions/ --format okx --asset usdt=USDT"
        },
        mixinStandardHelpOptions = true)
public final class AlertsCommand implements Callable<Integer> {
    private static final List<String> COLUMNS = List.of(
            "time", "riskGroup", "market", "state", "criterion", "drawdown", "triggerRatio", "balance", "headroom");

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
        @Option(names = "-o", defaultValue = "table", description = "Output: table, json, ndjson or csv.")
        private Format format = Format.TABLE;

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
        Venue venue = shape.venue;
        if (venue != null || shape.format == Format.TABLE) {
            read(venue == null ? table(out) : asVenue(venue, out));
        } else {
            options.requireAnEnd(shape.format);
            RowWriter rows = new RowWriter(shape.format, out, COLUMNS);
            read(alert -> rows.add(RecordJson.write(alert), cells(alert)));
            rows.end();
        }
        return ExitCode.OK.status();
    }

    private void read(Consumer<Alert> printer) throws InterruptedException {
        options.read(Topics.ALERTS, Alert.class, alert -> {
            if (market == null || market.equals(alert.getMarket())) {
                printer.accept(alert);
            }
        });
    }

    private Consumer<Alert> asVenue(Venue venue, PrintWriter out) {
        AlertFormat format = venue.format.apply(options.names());
        return alert -> out.println(written(format, alert));
    }

    private static List<@Nullable Object> cells(Alert alert) {
        return Arrays.asList(
                alert.getTime(),
                alert.getRiskGroup(),
                alert.getMarket(),
                alert.getState(),
                alert.getCriterion(),
                Percent.exact(alert.getDrawdown()),
                Percent.exact(alert.getTriggerRatio()),
                Percent.exact(alert.getBalance()),
                Percent.exact(alert.getHeadroom()));
    }

    /** Of a width that is known before the last row is: what is followed has none. */
    private static Consumer<Alert> table(PrintWriter out) {
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
