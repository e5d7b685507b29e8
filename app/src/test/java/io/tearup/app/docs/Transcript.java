package io.tearup.app.docs;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A fenced {@code console} block of a Markdown file.
 *
 * <p>Lines that begin with {@code $} are commands, which go on after a backslash; what follows is what they print, on standard output and error. A line that is
 * {@code ...} stands for any number of lines, {@code ...} within a line for anything in it. A command that shows nothing is
 * run and has to succeed, and what it prints is not compared.
 *
 * <p>Only {@code ./tearup}, {@code cp} and {@code sed} are run; a block with anything else has to say that it is not run, so that
 * nothing happens to the machine on which the tests are run.
 *
 * <p>An HTML comment on the line above says how a block differs: {@code <!-- transcript: not run, REASON -->}, or
 * {@code <!-- transcript: on a cluster -->}, where a deployment has decided the worked example.
 *
 * @param line number of the line with the fence, from 1
 * @param indent blanks before the fence, which every line of the block has
 * @param remark what the comment says, empty = nothing
 * @param steps commands and what they print
 */
record Transcript(int line, String indent, String remark, List<Step> steps) {
    /** A command and the lines it is shown to print. */
    record Step(String command, List<String> shown) {
        Step {
            shown = List.copyOf(shown);
        }
    }

    /** Programs that are run: ours, and what copies or edits a file where it is run. */
    private static final Set<String> PROGRAMS = Set.of("./tearup", "cp", "sed");

    private static final Pattern UNCHECKED = Pattern.compile(" {4,}(\\$ )?(\\./)?tearup .*");

    private static final Pattern REMARK = Pattern.compile("\\s*<!-- transcript: (.*) -->\\s*");

    Transcript {
        steps = List.copyOf(steps);
    }

    boolean isRun() {
        return !remark.startsWith("not run, ");
    }

    /** Commands of a block that is run by programs that are not. */
    List<String> forbidden() {
        return steps.stream()
                .map(Step::command)
                .filter(command -> isRun() && !PROGRAMS.contains(command.split(" ", 2)[0]))
                .toList();
    }

    boolean needsCluster() {
        return remark.equals("on a cluster");
    }

    /** Number of lines between the fences. */
    int length() {
        return steps.stream()
                .mapToInt(step ->
                        (int) step.command().lines().count() + step.shown().size())
                .sum();
    }

    private static boolean goesOn(Step step) {
        return step.shown().isEmpty() && step.command().endsWith("\\");
    }

    /** Lines that show a command as an indented block does, which no check reaches; lines of fenced blocks are none. */
    static List<String> unchecked(List<String> lines) {
        List<String> found = new ArrayList<>();
        boolean fenced = false;
        for (String line : lines) {
            if (line.strip().startsWith("```")) {
                fenced = !fenced;
            } else if (!fenced && UNCHECKED.matcher(line).matches()) {
                found.add(line.strip());
            }
        }
        return found;
    }

    /** The blocks of a file, in order. */
    static List<Transcript> in(List<String> lines) {
        List<Transcript> found = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            String fence = lines.get(i);
            if (!fence.strip().equals("```console")) {
                continue;
            }
            String indent = fence.substring(0, fence.indexOf('`'));
            Matcher remark = REMARK.matcher(i == 0 ? "" : lines.get(i - 1));
            List<Step> steps = new ArrayList<>();
            int end = i + 1;
            while (!lines.get(end).strip().equals("```")) {
                String line = lines.get(end)
                        .substring(Math.min(indent.length(), lines.get(end).length()));
                if (line.startsWith("$ ")) {
                    steps.add(new Step(line.substring(2), List.of()));
                } else if (!steps.isEmpty() && goesOn(steps.get(steps.size() - 1))) {
                    Step last = steps.remove(steps.size() - 1);
                    steps.add(new Step(last.command() + "\n" + line, List.of()));
                } else if (steps.isEmpty()) {
                    throw new IllegalArgumentException("line " + (end + 1) + ": output of no command");
                } else {
                    Step last = steps.remove(steps.size() - 1);
                    List<String> shown = new ArrayList<>(last.shown());
                    shown.add(line);
                    steps.add(new Step(last.command(), shown));
                }
                end++;
            }
            found.add(new Transcript(i + 1, indent, remark.matches() ? remark.group(1) : "", steps));
            i = end;
        }
        return found;
    }
}
