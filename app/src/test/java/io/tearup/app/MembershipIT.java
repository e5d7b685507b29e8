package io.tearup.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tearup.app.config.HttpSettings;
import io.tearup.app.local.FreePort;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberDescription;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What an instance that is stopped in order leaves in its consumer group. Sessions last longer than the test, so that whoever is
 * gone has left.
 */
class MembershipIT {
    private static final HttpSettings HTTP = new HttpSettings("127.0.0.1", 0, "", Duration.ZERO);
    private static final String LONG_SESSION = "180000";
    private static final Duration WITHIN = Duration.ofSeconds(90);

    @TempDir
    private Path directory;

    @Test
    void shouldLeaveTheGroupUnlessItIsAStaticMember() throws Exception {
        try (OneInstance instance = OneInstance.prepare(directory);
                Admin admin = instance.admin()) {
            instance.send(WorkedExample.of("usdt").subList(0, 4));
            Map<String, String> session = Map.of("session.timeout.ms", LONG_SESSION);
            instance.start(HTTP, session);
            assertThat(members(admin)).hasSize(1);
            instance.stop();
            assertThat(members(admin)).as("a dynamic member").isEmpty();

            Map<String, String> named = Map.of("session.timeout.ms", LONG_SESSION, "group.instance.id", "tearup-0");
            instance.start(HTTP, named);
            MemberDescription before = member(admin);
            assertThat(before.groupInstanceId()).contains("tearup-0-1");
            instance.stop();
            MemberDescription kept = member(admin);
            assertThat(kept.consumerId()).isEqualTo(before.consumerId());
            assertThat(kept.assignment()).as("its tasks wait for it").isEqualTo(before.assignment());

            instance.start(HTTP, named);
            MemberDescription again = member(admin);
            assertThat(again.groupInstanceId()).isEqualTo(before.groupInstanceId());
            assertThat(again.assignment()).isEqualTo(before.assignment());
            assertThat(again.consumerId()).as("another process").isNotEqualTo(before.consumerId());
        }
    }

    @Test
    void shouldLeaveTheGroupAndEndWellWhenTheProgramIsToldToStop() throws Exception {
        try (OneInstance instance = OneInstance.prepare(directory);
                Admin admin = instance.admin()) {
            int port = FreePort.next();
            Process process = run(instance.configFile(), port);
            try {
                awaitReady(process, port);
                assertThat(members(admin)).hasSize(1);
                process.destroy();
                assertThat(process.waitFor(WITHIN.toSeconds(), TimeUnit.SECONDS))
                        .as("%s", said())
                        .isTrue();
            } finally {
                process.destroyForcibly();
            }
            assertThat(members(admin)).isEmpty();
            // 128 and the number of SIGTERM: the JVM's own when a signal ends it.
            assertThat(process.exitValue()).isEqualTo(143);
            assertThat(said()).doesNotContain("ERROR");
        }
    }

    private Process run(Path config, int port) throws IOException {
        ProcessBuilder process = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                Tearup.class.getName(),
                "run",
                "--config",
                config.toString());
        process.environment().put("KAFKA_SESSION_TIMEOUT_MS", LONG_SESSION);
        process.environment().put("TEARUP_HTTP_PORT", Integer.toString(port));
        File log = directory.resolve("run.log").toFile();
        return process.redirectErrorStream(true).redirectOutput(log).start();
    }

    private String said() throws IOException {
        return Files.readString(directory.resolve("run.log"));
    }

    private void awaitReady(Process process, int port) throws Exception {
        HttpRequest ready = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/readyz"))
                .build();
        HttpClient client = HttpClient.newHttpClient();
        long deadline = System.nanoTime() + WITHIN.toNanos();
        String state = "";
        while (!state.equals("RUNNING")) {
            assertThat(process.isAlive() && System.nanoTime() < deadline)
                    .as("%s", said())
                    .isTrue();
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
            try {
                JsonNode answer = new ObjectMapper()
                        .readTree(client.send(ready, HttpResponse.BodyHandlers.ofString())
                                .body());
                state = answer.path("state").asText();
            } catch (IOException e) {
                // It does not listen yet.
            }
        }
    }

    private static MemberDescription member(Admin admin) throws Exception {
        List<MemberDescription> members = members(admin);
        assertThat(members).hasSize(1);
        return members.get(0);
    }

    private static List<MemberDescription> members(Admin admin) throws Exception {
        return List.copyOf(Objects.requireNonNull(admin.describeConsumerGroups(List.of(OneInstance.APPLICATION))
                        .all()
                        .get()
                        .get(OneInstance.APPLICATION))
                .members());
    }
}
