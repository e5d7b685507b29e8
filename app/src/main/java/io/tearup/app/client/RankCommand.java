package io.tearup.app.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.tearup.app.ExitCode;
import io.tearup.app.cli.Format;
import io.tearup.app.cli.Listing;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tearup rank}: where a position stands in line now. */
@Command(
        name = "rank",
        description = {
            "Prints where a position stands in the ADL queue of its market now, under the rulebook in force.",
            "Its rank among the candidates (1 = first to be closed), its light (5 = hottest), and how much is ahead of it.",
            "",
            "Examples:",
            "  tearup rank usdt alice BTC-PERP --config tearup.yaml",
            "  tearup rank usdt alice BTC-PERP --url http://tearup-0:8080 -o json"
        },
        mixinStandardHelpOptions = true)
public final class RankCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "GROUP", description = "The risk group.")
    private String group;

    @Parameters(index = "1", paramLabel = "ACCOUNT", description = "The account.")
    private String account;

    @Parameters(index = "2", paramLabel = "MARKET", description = "The market.")
    private String market;

    @Mixin
    private ApiClient api;

    @Option(names = "-o", defaultValue = "table", description = "Output: table, json, ndjson or csv.")
    private Format format;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        JsonNode standing = api.ask("groups", group, "accounts", account, "markets", market);
        Listing listing = new Listing(
                "account", "market", "rank", "candidates", "light", "quantity", "quantityAhead", "quantityQueued");
        listing.add(
                standing.path("account").asText(),
                standing.path("market").asText(),
                standing.path("rank").intValue(),
                standing.path("candidates").intValue(),
                standing.path("light").intValue(),
                standing.path("quantity").asText(),
                standing.path("quantityAhead").asText(),
                standing.path("quantityQueued").asText());
        listing.print(format, spec.commandLine().getOut());
        return ExitCode.OK.status();
    }
}
