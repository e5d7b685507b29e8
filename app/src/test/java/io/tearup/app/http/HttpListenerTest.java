package io.tearup.app.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.tearup.app.config.HttpSettings;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whom a listener still answers while others keep it busy, and whom it tells apart. */
class HttpListenerTest {
    private static final Duration WITHIN = Duration.ofSeconds(30);

    private final HttpListener listener = HttpListener.open(new HttpSettings("127.0.0.1", 0, "", Duration.ZERO));
    private final HttpClient client = HttpClient.newHttpClient();
    private final CountDownLatch busy = new CountDownLatch(HttpListener.QUESTIONS);
    private final CountDownLatch streaming = new CountDownLatch(EventStream.CLIENTS);
    private final CountDownLatch end = new CountDownLatch(1);

    @BeforeEach
    void serve() {
        listener.serve(
                List.of(
                        Route.probe("/livez", "Whether it lives", AnswerShape.TEXT, request -> said("alive")),
                        Route.question("/slow", "Does not come to an end", AnswerShape.TEXT, request -> {
                            busy.countDown();
                            await(end);
                            return said("in the end");
                        }),
                        Route.stream(
                                "/stream",
                                "Has none",
                                "text/plain",
                                AnswerShape.TEXT,
                                request -> Answer.endless("text/plain", out -> {
                                    out.write('x');
                                    streaming.countDown();
                                    await(end);
                                })),
                        Route.order(
                                "/order",
                                "Says what it got",
                                List.of(),
                                request -> said(request.body().get()
                                        + " from "
                                        + request.headers().get("authorization")))),
                false);
    }

    @AfterEach
    void stop() {
        end.countDown();
        listener.close();
    }

    private static Answer said(String text) {
        return Answer.json(JsonNodeFactory.instance.textNode(text));
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + listener.port() + path))
                .timeout(WITHIN);
    }

    private HttpResponse<String> ask(String path) throws Exception {
        return client.send(to(path).build(), HttpResponse.BodyHandlers.ofString());
    }

    private Socket send(String text) throws IOException {
        Socket socket = new Socket("127.0.0.1", listener.port());
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    @Test
    void shouldAnswerProbesWhileEveryOtherThreadIsTakenAndClientsKeepTheirRequestsOpen() throws Exception {
        List<Socket> halfOpen = new ArrayList<>();
        List<CompletableFuture<?>> asked = new ArrayList<>();
        try {
            for (int i = 0; i < 100; i++) {
                halfOpen.add(send("GET /livez HTTP/1.1\r\nHost: local"));
                halfOpen.add(send("POST /order HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{"));
            }
            for (int i = 0; i < EventStream.CLIENTS; i++) {
                asked.add(client.sendAsync(to("/stream").build(), HttpResponse.BodyHandlers.ofInputStream()));
            }
            for (int i = 0; i < HttpListener.QUESTIONS; i++) {
                asked.add(client.sendAsync(to("/slow").build(), HttpResponse.BodyHandlers.ofString()));
            }
            assertThat(streaming.await(WITHIN.toSeconds(), TimeUnit.SECONDS))
                    .as(() -> "streams " + streaming + asked)
                    .isTrue();
            assertThat(busy.await(WITHIN.toSeconds(), TimeUnit.SECONDS))
                    .as(() -> "questions " + busy + asked)
                    .isTrue();
            for (int i = 0; i < HttpListener.QUEUE / 2; i++) {
                asked.add(client.sendAsync(to("/slow").build(), HttpResponse.BodyHandlers.ofString()));
            }
            assertThat(ask("/livez").body()).isEqualTo("\"alive\"");
        } finally {
            end.countDown();
            for (Socket socket : halfOpen) {
                socket.close();
            }
        }
        for (CompletableFuture<?> each : asked) {
            assertThat(((HttpResponse<?>) each.get()).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void shouldTellOneHeaderFromAnotherThatDiffersByCaseOnTheSameConnection() throws Exception {
        for (String token : List.of("Secret", "SECRET", "secret", "Secret")) {
            HttpResponse<String> answer = client.send(
                    to("/order")
                            .header("Authorization", token)
                            .POST(HttpRequest.BodyPublishers.ofString("hello"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(answer.body()).isEqualTo("\"hello from " + token + "\"");
        }
    }

    @Test
    void shouldRefuseWithAProblemWhatHasNoPathOrNoHost() throws Exception {
        Map<String, Integer> statuses = new LinkedHashMap<>();
        statuses.put("OPTIONS * HTTP/1.1\r\nHost: localhost\r\n", 404);
        statuses.put("GET http://localhost HTTP/1.1\r\nHost: localhost\r\n", 404);
        statuses.put("GET //elsewhere/livez HTTP/1.1\r\nHost: localhost\r\n", 404);
        statuses.put("GET /livez;a=b HTTP/1.1\r\nHost: localhost\r\n", 404);
        statuses.put("GET /livez HTTP/1.1\r\n", 400);
        statuses.put("POST /order HTTP/1.1\r\nHost: localhost\r\nContent-Length: x\r\n", 400);
        for (Map.Entry<String, Integer> request : statuses.entrySet()) {
            try (Socket socket = send(request.getKey() + "Connection: close\r\n\r\n")) {
                socket.setSoTimeout((int) WITHIN.toMillis());
                assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                        .as(request.getKey())
                        .startsWith("HTTP/1.1 " + request.getValue())
                        .contains("Content-Type: application/problem+json", "\"status\":" + request.getValue())
                        .doesNotContain("Exception", "org.eclipse", "io.tearup");
            }
        }
    }
}
