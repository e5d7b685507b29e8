package io.tearup.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.tearup.app.cli.CommandReference;
import io.tearup.app.cli.Format;
import io.tearup.app.cli.HelpLayout;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** Every command of the program: it says what it does, shows how, and tells of wrong calls in the same way. */
class CommandTreeTest {
    @TestFactory
    Stream<DynamicTest> shouldDescribeItselfWithExamplesFirst() {
        return each(command -> {
            assertThat(HelpLayout.text(command.getCommandSpec().usageMessage()).get(0))
                    .matches("[A-Z].*[.:,a-z;]");
            List<String> examples = examples(command);
            assertThat(examples).isNotEmpty();
            String help = command.getUsageMessage(CommandLine.Help.Ansi.OFF);
            assertThat(help.indexOf("Examples:")).isPositive().isLessThan(help.indexOf("Usage: tearup"));
            assertThat(help.split("Examples:", -1)).as("told once").hasSize(2);
        });
    }

    @TestFactory
    Stream<DynamicTest> shouldTakeItsOwnExamples() {
        return each(command -> {
            for (String example : examples(command)) {
                assertThat(example).contains("tearup");
                String call = example.replaceAll("^.*?\\btearup ", "").replaceAll(" ([|>]|\\|\\|).*|\\)$", "");
                CommandLine.ParseResult parsed = Tearup.line(new Tearup()).parseArgs(words(call));
                while (parsed.hasSubcommand()) {
                    parsed = parsed.subcommand();
                }
                assertThat(parsed.commandSpec().qualifiedName())
                        .as(example)
                        .startsWith(command.getCommandSpec().qualifiedName());
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> shouldTellOfAWrongCallInTheSameWay() {
        return each(command -> {
            String path = command.getCommandSpec().qualifiedName().replaceFirst("^tearup ?", "");
            Called called = call((path + " --no-such-option").strip().split(" ", -1));
            assertThat(called.status()).isEqualTo(2);
            assertThat(called.said().get(0)).startsWith("tearup: ");
            assertThat(called.said().get(called.said().size() - 1))
                    .matches("tearup: 'tearup.* --help' tells how it is called");
            assertThat(called.said().size()).as("%s", called.said()).isLessThanOrEqualTo(3);
        });
    }

    @TestFactory
    Stream<DynamicTest> shouldGuessWhatWasMeant() {
        return each(command -> {
            String path = command.getCommandSpec().qualifiedName().replaceFirst("^tearup ?", "");
            List<String> names = new ArrayList<>(command.getSubcommands().keySet());
            for (String name : names) {
                // What is longer gets a letter wrong, what is short one too many.
                String typo = name + "x";
                Called called = call((path + " " + typo).strip().split(" ", -1));
                assertThat(called.status()).isEqualTo(2);
                assertThat(String.join("\n", called.said()))
                        .as("%s %s", path, typo)
                        .contains("did you mean", name);
            }
        });
    }

    @Test
    void shouldGuessAnOption() {
        Called called = call("doctor", "--confg", "tearup.yaml");
        assertThat(called.status()).isEqualTo(2);
        assertThat(called.said())
                .containsExactly(
                        "tearup: Unknown options: '--confg', 'tearup.yaml'",
                        "tearup: did you mean --config?",
                        "tearup: 'tearup doctor --help' tells how it is called");
    }

    @Test
    void shouldTellWhereAConfigurationIsLookedFor() {
        assertThat(call("topics", "plan").said())
                .containsExactly(
                        "tearup: --config: is not given and there is no tearup.yaml in this directory; name a file");
    }

    /** Commands whose output is no rows, and why. */
    private static final Map<String, String> OTHER_OUTPUT = Map.ofEntries(
            Map.entry("tearup demo", "tells a story to whoever watches"),
            Map.entry("tearup run", "prints its log only"),
            Map.entry("tearup topology show", "prints the file that 'topology diff --against' reads"),
            Map.entry("tearup schemas docs", "writes files, and says which"),
            Map.entry("tearup schemas release", "writes files, and says which"),
            Map.entry("tearup dlq show", "prints records, as JSON documents"),
            Map.entry("tearup dlq replay", "writes records, and says what became of each"),
            Map.entry("tearup dlq resume", "writes a record, and says so"),
            Map.entry("tearup generate acl", "prints what Kafka's own tool takes, or a table or JSON of it"),
            Map.entry("tearup generate alerts", "prints a file of another system"),
            Map.entry("tearup generate dashboard", "prints a file of another system"),
            Map.entry("tearup generate completion", "prints a file of another system"),
            Map.entry("tearup generate reference", "prints a page of the documentation"));

    @TestFactory
    Stream<DynamicTest> shouldPrintDataInEveryForm() {
        return each(command -> {
            OptionSpec output = command.getCommandSpec().findOption("-o");
            boolean everyForm = output != null
                    && output.type() == Format.class
                    && String.join("", output.description()).equals("Output: table, json, ndjson or csv.");
            boolean other = OTHER_OUTPUT.containsKey(command.getCommandSpec().qualifiedName())
                    || !command.getSubcommands().isEmpty();
            assertThat(everyForm)
                    .as("takes every form, or is listed above and takes another")
                    .isNotEqualTo(other);
        });
    }

    @Test
    void shouldListNoCommandThatIsNotThere() {
        assertThat(each(command -> {}).map(DynamicTest::getDisplayName).toList())
                .containsAll(OTHER_OUTPUT.keySet());
    }

    @Test
    void shouldBeInTheReference() throws Exception {
        assertThat(Files.readString(Path.of("..", "docs", "reference", "cli.md")))
                .as("./tearup generate reference > docs/reference/cli.md")
                .isEqualTo(CommandReference.of(Tearup.line(new Tearup())));
    }

    private interface Look {
        void at(CommandLine command);
    }

    private static Stream<DynamicTest> each(Look look) {
        List<CommandLine> commands = new ArrayList<>();
        collect(Tearup.line(new Tearup()), commands);
        assertThat(commands).hasSizeGreaterThan(30);
        return commands.stream()
                .map(command ->
                        DynamicTest.dynamicTest(command.getCommandSpec().qualifiedName(), () -> look.at(command)));
    }

    private static void collect(CommandLine command, List<CommandLine> commands) {
        commands.add(command);
        command.getSubcommands().values().stream()
                .filter(below -> !(below.getCommand() instanceof CommandLine.HelpCommand))
                .forEach(below -> collect(below, commands));
    }

    private static List<String> examples(CommandLine command) {
        List<String> lines = HelpLayout.examples(command.getCommandSpec().usageMessage());
        return lines.isEmpty()
                ? lines
                : lines.subList(1, lines.size()).stream().map(String::strip).toList();
    }

    /** The words of a shell's line; what stands in single quotes is one. */
    private static String[] words(String line) {
        List<String> words = new ArrayList<>();
        for (String part : line.split(" (?=(?:[^']*'[^']*')*[^']*$)", -1)) {
            words.add(part.replace("'", ""));
        }
        return words.toArray(String[]::new);
    }

    private record Called(int status, List<String> said) {}

    private static Called call(String... arguments) {
        StringWriter err = new StringWriter();
        Tearup tearup = new Tearup();
        CommandLine line = Tearup.line(tearup).setErr(new PrintWriter(err)).setOut(new PrintWriter(new StringWriter()));
        line.setExecutionExceptionHandler((failure, command, parsed) -> tearup.report(failure, command));
        int status = line.execute(arguments);
        return new Called(status, err.toString().lines().toList());
    }
}
