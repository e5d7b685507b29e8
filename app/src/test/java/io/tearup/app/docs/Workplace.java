package io.tearup.app.docs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A directory that looks like the repository's root to whoever types commands there, and keeps what they write apart from it.
 *
 * <p>{@code ./tearup} is the program that was packaged, without the look for newer sources.
 */
final class Workplace implements AutoCloseable {
    /** What a command printed, on standard output and error as they came, and its exit status. */
    record Ran(int status, List<String> printed) {}

    private static final Set<String> NOT_SHOWN = Set.of("tearup", "target", ".git");

    private final Path directory;
    private final Map<String, String> environment;

    private Workplace(Path directory, Map<String, String> environment) {
        this.directory = directory;
        this.environment = environment;
    }

    /**
     * Makes a workplace.
     *
     * @param directory empty directory
     * @param environment variables that commands have besides those of this process
     */
    static Workplace in(Path directory, Map<String, String> environment) throws IOException {
        Path jar = Documents.ROOT.resolve("app/target/tearup.jar");
        if (!Files.exists(jar)) {
            throw new IllegalStateException(jar + " is missing; it is made by 'mvn package'");
        }
        try (Stream<Path> entries = Files.list(Documents.ROOT)) {
            for (Path entry : entries.toList()) {
                if (!NOT_SHOWN.contains(entry.getFileName().toString())) {
                    Files.createSymbolicLink(directory.resolve(entry.getFileName()), entry);
                }
            }
        }
        Path program = directory.resolve("tearup");
        Files.writeString(
                program,
                String.format(
                        "#!/bin/sh%nexec '%s' -Xmx1g -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Dtearup.home='%s' -jar '%s' \"$@\"%n",
                        Path.of(System.getProperty("java.home"), "bin", "java"), Documents.ROOT, jar),
                StandardCharsets.UTF_8);
        if (!program.toFile().setExecutable(true)) {
            throw new IllegalStateException(program + " cannot be made executable");
        }
        return new Workplace(directory, environment);
    }

    /** Takes the links away, so that whoever clears the directory meets nothing of the repository's. */
    @Override
    public void close() throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            for (Path entry : entries.filter(Files::isSymbolicLink).toList()) {
                Files.delete(entry);
            }
        }
    }

    /** Runs a command line to its end. */
    Ran run(String command) throws IOException, InterruptedException {
        Path output = Files.createTempFile(directory.resolveSibling("output"), "printed", ".txt");
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            if (!process.waitFor(5, TimeUnit.MINUTES)) {
                throw new IllegalStateException("'" + command + "' did not end within 5 minutes");
            }
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        return new Ran(process.exitValue(), Files.readAllLines(output, StandardCharsets.UTF_8));
    }
}
