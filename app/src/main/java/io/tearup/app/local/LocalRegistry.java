package io.tearup.app.local;

import io.tearup.app.ExitCode;
import io.tearup.app.UserFault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * A real schema registry (Apicurio, in memory, with the Confluent API) as a child process on free loopback ports.
 *
 * <p>The child never outlives this JVM: it is stopped on close and by a shutdown hook, and a small shell beside it waits on
 * a pipe that the operating system closes when this JVM is gone, however it went.
 */
public final class LocalRegistry implements AutoCloseable {
    private static final Duration READY_WITHIN = Duration.ofMinutes(3);
    private static final Duration PAUSE = Duration.ofMillis(100);

    /** Starts the server in the background and ends it when standard input does. */
    private static final String GUARD = "\"$@\" </dev/null & child=$!; "
            + "trap 'kill $child 2>/dev/null; exit 0' TERM INT; "
            + "cat >/dev/null; kill $child 2>/dev/null; wait $child";

    private final Process process;
    private final String url;
    private final Thread hook;

    private LocalRegistry(Process process, String url) {
        this.process = process;
        this.url = url;
        this.hook = new Thread(() -> stop(process), "stop-registry");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /**
     * Starts a registry and waits until it answers.
     *
     * @param directory where its log is written
     * @throws UserFault if it is not installed or does not answer within a minute
     */
    public static LocalRegistry start(Path directory) {
        int port = FreePort.next();
        Path log = directory.resolve("registry.log");
        Process process;
        try {
            Files.createDirectories(directory);
            process = new ProcessBuilder(command(runner(), port, FreePort.next()))
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start the schema registry", e);
        }
        LocalRegistry registry = new LocalRegistry(process, "http://127.0.0.1:" + port + "/apis/ccompat/v7");
        try {
            registry.awaitReady(log);
            registry.requireCompatibility();
            return registry;
        } catch (RuntimeException e) {
            registry.close();
            throw e;
        }
    }

    /** Address of its Confluent API. */
    public String url() {
        return url;
    }

    /** Whether the process still runs. */
    public boolean isAlive() {
        return process.isAlive();
    }

    @Override
    public void close() {
        stop(process);
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The JVM is shutting down: the hook runs or ran, and stopping twice is harmless.
        }
    }

    private static void stop(Process process) {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroy();
        children.forEach(ProcessHandle::destroy);
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
            for (ProcessHandle child : children) {
                child.onExit().get(5, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            children.forEach(ProcessHandle::destroyForcibly);
        }
    }

    private static List<String> command(Path runner, int port, int managementPort) {
        return List.of(
                "/bin/sh",
                "-c",
                GUARD,
                "registry",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx384m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-Dquarkus.http.host=127.0.0.1",
                "-Dquarkus.http.port=" + port,
                "-Dquarkus.management.host=127.0.0.1",
                "-Dquarkus.management.port=" + managementPort,
                "-Dquarkus.otel.sdk.disabled=true",
                "-jar",
                runner.toString());
    }

    /** The registry's runner jar below {@code app/target/registry}, where the build unpacked it. */
    private static Path runner() {
        Path home = Path.of(System.getProperty("tearup.home", ""));
        List<Path> places = List.of(home.resolve("app/target/registry"), home.resolve("target/registry"));
        for (Path place : places) {
            if (Files.isDirectory(place)) {
                try (Stream<Path> files = Files.walk(place, 3)) {
                    List<Path> runners = files.filter(
                                    file -> file.getFileName().toString().endsWith("-runner.jar"))
                            .sorted()
                            .toList();
                    if (!runners.isEmpty()) {
                        return runners.get(0).toAbsolutePath();
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException("cannot read " + place, e);
                }
            }
        }
        throw new UserFault(
                ExitCode.PREFLIGHT,
                "the schema registry is not unpacked below " + home.toAbsolutePath()
                        + "; build it with 'mvn package -pl app -am' or start the program with ./tearup");
    }

    private void awaitReady(Path log) {
        long deadline = System.nanoTime() + READY_WITHIN.toNanos();
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/subjects"))
                .timeout(Duration.ofSeconds(2))
                .build();
        while (System.nanoTime() < deadline && process.isAlive()) {
            try {
                if (client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200) {
                    return;
                }
            } catch (IOException e) {
                // Not listening yet.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
        throw new UserFault(ExitCode.PREFLIGHT, "the schema registry did not start; its last words: " + tail(log));
    }

    /** Schemas that would break a consumer are refused, as a venue's registry would be set up. */
    private void requireCompatibility() {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/config"))
                .header("Content-Type", "application/json")
                .timeout(Duration.ofSeconds(10))
                .PUT(HttpRequest.BodyPublishers.ofString("{\"compatibility\":\"FULL_TRANSITIVE\"}"))
                .build();
        try {
            int status = HttpClient.newHttpClient()
                    .send(request, HttpResponse.BodyHandlers.discarding())
                    .statusCode();
            if (status != 200) {
                throw new UserFault(ExitCode.PREFLIGHT, "the schema registry answers " + status + " to PUT /config");
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the schema registry does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the schema registry was set up", e);
        }
    }

    private static String tail(Path log) {
        try {
            List<String> lines = Files.readAllLines(log);
            return String.join(" / ", lines.subList(Math.max(0, lines.size() - 5), lines.size()));
        } catch (IOException e) {
            return "(no log at " + log + ")";
        }
    }
}
