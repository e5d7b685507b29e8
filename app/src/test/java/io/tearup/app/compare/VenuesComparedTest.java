package io.tearup.app.compare;

import static org.assertj.core.api.Assertions.assertThat;

import io.tearup.app.CommandRun;
import io.tearup.app.ExitCode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page of the docs is what its command writes. */
class VenuesComparedTest {
    private static final Path DOCS = Path.of("../docs");
    private static final String PAGE = "venues-compared.md";

    @TempDir
    private Path directory;

    @Test
    void shouldBeWhatTheCommandOnThePageWrites() throws Exception {
        String page = Files.readString(DOCS.resolve(PAGE), StandardCharsets.UTF_8);
        String command = page.lines()
                .filter(line -> line.startsWith("./tearup compare "))
                .findFirst()
                .orElseThrow();
        List<String> arguments = List.of(
                command.replace(PAGE, directory.resolve(PAGE).toString()).split(" "));
        CommandRun run = CommandRun.of(
                new CompareCommand(), arguments.subList(2, arguments.size()).toArray(String[]::new));
        assertThat(run.status()).isEqualTo(ExitCode.OK.status());
        TreeMap<String, String> written = files(directory);
        assertThat(written).hasSize(6);
        TreeMap<String, String> published = files(DOCS);
        assertThat(published).as("in docs/, run: ." + command).isEqualTo(written);
    }

    /** The page's own files below a directory; others lie beside them in the documentation. */
    private static TreeMap<String, String> files(Path root) throws Exception {
        TreeMap<String, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(root)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                String name = root.relativize(file).toString().replace('\\', '/');
                if (name.startsWith("venues-compared")) {
                    files.put(name, Files.readString(file, StandardCharsets.UTF_8));
                }
            }
        }
        return files;
    }
}
