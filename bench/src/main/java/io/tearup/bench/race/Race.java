package io.tearup.bench.race;

import io.tearup.app.Progress;
import io.tearup.app.TopicPlanner;
import io.tearup.app.local.LocalPlatform;
import io.tearup.catalogue.RecordSerdes;
import io.tearup.catalogue.RiskGroupLayout;
import io.tearup.catalogue.Topics;
import io.tearup.stream.Ingress;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Writes the input once, then lets the contestants consume all of it one after the other, in turns, each in a process of
 * its own.
 *
 * <p>Speed is taken from outside, the same way for everybody: the contestant's committed offsets are read every 20 ms; the
 * clock starts with the commit that completes the warm-up share of the input and stops with the one that completes it all.
 */
final class Race {
    private static final Duration LOOK = Duration.ofMillis(20);

    /**
     * Share of the input, in percent, that warms a contestant up. The compiler takes a core of its own for some twenty seconds,
     * which is more of the input the faster a contestant is.
     */
    private static final int WARM_UP_PERCENT = 60;

    /** One contestant's one run. */
    record Lap(Contestant contestant, double perSecond, String difference) {}

    private final RaceOptions options;
    private final PrintStream talk;

    Race(RaceOptions options, PrintStream talk) {
        this.options = options;
        this.talk = talk;
    }

    /** Runs the race; laps in the order they were run. */
    List<Lap> run(Path directory) throws IOException, InterruptedException, ExecutionException {
        try (LocalPlatform platform = LocalPlatform.start(directory);
                Admin admin =
                        Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, platform.bootstrapServers()))) {
            TopicPlanner planner = new TopicPlanner(admin, RiskGroupLayout.parse(RaceInput.GROUP), Ingress.DIRECT, 1);
            planner.apply(planner.plan());
            Book expected = new Book();
            Map<TopicPartition, Long> ends = play(platform, options.records(), options.accounts(), expected, talk);
            talk.println(String.format(Locale.ROOT, "the book to end with has %,d positions%n", expected.size()));
            List<Lap> laps = new ArrayList<>();
            for (int round = 1; round <= options.repetitions(); round++) {
                for (Contestant contestant : options.contestants()) {
                    String application = "race-" + contestant.label() + "-" + round;
                    Entry entry = new Entry(
                            platform.bootstrapServers(),
                            platform.registryUrl(),
                            application,
                            Files.createDirectories(directory.resolve(application)));
                    Lap lap = lap(admin, contestant, entry, ends, expected);
                    talk.println(String.format(
                            Locale.ROOT,
                            "round %d  %-22s %,10.0f records/s  %s",
                            round,
                            contestant.label(),
                            lap.perSecond(),
                            lap.difference().isEmpty() ? "" : "WRONG: " + lap.difference()));
                    laps.add(lap);
                }
            }
            return laps;
        }
    }

    /** Writes the input; the end of each partition. What it comes to goes into {@code expected}. */
    static Map<TopicPartition, Long> play(
            LocalPlatform platform, long records, int accounts, Book expected, PrintStream talk) {
        Map<String, Object> config = new HashMap<>();
        config.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, platform.bootstrapServers());
        config.put(ProducerConfig.LINGER_MS_CONFIG, 20);
        config.put(ProducerConfig.BATCH_SIZE_CONFIG, 128 * 1024);
        Map<TopicPartition, Long> ends = new HashMap<>();
        Topics.inputs().forEach(topic -> ends.put(new TopicPartition(topic.name(), 0), 0L));
        RecordSerdes serdes = RecordSerdes.forRegistry(platform.registryUrl());
        Progress progress = new Progress(new PrintWriter(talk, true), "writing", records);
        long[] sent = {0};
        long written;
        try (Serializer<SpecificRecord> serializer = serdes.serializer();
                KafkaProducer<String, byte[]> producer =
                        new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer())) {
            written = new RaceInput(records, accounts, (topic, record) -> {
                        java.time.Instant time = (java.time.Instant)
                                record.get(record.getSchema().getField("time").pos());
                        producer.send(new ProducerRecord<>(
                                topic.name(),
                                0,
                                time.toEpochMilli(),
                                topic.keyOf(record).toString(),
                                serializer.serialize(topic.name(), record)));
                        progress.at(Math.min(++sent[0], records));
                        ends.merge(new TopicPartition(topic.name(), 0), 1L, Long::sum);
                        for (Change change : Change.of(record)) {
                            if (change.isTrade()) {
                                expected.add(change.key(), change.lots());
                            }
                        }
                    })
                    .write();
            producer.flush();
        }
        progress.at(written, written);
        progress.done();
        return ends;
    }

    private Lap lap(Admin admin, Contestant contestant, Entry entry, Map<TopicPartition, Long> ends, Book expected)
            throws IOException, InterruptedException, ExecutionException {
        admin.createTopics(List.of(new NewTopic(entry.outputTopic(), 1, (short) 1)))
                .all()
                .get();
        double perSecond;
        String difference = "";
        try (ChildProcess child = ChildProcess.start(contestant, entry, options.javaOptions())) {
            perSecond = watch(admin, child, entry, ends);
            if (contestant.keepsBooks()) {
                Path file = entry.directory().resolve("book");
                child.writeBook(file);
                try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
                    difference = Book.readFrom(in).differenceFrom(expected);
                }
            }
        }
        forget(admin, entry);
        return new Lap(contestant, perSecond, difference);
    }

    /** Records per second after the warm-up. */
    private double watch(Admin admin, ChildProcess child, Entry entry, Map<TopicPartition, Long> ends)
            throws InterruptedException, ExecutionException, IOException {
        long total = ends.values().stream().mapToLong(Long::longValue).sum();
        long deadline = System.nanoTime() + options.patience().toNanos();
        long startedAt = 0;
        long startedWith = 0;
        Progress progress = new Progress(new PrintWriter(talk, true), entry.application(), total);
        while (true) {
            long done = committed(admin, entry.application(), ends);
            long now = System.nanoTime();
            progress.at(done);
            if (startedAt == 0 && done * 100 >= total * WARM_UP_PERCENT) {
                startedAt = now;
                startedWith = done;
            }
            if (done >= total && startedWith < total && internalsConsumed(admin, entry)) {
                progress.clear();
                return (total - startedWith) / ((now - startedAt) / 1e9);
            }
            if (now > deadline || startedWith >= total || !child.isAlive()) {
                throw new IOException(entry.application() + " consumed " + done + " of " + total + " records, then "
                        + (startedWith >= total
                                ? "was done before it was warm: give it more records"
                                : child.isAlive() ? "took too long" : "ended")
                        + "; its log: " + child.log());
            }
            LockSupport.parkNanos(LOOK.toNanos());
        }
    }

    static long committed(Admin admin, String group, Map<TopicPartition, Long> ends)
            throws InterruptedException, ExecutionException {
        long done = 0;
        for (Map.Entry<TopicPartition, OffsetAndMetadata> committed : admin.listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .get()
                .entrySet()) {
            Long end = ends.get(committed.getKey());
            if (end != null && committed.getValue() != null) {
                done += Math.min(end, committed.getValue().offset());
            }
        }
        return done;
    }

    /** Whether a contestant has also consumed the topics it moves records through; a transaction's end marker is no record. */
    private static boolean internalsConsumed(Admin admin, Entry entry) throws InterruptedException, ExecutionException {
        Map<TopicPartition, OffsetAndMetadata> committed =
                new HashMap<>(admin.listConsumerGroupOffsets(entry.application())
                        .partitionsToOffsetAndMetadata()
                        .get());
        committed.keySet().removeIf(partition -> !partition.topic().startsWith(entry.application()));
        Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
        committed.keySet().forEach(partition -> latest.put(partition, OffsetSpec.latest()));
        for (Map.Entry<TopicPartition, ListOffsetsResult.ListOffsetsResultInfo> end :
                admin.listOffsets(latest).all().get().entrySet()) {
            OffsetAndMetadata reached = committed.get(end.getKey());
            if (reached == null || reached.offset() < end.getValue().offset() - 1) {
                return false;
            }
        }
        return true;
    }

    /** Removes what a contestant wrote, so that the next finds the broker as it did. */
    private static void forget(Admin admin, Entry entry) throws InterruptedException, ExecutionException {
        List<String> own = admin.listTopics().names().get().stream()
                .filter(name -> name.startsWith(entry.application()))
                .toList();
        admin.deleteTopics(own).all().get();
    }

    /** Laps by contestant, in the order of the contestants. */
    static Map<Contestant, List<Lap>> byContestant(List<Lap> laps) {
        Map<Contestant, List<Lap>> by = new EnumMap<>(Contestant.class);
        laps.forEach(lap ->
                by.computeIfAbsent(lap.contestant(), c -> new ArrayList<>()).add(lap));
        return by;
    }
}
