package io.tearup.app.dlq;

import static org.assertj.core.api.Assertions.assertThat;

import io.tearup.app.CommandRun;
import io.tearup.app.Pipeline;
import io.tearup.app.PipelineSettings;
import io.tearup.app.TopicPlanner;
import io.tearup.app.WorkedExample;
import io.tearup.app.local.LocalPlatform;
import io.tearup.catalogue.InputRecords;
import io.tearup.catalogue.RecordSerdes;
import io.tearup.catalogue.RiskGroupLayout;
import io.tearup.catalogue.Topics;
import io.tearup.engine.model.GroupMode;
import io.tearup.schemas.v1.Collateral;
import io.tearup.schemas.v1.MarginMode;
import io.tearup.store.RiskQuery;
import io.tearup.stream.Ingress;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records that a running pipeline refused are found, written again and applied once; then the group decides again. */
class DlqCommandIT {
    private static final RiskGroupLayout LAYOUT = RiskGroupLayout.parse("usdt");
    private static final String APPLICATION = "repaired";
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Instant NOW = Instant.parse("2026-01-05T01:00:00Z");

    @TempDir
    private Path directory;

    @Test
    void shouldRepairAGroupThatFroze() throws Exception {
        try (LocalPlatform platform = LocalPlatform.start(directory.resolve("platform"));
                Admin admin =
                        Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, platform.bootstrapServers()));
                KafkaProducer<String, SpecificRecord> producer = new KafkaProducer<>(
                        Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, platform.bootstrapServers()),
                        new StringSerializer(),
                        RecordSerdes.forRegistry(platform.registryUrl()).<SpecificRecord>serializer())) {
            TopicPlanner planner = new TopicPlanner(admin, LAYOUT, Ingress.DIRECT, 1);
            planner.apply(planner.plan());
            String config = config(platform);
            for (WorkedExample.Sent sent : WorkedExample.of("usdt").subList(0, 4)) {
                send(producer, sent.topic(), sent.value(), sent.time());
            }
            InputRecords venue = new InputRecords("usdt", "bank");
            // Margin moves of a position that is not there are refused; the position comes later.
            Collateral early = venue.isolatedMargin(NOW, "ann", "BTC", new BigDecimal("5"));
            Collateral later = venue.deposit(NOW.plusMillis(1), "ann", new BigDecimal("20"));
            send(producer, Topics.COLLATERAL, early, NOW);
            send(producer, Topics.COLLATERAL, later, NOW.plusMillis(1));
            try (Pipeline pipeline = Pipeline.start(PipelineSettings.local(
                    APPLICATION,
                    platform.bootstrapServers(),
                    platform.registryUrl(),
                    Ingress.DIRECT,
                    LAYOUT,
                    directory.resolve("state")))) {
                assertThat(pipeline.awaitRunning(SOON)).isTrue();
                awaitWallet(pipeline, 2_000);
                String place = Topics.COLLATERAL.name() + "/0/" + refused(config);

                assertThat(CommandRun.of(new DlqCommand(), "show", place, "--config", config)
                                .out())
                        .anySatisfy(line -> assertThat(line).contains("\"frozeDecisions\" : true"))
                        .anySatisfy(line -> assertThat(line).contains(early.getCollateralId()));
                CommandRun dry = CommandRun.of(new DlqCommand(), "replay", place, "--config", config, "--dry-run");
                assertThat(dry.faults()).isEmpty();
                assertThat(dry.out())
                        .singleElement()
                        .asString()
                        .contains("would be written again", "\"sequence\":null");
                CommandRun again = CommandRun.of(new DlqCommand(), "replay", place, "--config", config);
                assertThat(again.status()).isEqualTo(3);
                assertThat(again.faults()).singleElement().asString().contains("was refused again");

                send(
                        producer,
                        Topics.COLLATERAL,
                        venue.marginMode(NOW.plusMillis(2), "ann", "BTC", MarginMode.ISOLATED),
                        NOW.plusMillis(2));
                CommandRun repaired = CommandRun.of(new DlqCommand(), "replay", place, "--config", config);
                assertThat(repaired.faults()).isEmpty();
                assertThat(repaired.out()).singleElement().asString().endsWith(", applied");
                awaitWallet(pipeline, 1_500);
                CommandRun twice = CommandRun.of(new DlqCommand(), "replay", place, "--config", config);
                assertThat(twice.status()).isZero();
                awaitWallet(pipeline, 1_500);

                assertThat(frozen(pipeline)).isTrue();
                CommandRun resumed = CommandRun.of(
                        new DlqCommand(), "resume", "usdt", "--config", config, "--who", "ann", "--reason", "mended");
                assertThat(resumed.status()).isZero();
                until(() -> !frozen(pipeline));
            }
        }
    }

    @Test
    void shouldNameAPlaceThatIsNone() {
        assertThat(CommandRun.of(new DlqCommand(), "show", "risk.fills.v1-7", "--from", directory.toString())
                        .faults())
                .singleElement()
                .asString()
                .isEqualTo("'risk.fills.v1-7' names no dead letter; it is topic/partition/offset, as 'tearup dlq ls'"
                        + " prints");
    }

    /** Offset of the one record that was refused. The state shows a record before its dead letter is committed. */
    private static String refused(String config) {
        until(() ->
                CommandRun.of(new DlqCommand(), "ls", "--config", config).out().size() > 1);
        CommandRun list = CommandRun.of(new DlqCommand(), "ls", "--config", config);
        assertThat(list.out()).hasSize(2);
        String line = list.out().get(1);
        assertThat(line).contains("NOT_ELIGIBLE", " yes ", "has no isolated position in BTC");
        return line.replaceAll(".*collateral\\.v1/0/(\\d+).*", "$1");
    }

    private static boolean frozen(Pipeline pipeline) {
        return Objects.requireNonNull(
                                pipeline.ask(new RiskQuery.OfGroup("usdt")).get(0))
                        .getResult()
                        .orElseThrow()
                        .mode()
                == GroupMode.FROZEN;
    }

    private static void awaitWallet(Pipeline pipeline, long wallet) {
        until(() -> Objects.requireNonNull(
                        pipeline.ask(new RiskQuery.OfAccount("usdt", "ann")).get(0))
                .getResult()
                .filter(account -> account.wallet() == wallet)
                .isPresent());
    }

    private static void until(BooleanSupplier holds) {
        long deadline = System.nanoTime() + SOON.toNanos();
        while (!holds.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }

    private static void send(
            KafkaProducer<String, SpecificRecord> producer, Topics.Topic topic, SpecificRecord record, Instant time)
            throws Exception {
        producer.send(new ProducerRecord<>(
                        topic.name(),
                        0,
                        time.toEpochMilli(),
                        topic.keyOf(record).toString(),
                        record))
                .get();
    }

    private String config(LocalPlatform platform) throws IOException {
        return Files.writeString(directory.resolve("tearup.yaml"), """
                        kafka: {bootstrap: "%s"}
                        registry: {url: "%s"}
                        applicationId: %s
                        ingress: DIRECT
                        riskGroups:
                          - id: usdt
                            settlementAsset: USDT
                            moneyScale: 2
                            pools: [{id: fund, kind: ISOLATED}]
                            markets: [{id: BTC, pool: fund, lotSize: 1, tickSize: 0.5, maintenanceMarginRate: 0.005}]
                            rulebook: {name: gate}
                        """.formatted(
                                platform.bootstrapServers(), platform.registryUrl(), APPLICATION))
                .toString();
    }
}
