package io.tearup.app.venue;

import static org.assertj.core.api.Assertions.assertThat;

import io.tearup.app.TopicPlanner;
import io.tearup.app.local.LocalPlatform;
import io.tearup.catalogue.Decimals;
import io.tearup.catalogue.RecordSerdes;
import io.tearup.catalogue.RiskGroupLayout;
import io.tearup.catalogue.Topics;
import io.tearup.schemas.v1.Alert;
import io.tearup.schemas.v1.AlertState;
import io.tearup.stream.Ingress;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** A deployment's alerts on a real broker, while they are written. */
class FollowIT {
    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir
    private Path directory;

    @Test
    void shouldPrintWhatIsThereAndWhatComesLater() throws Exception {
        try (LocalPlatform platform = LocalPlatform.start(directory);
                Admin admin =
                        Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, platform.bootstrapServers()));
                KafkaProducer<String, SpecificRecord> producer = new KafkaProducer<>(
                        Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, platform.bootstrapServers()),
                        new StringSerializer(),
                        RecordSerdes.forRegistry(platform.registryUrl()).<SpecificRecord>serializer())) {
            TopicPlanner planner = new TopicPlanner(admin, RiskGroupLayout.parse("usdt"), Ingress.DIRECT, 1);
            planner.apply(planner.plan());
            send(producer, 1);
            StringWriter out = new StringWriter();
            CommandLine command = new CommandLine(new AlertsCommand())
                    .setCaseInsensitiveEnumValuesAllowed(true)
                    .setOut(new PrintWriter(out, true))
                    .setErr(new PrintWriter(new StringWriter()));
            Thread follower = new Thread(
                    () -> command.execute("--config", config(platform).toString(), "--format", "bybit", "--follow"),
                    "follower");
            follower.start();
            try {
                assertThat(awaitLines(out, 1).get(0)).contains("\"coin\":\"USDC\"", "\"balance\":\"1\"");
                send(producer, 2);
                assertThat(awaitLines(out, 2).get(1)).contains("\"balance\":\"2\"");
            } finally {
                follower.interrupt();
                follower.join(SOON.toMillis());
            }
            assertThat(follower.isAlive()).isFalse();
        }
    }

    private static List<String> awaitLines(StringWriter out, int count) {
        long deadline = System.nanoTime() + SOON.toNanos();
        while (out.toString().lines().count() < count) {
            assertThat(System.nanoTime())
                    .as("%d lines, there are: %s", count, out)
                    .isLessThan(deadline);
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
        return out.toString().lines().toList();
    }

    private Path config(LocalPlatform platform) {
        try {
            return Files.writeString(directory.resolve("tearup.yaml"), """
                    kafka:
                      bootstrap: %s
                    registry:
                      url: %s
                    ingress: DIRECT
                    replicationFactor: 1
                    riskGroups:
                      - id: usdt
                        settlementAsset: USDC
                        moneyScale: 2
                        rulebook:
                          name: gate
                        pools:
                          - id: fund
                            kind: ISOLATED
                        markets:
                          - id: BTC
                            pool: fund
                            lotSize: 1
                            tickSize: 0.5
                            maintenanceMarginRate: 0.005
                    """.formatted(
                            platform.bootstrapServers(), platform.registryUrl()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void send(KafkaProducer<String, SpecificRecord> producer, int balance) {
        Alert alert = Alert.newBuilder()
                .setRiskGroup("usdt")
                .setPool("fund")
                .setMarket("BTC")
                .setSequence(balance)
                .setState(AlertState.NORMAL)
                .setBalance(Decimals.of(balance, 0))
                .setBalancePeak(Decimals.of("2"))
                .setMarketPnl(Decimals.of("0"))
                .setMarketPnlPeak(Decimals.of("0"))
                .setTriggerRatio(Decimals.of("0.3"))
                .setStopRatio(Decimals.of("0.25"))
                .setWarningShare(Decimals.of("0.8"))
                .setMinBalance(Decimals.of("0"))
                .setWindowMillis(1)
                .setHeadroom(Decimals.of("1"))
                .setPoolEquity(Decimals.of("1"))
                .setInventory(Decimals.of("0"))
                .setTime(Instant.EPOCH)
                .build();
        producer.send(new ProducerRecord<>(Topics.ALERTS.name(), 0, "usdt|fund", alert));
        producer.flush();
    }
}
