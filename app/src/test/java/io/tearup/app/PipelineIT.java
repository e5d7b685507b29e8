package io.tearup.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.tearup.app.explain.ExplainCommand;
import io.tearup.app.local.LocalPlatform;
import io.tearup.catalogue.InputRecords;
import io.tearup.catalogue.RecordSerdes;
import io.tearup.catalogue.RiskGroupLayout;
import io.tearup.catalogue.RiskPartitioner;
import io.tearup.catalogue.Topics;
import io.tearup.schemas.v1.DeadLetter;
import io.tearup.schemas.v1.Settlement;
import io.tearup.store.RiskQuery;
import io.tearup.stream.Ingress;
import io.tearup.stream.Names;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.query.QueryResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * Two risk groups on two partitions of a real broker, with a real registry: the worked example's 35 % drawdown in each, with
 * either ingress, read by a read_committed consumer.
 */
class PipelineIT {
    private static final RiskGroupLayout LAYOUT = RiskGroupLayout.parse("usdt,usdc");
    private static final String APPLICATION = "it";
    private static final Duration WITHIN = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    @Test
    void shouldSettleEachGroupOnItsOwnPartitionWithEitherIngress() throws Exception {
        List<String> direct = settle(Ingress.DIRECT);
        assertThat(direct)
                .containsExactlyInAnyOrder(
                        "0 usdt short COUNTERPARTY 1000 93 7000 0",
                        "0 usdt pool:fund INSURANCE_FUND 1000 93 -6000 0",
                        "1 usdc short COUNTERPARTY 1000 93 7000 0",
                        "1 usdc pool:fund INSURANCE_FUND 1000 93 -6000 0");
        assertThat(settle(Ingress.REPARTITION)).containsExactlyInAnyOrderElementsOf(direct);
    }

    private List<String> settle(Ingress ingress) throws Exception {
        Path place = directory.resolve(ingress.name());
        try (LocalPlatform platform = LocalPlatform.start(place);
                Admin admin =
                        Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, platform.bootstrapServers()))) {
            assertKeepsOldRecords(admin);
            RecordSerdes serdes = RecordSerdes.forRegistry(platform.registryUrl());
            if (ingress == Ingress.REPARTITION) {
                createVenuesOwnTopics(admin);
                awaitVisible(admin);
            }
            TopicPlanner planner = new TopicPlanner(admin, LAYOUT, ingress, 1);
            planner.apply(planner.plan());
            assertThat(planner.plan()).allMatch(step -> step.action() == TopicPlanner.Action.NONE);
            List<WorkedExample.Sent> records = new ArrayList<>();
            for (String group : LAYOUT.groups()) {
                records.addAll(WorkedExample.of(group));
            }
            PipelineSettings settings = PipelineSettings.local(
                    APPLICATION,
                    platform.bootstrapServers(),
                    platform.registryUrl(),
                    ingress,
                    LAYOUT,
                    place.resolve("state"));
            if (ingress == Ingress.DIRECT) {
                send(platform, serdes, ingress, records);
            }
            try (Pipeline pipeline = Pipeline.start(settings)) {
                assertThat(pipeline.awaitRunning(WITHIN)).isTrue();
                if (ingress == Ingress.REPARTITION) {
                    // Several tasks route, and what arrives first is first: a record waits until the one before it is
                    // in.
                    for (int i = 0; i < records.size(); i++) {
                        send(platform, serdes, ingress, records.subList(i, i + 1));
                        awaitConsumed(admin, i + 1);
                    }
                }
                List<String> settlements = readSettlements(platform, serdes, 4);
                assertExplained(platform, place.resolve("tearup.yaml"));
                assertAnswers(pipeline);
                return settlements;
            }
        }
    }

    /** The first sweep by age came 30 s after the start and took records dated long ago. */
    private static void assertKeepsOldRecords(Admin admin) throws Exception {
        ConfigResource broker = new ConfigResource(ConfigResource.Type.BROKER, "1");
        Config config = admin.describeConfigs(List.of(broker))
                .all()
                .get()
                .values()
                .iterator()
                .next();
        for (String delay : List.of("log.initial.task.delay.ms", "log.retention.check.interval.ms")) {
            assertThat(Long.parseLong(config.get(delay).value()))
                    .as(delay)
                    .isGreaterThan(Duration.ofDays(365).toMillis());
        }
    }

    private static void awaitConsumed(Admin admin, long records) throws Exception {
        long deadline = System.nanoTime() + WITHIN.toNanos();
        long consumed = 0;
        while (consumed < records && System.nanoTime() < deadline) {
            consumed =
                    admin
                            .listConsumerGroupOffsets(APPLICATION)
                            .partitionsToOffsetAndMetadata()
                            .get()
                            .entrySet()
                            .stream()
                            .filter(entry -> Topics.byName(entry.getKey().topic())
                                    .filter(topic -> topic.direction() == Topics.Direction.INPUT)
                                    .isPresent())
                            .mapToLong(entry -> entry.getValue().offset())
                            .sum();
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
        assertThat(consumed).as("records consumed").isEqualTo(records);
    }

    /** Until every topic is known to the broker: creating one returns a moment earlier. */
    private static void awaitVisible(Admin admin) throws Exception {
        List<String> names = Topics.inputs().stream().map(Topics.Topic::name).toList();
        long deadline = System.nanoTime() + WITHIN.toNanos();
        while (!admin.listTopics().names().get().containsAll(names) && System.nanoTime() < deadline) {
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }

    /** Three partitions and, below, keys that mean nothing to Tearup. */
    private static void createVenuesOwnTopics(Admin admin) throws Exception {
        admin.createTopics(Topics.inputs().stream()
                        .map(topic -> new NewTopic(topic.name(), 3, (short) 1)
                                .configs(Map.of(
                                        "cleanup.policy",
                                        topic.compacted() ? "compact" : "delete",
                                        "retention.ms",
                                        Long.toString(topic.retentionMillis()))))
                        .toList())
                .all()
                .get();
    }

    private static void send(
            LocalPlatform platform, RecordSerdes serdes, Ingress ingress, List<WorkedExample.Sent> records) {
        Map<String, Object> config = new HashMap<>();
        config.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, platform.bootstrapServers());
        if (ingress == Ingress.DIRECT) {
            config.put(ProducerConfig.PARTITIONER_CLASS_CONFIG, RiskPartitioner.class);
            config.put(RiskPartitioner.GROUPS_CONFIG, String.join(",", LAYOUT.groups()));
        }
        try (KafkaProducer<String, SpecificRecord> producer =
                new KafkaProducer<>(config, new StringSerializer(), serdes.<SpecificRecord>serializer())) {
            for (WorkedExample.Sent sent : records) {
                String key = sent.topic().keyOf(sent.value()).toString();
                producer.send(new ProducerRecord<>(
                        sent.topic().name(),
                        null,
                        sent.time().toEpochMilli(),
                        ingress == Ingress.DIRECT ? key : "venue-" + key.hashCode(),
                        sent.value()));
            }
            producer.flush();
        }
    }

    private static List<String> readSettlements(LocalPlatform platform, RecordSerdes serdes, int expected) {
        return read(platform, serdes.deserializer(Settlement.class), Topics.SETTLEMENTS, expected).stream()
                .map(settlement -> LAYOUT.partitionOf(settlement.getRiskGroup(), "") + " " + line(settlement))
                .toList();
    }

    /** The first committed records of a topic, each on its group's partition. */
    private static <T extends SpecificRecord> List<T> read(
            LocalPlatform platform, Deserializer<T> deserializer, Topics.Topic topic, int expected) {
        Map<String, Object> config = Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, platform.bootstrapServers(),
                ConsumerConfig.GROUP_ID_CONFIG, "reader",
                ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed",
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        List<T> values = new ArrayList<>();
        long deadline = System.nanoTime() + WITHIN.toNanos();
        try (KafkaConsumer<String, T> consumer = new KafkaConsumer<>(config, new StringDeserializer(), deserializer)) {
            consumer.subscribe(List.of(topic.name()));
            while (values.size() < expected && System.nanoTime() < deadline) {
                for (ConsumerRecord<String, T> record : consumer.poll(Duration.ofMillis(200))) {
                    assertThat(record.partition())
                            .isEqualTo(LAYOUT.partitionOf(
                                    topic.keyOf(record.value()).group(), ""));
                    values.add(record.value());
                }
            }
        }
        return values;
    }

    /** The store answers for its own partition, and says what it has read. */
    private static void assertAnswers(Pipeline pipeline) {
        Map<Integer, QueryResult<Optional<RiskQuery.AccountView>>> answers =
                pipeline.ask(new RiskQuery.OfAccount("usdc", "short"));
        assertThat(answers).containsOnlyKeys(0, 1);
        assertThat(Objects.requireNonNull(answers.get(0)).getResult()).isEmpty();
        QueryResult<Optional<RiskQuery.AccountView>> answer = Objects.requireNonNull(answers.get(1));
        RiskQuery.AccountView account = answer.getResult().orElseThrow();
        assertThat(account.positions()).as("closed by ADL").isEmpty();
        assertThat(account.wallet()).as("50,000 and 1,000 x 7").isEqualTo(5_700_000);
        assertThat(answer.getPosition().isEmpty()).isFalse();
    }

    /** They reach the task together; each is applied or refused by itself, under its own offset. */
    @Test
    void shouldApplyRecordsOfOneMillisecondOneByOne() throws Exception {
        try (LocalPlatform platform = LocalPlatform.start(directory);
                Admin admin =
                        Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, platform.bootstrapServers()))) {
            TopicPlanner planner = new TopicPlanner(admin, LAYOUT, Ingress.DIRECT, 1);
            planner.apply(planner.plan());
            RecordSerdes serdes = RecordSerdes.forRegistry(platform.registryUrl());
            List<WorkedExample.Sent> records =
                    new ArrayList<>(WorkedExample.of("usdt").subList(0, 4));
            InputRecords venue = new InputRecords("usdt", "bank");
            Instant now = Instant.parse("2026-01-05T01:00:00Z");
            int refused = 300;
            for (int i = 0; i < 700; i++) {
                BigDecimal amount = new BigDecimal(i == refused ? "0.001" : "1");
                records.add(
                        new WorkedExample.Sent(Topics.COLLATERAL, venue.deposit(now, "acct-" + i % 2, amount), now));
            }
            send(platform, serdes, Ingress.DIRECT, records);
            PipelineSettings settings = PipelineSettings.local(
                    APPLICATION,
                    platform.bootstrapServers(),
                    platform.registryUrl(),
                    Ingress.DIRECT,
                    LAYOUT,
                    directory.resolve("state"));
            try (Pipeline pipeline = Pipeline.start(settings)) {
                assertThat(pipeline.awaitRunning(WITHIN)).isTrue();
                awaitConsumed(admin, records.size());
                List<Long> wallets = new ArrayList<>();
                for (String account : List.of("acct-0", "acct-1")) {
                    QueryResult<Optional<RiskQuery.AccountView>> answer =
                            Objects.requireNonNull(pipeline.ask(new RiskQuery.OfAccount("usdt", account))
                                    .get(0));
                    wallets.add(answer.getResult().orElseThrow().wallet());
                    assertThat(answer.getPosition()
                                    .getPartitionPositions(Topics.COLLATERAL.name())
                                    .get(0))
                            .isEqualTo(699L);
                }
                assertThat(wallets).containsExactly(34_900L, 35_000L);
                assertThat(read(platform, serdes.deserializer(DeadLetter.class), Topics.DLQ, 1))
                        .extracting(DeadLetter::getSourceOffset)
                        .containsExactly((long) refused);
            }
        }
    }

    @Test
    void shouldNameTheRecordOfAChangelogThatItCannotRestore() throws Exception {
        try (LocalPlatform platform = LocalPlatform.start(directory);
                Admin admin =
                        Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, platform.bootstrapServers()))) {
            TopicPlanner planner = new TopicPlanner(admin, LAYOUT, Ingress.DIRECT, 1);
            planner.apply(planner.plan());
            RecordSerdes serdes = RecordSerdes.forRegistry(platform.registryUrl());
            send(platform, serdes, Ingress.DIRECT, WorkedExample.of("usdt"));
            PipelineSettings settings = PipelineSettings.local(
                    APPLICATION,
                    platform.bootstrapServers(),
                    platform.registryUrl(),
                    Ingress.DIRECT,
                    LAYOUT,
                    directory.resolve("state"));
            try (Pipeline pipeline = Pipeline.start(settings)) {
                assertThat(pipeline.awaitRunning(WITHIN)).isTrue();
                assertThat(readSettlements(platform, serdes, 2)).hasSize(2);
            }
            String changelog = APPLICATION + "-" + Names.RISK_STATE + "-changelog";
            byte[] fromTheFuture = {99, 1, 2, 3};
            long offset;
            try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                    Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, platform.bootstrapServers()),
                    new ByteArraySerializer(),
                    new ByteArraySerializer())) {
                byte[] key = "usdt\0Ashort\0".getBytes(StandardCharsets.UTF_8);
                offset = producer.send(new ProducerRecord<>(changelog, 0, key, fromTheFuture))
                        .get()
                        .offset();
            }
            try (Pipeline pipeline = Pipeline.start(settings)) {
                pipeline.awaitEnd();
                assertThat(pipeline.fault().orElseThrow())
                        .startsWith("store risk-state: " + changelog + "-0@" + offset
                                + " cannot be restored: value has version 99, this program reads version");
            }
        }
    }

    /** The topics explain what they carry. */
    private static void assertExplained(LocalPlatform platform, Path config) throws IOException {
        StringBuilder yaml = new StringBuilder("kafka: {bootstrap: \"" + platform.bootstrapServers() + "\"}\n"
                + "registry: {url: \"" + platform.registryUrl() + "\"}\n"
                + "ingress: DIRECT\n"
                + "riskGroups:\n");
        for (String group : LAYOUT.groups()) {
            yaml.append("  - {id: ").append(group).append(", settlementAsset: USDT, moneyScale: 2,\n");
            yaml.append("     pools: [{id: fund, kind: ISOLATED}],\n");
            yaml.append("     markets: [{id: BTC, pool: fund, lotSize: 1, tickSize: 0.5,"
                    + " maintenanceMarginRate: 0.005}],\n");
            yaml.append("     rulebook: {name: gate}}\n");
        }
        Files.writeString(config, yaml);
        StringWriter out = new StringWriter();
        CommandLine explain = new CommandLine(new ExplainCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(new PrintWriter(out));
        assertThat(explain.execute("usdc/BTC/1", "--config", config.toString())).isZero();
        assertThat(out.toString().lines())
                .contains(
                        "  alert              3 of 2026-01-05T00:00:00.011Z, ADL",
                        "price 93",
                        "  postings           6 legs, sum 0 USDT: ok")
                .doesNotContain("incomplete");
    }

    private static String line(Settlement s) {
        return String.join(
                " ",
                s.getRiskGroup(),
                s.getAccount(),
                s.getRole().name(),
                plain(s.getQuantity()),
                plain(s.getPrice()),
                plain(s.getRealisedPnl()),
                plain(s.getPositionAfter()));
    }

    private static String plain(BigDecimal value) {
        return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
    }
}
