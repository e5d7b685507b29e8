package io.tearup.bench.race;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A contestant's process, told what to do over its standard input. */
final class ChildProcess implements AutoCloseable {
    private final Process process;
    private final BufferedReader answers;
    private final Path log;

    private ChildProcess(Process process, Path log) {
        this.process = process;
        this.answers = process.inputReader(StandardCharsets.UTF_8);
        this.log = log;
    }

    static ChildProcess start(Contestant contestant, Entry entry, List<String> javaOptions) throws IOException {
        Path log = entry.directory().resolveSibling(entry.application() + ".log");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(javaOptions);
        command.addAll(List.of(
                "-Djava.io.tmpdir=" + entry.directory(),
                "-cp",
                classPath(contestant),
                Child.class.getName(),
                contestant.label(),
                entry.bootstrapServers(),
                entry.registryUrl(),
                entry.application(),
                entry.directory().toString()));
        return new ChildProcess(
                new ProcessBuilder(command).redirectError(log.toFile()).start(), log);
    }

    /** Flink's connector needs the Kafka clients it was built with, which its own directory holds. */
    private static String classPath(Contestant contestant) {
        String common = System.getProperty("java.class.path");
        return contestant == Contestant.FLINK
                ? Path.of(System.getProperty("tearup.home", ""), "bench", "target", "flink") + "/*" + File.pathSeparator
                        + common
                : common;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** What it said besides answers. */
    Path log() {
        return log;
    }

    /** Has it write its book to a file and waits until it has. */
    void writeBook(Path file) throws IOException {
        process.outputWriter(StandardCharsets.UTF_8)
                .append("book ")
                .append(file.toString())
                .append('\n')
                .flush();
        for (String answer = answers.readLine(); answer != null; answer = answers.readLine()) {
            if (answer.equals("written")) {
                return;
            }
        }
        throw new IOException("the contestant ended without its book; its log: " + log);
    }

    @Override
    public void close() throws IOException {
        process.outputWriter(StandardCharsets.UTF_8).close();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
