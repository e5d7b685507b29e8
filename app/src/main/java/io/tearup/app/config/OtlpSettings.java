package io.tearup.app.config;

import java.net.URI;
import java.time.Duration;

/**
 * A collector that metrics are sent to, by OTLP over HTTP.
 *
 * @param url its address for metrics, for example {@code http://localhost:4318/v1/metrics}
 * @param step between two sendings
 */
public record OtlpSettings(URI url, Duration step) {
    /** Unless told otherwise. */
    public static final Duration STEP = Duration.ofSeconds(15);
}
