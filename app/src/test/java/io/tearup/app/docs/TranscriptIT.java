package io.tearup.app.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every {@link Transcript} of the documentation is what its commands print.
 *
 * <p>The blocks of a document are run in their order in one {@link Workplace}, so that what one writes the next may read. With
 * {@code -Dtearup.transcripts=write} those that differ are written anew.
 */
class TranscriptIT {
    private static final boolean WRITE =
            System.getProperty("tearup.transcripts", "").equals("write");

    @TempDir
    private Path directory;

    @TestFactory
    Stream<DynamicTest> shouldBeWhatTheCommandsPrint() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (Path file : Documents.all()) {
            List<Transcript> transcripts = Transcript.in(Files.readAllLines(file, StandardCharsets.UTF_8));
            assertThat(transcripts.stream().flatMap(each -> each.forbidden().stream()))
                    .as(Documents.name(file)
                            + " has commands that are not run; say '<!-- transcript: not run, REASON -->'")
                    .isEmpty();
            assertThat(Transcript.unchecked(Files.readAllLines(file, StandardCharsets.UTF_8)))
                    .as(Documents.name(file) + " has indented commands; put them into a ```console block")
                    .isEmpty();
            if (transcripts.stream().anyMatch(Transcript::isRun)) {
                tests.add(DynamicTest.dynamicTest(Documents.name(file), () -> run(file, transcripts)));
            }
        }
        assertThat(tests).as("documents with transcripts").isNotEmpty();
        return tests.stream();
    }

    private void run(Path file, List<Transcript> transcripts) throws Exception {
        Path place = directory.resolve(Documents.name(file).replace('/', '-'));
        Files.createDirectories(place.resolve("root"));
        Files.createDirectories(place.resolve("output"));
        boolean cluster = transcripts.stream().anyMatch(Transcript::needsCluster);
        if (cluster) {
            try (WorkedExampleCluster running = WorkedExampleCluster.start(place.resolve("cluster"));
                    Workplace workplace = Workplace.in(place.resolve("root"), running.environment())) {
                run(file, transcripts, workplace);
            }
        } else {
            try (Workplace workplace = Workplace.in(place.resolve("root"), Map.of())) {
                run(file, transcripts, workplace);
            }
        }
    }

    private static void run(Path file, List<Transcript> transcripts, Workplace workplace) throws Exception {
        List<String> lines = new ArrayList<>(Files.readAllLines(file, StandardCharsets.UTF_8));
        List<String> different = new ArrayList<>();
        int moved = 0;
        for (Transcript transcript : transcripts) {
            if (!transcript.isRun()) {
                continue;
            }
            List<String> block = new ArrayList<>();
            for (Transcript.Step step : transcript.steps()) {
                Workplace.Ran ran = workplace.run(step.command());
                String where = Documents.name(file) + ":" + transcript.line() + " $ " + step.command();
                assertThat(ran.status())
                        .as(where + "\n" + String.join("\n", ran.printed()))
                        .isZero();
                ("$ " + step.command()).lines().forEach(line -> block.add(transcript.indent() + line));
                List<String> shown = step.shown();
                if (!shown.isEmpty() && !Shown.matches(shown, ran.printed())) {
                    different.add(where + "\nprints\n" + String.join("\n", ran.printed()));
                    shown = Shown.again(shown, ran.printed());
                }
                shown.forEach(line -> block.add((transcript.indent() + line).stripTrailing()));
            }
            int from = transcript.line() + moved;
            lines.subList(from, from + transcript.length()).clear();
            lines.addAll(from, block);
            moved += block.size() - transcript.length();
        }
        if (WRITE && !different.isEmpty()) {
            Files.writeString(file, String.join("\n", lines) + "\n", StandardCharsets.UTF_8);
        }
        assertThat(WRITE ? List.of() : different)
                .as("transcripts that are not what their commands print; -Dtearup.transcripts=write writes them anew")
                .isEmpty();
    }
}
