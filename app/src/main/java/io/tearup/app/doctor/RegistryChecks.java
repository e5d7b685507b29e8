package io.tearup.app.doctor;

import io.tearup.app.Check;
import io.tearup.app.config.TearupConfig;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Whether a schema registry answers at all. */
public final class RegistryChecks {
    private static final Duration WITHIN = Duration.ofSeconds(10);

    private RegistryChecks() {}

    /** One check. */
    public static Check of(TearupConfig config) throws InterruptedException {
        String first = config.registryUrl().split(",", -1)[0];
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(first + "/subjects"))
                    .timeout(WITHIN)
                    .build();
            int status = HttpClient.newBuilder()
                    .connectTimeout(WITHIN)
                    .build()
                    .send(request, HttpResponse.BodyHandlers.discarding())
                    .statusCode();
            // A registry that asks who we are is there; its client sends the credentials.
            boolean there = status == 200 || status == 401 || status == 403;
            return there
                    ? Check.ok("registry.url", first)
                    : Check.failed("registry.url", first + " answers " + status + " to GET /subjects");
        } catch (IOException | IllegalArgumentException e) {
            return Check.failed("registry.url", "no schema registry answers at " + first + " (" + e + ")");
        }
    }
}
