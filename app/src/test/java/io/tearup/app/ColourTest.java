package io.tearup.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Whoever sets {@code NO_COLOR} gets no colours, even where something else asks for them. */
class ColourTest {
    private static final String ESCAPE = "\u001b";

    /** The help of a command, of a program of its own: colours are decided by its environment. */
    private static String help(String... variables) throws Exception {
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        classPath,
                        Tearup.class.getName(),
                        "topics",
                        "--help")
                .redirectErrorStream(true);
        builder.environment().remove("NO_COLOR");
        for (String variable : variables) {
            builder.environment().put(variable, "1");
        }
        Process process = builder.start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(text).isZero();
        return text;
    }

    @Test
    void shouldNotColourWhereNoColorIsSet() throws Exception {
        String forced = help("CLICOLOR_FORCE");
        assertThat(forced).contains(ESCAPE);
        String none = help("CLICOLOR_FORCE", "NO_COLOR");
        assertThat(none).doesNotContain(ESCAPE).contains("Usage: tearup topics");
        assertThat(forced.replaceAll(ESCAPE + "\\[[0-9;]*m", "")).isEqualTo(none);
    }
}
