package io.tearup.app.dashboard;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tearup.app.generate.AlertRules;
import io.tearup.app.local.FreePort;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A Prometheus of its own on loopback that scrapes some instances and evaluates the alert rules every second. */
final class Prometheus implements AutoCloseable {
    /** Its job, as the dashboards' variable says it. */
    static final String JOB = "tearup";

    private static final Duration WITHIN = Duration.ofSeconds(60);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final HttpClient client = HttpClient.newHttpClient();
    private final Process process;
    private final int port;

    private Prometheus(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** The server's program, if Debian's package prometheus is installed. */
    static Optional<Path> program() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
                .map(entry -> Path.of(entry, "prometheus"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Starts it and waits until it has scraped each port once. */
    static Prometheus start(Path program, Path directory, List<Integer> scraped) throws IOException {
        Files.createDirectories(directory);
        Path config = directory.resolve("prometheus.yml");
        Files.writeString(directory.resolve("alerts.yaml"), AlertRules.text());
        Files.writeString(config, """
                global: {scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s}
                rule_files: [alerts.yaml]
                scrape_configs:
                  - job_name: %s
                    static_configs: [{targets: [%s]}]
                """.formatted(
                JOB,
                scraped.stream().map(target -> "'127.0.0.1:" + target + "'").collect(Collectors.joining(", "))));
        int port = FreePort.next();
        Process process = new ProcessBuilder(
                        program.toString(),
                        "--config.file=" + config,
                        "--storage.tsdb.path=" + directory.resolve("data"),
                        "--web.listen-address=127.0.0.1:" + port,
                        "--log.level=warn")
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("prometheus.log").toFile())
                .start();
        Prometheus prometheus = new Prometheus(process, port);
        try {
            prometheus.awaitScrapes(scraped.size(), directory.resolve("prometheus.log"));
            return prometheus;
        } catch (IOException | RuntimeException | Error e) {
            prometheus.close();
            throw e;
        }
    }

    private void awaitScrapes(int targets, Path log) throws IOException {
        long deadline = System.nanoTime() + WITHIN.toNanos();
        while (System.nanoTime() < deadline && process.isAlive()) {
            try {
                JsonNode up = now("up{job=\"" + JOB + "\"} == 1");
                if (up.size() == targets) {
                    return;
                }
            } catch (IOException e) {
                // It does not listen yet.
            }
            LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
        }
        throw new AssertionError("prometheus did not scrape: " + Files.readString(log));
    }

    /** Series of an expression as of now. */
    JsonNode now(String expression) throws IOException {
        return ask("/api/v1/query?query=" + encoded(expression));
    }

    /** Series of an expression as of a time. */
    JsonNode at(String expression, Instant time) throws IOException {
        return ask(String.format(
                Locale.ROOT, "/api/v1/query?query=%s&time=%.3f", encoded(expression), time.toEpochMilli() / 1e3));
    }

    /** Series of an expression over a time, a point every so often. */
    JsonNode between(String expression, Instant from, Instant to, Duration step) throws IOException {
        return ask(String.format(
                Locale.ROOT,
                "/api/v1/query_range?query=%s&start=%.3f&end=%.3f&step=%.3f",
                encoded(expression),
                from.toEpochMilli() / 1e3,
                to.toEpochMilli() / 1e3,
                step.toMillis() / 1e3));
    }

    private JsonNode ask(String target) throws IOException {
        try {
            HttpResponse<String> response = client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + target))
                            .timeout(WITHIN)
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            JsonNode answer = JSON.readTree(response.body());
            if (response.statusCode() != 200) {
                throw new AssertionError("prometheus refused " + target + ": " + answer);
            }
            return answer.at("/data/result");
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private static String encoded(String expression) {
        return URLEncoder.encode(expression, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
        }
    }
}
