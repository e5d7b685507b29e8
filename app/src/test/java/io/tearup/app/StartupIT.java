package io.tearup.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tearup.app.local.FreePort;
import io.tearup.catalogue.Topics;
import io.tearup.stream.Ingress;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The start of the real program on a cluster that lacks something. */
class StartupIT {
    private static final Duration WITHIN = Duration.ofSeconds(90);
    private static final String MISSING = "topic " + Topics.WAVES.name();
    private static final String DETAIL = "is missing; create it with 'tearup topics apply'";

    private final HttpClient client = HttpClient.newHttpClient();

    @TempDir
    private Path directory;

    @Test
    void shouldTellWhatItWaitsForAndStartOnceItIsThere() throws Exception {
        try (OneInstance instance = OneInstance.prepare(directory);
                Admin admin = instance.admin()) {
            admin.deleteTopics(List.of(Topics.WAVES.name())).all().get();
            String config = instance.configFile().toString();
            CommandRun refused = CommandRun.of(new RunCommand(), "--config", config);
            assertThat(refused.status()).isEqualTo(4);
            assertThat(refused.faults()).containsExactly(MISSING + ": " + DETAIL);
            long before = System.nanoTime();
            CommandRun waited = CommandRun.of(new RunCommand(), "--config", config, "--wait", "2");
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThanOrEqualTo(Duration.ofSeconds(2));
            assertThat(waited.status()).isEqualTo(4);
            assertThat(waited.faults()).isEqualTo(refused.faults());

            int port = FreePort.next();
            Process process = run(config, port);
            try {
                HttpResponse<String> starting = await(
                        process, port, "/startupz", answer -> answer.body().contains("\"check\""));
                assertThat(starting.statusCode()).isEqualTo(503);
                JsonNode told = new ObjectMapper().readTree(starting.body());
                assertThat(told.path("state").asText()).isEqualTo("STARTING");
                assertThat(told.path("failing")).hasSize(1);
                assertThat(told.at("/failing/0/check").asText()).isEqualTo(MISSING);
                assertThat(told.at("/failing/0/detail").asText()).isEqualTo(DETAIL);
                assertThat(get(port, "/livez").statusCode())
                        .as("a restart would not create it")
                        .isEqualTo(200);
                assertThat(get(port, "/readyz").statusCode()).isEqualTo(503);

                TopicPlanner planner = new TopicPlanner(admin, instance.config().layout(), Ingress.DIRECT, 1);
                planner.apply(planner.plan());
                HttpResponse<String> started = await(process, port, "/startupz", answer -> answer.statusCode() == 200);
                assertThat(started.body()).doesNotContain("failing");
                await(process, port, "/readyz", answer -> answer.statusCode() == 200);
                assertThat(get(port, "/livez").statusCode()).isEqualTo(200);
            } finally {
                process.destroy();
                if (!process.waitFor(WITHIN.toSeconds(), TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            }
        }
    }

    private Process run(String config, int port) throws IOException {
        ProcessBuilder process = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                Tearup.class.getName(),
                "run",
                "--config",
                config,
                "--wait",
                "300");
        process.environment().put("TEARUP_HTTP_PORT", Integer.toString(port));
        return process.redirectErrorStream(true)
                .redirectOutput(directory.resolve("run.log").toFile())
                .start();
    }

    private HttpResponse<String> get(int port, String path) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .timeout(WITHIN)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> await(Process process, int port, String path, Predicate<HttpResponse<String>> wanted)
            throws Exception {
        long deadline = System.nanoTime() + WITHIN.toNanos();
        String last = "nothing";
        while (true) {
            try {
                HttpResponse<String> answer = get(port, path);
                if (wanted.test(answer)) {
                    return answer;
                }
                last = answer.body();
            } catch (IOException e) {
                // It does not listen yet, or moves on from the starting mode.
            }
            assertThat(process.isAlive() && System.nanoTime() < deadline)
                    .as("%s said %s; the log:%n%s", path, last, Files.readString(directory.resolve("run.log")))
                    .isTrue();
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
    }
}
