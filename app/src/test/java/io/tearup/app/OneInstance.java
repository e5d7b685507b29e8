package io.tearup.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tearup.app.config.ConfigReader;
import io.tearup.app.config.HttpSettings;
import io.tearup.app.config.TearupConfig;
import io.tearup.app.http.ApiServer;
import io.tearup.app.local.LocalPlatform;
import io.tearup.catalogue.RecordSerdes;
import io.tearup.catalogue.Topics;
import io.tearup.stream.Ingress;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/** A deployment of one risk group, {@code usdt}, on a broker and a registry of its own, with one instance that answers HTTP. */
public final class OneInstance implements AutoCloseable {
    public static final String APPLICATION = "single";

    private static final Duration WITHIN = Duration.ofSeconds(90);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final LocalPlatform platform;
    private final Path configFile;
    private final TearupConfig config;
    private final HttpClient client = HttpClient.newHttpClient();
    private @Nullable Pipeline pipeline;
    private @Nullable ApiServer api;

    private OneInstance(LocalPlatform platform, Path configFile, TearupConfig config) {
        this.platform = platform;
        this.configFile = configFile;
        this.config = config;
    }

    /** A broker, a registry and the topics; nothing runs yet. */
    public static OneInstance prepare(Path directory) throws Exception {
        LocalPlatform platform = LocalPlatform.start(directory.resolve("platform"));
        Path file = Files.writeString(directory.resolve("tearup.yaml"), """
                kafka: {bootstrap: "%s"}
                registry: {url: "%s"}
                applicationId: %s
                stateDir: "%s"
                ingress: DIRECT
                replicationFactor: 1
                http: {port: 0}
                riskGroups:
                  - id: usdt
                    settlementAsset: USDT
                    moneyScale: 2
                    startMode: LIVE
                    pools: [{id: fund, kind: ISOLATED}]
                    markets: [{id: BTC, pool: fund, lotSize: 1, tickSize: 0.5, maintenanceMarginRate: 0.005}]
                    rulebook: {name: gate}
                """.formatted(
                        platform.bootstrapServers(), platform.registryUrl(), APPLICATION, directory.resolve("state")));
        OneInstance instance = new OneInstance(platform, file, ConfigReader.read(file, Map.of()));
        try (Admin admin = instance.admin()) {
            TopicPlanner planner = new TopicPlanner(
                    admin, instance.config.layout(), Ingress.DIRECT, instance.config.replicationFactor());
            planner.apply(planner.plan());
        }
        return instance;
    }

    /** Starts deciding and answering; returns once it decides. */
    public void start(HttpSettings http) throws InterruptedException {
        start(http, Map.of());
    }

    /** As {@link #start(HttpSettings)}, with properties of Kafka Streams and its clients. */
    public void start(HttpSettings http, Map<String, String> properties) throws InterruptedException {
        assertThat(begin(http, properties).awaitRunning(WITHIN)).isTrue();
    }

    /** As {@link #start(HttpSettings, Map)}, without waiting. */
    public Pipeline begin(HttpSettings http, Map<String, String> properties) {
        Pipeline created = create(http, properties);
        created.start();
        return created;
    }

    /** Answers for a pipeline that was not started. */
    Pipeline create(HttpSettings http, Map<String, String> properties) {
        PipelineSettings local = PipelineSettings.local(
                APPLICATION,
                platform.bootstrapServers(),
                platform.registryUrl(),
                Ingress.DIRECT,
                config.layout(),
                config.stateDirectory());
        PipelineSettings settings = new PipelineSettings(
                local.applicationId(),
                local.bootstrapServers(),
                local.registryUrl(),
                local.registryProperties(),
                local.ingress(),
                local.layout(),
                local.stateDirectory(),
                local.replicationFactor(),
                local.standbys(),
                local.checkpointInterval(),
                properties);
        Pipeline created = Pipeline.create(settings);
        pipeline = created;
        api = ApiServer.start(http, created, settings);
        return created;
    }

    /** Stops both; the platform goes on. */
    public void stop() {
        if (api != null) {
            api.close();
            api = null;
        }
        if (pipeline != null) {
            pipeline.close();
            pipeline = null;
        }
    }

    public Path configFile() {
        return configFile;
    }

    public TearupConfig config() {
        return config;
    }

    /** Address of its API. */
    public String url() {
        return "http://127.0.0.1:" + Objects.requireNonNull(api, "not started").port();
    }

    public Admin admin() {
        return Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, platform.bootstrapServers()));
    }

    /** Sends the records of the worked example, up to one of them. */
    public void send(List<WorkedExample.Sent> records) {
        try (KafkaProducer<String, SpecificRecord> producer = new KafkaProducer<>(
                Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, platform.bootstrapServers()),
                new StringSerializer(),
                serdes().<SpecificRecord>serializer())) {
            for (WorkedExample.Sent sent : records) {
                producer.send(new ProducerRecord<>(
                        sent.topic().name(),
                        0,
                        sent.time().toEpochMilli(),
                        sent.topic().keyOf(sent.value()).toString(),
                        sent.value()));
            }
            producer.flush();
        }
    }

    /** Every committed record of a topic, as it stands. */
    public <T extends SpecificRecord> List<T> records(Topics.Topic topic, Class<T> type) {
        Map<String, Object> properties = Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                platform.bootstrapServers(),
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed");
        TopicPartition partition = new TopicPartition(topic.name(), 0);
        List<T> records = new ArrayList<>();
        try (KafkaConsumer<byte[], T> consumer =
                new KafkaConsumer<>(properties, new ByteArrayDeserializer(), serdes().deserializer(type))) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = Objects.requireNonNull(
                    consumer.endOffsets(List.of(partition)).get(partition));
            while (consumer.position(partition) < end) {
                for (ConsumerRecord<byte[], T> record : consumer.poll(Duration.ofMillis(100))) {
                    records.add(record.value());
                }
            }
        }
        return records;
    }

    /** As {@link #records}, once there are so many. */
    public <T extends SpecificRecord> List<T> awaitRecords(Topics.Topic topic, Class<T> type, int count) {
        long deadline = System.nanoTime() + WITHIN.toNanos();
        List<T> records = records(topic, type);
        while (records.size() < count) {
            assertThat(System.nanoTime()).as("%s has %s", topic.name(), records).isLessThan(deadline);
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
            records = records(topic, type);
        }
        return records;
    }

    public HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(uri(path)));
    }

    /** Sends a request to the API. */
    public HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.timeout(WITHIN).build(), HttpResponse.BodyHandlers.ofString());
    }

    public URI uri(String path) {
        return URI.create(url() + path);
    }

    /** Asks until the answer is as wanted. */
    public JsonNode await(String path, Predicate<JsonNode> wanted) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + WITHIN.toNanos();
        while (true) {
            HttpResponse<String> answer = get(path);
            JsonNode body = JSON.readTree(answer.body());
            if (wanted.test(body)) {
                return body;
            }
            assertThat(System.nanoTime())
                    .as("%s answers %s", path, answer.body())
                    .isLessThan(deadline);
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
    }

    private RecordSerdes serdes() {
        return RecordSerdes.forRegistry(platform.registryUrl());
    }

    @Override
    public void close() {
        stop();
        platform.close();
    }
}
