package io.tearup.app.http;

import io.tearup.app.http.WaveFigures.DecisionLatency;
import io.tearup.app.records.ClusterSource;
import io.tearup.catalogue.RecordSerdes;
import io.tearup.catalogue.Topics;
import io.tearup.schemas.v1.Alert;
import io.tearup.schemas.v1.AuditEntry;
import io.tearup.schemas.v1.AuditKind;
import io.tearup.schemas.v1.DeadLetter;
import io.tearup.schemas.v1.Wave;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was decided lately, whichever instance decided it: the last alert of each market, the last waves, and what waves came to
 * since this began to look. Read from the topics as any committed reader would, on a thread of its own that nothing waits for.
 */
final class DecisionLog implements AutoCloseable {
    /** Waves kept, opened and closed records counted one by one. */
    static final int WAVES = 500;

    private static final Logger LOG = LoggerFactory.getLogger(DecisionLog.class);

    /** Records of each partition read again after a start: enough for the last alert of every market that moves. */
    private static final long LOOK_BACK = 20_000;

    private static final Duration POLL = Duration.ofMillis(500);

    static final List<Topics.Topic> READ =
            List.of(Topics.ALERTS, Topics.WAVES, Topics.ASSIGNMENTS, Topics.SETTLEMENTS, Topics.DLQ, Topics.AUDIT);

    /** Read from their end: only what comes is counted. */
    private static final Set<Topics.Topic> READ_FROM_NOW =
            Set.of(Topics.ASSIGNMENTS, Topics.SETTLEMENTS, Topics.DLQ, Topics.AUDIT);

    /**
     * What was kept at one moment.
     *
     * @param alerts last alert of every market, by group and market
     * @param waves records of the last waves, newest first
     * @param next offset after the last record of each partition that is in it
     */
    record Snapshot(List<Alert> alerts, List<Wave> waves, Map<TopicPartition, Long> next) {
        Snapshot {
            alerts = List.copyOf(alerts);
            waves = List.copyOf(waves);
            next = Map.copyOf(next);
        }
    }

    private record Row(SpecificRecord value, long appendedAt, boolean fresh) {}

    private final Map<String, Object> properties;
    private final RecordSerdes serdes;
    private final Map<TopicPartition, Long> next = new HashMap<>();
    private final Map<String, Alert> alerts = new TreeMap<>();
    private final Deque<Wave> waves = new ArrayDeque<>();
    private final Map<String, ClusterSource.Window> appended = new HashMap<>();
    private final Map<String, Long> deadLetters = new TreeMap<>();
    private final Map<String, Long> brokenInvariants = new TreeMap<>();
    private final List<DecisionLatency> latencies = new ArrayList<>();
    private final WaveFigures figures = new WaveFigures();
    private final Thread thread = new Thread(this::read, "decision-log");
    private volatile boolean closed;

    private DecisionLog(Map<String, Object> properties, RecordSerdes serdes) {
        this.properties = properties;
        this.serdes = serdes;
    }

    /** Starts reading. */
    static DecisionLog start(Map<String, Object> properties, RecordSerdes serdes) {
        DecisionLog log = new DecisionLog(properties, serdes);
        log.thread.setDaemon(true);
        log.thread.start();
        return log;
    }

    /** Consumer settings of everything that reads what was decided. */
    static Map<String, Object> consumer(String bootstrapServers, Map<String, String> kafkaProperties) {
        Map<String, Object> properties = new HashMap<>();
        kafkaProperties.forEach((name, value) -> {
            if (ConsumerConfig.configNames().contains(name)) {
                properties.put(name, value);
            }
        });
        properties.remove(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG);
        properties.remove(ConsumerConfig.GROUP_PROTOCOL_CONFIG);
        properties.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        return properties;
    }

    /** Partitions of some topics. */
    static List<TopicPartition> partitions(KafkaConsumer<?, ?> consumer, List<Topics.Topic> topics) {
        return topics.stream()
                .flatMap(topic -> consumer.partitionsFor(topic.name()).stream())
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
    }

    /** The alerts and the waves, with where they were read to. */
    synchronized Snapshot snapshot() {
        List<Wave> newest = new ArrayList<>(waves);
        Collections.reverse(newest);
        return new Snapshot(List.copyOf(alerts.values()), newest, next);
    }

    /** Dead letters by group, since this began to look. */
    synchronized Map<String, Long> deadLetters() {
        return Map.copyOf(deadLetters);
    }

    /** Checks of the books that failed, by group, since this began to look. */
    synchronized Map<String, Long> brokenInvariants() {
        return Map.copyOf(brokenInvariants);
    }

    /** Latencies of the waves since the last call. */
    synchronized List<DecisionLatency> drainLatencies() {
        List<DecisionLatency> drained = List.copyOf(latencies);
        latencies.clear();
        return drained;
    }

    /** Latencies of the settlements since the last call. */
    synchronized List<DecisionLatency> drainSettlements() {
        return figures.drainSettlements();
    }

    /** What the waves of a market came to since this began to look. */
    synchronized WaveFigures.Market figures(String group, String market) {
        return figures.of(group, market);
    }

    private void read() {
        while (!closed) {
            try (KafkaConsumer<byte[], byte[]> consumer =
                            new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
                    Deserializer<SpecificRecord> deserializer = serdes.deserializer(SpecificRecord.class)) {
                List<TopicPartition> partitions = partitions(consumer, READ);
                consumer.assign(partitions);
                Map<TopicPartition, Long> first = consumer.beginningOffsets(partitions);
                Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
                ends.forEach((partition, end) -> {
                    boolean fromNow = READ_FROM_NOW.stream()
                            .anyMatch(topic -> topic.name().equals(partition.topic()));
                    long from = fromNow ? end : Math.max(first.getOrDefault(partition, 0L), end - LOOK_BACK);
                    consumer.seek(partition, from);
                });
                while (!closed) {
                    List<Row> rows = new ArrayList<>();
                    for (ConsumerRecord<byte[], byte[]> row : consumer.poll(POLL)) {
                        long end = ends.getOrDefault(new TopicPartition(row.topic(), row.partition()), 0L);
                        rows.add(new Row(
                                deserializer.deserialize(row.topic(), row.value()),
                                row.timestamp(),
                                row.offset() >= end));
                    }
                    Map<TopicPartition, Long> reached = new HashMap<>();
                    partitions.forEach(partition -> reached.put(partition, consumer.position(partition)));
                    keep(rows, reached);
                }
            } catch (WakeupException e) {
                return;
            } catch (KafkaException e) {
                LOG.warn("what was decided cannot be read and is tried again: {}", e.toString());
                pause();
            }
        }
    }

    private synchronized void pause() {
        try {
            if (!closed) {
                wait(1_000);
            }
        } catch (InterruptedException e) {
            closed = true;
        }
    }

    /** When the records of a wave that is kept were appended to their log, first and last. */
    synchronized Optional<ClusterSource.Window> appended(String waveId) {
        return Optional.ofNullable(appended.get(waveId));
    }

    /** Rows and how far they go are seen together. */
    private synchronized void keep(List<Row> rows, Map<TopicPartition, Long> reached) {
        rows.forEach(row -> keep(row.value(), row.appendedAt(), row.fresh()));
        next.putAll(reached);
    }

    /**
     * @param at when it was appended, milliseconds
     * @param fresh whether it was written since this began to look
     */
    private void keep(SpecificRecord row, long at, boolean fresh) {
        Instant now = Instant.now();
        if (fresh) {
            figures.count(row, now);
        }
        if (row instanceof DeadLetter letter) {
            deadLetters.merge(String.valueOf(letter.getRiskGroup()), 1L, Long::sum);
        } else if (row instanceof AuditEntry entry) {
            if (entry.getKind() == AuditKind.INVARIANT_BROKEN) {
                brokenInvariants.merge(entry.getRiskGroup(), 1L, Long::sum);
            }
        } else if (row instanceof Alert alert) {
            alerts.put(alert.getRiskGroup() + "|" + alert.getMarket(), alert);
        } else if (row instanceof Wave wave) {
            waves.addLast(wave);
            ClusterSource.Window here = new ClusterSource.Window(Instant.ofEpochMilli(at), Instant.ofEpochMilli(at));
            appended.merge(
                    wave.getWaveId(), here, (known, last) -> new ClusterSource.Window(known.from(), last.until()));
            if (fresh && latencies.size() < LOOK_BACK) {
                latencies.add(DecisionLatency.of(wave, now));
            }
            if (waves.size() > WAVES) {
                String dropped = waves.removeFirst().getWaveId();
                if (waves.stream().noneMatch(kept -> kept.getWaveId().equals(dropped))) {
                    appended.remove(dropped);
                }
            }
        }
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        try {
            thread.join(2 * POLL.toMillis() + 1_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
