package io.tearup.app.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tearup.app.CommandRun;
import io.tearup.app.Tearup;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a shell makes of the completion that is printed for it. */
class CompletionTest {
    private static final Path BASH = Path.of("/bin/bash");

    @TempDir
    private Path directory;

    private Path script;

    @BeforeEach
    void generate() throws IOException {
        assumeTrue(Files.isExecutable(BASH), "left out: there is no /bin/bash");
        CommandRun run = CommandRun.of(new Tearup(), "generate", "completion");
        assertThat(run.status()).isZero();
        script = Files.write(directory.resolve("completion.sh"), run.out());
    }

    @Test
    void shouldBeAScriptThatBashTakes() throws Exception {
        assertThat(bash("bash -n '" + script + "'")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"doc, doctor", "what, whatif", "dem, demo", "topo, topology"})
    void shouldCompleteACommand(String begun, String completed) throws Exception {
        String complete = "source '" + script + "'; COMP_WORDS=(tearup " + begun
                + "); COMP_CWORD=1; COMP_LINE='tearup " + begun + "'; COMP_POINT=${#COMP_LINE}; COMPREPLY=();"
                + " _complete_tearup tearup " + begun + " tearup; echo \"${COMPREPLY[*]}\"";
        assertThat(bash(complete)).isEqualTo(completed);
    }

    /** What a script prints, on standard output and error. */
    private static String bash(String commands) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(BASH.toString(), "--norc", "-c", commands)
                .redirectErrorStream(true)
                .start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(printed).isZero();
        return printed.strip();
    }
}
