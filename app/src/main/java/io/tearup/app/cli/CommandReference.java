package io.tearup.app.cli;

import io.tearup.app.ExitCode;
import io.tearup.app.config.ConfigReader;
import java.util.List;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The reference of the commands, as Markdown, from the commands themselves: docs/reference/cli.md. */
public final class CommandReference {
    private static final Set<String> EVERYWHERE = Set.of("--help", "--version", "--debug");

    private final StringBuilder text = new StringBuilder();

    private CommandReference() {}

    /** Of a program and all of its commands. */
    public static String of(CommandLine root) {
        CommandReference reference = new CommandReference();
        reference.head();
        root.getSubcommands().values().forEach(reference::command);
        return reference.text.toString();
    }

    private void head() {
        line("<!-- Written by 'tearup generate reference'; a test holds it to the commands. -->");
        line("# Commands");
        line("");
        line(
                "Data goes to standard output, talk to standard error. Every command has `--help`, `--version` and `--debug` (the stack trace of");
        line(
                "a failure). A wrong call says what may have been meant. Progress is shown on a terminal only; nothing is coloured where");
        line("`NO_COLOR` is set.");
        line("");
        line("| exit status | |");
        line("|---|---|");
        for (ExitCode code : ExitCode.values()) {
            line("| " + code.status() + " | " + code.words() + " |");
        }
        line("");
        line(
                "A deployment's values come from the first of these that has one: `--set KEY=VALUE`, the environment, the file (`--config`, else");
        line(
                "`./tearup.yaml`), the rulebook's profile, the default. `tearup config show --origin` tells which. `KAFKA_<NAME>` is the Kafka property");
        line("`<name>` with dots for underscores, `TEARUP_REGISTRY_<NAME>` likewise one of the registry client.");
        line("");
        line("| environment | key |");
        line("|---|---|");
        ConfigReader.variables().forEach((variable, key) -> line("| `" + variable + "` | `" + key + "` |"));
        line("| `" + ConfigReader.ADMIN_TOKEN + "` | none: the token of admin calls itself |");
    }

    private void command(CommandLine command) {
        if (command.getCommand() instanceof CommandLine.HelpCommand) {
            return;
        }
        CommandSpec spec = command.getCommandSpec();
        line("");
        line((spec.parent().parent() == null ? "## `" : "### `") + spec.qualifiedName() + "`");
        line("");
        HelpLayout.text(spec.usageMessage()).forEach(this::line);
        line("");
        line("```sh");
        List<String> examples = HelpLayout.examples(spec.usageMessage());
        examples.stream().skip(1).forEach(example -> line(example.strip()));
        line("```");
        List<OptionSpec> options = spec.options().stream()
                .filter(option -> !EVERYWHERE.contains(option.longestName()) && !option.hidden())
                .toList();
        if (!options.isEmpty() || !spec.positionalParameters().isEmpty()) {
            line("");
            line("| | |");
            line("|---|---|");
            for (PositionalParamSpec parameter : spec.positionalParameters()) {
                row(parameter.paramLabel(), parameter);
            }
            for (OptionSpec option : options) {
                String value = option.arity().max() == 0 ? "" : " " + option.paramLabel();
                row(String.join(", ", option.names()) + value, option);
            }
        }
        command.getSubcommands().values().forEach(this::command);
    }

    private void row(String name, ArgSpec argument) {
        String described = String.join(" ", argument.description());
        line("| `" + name + "` | " + described.replace("|", "\\|").replace("<", "\\<") + " |");
    }

    private void line(String line) {
        text.append(line).append('\n');
    }
}
