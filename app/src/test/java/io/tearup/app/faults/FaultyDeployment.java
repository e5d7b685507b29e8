package io.tearup.app.faults;

import io.tearup.app.CommandRun;
import io.tearup.app.Tearup;
import io.tearup.app.TopicPlanner;
import io.tearup.app.exact.ExportCommand;
import io.tearup.app.exact.VerifyCommand;
import io.tearup.app.local.FreePort;
import io.tearup.app.local.LocalRegistry;
import io.tearup.catalogue.RiskGroupLayout;
import io.tearup.catalogue.Topics;
import io.tearup.stream.Ingress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.TopicPartition;

/** Three brokers, a registry, and instances of {@code tearup run}: all processes of their own. */
final class FaultyDeployment implements AutoCloseable {
    static final String APPLICATION = "faulty";
    static final RiskGroupLayout LAYOUT = RiskGroupLayout.parse("usdt,usdc");

    private static final Duration WITHIN = Duration.ofMinutes(3);
    private static final Duration LOOK = Duration.ofMillis(50);

    private final Path directory;
    private final BrokerCluster brokers;
    private final LocalRegistry registry;
    private final Admin admin;
    private final Map<String, JvmProcess> instances = new TreeMap<>();
    private final Map<String, Path> stateDirectories = new HashMap<>();
    private final Map<String, Integer> ports = new HashMap<>();
    private final HttpClient client = HttpClient.newHttpClient();

    FaultyDeployment(Path directory, Map<String, String> brokerSettings) {
        this.directory = directory;
        this.brokers = new BrokerCluster(directory, brokerSettings);
        this.registry = LocalRegistry.start(directory.resolve("registry"));
        this.admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, brokers.bootstrapServers()));
        await("three brokers", () -> admin.describeCluster().nodes().get().size() == BrokerCluster.SIZE);
        TopicPlanner planner = new TopicPlanner(admin, LAYOUT, Ingress.DIRECT, BrokerCluster.SIZE);
        call(() -> {
            planner.apply(planner.plan());
            return true;
        });
        awaitReplicas();
    }

    BrokerCluster brokers() {
        return brokers;
    }

    Admin admin() {
        return admin;
    }

    String bootstrapServers() {
        return brokers.bootstrapServers();
    }

    String registryUrl() {
        return registry.url();
    }

    /** Starts an instance, with whatever is in its state directory; returns before it runs. */
    JvmProcess start(String name) {
        return start(name, directory.resolve(name).resolve("state"));
    }

    JvmProcess start(String name, Path stateDirectory) {
        stateDirectories.put(name, stateDirectory);
        JvmProcess process = JvmProcess.start(
                directory.resolve(name).resolve("tearup.log"),
                "300m",
                Tearup.class.getName(),
                "run",
                "--config",
                config(name, stateDirectory).toString());
        instances.put(name, process);
        return process;
    }

    /** A path below a file: nothing can be written there, as on a disk that is full. */
    Path unwritableDirectory() {
        Path file = directory.resolve("full");
        try {
            return Files.writeString(file, "no directory").resolve("state");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Deletes all but the last record of each partition of a topic. */
    void deleteUnread(Topics.Topic topic) {
        call(() -> {
            Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
            for (int partition = 0; partition < LAYOUT.partitions(); partition++) {
                latest.put(new TopicPartition(topic.name(), partition), OffsetSpec.latest());
            }
            Map<TopicPartition, RecordsToDelete> deleted = new HashMap<>();
            admin.listOffsets(latest)
                    .all()
                    .get()
                    .forEach(
                            (partition, end) -> deleted.put(partition, RecordsToDelete.beforeOffset(end.offset() - 1)));
            return admin.deleteRecords(deleted).all().get();
        });
    }

    JvmProcess instance(String name) {
        return Objects.requireNonNull(instances.get(name), name);
    }

    /** What an instance answers to a question about the state. */
    HttpResponse<String> ask(String name, String path) {
        return call(() -> client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + ports.get(name) + path))
                        .timeout(WITHIN)
                        .build(),
                HttpResponse.BodyHandlers.ofString()));
    }

    /** Removes what an instance that is not running has in its state directory; the state itself is in memory. */
    void wipe(String name) {
        Path stateDirectory = Objects.requireNonNull(stateDirectories.get(name), name);
        if (!Files.exists(stateDirectory)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(stateDirectory)) {
            for (Path path : paths.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Names of running instances. */
    List<String> running() {
        return instances.entrySet().stream()
                .filter(entry -> entry.getValue().isAlive())
                .map(Map.Entry::getKey)
                .toList();
    }

    /** The instance that decides for a partition. */
    String owner(int partition) {
        TopicPartition fills = new TopicPartition(Topics.FILLS.name(), partition);
        List<String> owners = new ArrayList<>();
        await("an owner of partition " + partition, () -> {
            owners.clear();
            group().members().stream()
                    .filter(member -> member.assignment().topicPartitions().contains(fills))
                    .map(member -> nameOf(member.clientId()))
                    .forEach(owners::add);
            return owners.size() == 1;
        });
        return owners.get(0);
    }

    /** The part before Streams' own. */
    private static String nameOf(String clientId) {
        return clientId.substring(0, clientId.indexOf('-'));
    }

    /** Waits until the group is what runs: these instances, each with its tasks. */
    void awaitMembers(String... names) {
        List<String> expected = Stream.of(names).sorted().toList();
        await("members " + expected, () -> {
            ConsumerGroupDescription group = group();
            return group.groupState() == GroupState.STABLE
                    && group.members().stream()
                            .map(member -> nameOf(member.clientId()))
                            .distinct()
                            .sorted()
                            .toList()
                            .equals(expected);
        });
    }

    private ConsumerGroupDescription group() throws ExecutionException, InterruptedException {
        return Objects.requireNonNull(admin.describeConsumerGroups(List.of(APPLICATION))
                        .describedGroups()
                        .get(APPLICATION))
                .get();
    }

    /** Waits until every replica of every partition is in sync. */
    void awaitReplicas() {
        await("replicas in sync", () -> {
            var names = admin.listTopics(new org.apache.kafka.clients.admin.ListTopicsOptions().listInternal(true))
                    .names()
                    .get();
            for (TopicDescription topic :
                    admin.describeTopics(names).allTopicNames().get().values()) {
                if (topic.partitions().stream()
                        .anyMatch(partition ->
                                partition.isr().size() < partition.replicas().size())) {
                    return false;
                }
            }
            return true;
        });
    }

    /** Broker that leads a partition. */
    int leader(String topic, int partition) {
        return call(() -> Objects.requireNonNull(admin.describeTopics(List.of(topic))
                        .allTopicNames()
                        .get()
                        .get(topic))
                .partitions()
                .get(partition)
                .leader()
                .id());
    }

    /** Records of input on the brokers. */
    long inputs() {
        return call(() -> {
            Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
            for (Topics.Topic topic : Topics.inputs()) {
                for (int partition = 0; partition < LAYOUT.partitions(); partition++) {
                    latest.put(new TopicPartition(topic.name(), partition), OffsetSpec.latest());
                }
            }
            return admin.listOffsets(latest).all().get().values().stream()
                    .mapToLong(end -> end.offset())
                    .sum();
        });
    }

    /** Waits until all of the input is committed. */
    void awaitConsumed() {
        await("all input to be consumed", () -> {
            Map<TopicPartition, OffsetAndMetadata> committed = admin.listConsumerGroupOffsets(APPLICATION)
                    .partitionsToOffsetAndMetadata()
                    .get();
            long consumed = committed.entrySet().stream()
                    .filter(entry -> Topics.byName(entry.getKey().topic())
                            .filter(topic -> topic.direction() == Topics.Direction.INPUT)
                            .isPresent())
                    .mapToLong(entry -> entry.getValue().offset())
                    .sum();
            return consumed == inputs();
        });
    }

    /** What {@code tearup verify} says of all that was done. */
    CommandRun verify() {
        return CommandRun.of(
                new VerifyCommand(),
                "--config",
                config("verify", directory.resolve("unused")).toString());
    }

    /** Writes all that was done to a directory. */
    void export(Path to) {
        CommandRun.of(
                new ExportCommand(),
                "--config",
                config("verify", directory.resolve("unused")).toString(),
                "--out",
                to.toString());
    }

    private Path config(String name, Path stateDirectory) {
        String groups = LAYOUT.groups().stream()
                .map(group -> "  - id: " + group + "\n"
                        + "    settlementAsset: USDT\n"
                        + "    moneyScale: 2\n"
                        + "    startMode: LIVE\n"
                        + "    pools: [{id: fund, kind: ISOLATED}]\n"
                        + "    markets: [{id: " + SteadyVenue.MARKET
                        + ", pool: fund, lotSize: 1, tickSize: 0.5, maintenanceMarginRate: 0.005}]\n"
                        + "    rulebook: {name: gate, stepLimit: 4}\n")
                .collect(Collectors.joining());
        int port = ports.computeIfAbsent(name, unknown -> FreePort.next());
        try {
            Path file = Files.createDirectories(directory.resolve(name)).resolve("tearup.yaml");
            return Files.writeString(
                    file,
                    "kafka: {bootstrap: \"" + bootstrapServers() + "\", properties: {client.id: " + name + "}}\n"
                            + "registry: {url: \"" + registryUrl() + "\"}\n"
                            + "applicationId: " + APPLICATION + "\n"
                            + "stateDir: \"" + stateDirectory + "\"\n"
                            + "ingress: DIRECT\n"
                            + "http: {port: " + port + ", advertised: \"127.0.0.1:" + port
                            + "\", marksWithinSeconds: 0}\n"
                            + "replicationFactor: " + BrokerCluster.SIZE + "\n"
                            + "riskGroups:\n" + groups);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static <T> T call(Callable<T> action) {
        try {
            return action.call();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Waits; what fails meanwhile because a broker is away counts as not yet. */
    static void await(String what, Callable<Boolean> condition) {
        long deadline = System.nanoTime() + WITHIN.toNanos();
        Exception last = null;
        while (true) {
            try {
                if (condition.call()) {
                    return;
                }
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            } catch (Exception e) {
                last = e;
            }
            if (System.nanoTime() > deadline) {
                throw new AssertionError("waited in vain for " + what, last);
            }
            LockSupport.parkNanos(LOOK.toNanos());
        }
    }

    @Override
    public void close() {
        instances.values().forEach(JvmProcess::close);
        admin.close();
        registry.close();
        brokers.close();
    }
}
