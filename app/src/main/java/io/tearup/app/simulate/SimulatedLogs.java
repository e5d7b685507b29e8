package io.tearup.app.simulate;

import io.tearup.app.exact.RunRecord;
import io.tearup.catalogue.Topics;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.apache.kafka.streams.KeyValue;
import org.jspecify.annotations.Nullable;

/** What is durable: the topics of one partition, the changelog, and how far the input was taken. */
final class SimulatedLogs {
    static final int PARTITION = 0;

    /**
     * How far a topic was taken.
     *
     * @param index of the next record in the topic's list
     * @param time the latest time seen in the topic, milliseconds, negative = none
     */
    record Progress(int index, long time) {
        static final Progress NONE = new Progress(0, -1);
    }

    private final Map<String, List<RunRecord>> inputs = new LinkedHashMap<>();
    private final Map<String, List<RunRecord>> outputs = new HashMap<>();
    private final Map<String, Long> nextOffset = new HashMap<>();
    private final Map<String, Progress> progress = new HashMap<>();
    private final List<Work.Taken> taken = new ArrayList<>();
    private List<KeyValue<byte[], byte @Nullable []>> changelog = new ArrayList<>();

    SimulatedLogs() {
        Topics.inputs().forEach(topic -> inputs.put(topic.name(), new ArrayList<>()));
        Topics.outputs().forEach(topic -> outputs.put(topic.name(), new ArrayList<>()));
    }

    /**
     * Appends an input.
     *
     * @param gap offsets before it that hold no record, as the ends of a producer's transactions do not
     */
    void send(Input input, int gap) {
        long offset = nextOffset.getOrDefault(input.topic().name(), 0L) + gap;
        input(input.topic().name())
                .add(new RunRecord(
                        input.topic().name(),
                        PARTITION,
                        offset,
                        input.timestamp(),
                        false,
                        input.key(),
                        input.value(),
                        List.of()));
        nextOffset.put(input.topic().name(), offset + 1);
    }

    /** Records of an input topic. */
    List<RunRecord> input(String topic) {
        return of(inputs, topic);
    }

    /** Committed records of an output topic. */
    List<RunRecord> output(Topics.Topic topic) {
        return of(outputs, topic.name());
    }

    private static List<RunRecord> of(Map<String, List<RunRecord>> topics, String topic) {
        List<RunRecord> records = topics.get(topic);
        if (records == null) {
            throw new IllegalArgumentException("the simulation has no topic " + topic);
        }
        return records;
    }

    Progress progress(String topic) {
        return progress.getOrDefault(topic, Progress.NONE);
    }

    /** Records in the order in which they were taken for good. */
    List<Work.Taken> taken() {
        return Collections.unmodifiableList(taken);
    }

    List<KeyValue<byte[], byte @Nullable []>> changelog() {
        return Collections.unmodifiableList(changelog);
    }

    void append(List<Work.Taken> records) {
        taken.addAll(records);
    }

    /** Appends records to the output topics; the end of the transaction takes an offset of each. */
    void write(List<Work.Written> records) {
        Set<String> touched = new TreeSet<>();
        for (Work.Written record : records) {
            String topic = record.topic().name();
            long offset = nextOffset.getOrDefault(topic, 0L);
            output(record.topic())
                    .add(new RunRecord(
                            topic,
                            PARTITION,
                            offset,
                            record.timestamp(),
                            false,
                            record.key(),
                            record.value(),
                            List.of()));
            nextOffset.put(topic, offset + 1);
            touched.add(topic);
        }
        touched.forEach(topic -> nextOffset.merge(topic, 1L, Long::sum));
    }

    void log(List<KeyValue<byte[], byte @Nullable []>> rows) {
        changelog.addAll(rows);
    }

    void move(Map<String, Progress> reached) {
        progress.putAll(reached);
    }

    /** Cleans the changelog up to some record, as a broker does: the last row of each key stays, removals may go. */
    void compact(SplittableRandom random) {
        int end = random.nextInt(changelog.size() + 1);
        boolean forgetRemovals = random.nextBoolean();
        Map<ByteBuffer, Integer> last = new HashMap<>();
        for (int i = 0; i < end; i++) {
            last.put(ByteBuffer.wrap(changelog.get(i).key), i);
        }
        List<KeyValue<byte[], byte @Nullable []>> cleaned = new ArrayList<>();
        for (int i = 0; i < changelog.size(); i++) {
            KeyValue<byte[], byte @Nullable []> row = changelog.get(i);
            boolean superseded = i < end && !Integer.valueOf(i).equals(last.get(ByteBuffer.wrap(row.key)));
            if (!superseded && !(i < end && row.value == null && forgetRemovals)) {
                cleaned.add(row);
            }
        }
        changelog = cleaned;
    }
}
