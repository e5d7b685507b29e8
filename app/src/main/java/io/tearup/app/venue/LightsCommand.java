package io.tearup.app.venue;

import io.tearup.app.ExitCode;
import io.tearup.app.UserFault;
import io.tearup.app.cli.Format;
import io.tearup.app.cli.RowWriter;
import io.tearup.catalogue.Topics;
import io.tearup.ndjson.RecordJson;
import io.tearup.schemas.v1.Rank;
import io.tearup.venue.BinanceAdlQuantile;
import io.tearup.venue.BybitAdlRankIndicator;
import io.tearup.venue.CcxtAdlRank;
import io.tearup.venue.GateAdlRanking;
import io.tearup.venue.LightFormat;
import io.tearup.venue.OkxAdl;
import io.tearup.venue.VenueNames;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tearup lights}: where positions stand in the queue, the last word on each; with {@code --follow} each as it comes. */
@Command(
        name = "lights",
        description = {
            "Prints the queue lights that were published: where each position stands in the ADL queue now.",
            "As JSON each is the record in full. With --format it is one line of JSON as that venue answers the owner of the position; name --account.",
            "",
            "Examples:",
            "  tearup lights --from decisions/ --market BTC-PERP",
            "  tearup lights --config tearup.yaml --account alice --format binance --symbol BTC-PERP=BTCUSDT",
            "  tearup lights --config tearup.yaml --account alice --format ccxt --symbol BTC-PERP=BTC/USDT:USDT --follow"
        },
        mixinStandardHelpOptions = true)
public final class LightsCommand implements Callable<Integer> {
    private static final List<String> COLUMNS =
            List.of("account", "market", "side", "light", "percentile", "quantityAhead", "time");

    /** Venues and libraries that show where a position stands. */
    enum Venue {
        /** {@code GET /fapi/v1/adlQuantile}. */
        BINANCE(BinanceAdlQuantile::new),
        /** {@code adlRankIndicator} of a position. */
        BYBIT(BybitAdlRankIndicator::new),
        /** Unified {@code fetchPositionsADLRank}. */
        CCXT(CcxtAdlRank::new),
        /** {@code adl_ranking} of a position. */
        GATE(GateAdlRanking::new),
        /** {@code adl} of a position. */
        OKX(OkxAdl::new);

        private final Function<VenueNames, LightFormat> format;

        Venue(Function<VenueNames, LightFormat> format) {
            this.format = format;
        }
    }

    /** Our own words or a venue's. */
    static final class Shape {
        @Option(names = "-o", defaultValue = "table", description = "Output: table, json, ndjson or csv.")
        private Format format = Format.TABLE;

        @Option(
                names = "--format",
                paramLabel = "VENUE",
                description = "Write as a venue does: binance, bybit, ccxt, gate or okx.")
        private @Nullable Venue venue;
    }

    @Mixin
    private VenueOptions options;

    @ArgGroup
    private Shape shape = new Shape();

    @Option(names = "--market", description = "Only positions in this market.")
    private @Nullable String market;

    @Option(names = "--account", description = "Only positions of this account; needed with --format.")
    private @Nullable String account;

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
            read(rank -> rows.add(RecordJson.write(rank), cells(rank)));
            rows.end();
        }
        return ExitCode.OK.status();
    }

    private void read(Consumer<Rank> printer) throws InterruptedException {
        Map<String, Rank> last = new TreeMap<>();
        options.read(Topics.RANKS, Rank.class, rank -> {
            if ((market == null || market.equals(rank.getMarket()))
                    && (account == null || account.equals(rank.getAccount()))) {
                if (options.follow()) {
                    printer.accept(rank);
                } else {
                    last.put(Topics.RANKS.keyOf(rank).toString(), rank);
                }
            }
        });
        last.values().forEach(printer);
    }

    private Consumer<Rank> asVenue(Venue venue, PrintWriter out) {
        if (account == null) {
            throw new UserFault(
                    ExitCode.USAGE,
                    "--account: is missing; " + venue.name().toLowerCase(Locale.ROOT)
                            + " shows a position to its owner and does not name the account");
        }
        LightFormat format = venue.format.apply(options.names());
        return rank -> out.println(written(format, rank));
    }

    private static List<@Nullable Object> cells(Rank rank) {
        return Arrays.asList(
                rank.getAccount(),
                rank.getMarket(),
                rank.getSide(),
                rank.getLight(),
                Percent.exact(rank.getPercentile()),
                Percent.exact(rank.getQuantityAhead()),
                rank.getTime());
    }

    /** Of a width that is known before the last row is: what is followed has none. */
    private static Consumer<Rank> table(PrintWriter out) {
        String row = "%-20s %-14s %-6s %5s %10s %20s  %s";
        out.println(String.format(
                Locale.ROOT, row, "account", "market", "side", "light", "percentile", "quantity ahead", "since"));
        return rank -> out.println(String.format(
                Locale.ROOT,
                row,
                rank.getAccount(),
                rank.getMarket(),
                rank.getSide(),
                rank.getLight(),
                Percent.rounded(rank.getPercentile()),
                rank.getQuantityAhead().stripTrailingZeros().toPlainString(),
                rank.getTime()));
    }

    private static Object written(LightFormat format, Rank rank) {
        try {
            return format.write(rank);
        } catch (IllegalArgumentException e) {
            throw new UserFault(ExitCode.RUNTIME, String.valueOf(e.getMessage()));
        }
    }
}
