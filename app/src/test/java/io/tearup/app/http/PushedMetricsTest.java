package io.tearup.app.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.tearup.app.config.OtlpSettings;
import io.tearup.catalogue.Metrics;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A collector on loopback that reads OTLP as OpenTelemetry defines it. */
class PushedMetricsTest {
    private final BlockingQueue<ExportMetricsServiceRequest> received = new LinkedBlockingQueue<>();
    private HttpServer collector;

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
    void shouldSendWhatIsTrueAtTheMomentOfSendingInTheUnitsOfItsNames() throws Exception {
        AtomicInteger refreshed = new AtomicInteger();
        URI url = URI.create("http://127.0.0.1:" + collector.getAddress().getPort() + "/v1/metrics");
        PushedMetrics pushed =
                new PushedMetrics(new OtlpSettings(url, Duration.ofSeconds(1)), refreshed::incrementAndGet);
        try {
            Gauge.builder(Metrics.FROZEN, refreshed, AtomicInteger::get)
                    .tag("group", "usdt")
                    .register(pushed);
            Timer.builder(Metrics.DECISION_LATENCY)
                    .tag("group", "usdt")
                    .register(pushed)
                    .record(Duration.ofMillis(1_500));
            ExportMetricsServiceRequest request = Objects.requireNonNull(received.poll(30, TimeUnit.SECONDS));
            while (request.getResourceMetrics(0).getScopeMetrics(0).getMetricsCount() < 2) {
                request = Objects.requireNonNull(received.poll(30, TimeUnit.SECONDS));
            }
            Metric frozen = metric(request, Metrics.FROZEN);
            assertThat(frozen.getGauge().getDataPoints(0).getAsDouble()).isGreaterThanOrEqualTo(1);
            assertThat(frozen.getGauge().getDataPoints(0).getAttributes(0).getKey())
                    .isEqualTo("group");
            Metric latency = metric(request, Metrics.DECISION_LATENCY);
            assertThat(latency.getUnit()).isEqualTo("seconds");
            assertThat(latency.getHistogram().getDataPoints(0).getSum()).isEqualTo(1.5);
        } finally {
            pushed.close();
        }
    }

    private static Metric metric(ExportMetricsServiceRequest request, String name) {
        return request.getResourceMetrics(0).getScopeMetrics(0).getMetricsList().stream()
                .filter(metric -> metric.getName().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + name + " in " + request));
    }
}
