package io.tearup.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.tearup.catalogue.Metrics;
import io.tearup.catalogue.Topics;
import io.tearup.schemas.v1.AuditEntry;
import io.tearup.schemas.v1.AuditKind;
import java.io.IOException;
import java.lang.reflect.Field;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real program, told by its configuration to send metrics to a collector, decides a wave: every metric of the catalogue arrives. */
class OtlpIT {
    private static final Duration WITHIN = Duration.ofSeconds(120);

    private final BlockingQueue<ExportMetricsServiceRequest> received = new LinkedBlockingQueue<>();
    private final Map<String, Metric> last = new ConcurrentHashMap<>();
    private final Set<String> attributes = new TreeSet<>();
    private HttpServer collector;

    @TempDir
    private Path directory;

    @BeforeEach
    void collect() throws IOException {
        collector = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        collector.createContext("/v1/metrics", exchange -> {
            received.add(ExportMetricsServiceRequest.parseFrom(exchange.getRequestBody()));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        collector.start();
    }

    @AfterEach
    void stop() {
        collector.stop(0);
    }

    @Test
    void shouldSendEveryMetricOfTheCatalogueAndNoAccount() throws Exception {
        Set<String> catalogue = new TreeSet<>();
        for (Field name : Metrics.class.getFields()) {
            catalogue.add(String.valueOf(name.get(null)));
        }
        try (OneInstance instance = OneInstance.prepare(directory);
                Admin admin = instance.admin()) {
            Process process = run(instance.configFile());
            try {
                // Who decides tells this; the definitions that the program wrote itself are in then.
                await(process, () -> last.containsKey(Metrics.WAVES));
                long definitions = committed(admin);
                List<WorkedExample.Sent> records = WorkedExample.of("usdt").stream()
                        .filter(sent -> !sent.topic().equals(Topics.CONTROL))
                        .toList();
                for (int i = 0; i < records.size(); i++) {
                    instance.send(records.subList(i, i + 1));
                    // Topics keep no order among each other: the next is sent when this one is read.
                    long read = definitions + i + 1;
                    await(process, () -> committed(admin) >= read);
                }
                await(process, () -> last.keySet().containsAll(catalogue));
                assertThat(value(Metrics.INVARIANTS_BROKEN)).isZero();

                instance.send(List.of(new WorkedExample.Sent(Topics.AUDIT, brokenInvariant(), Instant.now())));
                await(process, () -> value(Metrics.INVARIANTS_BROKEN) == 1);
            } finally {
                process.destroy();
                if (!process.waitFor(60, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            }
        }
        assertThat(attributes).containsExactlyInAnyOrder("group", "pool", "market");
        String all = last.toString();
        assertThat(all).as("nobody of the example").doesNotContain("\"short\"", "\"bankrupt\"");
    }

    private static AuditEntry brokenInvariant() {
        return AuditEntry.newBuilder()
                .setRiskGroup("usdt")
                .setSequence(1_000)
                .setKind(AuditKind.INVARIANT_BROKEN)
                .setWho("tearup")
                .setDetail("written by a test")
                .setTime(Instant.now())
                .build();
    }

    private Process run(Path config) throws IOException {
        ProcessBuilder process = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                Tearup.class.getName(),
                "run",
                "--config",
                config.toString(),
                "--set",
                "metrics.otlp.stepSeconds=1");
        process.environment()
                .put(
                        "TEARUP_METRICS_OTLP_URL",
                        "http://127.0.0.1:" + collector.getAddress().getPort() + "/v1/metrics");
        return process.redirectErrorStream(true)
                .redirectOutput(directory.resolve("run.log").toFile())
                .start();
    }

    /** Records of all inputs that the group has worked through. */
    private static long committed(Admin admin) throws Exception {
        return admin
                .listConsumerGroupOffsets(OneInstance.APPLICATION)
                .partitionsToOffsetAndMetadata()
                .get()
                .entrySet()
                .stream()
                .filter(entry -> entry.getKey().topic().startsWith("risk."))
                .mapToLong(entry -> entry.getValue().offset())
                .sum();
    }

    private interface Condition {
        boolean holds() throws Exception;
    }

    /** Takes what arrives until it is as wanted. */
    private void await(Process process, Condition wanted) throws Exception {
        long deadline = System.nanoTime() + WITHIN.toNanos();
        while (!wanted.holds()) {
            assertThat(process.isAlive() && System.nanoTime() < deadline)
                    .as(
                            "told %s; the log:%n%s",
                            new TreeSet<>(last.keySet()), Files.readString(directory.resolve("run.log")))
                    .isTrue();
            ExportMetricsServiceRequest request = received.poll(50, TimeUnit.MILLISECONDS);
            if (request != null) {
                request.getResourceMetricsList().stream()
                        .flatMap(resource -> resource.getScopeMetricsList().stream())
                        .flatMap(scope -> scope.getMetricsList().stream())
                        .filter(metric -> metric.getName().startsWith("adl_"))
                        .forEach(this::take);
            }
        }
    }

    private void take(Metric metric) {
        last.put(metric.getName(), metric);
        Stream<KeyValue> told = Stream.concat(
                Stream.concat(
                                metric.getGauge().getDataPointsList().stream(),
                                metric.getSum().getDataPointsList().stream())
                        .flatMap(point -> point.getAttributesList().stream()),
                metric.getHistogram().getDataPointsList().stream()
                        .flatMap(point -> point.getAttributesList().stream()));
        attributes.addAll(told.map(KeyValue::getKey).collect(Collectors.toSet()));
    }

    private double value(String counter) {
        Metric metric = last.get(counter);
        return metric == null
                ? -1
                : metric.getSum().getDataPointsList().stream()
                        .mapToDouble(NumberDataPoint::getAsDouble)
                        .sum();
    }
}
