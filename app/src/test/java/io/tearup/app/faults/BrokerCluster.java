package io.tearup.app.faults;

import io.tearup.app.local.FreePort;
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
import java.util.stream.Collectors;
import kafka.tools.StorageTool;
import org.apache.kafka.common.Uuid;

/**
 * Three brokers, each a process of its own and a controller too; topics have three replicas of which two must be in sync.
 * Timeouts are the broker's own.
 */
final class BrokerCluster implements AutoCloseable {
    static final int SIZE = 3;

    private final Path directory;
    private final List<Integer> ports = new ArrayList<>();
    private final List<JvmProcess> brokers = new ArrayList<>();

    /** @param settings further ones, which win */
    BrokerCluster(Path directory, Map<String, String> settings) {
        this.directory = directory;
        List<Integer> controllers = new ArrayList<>();
        for (int i = 0; i < SIZE; i++) {
            ports.add(FreePort.next());
            controllers.add(FreePort.next());
        }
        String voters = java.util.stream.IntStream.range(0, SIZE)
                .mapToObj(i -> (i + 1) + "@127.0.0.1:" + controllers.get(i))
                .collect(Collectors.joining(","));
        String cluster = Uuid.randomUuid().toString();
        for (int i = 0; i < SIZE; i++) {
            Properties p = properties(i, controllers.get(i), voters);
            p.putAll(settings);
            format(home(i), cluster, p);
            brokers.add(start(i));
        }
    }

    /** Addresses of all. */
    String bootstrapServers() {
        return ports.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(","));
    }

    /** @param id from 1, as brokers call themselves */
    void kill(int id) {
        brokers.get(id - 1).kill();
    }

    /** Starts one again that was killed, with what it has on disk. */
    void restart(int id) {
        brokers.set(id - 1, start(id - 1));
    }

    private JvmProcess start(int i) {
        return JvmProcess.start(
                home(i).resolve("broker.log"),
                "400m",
                "kafka.Kafka",
                home(i).resolve("server.properties").toString());
    }

    private Path home(int i) {
        return directory.resolve("broker-" + (i + 1));
    }

    private Properties properties(int i, int controllerPort, String voters) {
        Properties p = new Properties();
        p.put("process.roles", "broker,controller");
        p.put("node.id", Integer.toString(i + 1));
        p.put("listeners", "PLAINTEXT://127.0.0.1:" + ports.get(i) + ",CONTROLLER://127.0.0.1:" + controllerPort);
        p.put("advertised.listeners", "PLAINTEXT://127.0.0.1:" + ports.get(i));
        p.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        p.put("controller.listener.names", "CONTROLLER");
        p.put("controller.quorum.voters", voters);
        p.put("log.dirs", home(i).resolve("data").toString());
        p.put("auto.create.topics.enable", "false");
        p.put("min.insync.replicas", "2");
        p.put("offsets.topic.replication.factor", "3");
        p.put("offsets.topic.num.partitions", "6");
        p.put("transaction.state.log.replication.factor", "3");
        p.put("transaction.state.log.min.isr", "2");
        p.put("transaction.state.log.num.partitions", "6");
        p.put("log.cleaner.dedupe.buffer.size", "8388608");
        return p;
    }

    private static void format(Path home, String cluster, Properties properties) {
        Path file = home.resolve("server.properties");
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        try {
            Files.createDirectories(home);
            try (Writer out = Files.newBufferedWriter(file)) {
                properties.store(out, null);
            }
            String[] arguments = {"format", "-t", cluster, "-c", file.toString(), "--ignore-formatted"};
            int status = StorageTool.execute(arguments, new PrintStream(said, true, StandardCharsets.UTF_8));
            if (status != 0) {
                throw new IllegalStateException(
                        "formatting " + home + " failed: " + said.toString(StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    @Override
    public void close() {
        brokers.forEach(JvmProcess::close);
    }
}
