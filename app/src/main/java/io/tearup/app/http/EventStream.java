package io.tearup.app.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tearup.catalogue.RecordSerdes;
import io.tearup.catalogue.Topics;
import io.tearup.ndjson.RecordJson;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Alerts and waves as server-sent events, in the order of their logs.
 *
 * <p>Every client has a consumer of its own, so a slow one holds up nobody and nothing piles up for it: what it has not read
 * stays on the topics. The id of an event is where each partition is after it, {@code topic-partition:next offset} with commas
 * between; a client that comes back with it as {@code Last-Event-ID} misses nothing and gets nothing twice. The first event,
 * {@code hello}, tells the {@link StreamEpoch} within which that holds.
 */
final class EventStream {
    private static final List<Topics.Topic> TOPICS = List.of(Topics.ALERTS, Topics.WAVES);
    static final int CLIENTS = 16;
    static final String TYPE = "text/event-stream; charset=utf-8";
    static final int LONGEST_LOOK_BACK = 20_000;
    private static final Duration POLL = Duration.ofMillis(500);

    /** Quiet time after which a comment shows that the connection lives. */
    private static final long HEARTBEAT_NANOS = Duration.ofSeconds(10).toNanos();

    /** Where a client begins. */
    static final Parameter[] PARAMETERS = {
        Parameter.header("Last-Event-ID", "goes on after this event", "adl.alerts.v1-0:12,adl.waves.v1-0:7"),
        Parameter.optional("from", "as Last-Event-ID, for who cannot send a header", "adl.alerts.v1-0:12"),
        Parameter.optional("last", "begins so many records before the end of each partition", "0.." + LONGEST_LOOK_BACK)
    };

    private final Map<String, Object> properties;
    private final RecordSerdes serdes;
    private final StreamEpoch epoch;
    private final Semaphore clients = new Semaphore(CLIENTS);
    private volatile boolean closed;

    EventStream(Map<String, Object> properties, RecordSerdes serdes) {
        this.properties = Map.copyOf(properties);
        this.serdes = serdes;
        this.epoch = new StreamEpoch(properties, TOPICS);
    }

    /**
     * Where to go on.
     *
     * @throws Problem naming the part that is no position
     */
    static Map<TopicPartition, Long> positions(String lastEventId) {
        Map<TopicPartition, Long> positions = new HashMap<>();
        if (lastEventId.isEmpty()) {
            return positions;
        }
        for (String part : lastEventId.split(",", -1)) {
            int colon = part.lastIndexOf(':');
            int dash = part.lastIndexOf('-', Math.max(colon, 0));
            try {
                String topic = part.substring(0, dash);
                if (TOPICS.stream().noneMatch(known -> known.name().equals(topic))) {
                    throw Problem.badRequest("Last-Event-ID: '" + part + "' names no topic of this stream");
                }
                int partition = Integer.parseInt(part.substring(dash + 1, colon));
                long offset = Long.parseLong(part.substring(colon + 1));
                if (partition < 0 || offset < 0) {
                    throw new NumberFormatException();
                }
                positions.put(new TopicPartition(topic, partition), offset);
            } catch (NumberFormatException | IndexOutOfBoundsException e) {
                throw Problem.badRequest(
                        "Last-Event-ID: '" + part + "' is not topic-partition:offset, as the ids of this stream are");
            }
        }
        return positions;
    }

    /**
     * How many records before its end each partition begins with, for a client that does not say where to go on.
     *
     * @throws Problem if the text is no number within bounds
     */
    static long lookBack(String text) {
        try {
            long last = Long.parseLong(text);
            if (last >= 0 && last <= LONGEST_LOOK_BACK) {
                return last;
            }
        } catch (NumberFormatException e) {
            // Told below.
        }
        throw Problem.badRequest("last: must be a whole number within 0.." + LONGEST_LOOK_BACK + ", is '" + text + "'");
    }

    /** An answer without an end to a client for which there is a place. */
    Answer open(Route.Request request) {
        // A browser cannot set the header for its first request, so the address may say it; the header is newer.
        String last = request.headers().get("last-event-id");
        Map<TopicPartition, Long> from =
                positions(last == null ? request.query().getOrDefault("from", "") : last);
        long lookBack = lookBack(request.query().getOrDefault("last", "0"));
        String now = epoch.now();
        enter();
        return Answer.endless(TYPE, out -> write(now, from, lookBack, out));
    }

    /** Takes a client's place. Throws if there is none; {@link #write} gives it back. */
    private void enter() {
        if (!clients.tryAcquire()) {
            throw Problem.unavailable(CLIENTS + " clients read the stream of this instance already");
        }
    }

    /**
     * Writes events until the client goes away or this is closed.
     *
     * @param now the epoch
     * @param from as {@link #positions} tells
     * @param lookBack partitions it does not name begin so many records before their end
     */
    private void write(String now, Map<TopicPartition, Long> from, long lookBack, OutputStream out) throws IOException {
        try (KafkaConsumer<byte[], byte[]> consumer =
                        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
                Deserializer<SpecificRecord> deserializer = serdes.deserializer(SpecificRecord.class)) {
            List<TopicPartition> partitions = DecisionLog.partitions(consumer, TOPICS);
            consumer.assign(partitions);
            Map<String, Long> next = new TreeMap<>();
            Map<TopicPartition, Long> first = consumer.beginningOffsets(partitions);
            consumer.endOffsets(partitions).forEach((partition, end) -> {
                long early = Math.max(first.getOrDefault(partition, 0L), end - lookBack);
                long begin = from.getOrDefault(partition, early);
                consumer.seek(partition, begin);
                next.put(partition.toString(), begin);
            });
            send(out, "retry: 1000\nid: " + id(next) + "\nevent: hello\ndata: {\"epoch\":\"" + now + "\"}\n\n");
            long written = System.nanoTime();
            while (!closed) {
                ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
                for (ConsumerRecord<byte[], byte[]> row : records) {
                    next.put(row.topic() + "-" + row.partition(), row.offset() + 1);
                    SpecificRecord value = deserializer.deserialize(row.topic(), row.value());
                    ObjectNode data = RecordJson.write(value);
                    send(
                            out,
                            "id: " + id(next) + "\nevent: " + value.getSchema().getName() + "\ndata: " + data + "\n\n");
                }
                if (!records.isEmpty()) {
                    written = System.nanoTime();
                } else if (System.nanoTime() - written > HEARTBEAT_NANOS) {
                    send(out, ": still here\n\n");
                    written = System.nanoTime();
                }
            }
        } finally {
            clients.release();
        }
    }

    /** Ends every client's stream at its next poll. */
    void close() {
        closed = true;
        epoch.close();
    }

    private static String id(Map<String, Long> next) {
        return next.entrySet().stream()
                .map(entry -> entry.getKey() + ":" + entry.getValue())
                .collect(Collectors.joining(","));
    }

    private static void send(OutputStream out, String event) throws IOException {
        out.write(event.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
