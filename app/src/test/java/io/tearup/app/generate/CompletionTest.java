package io.tearup.app.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tearup.app.Tearup;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The printed completion, sourced by a real bash and asked as its Tab key asks it. */
class CompletionTest {
    /** Completes the last of its arguments. */
    private static final String TAB = """
            set -e
            source "$1"
            shift
            COMP_WORDS=("$@")
            COMP_CWORD=$(($# - 1))
            COMPREPLY=()
            _complete_tearup || true
            printf '%s\\n' "${COMPREPLY[@]}"
            """;

    @TempDir
    private Path directory;

    @Test
    void shouldCompleteCommandsAndTheirValues() throws Exception {
        assumeTrue(
                Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
                        .anyMatch(entry -> Files.isExecutable(Path.of(entry, "bash"))),
                "there is no bash on the PATH");
        Files.writeString(directory.resolve("completion"), printed());
        Files.writeString(directory.resolve("tab"), TAB);
        assertThat(completed("tearup", "doc")).containsExactly("doctor");
        assertThat(completed("tearup", "generate", "das")).containsExactly("dashboard");
        assertThat(completed("tearup", "generate", "dashboard", ""))
                .containsExactlyInAnyOrder("risk-desk", "wave-forensics", "streams-health");
        assertThat(completed("tearup", "generate", "dashboard", "wav")).containsExactly("wave-forensics");
        assertThat(completed("tearup", "doctor", "--conf")).containsExactly("--config");
    }

    private Set<String> completed(String... words) throws IOException, InterruptedException {
        ProcessBuilder bash = new ProcessBuilder(Stream.concat(
                        Stream.of(
                                "bash",
                                directory.resolve("tab").toString(),
                                directory.resolve("completion").toString()),
                        Stream.of(words))
                .toList());
        Path out = directory.resolve("out");
        Process process = bash.redirectOutput(out.toFile())
                .redirectError(directory.resolve("err").toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue())
                .as("%s", Files.readString(directory.resolve("err")))
                .isZero();
        return Set.copyOf(Files.readAllLines(out));
    }

    private static String printed() {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        PrintStream before = System.out;
        System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
        try {
            assertThat(Tearup.run("generate", "completion")).isZero();
        } finally {
            System.setOut(before);
        }
        return said.toString(StandardCharsets.UTF_8);
    }
}
