package io.tearup.app.dashboard;

import io.tearup.app.Pipeline;
import io.tearup.app.PipelineSettings;
import io.tearup.app.TopicPlanner;
import io.tearup.app.config.HttpSettings;
import io.tearup.app.http.ApiServer;
import io.tearup.app.local.LocalPlatform;
import io.tearup.catalogue.RecordSerdes;
import io.tearup.catalogue.RiskGroupLayout;
import io.tearup.stream.Ingress;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.jspecify.annotations.Nullable;

/**
 * A crash on a real broker, decided by one of two instances while the other keeps a copy, and both scraped by a real Prometheus
 * from before the first tick.
 */
final class ObservedCrash implements AutoCloseable {
    private static final Duration WITHIN = Duration.ofSeconds(90);
    private static final RiskGroupLayout LAYOUT = RiskGroupLayout.parse(LiveCrash.GROUP);

    private final LiveCrash crash;
    private final LocalPlatform platform;
    private final RecordSerdes serdes;
    private final List<ApiServer> instances = new ArrayList<>();
    private final Deque<AutoCloseable> running = new ArrayDeque<>();
    private @Nullable Prometheus prometheus;

    private ObservedCrash(LiveCrash crash, Path directory) {
        this.crash = crash;
        platform = LocalPlatform.start(directory);
        running.push(platform);
        serdes = RecordSerdes.forRegistry(platform.registryUrl());
    }

    /** Starts everything; the market is open, and its first tick yet to come. */
    static ObservedCrash start(Path directory, Path program, LiveCrash crash) throws Exception {
        ObservedCrash observed = new ObservedCrash(crash, directory);
        try {
            observed.createTopics();
            crash.open(observed.platform.bootstrapServers(), observed.serdes);
            observed.startInstance(directory.resolve("first"));
            observed.startInstance(directory.resolve("second"));
            Prometheus started = Prometheus.start(
                    program,
                    directory.resolve("prometheus"),
                    observed.instances.stream().map(ApiServer::port).toList());
            observed.prometheus = started;
            observed.running.push(started);
            return observed;
        } catch (Exception | Error e) {
            observed.close();
            throw e;
        }
    }

    private void createTopics() throws Exception {
        try (Admin admin =
                Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, platform.bootstrapServers()))) {
            TopicPlanner planner = new TopicPlanner(admin, LAYOUT, Ingress.DIRECT, 1);
            planner.apply(planner.plan());
        }
    }

    private void startInstance(Path state) throws InterruptedException {
        PipelineSettings settings = new PipelineSettings(
                "observed",
                platform.bootstrapServers(),
                platform.registryUrl(),
                Map.of(),
                Ingress.DIRECT,
                LAYOUT,
                state,
                1,
                1,
                Duration.ZERO,
                Map.of());
        Pipeline pipeline = Pipeline.start(settings);
        running.push(pipeline);
        ApiServer api = ApiServer.start(new HttpSettings("127.0.0.1", 0, "", Duration.ZERO), pipeline, settings);
        running.push(api);
        instances.add(api);
        if (!pipeline.awaitRunning(WITHIN)) {
            throw new AssertionError("the pipeline does not run: " + pipeline.fault());
        }
    }

    /** Plays the ticks to their end. */
    void play() {
        crash.play(platform.bootstrapServers(), serdes);
    }

    Prometheus prometheus() {
        Prometheus started = prometheus;
        if (started == null) {
            throw new IllegalStateException("not started");
        }
        return started;
    }

    /** What each instance tells whoever scrapes it. */
    List<String> metrics() throws IOException, InterruptedException {
        List<String> told = new ArrayList<>();
        for (ApiServer instance : instances) {
            URI uri = URI.create("http://127.0.0.1:" + instance.port() + "/metrics");
            told.add(HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                    .body());
        }
        return told;
    }

    @Override
    public void close() throws Exception {
        while (!running.isEmpty()) {
            running.pop().close();
        }
    }
}
