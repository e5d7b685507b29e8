package io.tearup.bench.race;

import io.tearup.catalogue.RecordSerdes;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Properties;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.api.java.tuple.Tuple3;
import org.apache.flink.api.java.tuple.Tuple4;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.core.execution.CheckpointingMode;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Flink: keyed state on the heap, a checkpoint every commit interval, and a transactional Kafka sink of every value as it
 * changes, since its state cannot be read from outside. Objects are reused and travel as tuples, which Flink serialises
 * without reflection.
 */
final class FlinkPeer implements Contestant.Running {
    /** Key, lots, ticks, amount of a {@link Change}. */
    private static final TypeInformation<Tuple4<String, Long, Long, Long>> CHANGE =
            Types.TUPLE(Types.STRING, Types.LONG, Types.LONG, Types.LONG);

    /** Key and present value. */
    private static final TypeInformation<Tuple2<String, byte[]>> UPDATE =
            Types.TUPLE(Types.STRING, Types.PRIMITIVE_ARRAY(Types.BYTE));

    private final Entry entry;
    private final JobClient job;

    private FlinkPeer(Entry entry, JobClient job) {
        this.entry = entry;
        this.job = job;
    }

    static Contestant.Running start(Entry entry) throws Exception {
        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.createLocalEnvironment(1, configuration(entry));
        environment.getConfig().enableObjectReuse();
        environment.enableCheckpointing(Entry.COMMIT_MILLIS, CheckpointingMode.EXACTLY_ONCE);
        environment
                .fromSource(source(entry), WatermarkStrategy.noWatermarks(), "inputs")
                .keyBy(change -> change.f0, Types.STRING)
                .process(new Bookkeeper(), UPDATE)
                .sinkTo(sink(entry));
        return new FlinkPeer(entry, environment.executeAsync(entry.application()));
    }

    private static Configuration configuration(Entry entry) {
        Configuration configuration = new Configuration();
        configuration.setString("state.backend.type", "hashmap");
        configuration.setString("execution.checkpointing.storage", "filesystem");
        configuration.setString(
                "execution.checkpointing.dir", entry.directory().toUri().toString());
        return configuration;
    }

    private static KafkaSource<Tuple4<String, Long, Long, Long>> source(Entry entry) {
        return KafkaSource.<Tuple4<String, Long, Long, Long>>builder()
                .setBootstrapServers(entry.bootstrapServers())
                .setGroupId(entry.application())
                .setTopics(KafkaSettings.inputTopics())
                .setStartingOffsets(OffsetsInitializer.earliest())
                .setProperties(consuming())
                .setDeserializer(new Changes(entry.registryUrl()))
                .build();
    }

    private static Properties consuming() {
        Properties consumer = new Properties();
        KafkaSettings.fetching().forEach((name, value) -> consumer.setProperty(name, value.toString()));
        return consumer;
    }

    private static KafkaSink<Tuple2<String, byte[]>> sink(Entry entry) {
        Properties producer = new Properties();
        KafkaSettings.producer(entry).forEach((key, value) -> producer.setProperty(key, value.toString()));
        producer.setProperty("transaction.timeout.ms", "60000");
        return KafkaSink.<Tuple2<String, byte[]>>builder()
                .setBootstrapServers(entry.bootstrapServers())
                .setKafkaProducerConfig(producer)
                .setDeliveryGuarantee(DeliveryGuarantee.EXACTLY_ONCE)
                .setTransactionalIdPrefix(entry.application())
                .setRecordSerializer(new Updates(entry.outputTopic()))
                .build();
    }

    @Override
    public Book book() {
        Book book = new Book();
        TopicReader.forEachRow(entry.bootstrapServers(), entry.outputTopic(), (bytes, value) -> {
            String key = new String(bytes, StandardCharsets.UTF_8);
            if (key.indexOf('|') >= 0) {
                book.set(
                        key,
                        Holding.ofBytes(Objects.requireNonNull(value, "the sink writes no removals"))
                                .lots());
            }
        });
        return book;
    }

    @Override
    public void close() throws Exception {
        job.cancel().get();
    }

    private static final class Changes implements KafkaRecordDeserializationSchema<Tuple4<String, Long, Long, Long>> {
        private static final long serialVersionUID = 1;

        private final String registryUrl;
        private transient @Nullable Deserializer<SpecificRecord> deserializer;

        private Changes(String registryUrl) {
            this.registryUrl = registryUrl;
        }

        @Override
        public void open(DeserializationSchema.InitializationContext context) {
            deserializer = RecordSerdes.forRegistry(registryUrl).deserializer(SpecificRecord.class);
        }

        @Override
        public void deserialize(
                ConsumerRecord<byte[], byte[]> record, Collector<Tuple4<String, Long, Long, Long>> out) {
            SpecificRecord read = Objects.requireNonNull(deserializer, "open comes first")
                    .deserialize(record.topic(), record.value());
            for (Change change : Change.of(read)) {
                out.collect(Tuple4.of(change.key(), change.lots(), change.ticks(), change.amount()));
            }
        }

        @Override
        public TypeInformation<Tuple4<String, Long, Long, Long>> getProducedType() {
            return CHANGE;
        }
    }

    /** Trades change the position of their key, marks the price, money the balance. */
    private static final class Bookkeeper
            extends KeyedProcessFunction<String, Tuple4<String, Long, Long, Long>, Tuple2<String, byte[]>> {
        private static final long serialVersionUID = 1;

        private transient @Nullable ValueState<Tuple3<Long, Long, Long>> holdings;

        @Override
        public void open(OpenContext context) {
            holdings = getRuntimeContext()
                    .getState(new ValueStateDescriptor<>("holdings", Types.TUPLE(Types.LONG, Types.LONG, Types.LONG)));
        }

        @Override
        public void processElement(
                Tuple4<String, Long, Long, Long> event, Context context, Collector<Tuple2<String, byte[]>> out)
                throws Exception {
            ValueState<Tuple3<Long, Long, Long>> state = Objects.requireNonNull(holdings, "open comes first");
            Tuple3<Long, Long, Long> before = state.value();
            Holding held = before == null ? Holding.NONE : new Holding(before.f0, before.f1, before.f2);
            Change change = new Change(event.f0, event.f1, event.f2, event.f3);
            Holding after;
            if (change.isTrade()) {
                after = held.after(change.lots(), change.ticks());
            } else if (change.isMark()) {
                after = new Holding(0, change.ticks(), 0);
            } else {
                after = new Holding(0, 0, held.realised() + change.amount());
            }
            state.update(Tuple3.of(after.lots(), after.cost(), after.realised()));
            out.collect(Tuple2.of(event.f0, after.toBytes()));
        }
    }

    private static final class Updates implements KafkaRecordSerializationSchema<Tuple2<String, byte[]>> {
        private static final long serialVersionUID = 1;

        private final String topic;

        private Updates(String topic) {
            this.topic = topic;
        }

        @Override
        public ProducerRecord<byte[], byte[]> serialize(
                Tuple2<String, byte[]> update, KafkaSinkContext context, @Nullable Long timestamp) {
            return new ProducerRecord<>(topic, null, timestamp, update.f0.getBytes(StandardCharsets.UTF_8), update.f1);
        }
    }
}
