package io.tearup.app.local;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;

/**
 * One real Kafka node in this JVM: broker and controller on free loopback ports, its log in a given directory.
 *
 * <p>Topics are never created by use, and records are never deleted for their age: the demo's times lie in the past.
 */
public final class LocalBroker implements AutoCloseable {
    private static final int ATTEMPTS = 3;

    /** Milliseconds that never pass. */
    private static final String NEVER = Long.toString(Long.MAX_VALUE >> 1);

    private final KafkaRaftServer server;
    private final String bootstrapServers;

    private LocalBroker(KafkaRaftServer server, String bootstrapServers) {
        this.server = server;
        this.bootstrapServers = bootstrapServers;
    }

    /**
     * Formats the directory and starts the node.
     *
     * @throws KafkaException if it does not start, for example because its ports were taken three times in a row
     */
    public static LocalBroker start(Path directory) {
        return start(directory, Map.of(), List.of());
    }

    /**
     * Starts a node with further settings, which win.
     *
     * @param format further arguments for formatting the directory, such as {@code --add-scram}
     */
    static LocalBroker start(Path directory, Map<String, String> settings, List<String> format) {
        KafkaException last = null;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            try {
                return startOnce(directory.resolve("attempt-" + attempt), settings, format);
            } catch (KafkaException e) {
                last = e;
            }
        }
        throw new KafkaException("no local broker after " + ATTEMPTS + " attempts", last);
    }

    private static LocalBroker startOnce(Path directory, Map<String, String> settings, List<String> format) {
        int brokerPort = FreePort.next();
        int controllerPort = FreePort.next();
        Properties properties = properties(directory, brokerPort, controllerPort);
        properties.putAll(settings);
        format(directory, properties, format);
        KafkaRaftServer server = new KafkaRaftServer(KafkaConfig.fromProps(properties), Time.SYSTEM);
        try {
            server.startup();
        } catch (RuntimeException e) {
            server.shutdown();
            throw e instanceof KafkaException ? (KafkaException) e : new KafkaException(e);
        }
        return new LocalBroker(server, "127.0.0.1:" + brokerPort);
    }

    /** Address for clients. */
    public String bootstrapServers() {
        return bootstrapServers;
    }

    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
    }

    private static Properties properties(Path directory, int brokerPort, int controllerPort) {
        Properties p = new Properties();
        p.put("process.roles", "broker,controller");
        p.put("node.id", "1");
        p.put("listeners", "PLAINTEXT://127.0.0.1:" + brokerPort + ",CONTROLLER://127.0.0.1:" + controllerPort);
        p.put("advertised.listeners", "PLAINTEXT://127.0.0.1:" + brokerPort);
        p.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        p.put("controller.listener.names", "CONTROLLER");
        p.put("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
        p.put("log.dirs", directory.resolve("data").toString());
        p.put("auto.create.topics.enable", "false");
        p.put("offsets.topic.replication.factor", "1");
        p.put("offsets.topic.num.partitions", "1");
        p.put("transaction.state.log.replication.factor", "1");
        p.put("transaction.state.log.min.isr", "1");
        p.put("transaction.state.log.num.partitions", "1");
        p.put("share.coordinator.state.topic.replication.factor", "1");
        p.put("share.coordinator.state.topic.min.isr", "1");
        p.put("group.initial.rebalance.delay.ms", "0");
        p.put("log.retention.ms", "-1");
        // A demo's records are dated long ago: what sweeps by age must not delete them, nor forget their producers.
        p.put("log.retention.check.interval.ms", NEVER);
        p.put("log.initial.task.delay.ms", NEVER);
        p.put("producer.id.expiration.check.interval.ms", Integer.toString(Integer.MAX_VALUE));
        p.put("log.cleaner.dedupe.buffer.size", "8388608");
        p.put("num.network.threads", "2");
        p.put("num.io.threads", "4");
        return p;
    }

    private static void format(Path directory, Properties properties, List<String> more) {
        Path file = directory.resolve("server.properties");
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        try {
            Files.createDirectories(directory);
            try (Writer out = Files.newBufferedWriter(file)) {
                properties.store(out, null);
            }
            List<String> arguments = new ArrayList<>(
                    List.of("format", "-t", Uuid.randomUuid().toString(), "-c", file.toString(), "--ignore-formatted"));
            arguments.addAll(more);
            int status = StorageTool.execute(
                    arguments.toArray(String[]::new), new PrintStream(said, true, StandardCharsets.UTF_8));
            if (status != 0) {
                throw new KafkaException(
                        "formatting " + directory + " failed: " + said.toString(StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }
}
