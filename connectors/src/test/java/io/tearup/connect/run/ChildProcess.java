package io.tearup.connect.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * A program that never outlives the test: a small shell beside it waits on a pipe that the operating system closes when the
 * test's JVM is gone, however it went.
 */
final class ChildProcess implements AutoCloseable {
    private static final String GUARD = "\"$@\" </dev/null & child=$!; echo $child >\"$0\"; "
            + "cat >/dev/null; kill -INT $child 2>/dev/null; wait $child";

    private final Process shell;
    private final Path log;
    private final long pid;

    private ChildProcess(Process shell, Path log, long pid) {
        this.shell = shell;
        this.log = log;
        this.pid = pid;
    }

    /** Starts a program whose output goes to a log. */
    static ChildProcess start(List<String> command, Map<String, String> environment, Path log) {
        Path pidFile = log.resolveSibling(log.getFileName() + ".pid");
        List<String> guarded = Stream.concat(Stream.of("/bin/sh", "-c", GUARD, pidFile.toString()), command.stream())
                .toList();
        try {
            Files.deleteIfExists(pidFile);
            ProcessBuilder builder = new ProcessBuilder(guarded)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
            builder.environment().putAll(environment);
            Process shell = builder.start();
            Wait.until("the program has a process id", () -> Files.exists(pidFile) && Files.size(pidFile) > 1);
            return new ChildProcess(
                    shell, log, Long.parseLong(Files.readString(pidFile).strip()));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + command.get(0), e);
        }
    }

    boolean isAlive() {
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }

    /** The end of what it said. */
    String lastWords() {
        try {
            List<String> lines = Files.readAllLines(log, StandardCharsets.UTF_8);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size()));
        } catch (IOException e) {
            return "nothing, " + e;
        }
    }

    /** As {@code kill -9}: it gets no chance to finish anything. */
    void kill() {
        ProcessHandle.of(pid).ifPresent(handle -> {
            handle.destroyForcibly();
            awaitExit(handle);
        });
        end();
    }

    /** Lets it finish, but for no longer than ten seconds. */
    @Override
    public void close() {
        end();
        ProcessHandle.of(pid).ifPresent(handle -> {
            if (!awaitExit(handle)) {
                handle.destroyForcibly();
            }
        });
    }

    private void end() {
        try {
            shell.getOutputStream().close();
        } catch (IOException e) {
            // The shell is gone already.
        }
    }

    private static boolean awaitExit(ProcessHandle handle) {
        try {
            handle.onExit().get(10, TimeUnit.SECONDS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException | TimeoutException e) {
            return false;
        }
    }
}
