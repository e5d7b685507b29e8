package io.tearup.app.http;

import io.micrometer.core.instrument.Clock;
import io.micrometer.registry.otlp.OtlpConfig;
import io.micrometer.registry.otlp.OtlpMeterRegistry;
import io.tearup.app.config.OtlpSettings;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Metrics sent to an OpenTelemetry collector, refreshed just before each sending.
 *
 * <p>Headers, for credentials, and resource attributes come from OpenTelemetry's own environment variables
 * ({@code OTEL_EXPORTER_OTLP_METRICS_HEADERS}, {@code OTEL_RESOURCE_ATTRIBUTES}, {@code OTEL_SERVICE_NAME}), which the library reads.
 */
final class PushedMetrics extends OtlpMeterRegistry {
    private final Runnable refresh;

    PushedMetrics(OtlpSettings collector, Runnable refresh) {
        super(new Config(collector), Clock.SYSTEM);
        this.refresh = refresh;
    }

    @Override
    protected void publish() {
        Runnable present = refresh;
        // The library starts its timer before this object is complete.
        if (present != null) {
            present.run();
            super.publish();
        }
    }

    private record Config(OtlpSettings collector) implements OtlpConfig {
        @Override
        public @Nullable String get(String key) {
            return null;
        }

        @Override
        public String url() {
            return collector.url().toString();
        }

        @Override
        public Duration step() {
            return collector.step();
        }

        /** The names say seconds. */
        @Override
        public TimeUnit baseTimeUnit() {
            return TimeUnit.SECONDS;
        }
    }
}
