package io.tearup.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.tearup.app.generate.AccessRule;
import io.tearup.app.generate.MinimalAccess;
import io.tearup.app.local.GuardedBroker;
import io.tearup.app.local.LocalRegistry;
import io.tearup.app.local.WatchedAuthorizer;
import io.tearup.catalogue.RecordSerdes;
import io.tearup.catalogue.RiskGroupLayout;
import io.tearup.catalogue.Topics;
import io.tearup.schemas.v1.Settlement;
import io.tearup.stream.Ingress;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * {@code tearup run}, as a process of its own, on a broker that speaks TLS, asks for SCRAM credentials, and denies everything but the rules of {@link MinimalAccess}: it
 * defines, decides, is ended, restores on another state directory and settles. The broker notes every question it is asked:
 * nothing may have been denied, and every rule must have been needed.
 */
class MinimalAccessIT {
    private static final String USER = "tearup";
    private static final String APPLICATION = "access-it";
    private static final RiskGroupLayout LAYOUT = RiskGroupLayout.parse("usdt");
    /** Group, pool, market and rulebook of the configuration. */
    private static final int DEFINITIONS = 4;

    private static final Set<String> EVENTS = Topics.inputs().stream()
            .map(Topics.Topic::name)
            .filter(name -> !name.equals(Topics.CONTROL.name()))
            .collect(Collectors.toUnmodifiableSet());
    private static final Duration WITHIN = Duration.ofSeconds(90);

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({"DIRECT, classic", "REPARTITION, streams"})
    void shouldRunWithTheGeneratedAccessAndNeedAllOfIt(Ingress ingress, String groupProtocol) throws Exception {
        WatchedAuthorizer.forget();
        List<AccessRule> rules = MinimalAccess.of(APPLICATION, ingress);
        try (GuardedBroker broker = GuardedBroker.start(directory.resolve("broker"), USER);
                LocalRegistry registry = LocalRegistry.start(directory.resolve("registry"));
                Admin admin = Admin.create(admin(broker))) {
            TopicPlanner planner = new TopicPlanner(admin, LAYOUT, ingress, 1);
            planner.apply(planner.plan());
            admin.createAcls(MinimalAccess.bindings(rules, "User:" + USER))
                    .all()
                    .get();
            RecordSerdes serdes = RecordSerdes.forRegistry(registry.url());
            List<WorkedExample.Sent> records = WorkedExample.of("usdt").stream()
                    .filter(sent -> !sent.topic().equals(Topics.CONTROL))
                    .toList();

            Process first = run(broker, registry, ingress, groupProtocol, "first");
            try {
                // Definitions are dated when they are written, long after the example's records: they have to be in
                // first.
                awaitRead(admin, DEFINITIONS, Set.of(Topics.CONTROL.name()), first);
                for (int i = 0; i < records.size() - 1; i++) {
                    send(broker, serdes, records.get(i));
                    awaitRead(admin, i + 1, EVENTS, first);
                }
            } finally {
                end(first);
            }
            Process second = run(broker, registry, ingress, groupProtocol, "second");
            try {
                send(broker, serdes, records.get(records.size() - 1));
                assertThat(settlements(broker, serdes, 2, second))
                        .containsExactlyInAnyOrder("short 1000", "pool:fund 1000");
            } finally {
                end(second);
            }
        }
        assertThat(ofUser(WatchedAuthorizer.denied())).as("denied").isEmpty();
        assertThat(unused(rules)).as("granted and never needed").isEmpty();
    }

    private Process run(
            GuardedBroker broker, LocalRegistry registry, Ingress ingress, String groupProtocol, String state)
            throws IOException {
        Path config = directory.resolve(state + ".yaml");
        Files.writeString(config, """
                kafka:
                  bootstrap: "%s"
                  properties: {group.protocol: %s, num.standby.replicas: "0", %s}
                registry: {url: "%s"}
                applicationId: %s
                stateDir: "%s"
                ingress: %s
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
                        broker.bootstrapServers(),
                        groupProtocol,
                        broker.transport().entrySet().stream()
                                .map(entry -> entry.getKey() + ": \"" + entry.getValue() + "\"")
                                .collect(Collectors.joining(", ")),
                        registry.url(),
                        APPLICATION,
                        directory.resolve("state-" + state),
                        ingress));
        ProcessBuilder process = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                Tearup.class.getName(),
                "run",
                "--config",
                config.toString());
        // Secrets come by the environment.
        broker.secrets(USER)
                .forEach((name, value) -> process.environment()
                        .put("KAFKA_" + name.toUpperCase(Locale.ROOT).replace('.', '_'), value));
        File log = directory.resolve(state + ".log").toFile();
        return process.redirectErrorStream(true).redirectOutput(log).start();
    }

    private static void end(Process process) throws InterruptedException {
        process.destroy();
        if (!process.waitFor(WITHIN.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }

    private static Map<String, Object> admin(GuardedBroker broker) {
        Map<String, Object> properties = new HashMap<>(broker.adminLogin());
        properties.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrapServers());
        return properties;
    }

    private static void send(GuardedBroker broker, RecordSerdes serdes, WorkedExample.Sent sent) {
        Map<String, Object> properties = new HashMap<>(broker.adminLogin());
        properties.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrapServers());
        try (KafkaProducer<String, SpecificRecord> producer =
                new KafkaProducer<>(properties, new StringSerializer(), serdes.<SpecificRecord>serializer())) {
            producer.send(new ProducerRecord<>(
                    sent.topic().name(),
                    0,
                    sent.time().toEpochMilli(),
                    sent.topic().keyOf(sent.value()).toString(),
                    sent.value()));
        }
    }

    /** Until the group has committed this many of the sent records, which keeps them in order. */
    private void awaitRead(Admin admin, int sent, Set<String> topics, Process process) throws Exception {
        long deadline = System.nanoTime() + WITHIN.toNanos();
        long read = 0;
        while (read < sent) {
            assertRuns(process, deadline, "first", "read " + read + " of " + sent);
            read = admin.listConsumerGroupOffsets(APPLICATION).partitionsToOffsetAndMetadata().get().entrySet().stream()
                    .filter(entry -> topics.contains(entry.getKey().topic()))
                    .mapToLong(entry -> entry.getValue().offset())
                    .sum();
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
    }

    private List<String> settlements(GuardedBroker broker, RecordSerdes serdes, int expected, Process process)
            throws IOException {
        Map<String, Object> properties = new HashMap<>(broker.adminLogin());
        properties.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrapServers());
        properties.put(ConsumerConfig.GROUP_ID_CONFIG, "reader");
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        List<String> settlements = new ArrayList<>();
        long deadline = System.nanoTime() + WITHIN.toNanos();
        try (KafkaConsumer<String, Settlement> consumer =
                new KafkaConsumer<>(properties, new StringDeserializer(), serdes.deserializer(Settlement.class))) {
            consumer.subscribe(List.of(Topics.SETTLEMENTS.name()));
            while (settlements.size() < expected) {
                assertRuns(process, deadline, "second", "settled " + settlements);
                for (ConsumerRecord<String, Settlement> record : consumer.poll(Duration.ofMillis(200))) {
                    settlements.add(record.value().getAccount() + " "
                            + record.value().getQuantity().stripTrailingZeros().toPlainString());
                }
            }
        }
        return settlements;
    }

    private void assertRuns(Process process, long deadline, String state, String progress) throws IOException {
        if (!process.isAlive() || System.nanoTime() > deadline) {
            throw new AssertionError(progress + "; denied " + ofUser(WatchedAuthorizer.denied())
                    + "; the program said:\n" + Files.readString(directory.resolve(state + ".log")));
        }
    }

    private static Set<WatchedAuthorizer.Asked> ofUser(Set<WatchedAuthorizer.Asked> asked) {
        Set<WatchedAuthorizer.Asked> own = new HashSet<>(asked);
        own.removeIf(question -> !question.user().equals(USER));
        return own;
    }

    /**
     * Grants that no request needed. Left out: Describe where Read or Write implies it, and Write on outputs that the worked
     * example has no record for.
     */
    private static List<String> unused(List<AccessRule> rules) {
        Set<WatchedAuthorizer.Asked> allowed = ofUser(WatchedAuthorizer.allowed());
        List<String> unused = new ArrayList<>();
        for (AccessRule rule : rules) {
            for (AclOperation operation : rule.operations()) {
                boolean used = allowed.stream()
                        .anyMatch(asked -> asked.operation() == operation
                                && asked.type() == rule.resource().resourceType()
                                && (rule.resource().patternType() == PatternType.PREFIXED
                                        ? asked.name()
                                                .startsWith(rule.resource().name())
                                        : asked.name().equals(rule.resource().name())));
                boolean silentOutput = operation == AclOperation.WRITE
                        && Set.of(Topics.DLQ.name(), Topics.ORDER_LOG.name(), Topics.AUDIT.name(), Topics.RANKS.name())
                                .contains(rule.resource().name());
                if (!used && !silentOutput && operation != AclOperation.DESCRIBE) {
                    unused.add(rule.resource() + " " + operation);
                }
            }
        }
        return unused;
    }
}
