package io.tearup.app.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.tearup.app.ExitCode;
import io.tearup.app.cli.Format;
import io.tearup.app.cli.Listing;
import io.tearup.engine.model.AlertState;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tearup status}: every market of every risk group in a line. */
@Command(
        name = "status",
        description = {
            "Prints where every market stands, a line each.",
            "Modes, state of its triggers, the pool with drawdown, trigger and headroom, and by how many records its group is behind",
            "its inputs. Asks a running instance, which asks the others.",
            "With --exit-code the exit status is 5 while ADL is active in a market, that is, one of its triggers is armed.",
            "",
            "Examples:",
            "  tearup status --config tearup.yaml",
            "  tearup status --url http://tearup-0:8080 -o json",
            "  tearup status --url http://tearup-0:8080 --exit-code > /dev/null || page-the-desk"
        },
        mixinStandardHelpOptions = true)
public final class StatusCommand implements Callable<Integer> {
    private static final Set<String> ARMED =
            Set.of(AlertState.ADL.name(), AlertState.RECOVERING.name(), AlertState.BLOCKED.name());

    @Mixin
    private ApiClient api;

    @Option(names = "-o", defaultValue = "table", description = "Output: table, json, ndjson or csv.")
    private Format format;

    @Option(names = "--exit-code", description = "Exit status 5 while ADL is active.")
    private boolean exitCode;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        Map<String, JsonNode> alerts = new HashMap<>();
        for (JsonNode alert : api.ask("alerts").path("alerts")) {
            alerts.put(text(alert, "riskGroup") + "/" + text(alert, "market"), alert);
        }
        Listing listing = new Listing(
                "group",
                "mode",
                "market",
                "marketMode",
                "state",
                "mark",
                "pool",
                "cash",
                "drawdown",
                "trigger",
                "headroom",
                "lag");
        boolean active = false;
        for (JsonNode name : api.ask("groups").path("riskGroups")) {
            JsonNode group = api.ask("groups", name.asText());
            Map<String, JsonNode> pools = new HashMap<>();
            group.path("pools").forEach(pool -> pools.put(String.valueOf(text(pool, "pool")), pool));
            for (JsonNode market : group.path("markets")) {
                JsonNode alert = alerts.get(name.asText() + "/" + text(market, "market"));
                String pool = String.valueOf(text(market, "pool"));
                JsonNode lag = group.path("reflects").path("lag");
                listing.add(
                        name.asText(),
                        text(group, "mode"),
                        text(market, "market"),
                        text(market, "mode"),
                        text(market, "state"),
                        text(market, "mark"),
                        pool,
                        text(pools.get(pool), "cash"),
                        text(alert, "drawdown"),
                        text(alert, "triggerRatio"),
                        text(alert, "headroom"),
                        lag.isNumber() ? lag.longValue() : null);
                active |= ARMED.contains(text(market, "state"));
            }
        }
        listing.print(format, spec.commandLine().getOut());
        return (exitCode && active ? ExitCode.ADL_ACTIVE : ExitCode.OK).status();
    }

    private static @Nullable String text(@Nullable JsonNode object, String field) {
        JsonNode value = object == null ? null : object.get(field);
        return value == null || value.isNull() ? null : value.asText();
    }
}
