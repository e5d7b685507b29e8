package io.tearup.app.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.IHelpSectionRenderer;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * How the help of every command looks: what it does in a line, examples, and only then how it may be called. The examples of a
 * command stand at the end of its description, after a line {@code Examples:}.
 */
public final class HelpLayout {
    private static final String EXAMPLES = "Examples:";
    private static final String SUMMARY_KEY = "summary";
    private static final String EXAMPLES_KEY = "examples";

    private HelpLayout() {}

    /** Gives a command and all below it this layout. */
    public static void apply(CommandLine line) {
        Map<String, IHelpSectionRenderer> sections = new HashMap<>(line.getHelpSectionMap());
        sections.put(
                SUMMARY_KEY,
                help -> block(text(help).subList(0, Math.min(1, text(help).size()))));
        sections.put(EXAMPLES_KEY, help -> block(examples(help.commandSpec().usageMessage())));
        sections.put(UsageMessageSpec.SECTION_KEY_DESCRIPTION, HelpLayout::rest);
        line.setHelpSectionMap(sections);
        List<String> keys = new ArrayList<>(line.getHelpSectionKeys());
        keys.remove(UsageMessageSpec.SECTION_KEY_DESCRIPTION_HEADING);
        keys.add(0, EXAMPLES_KEY);
        keys.add(0, SUMMARY_KEY);
        line.setHelpSectionKeys(keys);
    }

    /** The example lines of a command, with their heading; none if it has none. */
    public static List<String> examples(UsageMessageSpec message) {
        List<String> lines = Arrays.asList(message.description());
        int heading = lines.indexOf(EXAMPLES);
        return heading < 0 ? List.of() : lines.subList(heading, lines.size());
    }

    /** The description of a command without its examples. */
    public static List<String> text(UsageMessageSpec message) {
        List<String> lines = Arrays.asList(message.description());
        int heading = lines.indexOf(EXAMPLES);
        int end = heading < 0 ? lines.size() : heading;
        while (end > 0 && lines.get(end - 1).isBlank()) {
            end--;
        }
        return lines.subList(0, end);
    }

    private static List<String> text(Help help) {
        return text(help.commandSpec().usageMessage());
    }

    private static String rest(Help help) {
        List<String> lines = text(help);
        return lines.size() < 2 ? "\n" : "\n" + block(lines.subList(1, lines.size()));
    }

    private static String block(List<String> lines) {
        return lines.isEmpty() ? "" : String.join("\n", lines) + "\n\n";
    }
}
