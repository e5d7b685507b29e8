package io.tearup.app.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * A figure in the text of a page about a concept stands in a transcript of that page, or in the example's events: so it cannot drift from
 * what the engine decides, because {@link TranscriptIT} runs the one and reads the other.
 */
class ConceptFiguresTest {
    private static final Pattern FIGURE = Pattern.compile("(?<![\\w.])[0-9][0-9,]*(?:\\.[0-9]+)?");
    private static final Pattern EXAMPLE = Pattern.compile("app/src/main/dist/examples/[a-z-]+\\.ndjson");

    @Test
    void shouldStandInATranscriptOrInTheExample() throws Exception {
        List<String> loose = new ArrayList<>();
        int figures = 0;
        for (Path file : Documents.all()) {
            if (!Documents.name(file).startsWith("docs/concepts/")) {
                continue;
            }
            List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
            Set<BigDecimal> known = known(lines);
            boolean fenced = false;
            for (int i = 0; i < lines.size(); i++) {
                String line = lines.get(i);
                fenced ^= line.startsWith("```");
                if (fenced || line.startsWith("    ")) {
                    continue;
                }
                // Neither code, nor the address of a link, nor the number of an item of a list.
                String prose = line.replaceAll("`[^`]*`", "")
                        .replaceAll("\\]\\([^)]*\\)", "]")
                        .replaceAll("^ *[0-9]+\\. ", "");
                for (BigDecimal figure : figures(prose)) {
                    figures++;
                    if (!known.contains(figure)) {
                        loose.add(Documents.name(file) + ":" + (i + 1) + " " + figure.toPlainString());
                    }
                }
            }
        }
        assertThat(figures).as("figures that were looked at").isGreaterThan(30);
        assertThat(loose).isEmpty();
    }

    private static Set<BigDecimal> known(List<String> lines) throws IOException {
        Set<BigDecimal> known = new TreeSet<>();
        for (Transcript transcript : Transcript.in(lines)) {
            for (Transcript.Step step : transcript.steps()) {
                step.shown().forEach(shown -> known.addAll(figures(shown)));
                Matcher example = EXAMPLE.matcher(step.command());
                while (example.find()) {
                    known.addAll(figures(Files.readString(Documents.ROOT.resolve(example.group()))));
                }
            }
        }
        return known;
    }

    private static List<BigDecimal> figures(String text) {
        List<BigDecimal> figures = new ArrayList<>();
        Matcher figure = FIGURE.matcher(text);
        while (figure.find()) {
            BigDecimal value = new BigDecimal(figure.group().replace(",", "")).stripTrailingZeros();
            // By value: 1,000 and 1E+3 are one.
            figures.add(value.signum() == 0 ? BigDecimal.ZERO : value);
        }
        return figures;
    }
}
