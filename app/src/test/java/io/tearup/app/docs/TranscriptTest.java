package io.tearup.app.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class TranscriptTest {
    @Test
    void shouldReadCommandsAndWhatTheyPrint() {
        List<Transcript> found = Transcript.in("""
                Text.

                ```console
                $ ./tearup one
                a

                b
                $ ./tearup two \\
                    --further
                ```

                   <!-- transcript: not run, it is a flood -->
                   ```console
                   $ rm -rf somewhere
                   gone
                   ```

                ```
                $ no transcript
                ```
                """.lines().toList());
        assertThat(found)
                .containsExactly(
                        new Transcript(
                                3,
                                "",
                                "",
                                List.of(
                                        new Transcript.Step("./tearup one", List.of("a", "", "b")),
                                        new Transcript.Step("./tearup two \\\n    --further", List.of()))),
                        new Transcript(
                                13,
                                "   ",
                                "not run, it is a flood",
                                List.of(new Transcript.Step("rm -rf somewhere", List.of("gone")))));
        assertThat(found.get(0).isRun()).isTrue();
        assertThat(found.get(0).length()).isEqualTo(6);
        assertThat(found.get(1).isRun()).isFalse();
        assertThat(found.get(1).forbidden()).isEmpty();
    }

    @Test
    void shouldNameCommandsThatAreNotToBeRun() {
        Transcript transcript = Transcript.in(List.of("```console", "$ cp a b", "$ rm -rf b", "```"))
                .get(0);
        assertThat(transcript.forbidden()).containsExactly("rm -rf b");
    }

    @Test
    void shouldNameCommandsThatEscapeTheCheck() {
        assertThat(Transcript.unchecked(List.of(
                        "    ./tearup export --out run",
                        "       tearup dlq ls",
                        "`./tearup demo` is told in a line",
                        "```console",
                        "    ./tearup in a block",
                        "```")))
                .containsExactly("./tearup export --out run", "tearup dlq ls");
    }

    @Test
    void shouldRefuseOutputOfNoCommand() {
        assertThatThrownBy(() -> Transcript.in(List.of("```console", "a", "```")))
                .hasMessage("line 2: output of no command");
    }
}
