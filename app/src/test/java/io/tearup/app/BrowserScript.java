package io.tearup.app;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs the scripts of {@code src/test/browser}, which drive a page in the system's Chromium, need Node and the package its lock
 * file names. A script asks the test for what only the test can do, a line each way. Screenshots stay in {@code target/console}.
 */
public final class BrowserScript {
    private static final Path FOLDER = Path.of("src/test/browser");
    private static final Path SHOTS = Path.of("target/console");
    private static final int MINUTES = 6;

    private BrowserScript() {}

    /** What a test does for its script. */
    @FunctionalInterface
    public interface Asked {
        /**
         * Answers.
         *
         * @param words what is asked, and of what
         */
        String answer(List<String> words) throws Exception;
    }

    /** Leaves the test out, and says why, where Node, the package or Chromium are not installed. */
    public static void assumeInstalled() throws InterruptedException {
        assumeTrue(nodeIsThere(), "left out: no node on the path");
        assumeTrue(
                Files.isDirectory(FOLDER.resolve("node_modules/playwright-core")),
                "left out: run 'npm ci --prefix app/src/test/browser' first");
        assumeTrue(chromium().isPresent(), "left out: no chromium on the path (Debian: chromium)");
    }

    /**
     * Runs a script to its end.
     *
     * @param origin address of the server whose page it looks at
     * @throws AssertionError with what the script says if it fails
     */
    public static void run(String script, String origin, Asked asked) throws Exception {
        Files.createDirectories(SHOTS);
        Path err = Files.createTempFile(SHOTS, script, ".err");
        ProcessBuilder command = new ProcessBuilder("node", script, origin)
                .directory(FOLDER.toFile())
                .redirectError(err.toFile());
        command.environment().put("TEARUP_CHROMIUM", chromium().orElseThrow().toString());
        command.environment().put("TEARUP_SHOTS", SHOTS.toAbsolutePath().toString());
        Process node = command.start();
        Thread limit = new Thread(() -> endLate(node), "limit-" + script);
        limit.setDaemon(true);
        limit.start();
        try (BufferedReader out =
                        new BufferedReader(new InputStreamReader(node.getInputStream(), StandardCharsets.UTF_8));
                BufferedWriter in =
                        new BufferedWriter(new OutputStreamWriter(node.getOutputStream(), StandardCharsets.UTF_8))) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                List<String> words = List.of(line.split(" ", -1));
                if (words.get(0).equals("ask")) {
                    in.write(asked.answer(words.subList(1, words.size())) + "\n");
                    in.flush();
                } else {
                    System.out.println(script + ": " + line);
                }
            }
            node.waitFor();
        } finally {
            node.destroyForcibly();
            limit.interrupt();
        }
        String said = Files.readString(err, StandardCharsets.UTF_8);
        Files.delete(err);
        if (node.exitValue() != 0) {
            throw new AssertionError(script + " failed; what it saw last is in " + SHOTS + "/failed.png\n" + said);
        }
    }

    /**
     * Copies a screenshot to where the documentation has it, if {@code -Dtearup.images} names that directory.
     *
     * @param directory from the root of the project
     */
    public static void publish(String shot, String image, @Nullable String directory) throws IOException {
        if (directory != null) {
            Path images = Path.of("..").resolve(directory);
            Files.createDirectories(images);
            Files.copy(
                    SHOTS.resolve(shot + ".png"), images.resolve(image + ".png"), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static void endLate(Process node) {
        try {
            if (!node.waitFor(MINUTES, TimeUnit.MINUTES)) {
                node.destroyForcibly();
            }
        } catch (InterruptedException e) {
            // It ended by itself.
            Thread.currentThread().interrupt();
        }
    }

    private static boolean nodeIsThere() throws InterruptedException {
        try {
            return new ProcessBuilder("node", "--version").start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static Optional<Path> chromium() {
        String path = System.getenv().getOrDefault("PATH", "");
        for (String name : List.of("chromium", "chromium-browser", "google-chrome")) {
            for (String folder : path.split(File.pathSeparator, -1)) {
                Path program = Path.of(folder, name);
                if (!folder.isEmpty() && Files.isExecutable(program)) {
                    return Optional.of(program);
                }
            }
        }
        return Optional.empty();
    }
}
