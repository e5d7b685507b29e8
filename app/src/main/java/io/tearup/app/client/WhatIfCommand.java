package io.tearup.app.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.tearup.app.ExitCode;
import io.tearup.app.cli.Format;
import io.tearup.app.cli.Listing;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tearup whatif}: where a position would stand, and what a wave would take from it, if its owner did something about it. */
@Command(
        name = "whatif",
        description = {
            "Prints where a position stands and where it would with more margin, less of it, or under another rulebook.",
            "Two lines, now and then: its light (5 = hottest) and rank, and what a wave of this moment would close of it, at which",
            "price and for which haircut. A wave closes what the pool holds on the other side; where none could ask this side",
            "those fields are empty. While no trigger is armed the price is the worst that the rulebook could ask.",
            "",
            "Examples:",
            "  tearup whatif usdt alice BTC-PERP --add-margin 5000 --config tearup.yaml",
            "  tearup whatif usdt alice BTC-PERP --reduce 0.5 --url http://tearup-0:8080 -o json",
            "  tearup whatif usdt alice BTC-PERP --rulebook hyperliquid --config tearup.yaml"
        },
        mixinStandardHelpOptions = true)
public final class WhatIfCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "GROUP", description = "The risk group.")
    private String group;

    @Parameters(index = "1", paramLabel = "ACCOUNT", description = "The account.")
    private String account;

    @Parameters(index = "2", paramLabel = "MARKET", description = "The market.")
    private String market;

    @Option(
            names = "--add-margin",
            paramLabel = "AMOUNT",
            description =
                    "Margin put in, in the settlement asset: to the position if it is isolated, else to the account.")
    private @Nullable String addMargin;

    @Option(names = "--reduce", paramLabel = "QUANTITY", description = "Quantity closed at mark.")
    private @Nullable String reduce;

    @Option(
            names = "--rulebook",
            paramLabel = "NAME",
            description = "A rulebook that comes with the program, in place of the one in force.")
    private @Nullable String rulebook;

    @Mixin
    private ApiClient api;

    @Option(names = "-o", defaultValue = "table", description = "Output: table, json, ndjson or csv.")
    private Format format;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        Map<String, String> supposed = new LinkedHashMap<>();
        put(supposed, "addMargin", addMargin);
        put(supposed, "reduce", reduce);
        put(supposed, "rulebook", rulebook);
        if (supposed.isEmpty()) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "if what? name --add-margin, --reduce or --rulebook");
        }
        JsonNode answer = api.ask(supposed, "groups", group, "accounts", account, "markets", market, "whatif");
        Listing listing = new Listing(
                "when",
                "rulebook",
                "quantity",
                "light",
                "rank",
                "candidates",
                "quantityAhead",
                "closes",
                "price",
                "haircut",
                "boundedBy");
        row(listing, "now", text(answer.path("rulebook")), answer.path("now"));
        row(listing, "then", text(answer.path("supposed").path("rulebook")), answer.path("then"));
        listing.print(format, spec.commandLine().getOut());
        return ExitCode.OK.status();
    }

    private static void put(Map<String, String> supposed, String name, @Nullable String value) {
        if (value != null) {
            supposed.put(name, value);
        }
    }

    private static void row(Listing listing, String when, @Nullable String rulebook, JsonNode outlook) {
        JsonNode wave = outlook.path("wave");
        // There is none once all of the position is closed.
        boolean none = !outlook.isObject();
        listing.add(
                when,
                rulebook,
                none ? "0" : text(outlook.path("quantity")),
                outlook.path("light").intValue(),
                whole(outlook.path("rank")),
                whole(outlook.path("candidates")),
                text(outlook.path("quantityAhead")),
                text(wave.path("quantity")),
                text(wave.path("price")),
                text(wave.path("haircut")),
                text(wave.path("boundedBy")));
    }

    private static @Nullable String text(JsonNode value) {
        return value.isTextual() ? value.textValue() : null;
    }

    private static @Nullable Integer whole(JsonNode value) {
        return value.isInt() ? value.intValue() : null;
    }
}
