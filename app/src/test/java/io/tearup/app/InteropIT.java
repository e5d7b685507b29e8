package io.tearup.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.tearup.app.local.LocalPlatform;
import io.tearup.catalogue.Decimals;
import io.tearup.catalogue.RecordSerdes;
import io.tearup.catalogue.RiskGroupLayout;
import io.tearup.catalogue.RiskPartitioner;
import io.tearup.catalogue.Topics;
import io.tearup.schemas.v1.Role;
import io.tearup.schemas.v1.Settlement;
import io.tearup.schemas.v1.SettlementStatus;
import io.tearup.stream.Ingress;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Clients that are not ours read what Tearup settles: kafkajs with Confluent's JavaScript registry client. A record of an
 * aborted transaction on the same topic must not be seen.
 */
class InteropIT {
    private static final RiskGroupLayout LAYOUT = RiskGroupLayout.parse("usdt");

    @TempDir
    private Path directory;

    @Test
    void shouldBeReadByKafkaJsAndConfluentsRegistryClient() throws Exception {
        NodeScript.assumeInstalled();
        try (LocalPlatform platform = LocalPlatform.start(directory);
                Admin admin =
                        Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, platform.bootstrapServers()))) {
            RecordSerdes serdes = RecordSerdes.forRegistry(platform.registryUrl());
            TopicPlanner planner = new TopicPlanner(admin, LAYOUT, Ingress.DIRECT, 1);
            planner.apply(planner.plan());
            abortASettlement(platform, serdes);
            send(platform, serdes);
            PipelineSettings settings = PipelineSettings.local(
                    "interop",
                    platform.bootstrapServers(),
                    platform.registryUrl(),
                    Ingress.DIRECT,
                    LAYOUT,
                    directory.resolve("state"));
            try (Pipeline pipeline = Pipeline.start(settings)) {
                assertThat(pipeline.awaitRunning(Duration.ofSeconds(60))).isTrue();
                assertThat(readWithNode(platform))
                        .containsExactly(
                                "{\"partition\":0,\"key\":\"usdt|short\",\"role\":\"COUNTERPARTY\",\"status\":\"POSTED\","
                                        + "\"quantity\":\"1000\",\"price\":\"93\",\"realisedPnl\":\"7000\"}",
                                "{\"partition\":0,\"key\":\"usdt|pool:fund\",\"role\":\"INSURANCE_FUND\","
                                        + "\"status\":\"POSTED\",\"quantity\":\"1000\",\"price\":\"93\","
                                        + "\"realisedPnl\":\"-6000\"}");
            }
        }
    }

    private static void send(LocalPlatform platform, RecordSerdes serdes) {
        Map<String, Object> config = Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                platform.bootstrapServers(),
                ProducerConfig.PARTITIONER_CLASS_CONFIG,
                RiskPartitioner.class,
                RiskPartitioner.GROUPS_CONFIG,
                "usdt");
        try (KafkaProducer<String, SpecificRecord> producer =
                new KafkaProducer<>(config, new StringSerializer(), serdes.<SpecificRecord>serializer())) {
            for (WorkedExample.Sent sent : WorkedExample.of("usdt")) {
                String key = sent.topic().keyOf(sent.value()).toString();
                producer.send(new ProducerRecord<>(
                        sent.topic().name(), null, sent.time().toEpochMilli(), key, sent.value()));
            }
        }
    }

    private static void abortASettlement(LocalPlatform platform, RecordSerdes serdes) {
        Map<String, Object> config = Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                platform.bootstrapServers(),
                ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                "aborts");
        BigDecimal one = Decimals.of("1");
        Settlement never = Settlement.newBuilder()
                .setRiskGroup("usdt")
                .setAccount("never")
                .setSettlementId("never")
                .setAssignmentId("never")
                .setWaveId("never")
                .setMarket("BTC")
                .setRole(Role.COUNTERPARTY)
                .setStatus(SettlementStatus.POSTED)
                .setQuantity(one)
                .setPrice(one)
                .setRealisedPnl(one)
                .setFee(one)
                .setPositionAfter(one)
                .setEquityAfter(one)
                .setTime(Instant.EPOCH)
                .build();
        try (KafkaProducer<String, SpecificRecord> producer =
                new KafkaProducer<>(config, new StringSerializer(), serdes.<SpecificRecord>serializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>(Topics.SETTLEMENTS.name(), 0, "usdt|never", never));
            producer.flush();
            producer.abortTransaction();
        }
    }

    private List<String> readWithNode(LocalPlatform platform) throws Exception {
        NodeScript.Result result = NodeScript.run(
                "settlements.mjs", List.of(platform.bootstrapServers(), platform.registryUrl(), "2"), directory);
        assertThat(result.status()).as("%s", result.err()).isZero();
        return result.out();
    }
}
