package io.tearup.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tearup.app.config.HttpSettings;
import io.tearup.app.http.ApiServer;
import io.tearup.app.local.FreePort;
import io.tearup.app.local.LocalPlatform;
import io.tearup.catalogue.RecordSerdes;
import io.tearup.catalogue.RiskGroupLayout;
import io.tearup.catalogue.RiskPartitioner;
import io.tearup.stream.Ingress;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two instances, two risk groups, a real broker: each instance answers for both groups, and one goes on for the other. */
class HttpApiIT {
    private static final RiskGroupLayout LAYOUT = RiskGroupLayout.parse("usdt,usdc");
    private static final Duration WITHIN = Duration.ofSeconds(90);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client = HttpClient.newHttpClient();

    @TempDir
    private Path directory;

    private record Instance(Pipeline pipeline, ApiServer api) implements AutoCloseable {
        @Override
        public void close() {
            api.close();
            pipeline.close();
        }
    }

    @Test
    void shouldAnswerTheSameFromBothInstancesAndGoOnWhenOneIsGone() throws Exception {
        try (LocalPlatform platform = LocalPlatform.start(directory);
                Admin admin =
                        Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, platform.bootstrapServers()))) {
            TopicPlanner planner = new TopicPlanner(admin, LAYOUT, Ingress.DIRECT, 1);
            planner.apply(planner.plan());
            RecordSerdes serdes = RecordSerdes.forRegistry(platform.registryUrl());
            send(platform, serdes);
            try (Instance first = start(platform, "first")) {
                assertTellsWhatItDecided(first);
                assertRefusesNonsense(first);
                try (Instance second = start(platform, "second")) {
                    assertMovesAndAnswersEverywhere(first, second);
                    List<String> before = accounts(second);
                    first.close();
                    // Until the second has taken over it answers from its copy, and says so.
                    assertThat(accounts(second)).isEqualTo(before);
                    await(second, "/readyz", answer -> answer.statusCode() == 200);
                    assertThat(accounts(second)).isEqualTo(before);
                    for (String group : LAYOUT.groups()) {
                        await(
                                second,
                                "/v1/groups/" + group,
                                answer -> answer.body().contains("\"ACTIVE\""));
                    }
                    assertTellsThatItEnded(second);
                }
            }
        }
    }

    private void assertTellsWhatItDecided(Instance instance) throws Exception {
        // The example's marks lie months back, and do not count here; ProbesIT has instances where they do.
        await(instance, "/readyz", answer -> answer.statusCode() == 200);
        assertThat(get(instance, "/livez").statusCode()).isEqualTo(200);
        assertThat(get(instance, "/startupz").statusCode()).isEqualTo(200);
        await(instance, "/v1/waves", answer -> answer.body().contains("RESOLVED"));
        JsonNode group =
                await(instance, "/v1/groups/usdt", answer -> answer.body().contains("\"14000\""));
        assertThat(group.at("/pools/0/pool").textValue()).isEqualTo("fund");
        assertThat(group.at("/markets/0/waves").intValue()).isEqualTo(1);
        assertThat(group.at("/reflects/offsets/risk.mark-prices.v1-0").isNumber())
                .isTrue();
        JsonNode account = json(instance, "/v1/groups/usdt/accounts/short");
        assertThat(account.path("wallet").textValue()).isEqualTo("57000");
        assertThat(account.path("positions")).isEmpty();
        JsonNode alerts =
                await(instance, "/v1/alerts?group=usdt", answer -> answer.body().contains("\"drawdown\":\"0.3\""));
        assertThat(alerts.at("/alerts")).hasSize(1);
        JsonNode wave = json(instance, "/v1/wave?id=usdt/BTC/1");
        assertThat(wave.at("/records")).hasSize(2);
        JsonNode told = json(instance, "/v1/explain?id=usdt/BTC/1");
        assertThat(told.at("/steps/0/alert/drawdown").textValue()).isEqualTo("0.35");
        assertThat(told.at("/steps/0/assignments")).hasSize(1);
        assertThat(told.at("/steps/0/assignments/0/account").textValue()).isEqualTo("short");
        assertThat(told.at("/settlements")).hasSize(2);
        assertThat(told.at("/postings/balanced").booleanValue()).isTrue();
        String metrics = get(instance, "/metrics").body();
        assertThat(metrics)
                .contains("adl_fund_balance{group=\"usdt\",pool=\"fund\"} 14000.0")
                .contains("adl_drawdown_ratio{group=\"usdt\",market=\"BTC\",pool=\"fund\"} 0.3")
                .contains("adl_waves_total{group=\"usdt\",market=\"BTC\",pool=\"fund\"} 1.0")
                .contains("adl_state{group=\"usdt\",market=\"BTC\",pool=\"fund\"} 4.0")
                .contains("adl_conservation_error{group=\"usdt\"} 0.0")
                .contains("adl_dlq_total{group=\"usdt\"} 0.0")
                .contains("adl_frozen{group=\"usdt\"} 0.0")
                .contains("adl_market_pnl{group=\"usdt\",market=\"BTC\",pool=\"fund\"} -6000.0")
                .contains("adl_reserved_open{group=\"usdt\",market=\"BTC\",pool=\"fund\"} 0.0")
                .contains("adl_overshoot_ratio{group=\"usdt\",market=\"BTC\",pool=\"fund\"} 0.0")
                .contains("kafka_stream_client_state");
        assertThat(labels(metrics)).isSubsetOf("group", "pool", "market", "le");
        assertStreamGoesOn(instance);
    }

    /** Labels of Tearup's own metrics: there is none of an account. */
    private static Set<String> labels(String metrics) {
        Set<String> labels = new TreeSet<>();
        Matcher label = Pattern.compile("[{,]([a-z_]+)=").matcher("");
        metrics.lines()
                .filter(line -> line.startsWith("adl_"))
                .forEach(line -> label.reset(line).results().forEach(found -> labels.add(found.group(1))));
        return labels;
    }

    /** From the beginning, then from the middle: the two halves are the whole. */
    private void assertStreamGoesOn(Instance instance) throws Exception {
        String start = "adl.alerts.v1-0:0,adl.alerts.v1-1:0,adl.waves.v1-0:0,adl.waves.v1-1:0";
        List<String> whole = events(instance, start, 10);
        assertThat(whole).filteredOn(event -> event.startsWith("Wave ")).hasSize(4);
        List<String> half = events(instance, start, 4);
        assertThat(half).isEqualTo(whole.subList(0, 4));
        String last = half.get(3).split(" ", -1)[1];
        assertThat(events(instance, last, 6))
                .containsExactlyInAnyOrderElementsOf(
                        whole.subList(4, 10).stream().toList());
    }

    /** Name and id of so many events, without the greeting. */
    private List<String> events(Instance instance, String lastEventId, int count) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(uri(instance, "/v1/stream"))
                .header("Last-Event-ID", lastEventId)
                .timeout(WITHIN)
                .build();
        List<String> events = new ArrayList<>();
        try (InputStream body = client.send(request, HttpResponse.BodyHandlers.ofInputStream())
                        .body();
                BufferedReader lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
            String id = "";
            while (events.size() < count) {
                String line = lines.readLine();
                if (line == null) {
                    throw new AssertionError("the stream ended after " + events);
                }
                if (line.startsWith("id: ")) {
                    id = line.substring(4);
                } else if (line.startsWith("event: ") && !line.endsWith("hello")) {
                    events.add(line.substring(7) + " " + id);
                }
            }
        }
        return events;
    }

    private void assertRefusesNonsense(Instance instance) throws Exception {
        Map<String, Integer> statuses = new HashMap<>();
        for (String target : List.of(
                "/",
                "/v1/groups/nobody",
                "/v1/groups/usdt/accounts/nobody",
                "/v1/groups/usdt/accounts/short/markets/BTC",
                "/v1/groups/usdt/accounts/short/markets/DOGE",
                "/v1/waves?limit=many",
                "/v1/wave",
                "/v1/wave?id=nothing",
                "/v1/explain",
                "/v1/explain?id=nothing",
                "/v1/stream?last=many",
                "/v1/stream?from=nowhere",
                "/console/",
                "/v1/groups/usdt/accounts/short/markets/BTC/whatif",
                "/v1/groups/usdt/accounts/short/markets/BTC/whatif?addMargin=-1",
                "/v1/groups/usdt/accounts/short/markets/BTC/whatif?reduce=1e9",
                "/v1/groups/usdt/accounts/short/markets/BTC/whatif?rulebook=nobody",
                "/v1/groups/usdt/accounts/%00%0a",
                "/v1/waves?limit=%FF%FE",
                "/v1/groups//accounts/short",
                "/v1/" + "x".repeat(3_000))) {
            String raw = raw(instance, "GET " + target + " HTTP/1.1");
            statuses.put(target.length() > 100 ? "long" : target, Integer.parseInt(raw.substring(9, 12)));
            assertThat(raw).as(target).doesNotContain("Exception", "at io.tearup");
        }
        // What is no HTTP at all the server itself refuses, in its own words.
        assertThat(raw(instance, "GET /v1/groups/%ZZ HTTP/1.1")).startsWith("HTTP/1.1 400");
        assertThat(statuses.values()).allMatch(status -> status == 404 || status == 400);
        assertThat(get(instance, "/v1/groups/nobody").body())
                .isEqualTo("{\"type\":\"about:blank\",\"title\":\"Not found\",\"status\":404,"
                        + "\"detail\":\"there is no risk group nobody; known are [usdt, usdc]\"}");
        HttpResponse<String> posted = client.send(
                HttpRequest.newBuilder(uri(instance, "/v1/groups"))
                        .POST(HttpRequest.BodyPublishers.ofString("{}"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(posted.statusCode()).isEqualTo(405);
        JsonNode document = json(instance, "/openapi.json");
        document.path("paths").fieldNames().forEachRemaining(path -> {
            if (!path.contains("{")
                    && !path.equals("/v1/stream")
                    && !path.equals("/v1/wave")
                    && !path.equals("/v1/explain")) {
                assertThat(status(instance, path)).as(path).isIn(200, 503);
            }
        });
        assertThat(document.path("paths")
                        .path("/v1/groups/{group}/accounts/{account}")
                        .isMissingNode())
                .isFalse();
    }

    private int status(Instance instance, String path) {
        try {
            return get(instance, path).statusCode();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(path, e);
        }
    }

    /** What a client library would not send. */
    private static String raw(Instance instance, String requestLine) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", instance.api().port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write((requestLine + "\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private void assertMovesAndAnswersEverywhere(Instance first, Instance second) throws Exception {
        // One task each in the end, and a copy of the other's.
        await(second, "/v1/groups/usdt", answer -> answer.statusCode() == 200);
        await(second, "/v1/groups/usdc", answer -> answer.statusCode() == 200);
        await(first, "/v1/groups/usdc", answer -> answer.statusCode() == 200);
        assertThat(accounts(first)).isEqualTo(accounts(second));
    }

    /** The same account in both groups, without what the answer reflects. */
    private List<String> accounts(Instance instance) throws Exception {
        List<String> answers = new ArrayList<>();
        for (String group : LAYOUT.groups()) {
            String path = "/v1/groups/" + group + "/accounts/short";
            JsonNode account = await(instance, path, answer -> answer.statusCode() == 200);
            ((ObjectNode) account).remove("reflects");
            answers.add(account.toString());
        }
        return answers;
    }

    private void assertTellsThatItEnded(Instance instance) throws Exception {
        instance.pipeline().close();
        assertThat(instance.pipeline().state()).isEqualTo(KafkaStreams.State.NOT_RUNNING);
        assertThat(get(instance, "/livez").statusCode()).isEqualTo(500);
        assertThat(get(instance, "/readyz").statusCode()).isEqualTo(503);
        assertThat(get(instance, "/v1/groups/usdt").statusCode()).isEqualTo(503);
    }

    private Instance start(LocalPlatform platform, String name) throws Exception {
        int port = FreePort.next();
        PipelineSettings settings = new PipelineSettings(
                "api",
                platform.bootstrapServers(),
                platform.registryUrl(),
                Map.of(),
                Ingress.DIRECT,
                LAYOUT,
                directory.resolve(name),
                1,
                1,
                Duration.ZERO,
                Map.of(
                        StreamsConfig.APPLICATION_SERVER_CONFIG,
                        "127.0.0.1:" + port,
                        StreamsConfig.PROBING_REBALANCE_INTERVAL_MS_CONFIG,
                        "60000"));
        Pipeline pipeline = Pipeline.start(settings);
        ApiServer api = ApiServer.start(new HttpSettings("127.0.0.1", port, "", Duration.ZERO), pipeline, settings);
        assertThat(pipeline.awaitRunning(WITHIN)).isTrue();
        return new Instance(pipeline, api);
    }

    private static void send(LocalPlatform platform, RecordSerdes serdes) {
        Map<String, Object> config = Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                platform.bootstrapServers(),
                ProducerConfig.PARTITIONER_CLASS_CONFIG,
                RiskPartitioner.class,
                RiskPartitioner.GROUPS_CONFIG,
                String.join(",", LAYOUT.groups()));
        try (KafkaProducer<String, SpecificRecord> producer =
                new KafkaProducer<>(config, new StringSerializer(), serdes.<SpecificRecord>serializer())) {
            for (String group : LAYOUT.groups()) {
                for (WorkedExample.Sent sent : WorkedExample.of(group)) {
                    producer.send(new ProducerRecord<>(
                            sent.topic().name(),
                            null,
                            sent.time().toEpochMilli(),
                            sent.topic().keyOf(sent.value()).toString(),
                            sent.value()));
                }
            }
            producer.flush();
        }
    }

    private JsonNode await(Instance instance, String path, Predicate<HttpResponse<String>> condition) throws Exception {
        long deadline = System.nanoTime() + WITHIN.toNanos();
        HttpResponse<String> answer = get(instance, path);
        while (!condition.test(answer) && System.nanoTime() < deadline) {
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
            answer = get(instance, path);
        }
        assertThat(condition.test(answer))
                .as("%s in the end answers %s %s", path, answer.statusCode(), answer.body())
                .isTrue();
        return JSON.readTree(answer.body());
    }

    private JsonNode json(Instance instance, String path) throws Exception {
        HttpResponse<String> answer = get(instance, path);
        assertThat(answer.statusCode()).as(path + " " + answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    private HttpResponse<String> get(Instance instance, String path) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(uri(instance, path)).timeout(WITHIN).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static URI uri(Instance instance, String path) {
        return URI.create("http://127.0.0.1:" + instance.api().port() + path);
    }
}
