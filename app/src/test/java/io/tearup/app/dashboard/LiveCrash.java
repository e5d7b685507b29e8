package io.tearup.app.dashboard;

import io.tearup.app.demo.CrashRecords;
import io.tearup.catalogue.RecordSerdes;
import io.tearup.catalogue.RiskPartitioner;
import io.tearup.schemas.v1.Control;
import io.tearup.schemas.v1.RulebookDefinition;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * The demo's crash as it would happen now: the records of each of its ticks are sent when their time has come, with that time in
 * them, a tick of half a minute in a fraction of a second. The window of the peaks is shortened likewise.
 */
final class LiveCrash {
    static final String GROUP = "usdt";

    private static final long SEED = 42;
    private static final Duration TICK = Duration.ofSeconds(30);

    /** The market opens before the second tick: accounts, money, positions. */
    private static final long OPENING_TICKS = 2;

    private final List<CrashRecords.Sent> records;
    private final Duration pace;
    private final int windowMinutes;

    /**
     * @param accounts trading accounts
     * @param pace time of a tick
     * @param windowMinutes of the peaks
     */
    LiveCrash(int accounts, Duration pace, int windowMinutes) {
        this.records = CrashRecords.of(GROUP, SEED, accounts);
        this.pace = pace;
        this.windowMinutes = windowMinutes;
    }

    /** Sends what comes before the first tick: dated a millisecond apart, the last now, so that they are merged in their order. */
    void open(String bootstrapServers, RecordSerdes serdes) {
        List<CrashRecords.Sent> opening =
                records.stream().filter(sent -> tickOf(sent) < OPENING_TICKS).toList();
        Instant time = Instant.now().minusMillis(opening.size());
        try (KafkaProducer<String, SpecificRecord> producer = producer(bootstrapServers, serdes)) {
            for (CrashRecords.Sent sent : opening) {
                send(producer, sent, time);
                time = time.plusMillis(1);
            }
        }
    }

    /** Sends the ticks, each at its time; returns with the last record. */
    void play(String bootstrapServers, RecordSerdes serdes) {
        try (KafkaProducer<String, SpecificRecord> producer = producer(bootstrapServers, serdes)) {
            long tick = 0;
            for (CrashRecords.Sent sent : records) {
                long its = tickOf(sent);
                if (its >= OPENING_TICKS) {
                    if (its != tick) {
                        producer.flush();
                        LockSupport.parkNanos(pace.toNanos());
                        tick = its;
                    }
                    send(producer, sent, Instant.now());
                }
            }
        }
    }

    private long tickOf(CrashRecords.Sent sent) {
        return Duration.between(records.get(0).time(), sent.time()).dividedBy(TICK);
    }

    private void send(KafkaProducer<String, SpecificRecord> producer, CrashRecords.Sent sent, Instant time) {
        SpecificRecord value = dated(sent.value(), time);
        producer.send(new ProducerRecord<>(
                sent.topic().name(),
                null,
                time.toEpochMilli(),
                sent.topic().keyOf(value).toString(),
                value));
    }

    private static KafkaProducer<String, SpecificRecord> producer(String bootstrapServers, RecordSerdes serdes) {
        Map<String, Object> config = Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ProducerConfig.PARTITIONER_CLASS_CONFIG,
                RiskPartitioner.class,
                RiskPartitioner.GROUPS_CONFIG,
                GROUP);
        return new KafkaProducer<>(config, new StringSerializer(), serdes.<SpecificRecord>serializer());
    }

    private SpecificRecord dated(SpecificRecord value, Instant time) {
        // Drawn a moment ago and nobody else's.
        value.put(value.getSchema().getField("time").pos(), time);
        if (value instanceof Control control) {
            RulebookDefinition rulebook = control.getRulebook();
            if (rulebook != null) {
                rulebook.put(rulebook.getSchema().getField("windowMinutes").pos(), windowMinutes);
            }
        }
        return value;
    }
}
