package io.tearup.app.config;

import java.time.Duration;
import java.util.Optional;

/**
 * Where and how the HTTP API answers.
 *
 * @param host address it listens at
 * @param port 0 = any free one
 * @param advertised {@code host:port} other instances reach this one at, empty = it is not asked by others
 * @param marksWithin age of a market's last mark above which the instance is not ready, zero = never
 * @param console whether the risk console is served beside it
 * @param adminToken secret of admin calls, empty = none is carried out
 */
public record HttpSettings(
        String host,
        int port,
        String advertised,
        Duration marksWithin,
        boolean console,
        Optional<AdminToken> adminToken) {
    /** Unless told otherwise. */
    public static final Duration MARKS_WITHIN = Duration.ofSeconds(60);

    /** Without the console and without admin calls. */
    public HttpSettings(String host, int port, String advertised, Duration marksWithin) {
        this(host, port, advertised, marksWithin, false, Optional.empty());
    }
}
