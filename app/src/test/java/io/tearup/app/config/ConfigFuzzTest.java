package io.tearup.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.fail;

import io.tearup.app.UserFault;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Damaged configurations: each is read, or refused with a fault that says what is wrong. {@code -Dtearup.fuzz} sets how many,
 * {@code -Dtearup.seed} runs one again.
 */
class ConfigFuzzTest {
    private static final Path EXAMPLE = Path.of("src/main/dist/tearup.example.yaml");
    private static final List<String> PIECES = List.of(
            "\u0000",
            "\t",
            "&a [*a]",
            "*a",
            "!!java.net.URL [x]",
            "{",
            "]",
            ": ",
            "- ",
            "|\n",
            "\"",
            "'",
            "%",
            "1e999999",
            "-1",
            "9999999999999999999",
            "~",
            "null",
            "\uD800",
            "\uFFFE",
            "? ",
            "<<: *a",
            "!!binary x",
            "[[[[[[[[[[[[");

    @TempDir
    private Path directory;

    @Test
    void shouldReadOrRefuseWhateverTheFileSays() throws IOException {
        String good = Files.readString(EXAMPLE);
        Long only = Long.getLong("tearup.seed");
        long cases = Long.getLong("tearup.fuzz", 3_000);
        Path file = directory.resolve("tearup.yaml");
        for (long seed = only == null ? 0 : only; seed < (only == null ? cases : only + 1); seed++) {
            Files.write(file, damaged(good, new SplittableRandom(seed)).getBytes(StandardCharsets.UTF_8));
            try {
                assertThat(ConfigReader.read(file, Map.of())).isNotNull();
            } catch (UserFault fault) {
                assertThat(fault.getMessage()).contains(file.toString());
            } catch (RuntimeException | Error e) {
                fail("seed " + seed + " (-Dtearup.seed=" + seed + ")", e);
            }
        }
        assertThatCode(() -> ConfigReader.read(EXAMPLE, Map.of())).doesNotThrowAnyException();
    }

    /** Lines left out, doubled or moved in; characters lost; pieces of YAML in the wrong place. */
    private static String damaged(String good, SplittableRandom random) {
        StringBuilder text = new StringBuilder(good);
        for (int left = 1 + random.nextInt(4); left > 0; left--) {
            int at = random.nextInt(text.length());
            int end = text.indexOf("\n", at) < 0 ? text.length() : text.indexOf("\n", at);
            switch (random.nextInt(5)) {
                case 0 -> text.delete(at, Math.min(text.length(), at + 1 + random.nextInt(4)));
                case 1 -> text.delete(at, end);
                case 2 -> text.insert(at, PIECES.get(random.nextInt(PIECES.size())));
                case 3 -> text.insert(end, "\n" + " ".repeat(random.nextInt(6)) + text.substring(at, end));
                default -> text.replace(at, end, PIECES.get(random.nextInt(PIECES.size())));
            }
        }
        return text.toString();
    }
}
