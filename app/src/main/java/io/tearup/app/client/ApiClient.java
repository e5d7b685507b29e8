package io.tearup.app.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tearup.app.ExitCode;
import io.tearup.app.UserFault;
import io.tearup.app.cli.Deployment;
import io.tearup.app.config.HttpSettings;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Asks an instance; which one, its options say. */
final class ApiClient {
    private static final Duration WITHIN = Duration.ofSeconds(10);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @Option(
            names = "--url",
            description = "Address of an instance's HTTP API; by default the one in the configuration.")
    private @Nullable String url;

    @Mixin
    private Deployment deployment;

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(WITHIN).build();

    /**
     * The answer to a question.
     *
     * @param segments of the path below {@code /v1}, not yet encoded
     * @throws UserFault if there is none: what the instance says is wrong, or that nobody answers
     */
    JsonNode ask(String... segments) throws InterruptedException {
        return ask(Map.of(), segments);
    }

    /**
     * The answer to a question with parameters.
     *
     * @param query parameters, not yet encoded
     */
    JsonNode ask(Map<String, String> query, String... segments) throws InterruptedException {
        StringBuilder path = new StringBuilder(address()).append("/v1");
        for (String segment : segments) {
            path.append('/').append(encoded(segment));
        }
        char mark = '?';
        for (Map.Entry<String, String> parameter : query.entrySet()) {
            path.append(mark).append(parameter.getKey()).append('=').append(encoded(parameter.getValue()));
            mark = '&';
        }
        try {
            HttpResponse<String> response = client.send(
                    HttpRequest.newBuilder(URI.create(path.toString()))
                            .timeout(WITHIN)
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            JsonNode body = JSON.readTree(response.body());
            int status = response.statusCode();
            if (status == 200) {
                return body;
            }
            String detail = body.path("detail").asText("it answers " + status);
            throw new UserFault(status >= 500 ? ExitCode.RUNTIME : ExitCode.USAGE, detail);
        } catch (JsonProcessingException e) {
            throw new UserFault(ExitCode.USAGE, "--url: what answers at " + path + " is no Tearup");
        } catch (IOException | IllegalArgumentException e) {
            throw new UserFault(ExitCode.RUNTIME, "no instance answers at " + path + " (" + e + "); is it running?");
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private String address() {
        if (url != null) {
            return url.replaceAll("/+$", "");
        }
        HttpSettings http = deployment
                .read()
                .http()
                .orElseThrow(() -> new UserFault(
                        ExitCode.USAGE, "http: is not configured, so nothing answers; add the section or give --url"));
        String here = http.host().equals("0.0.0.0") ? "127.0.0.1" : http.host();
        return "http://" + (http.advertised().isEmpty() ? here + ":" + http.port() : http.advertised());
    }
}
