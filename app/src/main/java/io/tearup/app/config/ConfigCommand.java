package io.tearup.app.config;

import io.tearup.app.ExitCode;
import io.tearup.app.cli.Deployment;
import io.tearup.app.cli.Format;
import io.tearup.app.cli.Listing;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tearup config}: shows what a deployment is configured to, and by whom. */
@Command(
        name = "config",
        description = {
            "Shows the configuration that a command would take, from flags, environment, file and defaults together.",
            "",
            "Examples:",
            "  tearup config show --config tearup.yaml",
            "  tearup config show --config tearup.yaml --origin"
        },
        mixinStandardHelpOptions = true)
public final class ConfigCommand implements Runnable {
    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "show?");
    }

    @Command(
            name = "show",
            description = {
                "Prints every key with its value, secrets masked. Asks no cluster.",
                "What wins over what: --set, TEARUP_* and KAFKA_* of the environment, the file (--config, else ./tearup.yaml), the",
                "rulebook's profile, the default.",
                "",
                "Examples:",
                "  tearup config show --config tearup.yaml --origin",
                "  tearup config show --set http.port=9000 --origin -o json"
            },
            mixinStandardHelpOptions = true)
    int show(
            @Mixin Deployment deployment,
            @Option(names = "--origin", description = "Also print where each value comes from.") boolean origin,
            @Option(names = "-o", defaultValue = "table", description = "Output: table, json, ndjson or csv.")
                    Format format) {
        List<Setting> settings = deployment.settings();
        Listing listing = origin ? new Listing("key", "value", "origin") : new Listing("key", "value");
        for (Setting setting : settings) {
            if (origin) {
                listing.add(setting.key(), setting.value(), setting.origin());
            } else {
                listing.add(setting.key(), setting.value());
            }
        }
        listing.print(format, spec.commandLine().getOut());
        return ExitCode.OK.status();
    }
}
