package io.tearup.app;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tearup.app.config.AdminToken;
import io.tearup.app.config.HttpSettings;
import io.tearup.catalogue.Topics;
import io.tearup.schemas.v1.AuditEntry;
import io.tearup.schemas.v1.AuditKind;
import io.tearup.schemas.v1.Control;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** An operator freezes, thaws and changes modes over HTTP; whoever has not the token changes nothing and is told of. */
class AdminCallsIT {
    private static final String TOKEN = "correct-horse-battery";
    private static final String SIGNED = "{\"who\":\"ann\",\"reason\":\"drill\"}";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ListAppender<ILoggingEvent> audited = new ListAppender<>();

    @TempDir
    private Path directory;

    @BeforeEach
    void listen() {
        audited.start();
        logger().setLevel(Level.INFO);
        logger().addAppender(audited);
    }

    @AfterEach
    void stopListening() {
        logger().detachAppender(audited);
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger("io.tearup.audit");
    }

    @Test
    void shouldCarryOutOrdersOfWhoHasTheTokenAndOfNobodyElse() throws Exception {
        try (OneInstance instance = OneInstance.prepare(directory)) {
            instance.send(WorkedExample.of("usdt").subList(0, 4));
            instance.start(new HttpSettings("127.0.0.1", 0, "", Duration.ZERO));
            assertThat(post(instance, "/v1/groups/usdt/freeze", TOKEN, SIGNED).body())
                    .contains("\"status\":403", "admin calls are off here");
            instance.stop();
            instance.start(
                    new HttpSettings("127.0.0.1", 0, "", Duration.ZERO, false, Optional.of(AdminToken.of(TOKEN))));
            instance.await(
                    "/v1/groups/usdt", group -> group.path("mode").asText().equals("LIVE"));
            assertRefusesWhoHasNotTheToken(instance);
            assertRefusesNonsense(instance);
            assertThat(instance.records(Topics.CONTROL, Control.class))
                    .as("the definitions")
                    .hasSize(4);
            assertChangesModes(instance);
            assertDescribesItself(instance);
        }
    }

    private void assertRefusesWhoHasNotTheToken(OneInstance instance) throws Exception {
        audited.list.clear();
        HttpResponse<String> nobody = instance.send(HttpRequest.newBuilder(instance.uri("/v1/groups/usdt/freeze"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(SIGNED)));
        assertThat(nobody.statusCode()).isEqualTo(401);
        assertThat(nobody.headers().firstValue("WWW-Authenticate")).contains("Bearer");
        for (String wrong : List.of("x", TOKEN + "x", TOKEN.substring(1), TOKEN.toUpperCase(Locale.ROOT))) {
            HttpResponse<String> refused = post(instance, "/v1/groups/usdt/freeze", wrong, SIGNED);
            assertThat(refused.statusCode()).as("'%s'", wrong).isEqualTo(403);
            assertThat(refused.headers().firstValue("Content-Type")).contains("application/problem+json");
            assertThat(refused.body()).doesNotContain(TOKEN);
        }
        assertThat(audited.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .hasSize(5)
                .contains(
                        "/v1/groups/usdt/freeze from 127.0.0.1 refused: no token",
                        "/v1/groups/usdt/freeze from 127.0.0.1 refused: wrong token");
    }

    private void assertRefusesNonsense(OneInstance instance) throws Exception {
        Map<String, Integer> bodies = new LinkedHashMap<>();
        bodies.put("", 400);
        bodies.put("[]", 400);
        bodies.put("{", 400);
        bodies.put(SIGNED + "x", 400);
        bodies.put("{\"who\":\"ann\"}", 400);
        bodies.put("{\"who\":\"\",\"reason\":\"drill\"}", 400);
        bodies.put("{\"who\":7,\"reason\":\"drill\"}", 400);
        bodies.put("{\"who\":\"ann\\nmallory\",\"reason\":\"drill\"}", 400);
        bodies.put("{\"who\":\"ann\",\"who\":\"bob\",\"reason\":\"drill\"}", 400);
        bodies.put("{\"who\":\"ann\",\"reason\":\"drill\",\"force\":true}", 400);
        bodies.put("{\"who\":\"ann\",\"reason\":\"" + "x".repeat(501) + "\"}", 400);
        bodies.put("{\"who\":\"ann\",\"reason\":\"" + "x".repeat(9_000) + "\"}", 413);
        bodies.put("[".repeat(5_000), 400);
        for (Map.Entry<String, Integer> body : bodies.entrySet()) {
            assertProblem(
                    post(instance, "/v1/groups/usdt/freeze", TOKEN, body.getKey()),
                    body.getValue(),
                    abbreviated(body.getKey()));
        }
        String live = "{\"mode\":\"LIVE\",\"who\":\"ann\",\"reason\":\"drill\"}";
        assertProblem(post(instance, "/v1/groups/usdt/mode", TOKEN, SIGNED), 400, "no mode");
        assertProblem(post(instance, "/v1/groups/usdt/mode", TOKEN, live.replace("LIVE", "live")), 400, "no such mode");
        assertProblem(post(instance, "/v1/groups/usdt/mode", TOKEN, live.replace("LIVE", "UNKNOWN")), 400, "UNKNOWN");
        assertProblem(post(instance, "/v1/groups/nobody/mode", TOKEN, live), 404, "no such group");
        assertProblem(post(instance, "/v1/groups/usdt/markets/DOGE/mode", TOKEN, live), 404, "no such market");
        assertProblem(post(instance, "/v1/groups/usdt/melt", TOKEN, SIGNED), 404, "no such order");
        HttpResponse<String> got = instance.get("/v1/groups/usdt/freeze");
        assertProblem(got, 405, "a question where an order belongs");
        assertThat(got.headers().firstValue("Allow")).contains("POST");
        HttpResponse<String> form = instance.send(HttpRequest.newBuilder(instance.uri("/v1/groups/usdt/freeze"))
                .header("Authorization", "Bearer " + TOKEN)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("who=ann")));
        assertProblem(form, 415, "a form");
        HttpResponse<String> bytes = instance.send(HttpRequest.newBuilder(instance.uri("/v1/groups/usdt/freeze"))
                .header("Authorization", "Bearer " + TOKEN)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[] {(byte) 0xC3, 0x28})));
        assertProblem(bytes, 400, "no UTF-8");
    }

    private static String abbreviated(String text) {
        return text.substring(0, Math.min(text.length(), 80));
    }

    private static void assertProblem(HttpResponse<String> answer, int status, String what) throws Exception {
        assertThat(answer.statusCode()).as("%s: %s", what, answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(answer.body()).doesNotContain("Exception", "io.tearup", "com.fasterxml");
        assertThat(JSON.readTree(answer.body()).path("status").asInt()).isEqualTo(status);
    }

    private void assertChangesModes(OneInstance instance) throws Exception {
        HttpResponse<String> frozen = post(instance, "/v1/groups/usdt/freeze", TOKEN, SIGNED);
        assertThat(frozen.statusCode()).as(frozen.body()).isEqualTo(202);
        JsonNode order = JSON.readTree(frozen.body());
        assertThat(order.path("mode").asText()).isEqualTo("FROZEN");
        JsonNode group = awaitMode(instance, "FROZEN");
        assertThat(group.path("frozenBecause").asText()).isEqualTo("drill");
        Control written = instance.records(Topics.CONTROL, Control.class).get(4);
        assertThat(written.getControlId()).isEqualTo(order.path("controlId").asText());
        assertThat(written.getWho()).isEqualTo("ann");
        assertThat(audited.list.get(audited.list.size() - 1).getFormattedMessage())
                .startsWith("/v1/groups/usdt/freeze from 127.0.0.1 by 'ann' because 'drill': written as admin-");

        assertThat(post(instance, "/v1/groups/usdt/thaw", TOKEN, SIGNED).statusCode())
                .isEqualTo(202);
        awaitMode(instance, "LIVE");
        String shadow = "{\"mode\":\"SHADOW\",\"who\":\"bob\",\"reason\":\"new rulebook\"}";
        assertThat(post(instance, "/v1/groups/usdt/mode", TOKEN, shadow).statusCode())
                .isEqualTo(202);
        awaitMode(instance, "SHADOW");

        post(instance, "/v1/groups/usdt/markets/BTC/freeze", TOKEN, SIGNED);
        awaitMarketMode(instance, "FROZEN");
        post(instance, "/v1/groups/usdt/markets/BTC/mode", TOKEN, shadow);
        awaitMarketMode(instance, "SHADOW");
        post(instance, "/v1/groups/usdt/markets/BTC/thaw", TOKEN, SIGNED);
        awaitMarketMode(instance, "LIVE");
        assertThat(instance.awaitRecords(Topics.AUDIT, AuditEntry.class, 10))
                .extracting(entry -> entry.getKind() + " " + entry.getWho())
                .endsWith(
                        AuditKind.GROUP_FROZEN + " ann",
                        AuditKind.GROUP_UNFROZEN + " ann",
                        AuditKind.CONTROL_APPLIED + " bob",
                        AuditKind.CONTROL_APPLIED + " ann",
                        AuditKind.CONTROL_APPLIED + " bob",
                        AuditKind.CONTROL_APPLIED + " ann");
    }

    private static JsonNode awaitMode(OneInstance instance, String mode) throws Exception {
        return instance.await(
                "/v1/groups/usdt", group -> group.path("mode").asText().equals(mode));
    }

    private static void awaitMarketMode(OneInstance instance, String mode) throws Exception {
        instance.await(
                "/v1/groups/usdt", group -> group.at("/markets/0/mode").asText().equals(mode));
    }

    /** Every order is in the API's document, and what the document says of it is so. */
    private void assertDescribesItself(OneInstance instance) throws Exception {
        JsonNode paths = JSON.readTree(instance.get("/openapi.json").body()).path("paths");
        List<String> orders = paths.properties().stream()
                .filter(path -> path.getValue().has("post"))
                .map(Map.Entry::getKey)
                .toList();
        assertThat(orders)
                .containsExactly(
                        "/v1/groups/{group}/freeze",
                        "/v1/groups/{group}/thaw",
                        "/v1/groups/{group}/mode",
                        "/v1/groups/{group}/markets/{market}/freeze",
                        "/v1/groups/{group}/markets/{market}/thaw",
                        "/v1/groups/{group}/markets/{market}/mode");
        for (String order : orders) {
            JsonNode post = paths.path(order).path("post");
            assertThat(post.at("/security/0/token").isArray()).as(order).isTrue();
            JsonNode schema = post.at("/requestBody/content/application~1json/schema");
            String target = order.replace("{group}", "usdt").replace("{market}", "BTC");
            for (JsonNode field : schema.path("required")) {
                Map<String, String> body = new LinkedHashMap<>(Map.of("who", "ann", "reason", "drill"));
                if (schema.path("properties").has("mode")) {
                    body.put("mode", "LIVE");
                }
                body.remove(field.asText());
                HttpResponse<String> lacking = post(instance, target, TOKEN, JSON.writeValueAsString(body));
                assertThat(lacking.statusCode())
                        .as("%s without %s", order, field)
                        .isEqualTo(400);
                assertThat(lacking.body()).contains("\"detail\":\"" + field.asText() + ": ");
            }
        }
    }

    private static HttpResponse<String> post(OneInstance instance, String path, String token, String body)
            throws Exception {
        return instance.send(HttpRequest.newBuilder(instance.uri(path))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json; charset=utf-8")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body.getBytes(StandardCharsets.UTF_8))));
    }
}
