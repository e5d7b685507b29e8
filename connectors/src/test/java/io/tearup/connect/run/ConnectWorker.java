package io.tearup.connect.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tearup.app.local.FreePort;
import java.io.IOException;
import java.io.Writer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A Kafka Connect worker in a JVM of its own: distributed mode, exactly-once sources, the plug-in directory that the build
 * assembled, and secrets from its environment. Only Connect's own jars are on its class path.
 */
public final class ConnectWorker implements AutoCloseable {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Path PLUGINS = Path.of("target/plugins").toAbsolutePath();
    private static final Path JARS = Path.of("worker/target/lib").toAbsolutePath();
    private static final Path DEFINITIONS = Path.of("definitions");

    private final String bootstrapServers;
    private final Map<String, String> environment;
    private final Path directory;
    private final Path log;
    private final Map<String, String> settings = new HashMap<>();
    private final HttpClient http = HttpClient.newHttpClient();
    private int port;
    private ChildProcess worker;

    private ConnectWorker(String bootstrapServers, Map<String, String> environment, Path directory, Path log)
            throws IOException {
        this.bootstrapServers = bootstrapServers;
        this.environment = environment;
        this.directory = directory;
        this.log = log;
        this.worker = run();
    }

    /** Why no worker can run here, empty where one can. */
    public static Optional<String> missing() {
        return Stream.of(PLUGINS, JARS)
                .filter(directory -> !Files.isDirectory(directory))
                .map(directory -> "left out: " + directory + " is not there; the package phase of the build makes it")
                .findFirst();
    }

    /**
     * Starts a worker and waits until it answers.
     *
     * @param environment values that definitions take from {@code ${env:...}}
     * @param directory for its configuration
     * @param log what it says, for whoever looks into a failure; written anew
     */
    public static ConnectWorker start(
            String bootstrapServers, Map<String, String> environment, Path directory, Path log) throws IOException {
        Files.deleteIfExists(log);
        ConnectWorker worker = new ConnectWorker(bootstrapServers, environment, directory, log);
        worker.awaitReady();
        return worker;
    }

    private ChildProcess run() throws IOException {
        port = FreePort.next();
        Properties p = new Properties();
        p.put("bootstrap.servers", bootstrapServers);
        p.put("group.id", "connect");
        p.put("listeners", "http://127.0.0.1:" + port);
        p.put("plugin.path", PLUGINS.toString());
        p.put("plugin.discovery", "service_load");
        p.put("key.converter", "org.apache.kafka.connect.storage.StringConverter");
        p.put("value.converter", "org.apache.kafka.connect.converters.ByteArrayConverter");
        for (String topic : List.of("config", "offset", "status")) {
            p.put(topic + ".storage.topic", "connect-" + topic);
            p.put(topic + ".storage.replication.factor", "1");
        }
        p.put("offset.storage.partitions", "1");
        p.put("status.storage.partitions", "1");
        p.put("exactly.once.source.support", "enabled");
        p.put("config.providers", "env");
        p.put("config.providers.env.class", "org.apache.kafka.common.config.provider.EnvVarConfigProvider");
        p.put("config.providers.env.param.allowlist.pattern", "TEARUP_.*");
        // What a killed worker held is given up within seconds instead of minutes: its tasks, its places in groups, and
        // its
        // sources' open transactions, behind which nobody reads the topic with the sources' offsets.
        p.put("scheduled.rebalance.max.delay.ms", "0");
        p.put("producer.transaction.timeout.ms", "4000");
        for (String member : List.of("", "consumer.")) {
            p.put(member + "session.timeout.ms", "6000");
            p.put(member + "heartbeat.interval.ms", "1000");
        }
        p.putAll(settings);
        Path file = directory.resolve("worker.properties");
        try (Writer out = Files.newBufferedWriter(file)) {
            p.store(out, null);
        }
        return ChildProcess.start(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Dlogback.configurationFile="
                                + Path.of("src/test/resources/worker-logback.xml")
                                        .toAbsolutePath(),
                        "-cp",
                        JARS.resolve("*").toString(),
                        "org.apache.kafka.connect.cli.ConnectDistributed",
                        file.toString()),
                environment,
                log);
    }

    private void awaitReady() {
        Wait.until("the worker answers", () -> {
            if (!worker.isAlive()) {
                throw new AssertionError("the worker ended: " + worker.lastWords());
            }
            try {
                return send("GET", "/connectors", null).statusCode() == 200;
            } catch (IOException e) {
                return false;
            }
        });
    }

    /** As {@code kill -9}. */
    public void kill() {
        worker.kill();
        assertThat(worker.isAlive()).isFalse();
    }

    /** Starts it again after it was killed, from now on with some settings of its own. */
    public void startAgain(Map<String, String> with) throws IOException {
        settings.putAll(with);
        worker = run();
        awaitReady();
    }

    /** Creates or changes a connector as its file says, with some settings in place of the file's. */
    public void apply(String definition, Map<String, String> instead) throws IOException {
        JsonNode file =
                MAPPER.readTree(DEFINITIONS.resolve(definition + ".json").toFile());
        ObjectNode config = (ObjectNode) file.path("config");
        instead.forEach(config::put);
        String path = "/connectors/" + file.path("name").textValue() + "/config";
        // While workers join or leave, the group answers with a conflict.
        Wait.until("the worker takes " + definition, () -> {
            HttpResponse<String> response = send("PUT", path, config.toString());
            if (response.statusCode() != 409 && response.statusCode() / 100 != 2) {
                throw new AssertionError(definition + ": " + response.statusCode() + " " + response.body());
            }
            return response.statusCode() / 100 == 2;
        });
    }

    /** State of a connector's only task, {@code NONE} before it has one. */
    public String taskState(String name) throws IOException {
        return status(name).path("tasks").path(0).path("state").asText("NONE");
    }

    /** Why a connector's only task failed. */
    public String taskFault(String name) throws IOException {
        return status(name).path("tasks").path(0).path("trace").asText();
    }

    private JsonNode status(String name) throws IOException {
        return MAPPER.readTree(
                send("GET", "/connectors/" + name + "/status", null).body());
    }

    /** Starts a connector's failed task again. */
    public void restartTask(String name) throws IOException {
        send("POST", "/connectors/" + name + "/restart?includeTasks=true&onlyFailed=true", null);
    }

    private HttpResponse<String> send(String method, String path, @Nullable String body) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(60))
                .header("Content-Type", "application/json")
                .method(
                        method,
                        body == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body, StandardCharsets.UTF_8))
                .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    @Override
    public void close() {
        worker.close();
    }
}
