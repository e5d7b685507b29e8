package io.tearup.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonMetaSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.ValidationMessage;
import com.networknt.schema.oas.OpenApi30;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import io.tearup.app.client.RankCommand;
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
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
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
                assertAnswersAsItsDocumentSays(first);
                try (Instance second = start(platform, "second")) {
                    assertMovesAndAnswersEverywhere(first, second);
                    List<JsonNode> before = positions(second);
                    first.close();
                    // Until the second has taken over it answers from its copy, and says so.
                    assertThat(positions(second)).isEqualTo(before);
                    await(second, "/readyz", answer -> answer.statusCode() == 200);
                    assertThat(positions(second)).isEqualTo(before);
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
        assertThat(reflected(alerts).keySet())
                .contains("adl.alerts.v1-0")
                .isSubsetOf("adl.alerts.v1-0", "adl.alerts.v1-1");
        assertThat(json(instance, "/v1/groups/usdt").at("/pools/0/triggers")).isEqualTo(JSON.readTree("""
                [{"market": "BTC", "trigger": "multi-pool", "criterion": "MULTI_POOL", "armed": false, "warning": false,
                  "value": null, "threshold": null, "stop": null, "headroom": "14000", "alert": 4},
                 {"market": "BTC", "trigger": "pool-equity", "criterion": "POOL_EQUITY", "armed": false, "warning": false,
                  "value": null, "threshold": null, "stop": null, "headroom": "14000", "alert": 4},
                 {"market": "BTC", "trigger": "drawdown", "criterion": "DRAWDOWN", "armed": true, "warning": true,
                  "value": "0.3", "threshold": "0.3", "stop": "0.25", "headroom": "0", "alert": 4}]
                """));
        assertThat(alerts.at("/alerts/0/sequence").intValue()).isEqualTo(4);
        JsonNode wave = json(instance, "/v1/wave?id=usdt/BTC/1");
        assertThat(wave.at("/records")).hasSize(2);
        assertThat(reflected(wave).get("adl.waves.v1-0"))
                .as("the second record, or the marker of their transaction")
                .isIn(1L, 2L);
        assertThat(reflected(json(instance, "/v1/waves?limit=1")).get("adl.waves.v1-0"))
                .isIn(1L, 2L);
        JsonNode told = json(instance, "/v1/explain?id=usdt/BTC/1");
        assertThat(told.at("/steps/0/alert/drawdown").textValue()).isEqualTo("0.35");
        assertThat(told.at("/steps/0/assignments")).hasSize(1);
        assertThat(told.at("/steps/0/assignments/0/account").textValue()).isEqualTo("short");
        assertThat(told.at("/settlements")).hasSize(2);
        assertThat(told.at("/postings/balanced").booleanValue()).isTrue();
        assertThat(reflected(told).keySet())
                .contains("adl.alerts.v1-0", "adl.waves.v1-0", "adl.assignments.v1-0", "adl.settlements.v1-0");
        await(
                instance,
                "/v1/groups/usdt/accounts/keeper",
                answer -> answer.body().contains("\"light\":1"));
        CommandRun rank = CommandRun.of(
                new RankCommand(),
                "usdt",
                "keeper",
                "BTC",
                "--url",
                "http://127.0.0.1:" + instance.api().port(),
                "-o",
                "csv");
        assertThat(rank)
                .isEqualTo(new CommandRun(
                        0,
                        List.of(
                                "account,market,rank,candidates,light,quantity,quantityAhead,quantityQueued",
                                "keeper,BTC,2,2,1,10,30,40"),
                        List.of()));
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

    /** What an answer says it reflects. */
    private static Map<String, Long> reflected(JsonNode answer) {
        Map<String, Long> offsets = new TreeMap<>();
        answer.at("/reflects/offsets")
                .properties()
                .forEach(entry -> offsets.put(entry.getKey(), entry.getValue().longValue()));
        return offsets;
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
        for (String target : List.of(
                "/",
                "/v1/groups/nobody",
                "/v1/groups/usdt/accounts/nobody",
                "/v1/groups/usdt/accounts/short/markets/BTC",
                "/v1/groups/usdt/accounts/short/markets/DOGE",
                "/v1/wave?id=nothing",
                "/v1/explain?id=nothing",
                "/v1/streams",
                "/console/",
                "/v1/groups/usdt/accounts/..%2F..",
                "/v1/groups//accounts/short",
                "/v1/groups/usdt/accounts/%2e%2e/markets/BTC")) {
            assertThat(refused(instance, "GET " + target + " HTTP/1.1", "").status())
                    .as(target)
                    .isEqualTo(404);
        }
        for (String target : List.of(
                "/v1/waves?limit=many",
                "/v1/wave",
                "/v1/explain",
                "/v1/stream?last=many",
                "/v1/stream?from=nowhere",
                "/v1/groups/usdt/accounts/keeper/markets/BTC/whatif?addMargin=-1",
                "/v1/groups/usdt/accounts/keeper/markets/BTC/whatif?reduce=1e9",
                "/v1/groups/usdt/accounts/keeper/markets/BTC/whatif?rulebook=nobody",
                "/v1/waves?limit=%FF%FE",
                "/v1/waves?limit=%ZZ",
                "/v1/groups/<script>",
                "/v1/groups/usdt/accounts/%00%0a",
                "/v1/" + "x".repeat(3_000))) {
            assertThat(refused(instance, "GET " + target + " HTTP/1.1", "").status())
                    .as(target)
                    .isEqualTo(400);
        }
        assertThat(refused(instance, "GET /v1/alerts?group=nobody HTTP/1.1", ""))
                .isEqualTo(new Refused(404, "Not found", "there is no risk group nobody; known are [usdt, usdc]"));
        assertThat(refused(instance, "GET /v1/groups/nobody HTTP/1.1", ""))
                .isEqualTo(new Refused(404, "Not found", "there is no risk group nobody; known are [usdt, usdc]"));
        assertThat(refused(instance, "GET /v1/waves?limt=5 HTTP/1.1", ""))
                .isEqualTo(new Refused(400, "Bad request", "'limt' is no parameter here; known are [limit]"));
        assertThat(refused(instance, "GET /v1/waves?limit=5&limit=6 HTTP/1.1", ""))
                .isEqualTo(new Refused(400, "Bad request", "limit: is there more than once"));
        assertThat(refused(instance, "GET /v1/wave HTTP/1.1", ""))
                .isEqualTo(new Refused(400, "Bad request", "id: is missing; /v1/wave?id=usdt/BTC-PERP/1"));
        assertThat(refused(instance, "POST /v1/groups HTTP/1.1", "Content-Length: 0\r\n"))
                .isEqualTo(new Refused(405, "Method not allowed", "only GET is answered here"));
        assertRefusesWhatIsNoHttp(instance);
        assertRefusesNonsenseForEveryParameter(instance);
    }

    /** Not even an address that is none, or a line that is no request, is answered by anything but a problem. */
    private static void assertRefusesWhatIsNoHttp(Instance instance) throws Exception {
        Refused unreadable = new Refused(
                400, "Bad request", "this is no HTTP request: its first line, its address or a header cannot be read");
        for (String line : List.of("GET /v1/groups/%ZZ HTTP/1.1", "nonsense", "GET", "G\u0001T / HTTP/1.1")) {
            assertThat(refused(instance, line, "")).as(line).isEqualTo(unreadable);
        }
        assertThat(refused(instance, "GET / HTTP/9.9", ""))
                .isEqualTo(new Refused(505, "HTTP Version Not Supported", "this is no request that can be answered"));
        assertThat(refused(instance, "GET / HTTP/1.1", "no header\r\n")).isEqualTo(unreadable);
        assertThat(refused(instance, "GET / HTTP/1.1", "X: " + "x".repeat(9_000) + "\r\n"))
                .isEqualTo(
                        new Refused(431, "Request too long", "the address and the headers are longer than 8192 bytes"));
    }

    /** Whatever the API's document names is asked with what cannot be right. */
    private void assertRefusesNonsenseForEveryParameter(Instance instance) throws Exception {
        JsonNode paths = json(instance, "/openapi.json").path("paths");
        Set<String> asked = new TreeSet<>();
        for (Map.Entry<String, JsonNode> path : paths.properties()) {
            if (!path.getValue().has("get")) {
                continue;
            }
            String known = path.getKey().replace("{group}", "usdt").replaceAll("\\{[a-z]+}", "nobody");
            asked.add(known + "?nonsense=1");
            for (JsonNode parameter : path.getValue().at("/get/parameters")) {
                String name = parameter.path("name").textValue();
                switch (parameter.path("in").textValue()) {
                    case "path" ->
                        asked.add(path.getKey()
                                .replace("{" + name + "}", "nonsense")
                                .replaceAll("\\{[a-z]+}", "usdt"));
                    case "query" -> asked.add(known + "?" + name + "=nonsense");
                    default -> {
                        String header = name + ": nonsense\r\n";
                        assertThat(refused(instance, "GET " + known + " HTTP/1.1", header)
                                        .status())
                                .isEqualTo(400);
                    }
                }
            }
        }
        assertThat(asked).hasSize(33);
        for (String target : asked) {
            assertThat(refused(instance, "GET " + target + " HTTP/1.1", "").status())
                    .as(target)
                    .isIn(400, 404);
        }
    }

    /** A problem document, and that it is one. */
    private record Refused(int status, String title, String detail) {}

    private static Refused refused(Instance instance, String requestLine, String headers) throws IOException {
        String raw = raw(instance, requestLine, headers);
        int end = raw.indexOf("\r\n\r\n");
        assertThat(raw).as(requestLine).startsWith("HTTP/1.1 ").doesNotContain("Exception", "at io.tearup");
        assertThat(end).as(requestLine + " " + raw).isPositive();
        assertThat(raw.substring(0, end)).as(requestLine).contains("Content-Type: application/problem+json");
        JsonNode problem = JSON.readTree(raw.substring(end));
        assertThat(problem.properties())
                .as(requestLine)
                .extracting(Map.Entry::getKey)
                .containsExactly("type", "title", "status", "detail");
        assertThat(problem.path("type").textValue()).isEqualTo("about:blank");
        assertThat(problem.path("status").intValue()).isEqualTo(Integer.parseInt(raw.substring(9, 12)));
        return new Refused(
                problem.path("status").intValue(),
                problem.path("title").textValue(),
                problem.path("detail").textValue());
    }

    /** Every question the document has is answered as the document says. */
    private void assertAnswersAsItsDocumentSays(Instance instance) throws Exception {
        JsonNode document = json(instance, "/openapi.json");
        SwaggerParseResult read = new OpenAPIV3Parser().readContents(document.toString());
        assertThat(read.getMessages()).isEmpty();
        assertThat(read.getOpenAPI().getPaths()).hasSize(21);
        JsonMetaSchema dialect = OpenApi30.getInstance();
        JsonSchemaFactory schemas = JsonSchemaFactory.builder()
                .defaultMetaSchemaIri(dialect.getIri())
                .metaSchema(dialect)
                .build();
        Map<String, String> questions = new TreeMap<>();
        for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
            if (path.getValue().has("get")) {
                questions.put(path.getKey(), path.getKey());
            }
        }
        questions.remove("/v1/stream");
        questions.remove("/metrics");
        questions.replaceAll((path, target) ->
                target.replace("{group}", "usdt").replace("{account}", "keeper").replace("{market}", "BTC"));
        questions.computeIfPresent("/v1/wave", (path, target) -> target + "?id=usdt/BTC/1");
        questions.computeIfPresent("/v1/explain", (path, target) -> target + "?id=usdt/BTC/1");
        assertThat(questions).hasSize(13);
        for (Map.Entry<String, String> question : questions.entrySet()) {
            HttpResponse<String> answer = get(instance, question.getValue());
            // The marks are old, so it may say that it is not ready, in the same shape.
            assertThat(answer.statusCode()).as(question.getValue()).isIn(200, 503);
            JsonNode schema = document.path("paths")
                    .path(question.getKey())
                    .path("get")
                    .path("responses")
                    .path(String.valueOf(answer.statusCode()))
                    .path("content")
                    .path("application/json")
                    .path("schema");
            assertThat(faults(schemas, document, schema, answer.body()))
                    .as(question.getValue())
                    .isEmpty();
        }
        JsonNode problem =
                document.at("/paths/~1v1~1wave/get/responses/default/content/application~1problem+json/schema");
        assertThat(faults(schemas, document, problem, get(instance, "/v1/wave").body()))
                .isEmpty();
        assertThat(faults(schemas, document, problem, "{\"type\": \"about:blank\"}"))
                .as("the document is not one that everything is valid by")
                .hasSize(3);
    }

    private static Set<ValidationMessage> faults(
            JsonSchemaFactory schemas, JsonNode document, JsonNode schema, String answer) throws IOException {
        ObjectNode whole = JSON.createObjectNode();
        whole.putArray("allOf").add(schema);
        whole.set("components", document.path("components"));
        return schemas.getSchema(whole).validate(JSON.readTree(answer));
    }

    /** What a client library would not send. */
    private static String raw(Instance instance, String requestLine, String headers) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", instance.api().port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write((requestLine + "\r\nHost: localhost\r\n" + headers + "Connection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private void assertMovesAndAnswersEverywhere(Instance first, Instance second) throws Exception {
        // One task each in the end, and a copy of the other's.
        await(second, "/v1/groups/usdt", answer -> answer.statusCode() == 200);
        await(second, "/v1/groups/usdc", answer -> answer.statusCode() == 200);
        await(first, "/v1/groups/usdc", answer -> answer.statusCode() == 200);
        List<JsonNode> positions = positions(first);
        assertThat(positions(second)).isEqualTo(positions);
        for (int i = 0; i < positions.size(); i += 2) {
            String group = LAYOUT.groups().get(i / 2);
            assertThat(positions.get(i)).isEqualTo(JSON.readTree("""
                    {"riskGroup": "%s", "account": "keeper", "owner": "", "wallet": "50000", "crossEquity": "50020",
                     "crossNotional": "920",
                     "positions": [{"market": "BTC", "lotSize": "1", "side": "LONG", "quantity": "10", "entryValue": "900",
                                    "mark": "92", "marginMode": "CROSS", "isolatedMargin": "0", "reserved": "0", "light": 1}]}
                    """.formatted(group)));
            // Whoever stakes more of what he has stands before it.
            assertThat(positions.get(i + 1)).isEqualTo(JSON.readTree("""
                    {"riskGroup": "%s", "account": "keeper", "market": "BTC", "rank": 2, "candidates": 2, "light": 1,
                     "quantity": "10", "quantityAhead": "30", "quantityQueued": "40"}
                    """.formatted(group)));
        }
    }

    /** An account that keeps its position and the position's place in line, in both groups, without what the answers reflect. */
    private List<JsonNode> positions(Instance instance) throws Exception {
        List<JsonNode> answers = new ArrayList<>();
        for (String group : LAYOUT.groups()) {
            String account = "/v1/groups/" + group + "/accounts/keeper";
            for (String path : List.of(account, account + "/markets/BTC")) {
                JsonNode answer = await(instance, path, found -> found.statusCode() == 200);
                ((ObjectNode) answer).remove("reflects");
                answers.add(answer);
            }
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
                for (WorkedExample.Sent sent : WorkedExample.andPositionsThatStay(group)) {
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
