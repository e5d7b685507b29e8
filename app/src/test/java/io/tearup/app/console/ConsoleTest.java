package io.tearup.app.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The files of the page as a browser gets them. */
class ConsoleTest {
    private static final Path SOURCES = Path.of("src/main/resources/io/tearup/app/console");
    private static final int MOST_BYTES = 60_000;

    private final HttpClient client = HttpClient.newHttpClient();
    private final Server server = new Server();
    private final ServerConnector listening = new ServerConnector(server, 1, 1, http());

    /** Leaves it to the console what a path means, as the API's server does. */
    private static HttpConnectionFactory http() {
        HttpConfiguration configuration = new HttpConfiguration();
        configuration.setUriCompliance(UriCompliance.UNSAFE);
        return new HttpConnectionFactory(configuration);
    }

    @BeforeEach
    void serve() throws Exception {
        listening.setHost("127.0.0.1");
        server.addConnector(listening);
        server.setHandler(new Console());
        server.start();
    }

    @AfterEach
    void stop() throws Exception {
        server.stop();
    }

    private HttpResponse<byte[]> ask(String method, String file, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + listening.getLocalPort() + Console.PATH + file))
                .method(method, HttpRequest.BodyPublishers.noBody());
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private static String address(String file) {
        return file.equals("index.html") ? "" : file;
    }

    @Test
    void shouldWeighLessThanSixtyKilobytesOnTheWire() throws Exception {
        int bytes = 0;
        for (String file : Console.FILES) {
            HttpResponse<byte[]> answer = ask("GET", address(file), "Accept-Encoding", "gzip");
            assertThat(answer.headers().firstValue("Content-Encoding")).contains("gzip");
            byte[] plain = new GZIPInputStream(new ByteArrayInputStream(answer.body())).readAllBytes();
            assertThat(plain).isEqualTo(Files.readAllBytes(SOURCES.resolve(file)));
            assertThat(ask("GET", address(file)).body()).isEqualTo(plain);
            bytes += answer.body().length;
        }
        assertThat(bytes).isLessThan(MOST_BYTES);
    }

    @Test
    void shouldServeEveryFileThereIsAndNoOther() throws Exception {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            List<String> there = files.filter(Files::isRegularFile)
                    .map(file -> SOURCES.relativize(file).toString())
                    .filter(file -> !file.contains("LICENSE") && !file.endsWith(".md"))
                    .toList();
            assertThat(Console.FILES).containsExactlyInAnyOrderElementsOf(there);
        }
        for (String other :
                List.of("nothing.js", "vendor/README.md", "../run", "vendor/", "%2e%2e/x", "Console.class")) {
            assertThat(ask("GET", other).statusCode()).as(other).isEqualTo(404);
        }
    }

    @Test
    void shouldLeadWhoLeavesTheSlashOut() throws Exception {
        URI address = URI.create("http://127.0.0.1:" + listening.getLocalPort() + "/console");
        HttpResponse<Void> answer =
                client.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.discarding());
        assertThat(answer.statusCode()).isEqualTo(308);
        assertThat(answer.headers().firstValue("Location")).contains("/console/");
    }

    @Test
    void shouldRunOnlyItsOwnScripts() throws Exception {
        for (String file : Console.FILES) {
            String policy = ask("GET", address(file))
                    .headers()
                    .firstValue("Content-Security-Policy")
                    .orElseThrow();
            assertThat(policy)
                    .startsWith("default-src 'none'; script-src 'self'; style-src 'self';")
                    .doesNotContain("unsafe", "http", "*");
        }
        String page = Files.readString(SOURCES.resolve("index.html"), StandardCharsets.UTF_8);
        assertThat(page).doesNotContain("<style", "style=", "onload=", "http://", "https://");
        assertThat(page.replace("></script>", "")).doesNotContain("</script>");
    }

    @Test
    void shouldSendAgainOnlyWhatHasChanged() throws Exception {
        HttpResponse<byte[]> first = ask("GET", "app.js");
        String tag = first.headers().firstValue("ETag").orElseThrow();
        HttpResponse<byte[]> again = ask("GET", "app.js", "If-None-Match", tag);
        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
        assertThat(ask("HEAD", "app.js").statusCode()).isEqualTo(200);
        assertThat(ask("POST", "app.js").statusCode()).isEqualTo(405);
    }

    @Test
    void shouldCarryTheLibrariesThatItsReadmeNames() throws Exception {
        String readme = Files.readString(SOURCES.resolve("vendor/README.md"), StandardCharsets.UTF_8);
        for (String file : Console.FILES) {
            if (file.startsWith("vendor/")) {
                byte[] hash = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(SOURCES.resolve(file)));
                assertThat(readme).contains("`" + HexFormat.of().formatHex(hash) + "`");
            }
        }
    }
}
