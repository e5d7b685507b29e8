package io.tearup.app;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs the scripts of {@code src/test/interop}, which need Node and the packages its lock file names. */
public final class NodeScript {
    private static final Path FOLDER = Path.of("src/test/interop");
    private static final int SECONDS = 120;

    private NodeScript() {}

    /**
     * What a script did.
     *
     * @param out lines of standard output
     * @param err lines of standard error
     */
    public record Result(int status, List<String> out, List<String> err) {}

    /** Leaves the test out, and says why, where Node or the packages are not installed. */
    public static void assumeInstalled() throws InterruptedException {
        assumeTrue(nodeIsThere(), "left out: no node on the path");
        assumeTrue(
                Files.isDirectory(FOLDER.resolve("node_modules/@asyncapi/parser"))
                        && Files.isDirectory(FOLDER.resolve("node_modules/kafkajs")),
                "left out: run 'npm ci --prefix app/src/test/interop' first");
    }

    /** Runs a script to its end, within two minutes. */
    public static Result run(String script, List<String> arguments, Path directory)
            throws IOException, InterruptedException {
        Path out = Files.createTempFile(directory, script, ".out");
        Path err = Files.createTempFile(directory, script, ".err");
        List<String> command = new ArrayList<>(List.of("node", script));
        command.addAll(arguments);
        Process node = new ProcessBuilder(command)
                .directory(FOLDER.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        try {
            if (!node.waitFor(SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError(script + " did not end within " + SECONDS + " s: " + Files.readString(err));
            }
            return new Result(
                    node.exitValue(),
                    Files.readAllLines(out, StandardCharsets.UTF_8),
                    Files.readAllLines(err, StandardCharsets.UTF_8));
        } finally {
            node.destroyForcibly();
        }
    }

    private static boolean nodeIsThere() throws InterruptedException {
        try {
            return new ProcessBuilder("node", "--version").start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
