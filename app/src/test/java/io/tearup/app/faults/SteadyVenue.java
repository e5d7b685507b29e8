package io.tearup.app.faults;

import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import io.tearup.catalogue.InputRecords;
import io.tearup.catalogue.RecordSerdes;
import io.tearup.catalogue.RiskGroupLayout;
import io.tearup.catalogue.Topics;
import io.tearup.schemas.v1.Fill;
import io.tearup.schemas.v1.OrderSide;
import io.tearup.schemas.v1.PositionSide;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * A venue where somebody is liquidated ten times a second in each group, whose funds cannot pay: every liquidation is a wave.
 *
 * <p>One cycle: a trader goes long above the mark against ten others; the trader of two seconds ago, which the pipeline has
 * long seen, is taken over at a price that is worse for the fund than the mark. Now and then a record is sent twice.
 */
final class SteadyVenue implements AutoCloseable {
    static final String MARKET = "BTC";
    static final int COUNTERPARTIES = 10;

    private static final Duration CYCLE = Duration.ofMillis(100);
    private static final int CYCLES_TO_TAKEOVER = 20;
    private static final BigDecimal LOTS = new BigDecimal("10");

    private final List<Desk> desks = new ArrayList<>();
    private final RiskGroupLayout layout;
    private final Serializer<SpecificRecord> serializer;
    private final KafkaProducer<String, byte[]> producer;
    private final AtomicLong sent = new AtomicLong();

    /** Held for a cycle of trade, and by whoever wants none. */
    private final ReentrantLock turn = new ReentrantLock();

    private final Thread thread = new Thread(this::run, "venue");
    private final String registryUrl;

    /** Schema that fills are written with, 0 = the program's own. */
    private volatile int fillSchema;

    private volatile boolean open = true;
    private volatile boolean trading = true;
    private volatile @Nullable Throwable failure;

    /** One group's side of the venue. */
    private static final class Desk {
        private final InputRecords records;
        private final String group;
        private final Deque<String> toBeTakenOver = new ArrayDeque<>();
        private long cycle;

        private Desk(String group) {
            this.group = group;
            this.records = new InputRecords(group, "venue");
        }
    }

    SteadyVenue(String bootstrapServers, String registryUrl, RiskGroupLayout layout) {
        this.layout = layout;
        this.registryUrl = registryUrl;
        this.serializer = RecordSerdes.forRegistry(registryUrl).serializer();
        Map<String, Object> properties = new HashMap<>();
        properties.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 300_000);
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 300_000L);
        this.producer = new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer());
        layout.groups().forEach(group -> desks.add(new Desk(group)));
    }

    /** Brings money in, and begins to trade. */
    void start() {
        Instant now = Instant.now();
        for (Desk desk : desks) {
            send(Topics.INSURANCE, desk.group, desk.records.contribution(now, "fund", new BigDecimal("1000"), null), 1);
            send(Topics.MARK_PRICES, desk.group, desk.records.mark(now, MARKET, new BigDecimal("95")), 1);
            for (int i = 0; i < COUNTERPARTIES; i++) {
                send(
                        Topics.COLLATERAL,
                        desk.group,
                        desk.records.deposit(now, "short-" + i, new BigDecimal("1000000000")),
                        1);
            }
        }
        producer.flush();
        thread.start();
    }

    /** Records sent so far, repeated ones twice. */
    long sent() {
        return sent.get();
    }

    /** Does something while nobody trades; what was sent before is on the brokers. */
    <T> T whileNobodyTrades(Callable<T> action) throws Exception {
        turn.lock();
        try {
            producer.flush();
            return action.call();
        } finally {
            turn.unlock();
        }
    }

    /** Stops to trade; what was sent is on the brokers when this returns. */
    void rest() {
        trading = false;
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        producer.flush();
        Throwable why = failure;
        if (why != null) {
            throw new IllegalStateException("the venue failed", why);
        }
    }

    /**
     * From now on fills are written with a newer schema than the pipeline was built with: one more field at its end, null. Who
     * does not know the field reads past it.
     */
    void evolve() {
        Schema known = Fill.getClassSchema();
        List<Schema.Field> fields = new ArrayList<>(known.getFields().stream()
                .map(field -> new Schema.Field(field, field.schema()))
                .toList());
        fields.add(new Schema.Field(
                "venueNote",
                Schema.createUnion(Schema.create(Schema.Type.NULL), Schema.create(Schema.Type.STRING)),
                "What the venue has to say of it.",
                Schema.Field.NULL_DEFAULT_VALUE));
        Schema newer = Schema.createRecord(known.getName(), known.getDoc(), known.getNamespace(), false, fields);
        try (SchemaRegistryClient registry = new CachedSchemaRegistryClient(registryUrl, 10)) {
            fillSchema = registry.register(Topics.FILLS.name() + "-value", new AvroSchema(newer));
        } catch (IOException | RestClientException e) {
            throw new IllegalStateException("the newer schema is not registered", e);
        }
    }

    /** Sends bytes of any kind to a group's partition. */
    void sendBytes(Topics.Topic topic, String group, byte[] value) {
        put(topic, group, group, value, Instant.now());
        producer.flush();
    }

    /** Sends a record out of turn. */
    void send(Topics.Topic topic, SpecificRecord record) {
        send(topic, topic.keyOf(record).group(), record, 1);
        producer.flush();
    }

    private void run() {
        try {
            long next = System.nanoTime();
            while (trading) {
                turn.lock();
                try {
                    desks.forEach(this::cycle);
                } finally {
                    turn.unlock();
                }
                next += CYCLE.toNanos();
                long pause = next - System.nanoTime();
                if (pause > 0) {
                    LockSupport.parkNanos(pause);
                } else {
                    // The brokers were away: what was not sent then is not made up for at once.
                    next = System.nanoTime();
                }
            }
        } catch (RuntimeException e) {
            failure = e;
        }
    }

    private void cycle(Desk desk) {
        Instant now = Instant.now();
        long cycle = desk.cycle++;
        int times = cycle % 7 == 0 ? 2 : 1;
        String trader = "long-" + cycle % 500;
        send(Topics.COLLATERAL, desk.group, desk.records.deposit(now, trader, new BigDecimal("1000")), times);
        for (int i = 0; i < COUNTERPARTIES; i++) {
            String trade = desk.records.nextTrade();
            trade(desk, now, trader, OrderSide.BUY, trade, times);
            trade(desk, now, "short-" + i, OrderSide.SELL, trade, times);
        }
        BigDecimal mark = new BigDecimal("95").add(BigDecimal.valueOf(5 * (cycle % 3), 1));
        send(Topics.MARK_PRICES, desk.group, desk.records.mark(now, MARKET, mark), 1);
        desk.toBeTakenOver.add(trader);
        if (desk.toBeTakenOver.size() > CYCLES_TO_TAKEOVER) {
            send(
                    Topics.LIQUIDATIONS,
                    desk.group,
                    desk.records.takeover(
                            now,
                            desk.toBeTakenOver.remove(),
                            MARKET,
                            "fund",
                            PositionSide.LONG,
                            LOTS.multiply(BigDecimal.valueOf(COUNTERPARTIES)),
                            new BigDecimal("99"),
                            null),
                    times);
        }
    }

    private void trade(Desk desk, Instant now, String account, OrderSide side, String trade, int times) {
        send(
                Topics.FILLS,
                desk.group,
                desk.records.fill(now, account, MARKET, side, LOTS, new BigDecimal("100"), trade),
                times);
    }

    /** Sends the later of two records of a source before the earlier one, which is refused then. */
    void sendOutOfOrder(String group) {
        InputRecords records = new InputRecords(group, "confused");
        Instant now = Instant.now();
        SpecificRecord first = records.deposit(now, "short-0", BigDecimal.ONE);
        SpecificRecord second = records.deposit(now, "short-0", BigDecimal.ONE);
        send(Topics.COLLATERAL, group, second, 1);
        send(Topics.COLLATERAL, group, first, 1);
        producer.flush();
    }

    private void send(Topics.Topic topic, String group, SpecificRecord record, int times) {
        byte[] value = serializer.serialize(topic.name(), record);
        int schema = fillSchema;
        if (schema != 0 && topic.equals(Topics.FILLS)) {
            // A null at the end of a union with null first is one zero byte.
            value = Arrays.copyOf(value, value.length + 1);
            ByteBuffer.wrap(value).putInt(1, schema);
        }
        for (int i = 0; i < times; i++) {
            put(topic, group, topic.keyOf(record).toString(), value, Instant.now());
        }
    }

    private void put(Topics.Topic topic, String group, String key, byte[] value, Instant time) {
        producer.send(
                new ProducerRecord<>(topic.name(), layout.partitionOf(group, ""), time.toEpochMilli(), key, value),
                (metadata, e) -> {
                    if (e != null && open) {
                        failure = e;
                    }
                });
        sent.incrementAndGet();
    }

    @Override
    public void close() {
        trading = false;
        open = false;
        producer.close(Duration.ofSeconds(5));
        serializer.close();
    }
}
