package io.tearup.app.docs;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a transcript shows of an output, where {@code ...} stands for what it leaves out. */
final class Shown {
    private static final String LEFT_OUT = "...";

    private Shown() {}

    /** Whether an output is as shown. */
    static boolean matches(List<String> shown, List<String> printed) {
        return matches(shown, 0, printed, 0);
    }

    private static boolean matches(List<String> shown, int s, List<String> printed, int p) {
        if (s == shown.size()) {
            return p == printed.size();
        }
        if (isLeftOut(shown.get(s))) {
            for (int from = p; from <= printed.size(); from++) {
                if (matches(shown, s + 1, printed, from)) {
                    return true;
                }
            }
            return false;
        }
        return p < printed.size() && lineMatches(shown.get(s), printed.get(p)) && matches(shown, s + 1, printed, p + 1);
    }

    private static boolean isLeftOut(String line) {
        return line.strip().equals(LEFT_OUT);
    }

    private static boolean lineMatches(String shown, String printed) {
        String pattern = Stream.of(shown.stripTrailing().split(Pattern.quote(LEFT_OUT), -1))
                .map(Pattern::quote)
                .collect(Collectors.joining(".*"));
        return Pattern.matches(pattern, printed.stripTrailing());
    }

    /**
     * What is to be shown of another output: as much of its beginning and its end as now, and of the middle what begins with
     * the same word. Lines that still match stay as they are.
     */
    static List<String> again(List<String> shown, List<String> printed) {
        List<List<String>> parts = new ArrayList<>(List.of(new ArrayList<>()));
        for (String line : shown) {
            if (isLeftOut(line)) {
                parts.add(new ArrayList<>());
            } else {
                parts.get(parts.size() - 1).add(line);
            }
        }
        if (parts.size() == 1) {
            return kept(shown, printed);
        }
        List<String> first = parts.get(0);
        List<String> last = parts.get(parts.size() - 1);
        int at = Math.min(first.size(), printed.size());
        List<String> result = new ArrayList<>(kept(first, printed.subList(0, at)));
        for (List<String> part : parts.subList(1, parts.size() - 1)) {
            result.add(LEFT_OUT);
            int from = begins(part, printed, at);
            if (from >= 0) {
                at = Math.min(from + part.size(), printed.size());
                result.addAll(kept(part, printed.subList(from, at)));
            }
        }
        result.add(LEFT_OUT);
        int rest = Math.max(at, printed.size() - last.size());
        result.addAll(kept(last, printed.subList(rest, printed.size())));
        return result;
    }

    private static int begins(List<String> part, List<String> printed, int from) {
        String word = part.isEmpty() ? "" : part.get(0).strip().split(" ", 2)[0];
        for (int i = from; i < printed.size(); i++) {
            if (printed.get(i).strip().split(" ", 2)[0].equals(word)) {
                return i;
            }
        }
        return -1;
    }

    /** A line without how long something took, which is another time each time. */
    private static String lasting(String line) {
        return line.stripTrailing().replaceAll(" in [0-9.]+ s$", " in " + LEFT_OUT + " s");
    }

    private static List<String> kept(List<String> shown, List<String> printed) {
        List<String> result = new ArrayList<>();
        for (int i = 0; i < printed.size(); i++) {
            String line = Objects.requireNonNull(printed.get(i));
            result.add(i < shown.size() && lineMatches(shown.get(i), line) ? shown.get(i) : lasting(line));
        }
        return result;
    }
}
