package io.tearup.app.task;

import io.tearup.catalogue.RiskGroupLayout;
import io.tearup.catalogue.Topics;
import io.tearup.engine.model.RiskGroup;
import io.tearup.store.RiskState;
import io.tearup.store.RiskStates;
import io.tearup.stream.Names;
import io.tearup.stream.TearupTopology;
import java.io.File;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * One task, driven by hand. What it forwards goes through the same serializers to the same partitions as on a cluster; rows it puts into its
 * store go to a changelog of the caller's.
 *
 * <p>A task begins with an empty state, or with what {@link #restore} puts into it, and takes records once it was {@link #start started}. Where it
 * is started again the processor is made anew and the state stays. One thread at a time.
 */
public final class HandDrivenTask implements AutoCloseable {
    /** Receives what the task writes. */
    public interface Sink {
        /**
         * A record for one partition of an output topic.
         *
         * @param timestamp milliseconds
         */
        void write(Topics.Topic topic, int partition, byte[] key, byte @Nullable [] value, long timestamp);
    }

    /** Receives the rows of the store's changelog as they are written. */
    public interface Changelog {
        void row(byte[] key, byte @Nullable [] value);
    }

    private static final Map<String, Topics.Topic> TOPIC_OF_SINK = topicOfSink();

    private final RiskGroupLayout layout;
    private final Serializer<SpecificRecord> values;
    private final StringSerializer keys = new StringSerializer();
    private final MockProcessorContext<String, SpecificRecord> context;
    private final LoggedRows store;
    private @Nullable Processor<byte[], byte[], String, SpecificRecord> processor;

    /**
     * A task with an empty state.
     *
     * @param partition of the task
     * @param values writes what the task forwards; stays open
     */
    public HandDrivenTask(
            String applicationId,
            int partition,
            RiskGroupLayout layout,
            Serializer<SpecificRecord> values,
            Changelog changelog) {
        this.layout = layout;
        this.values = values;
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, applicationId);
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "none:1");
        // Nothing is kept in the directory: the store is in memory.
        this.context = new MockProcessorContext<>(properties, new TaskId(0, partition), new File("."));
        // The processor looks at it for when to ask for a commit, which nobody here waits for.
        context.setCurrentSystemTimeMs(0);
        this.store = new LoggedRows(RiskStates.alone(Names.RISK_STATE), changelog);
        store.init(context.getStateStoreContext(), store);
        context.addStateStore(store);
    }

    private static Map<String, Topics.Topic> topicOfSink() {
        Map<String, Topics.Topic> topics = new HashMap<>();
        Topics.outputs().forEach(topic -> topics.put(Names.egress(topic), topic));
        return Map.copyOf(topics);
    }

    /** Puts rows of a changelog into the state, in their order, as Kafka Streams does before a task takes records. */
    public void restore(Collection<KeyValue<byte[], byte @Nullable []>> rows) {
        store.restore(rows);
    }

    /** Starts the task, or starts it again: from here on this processor takes the records. */
    public void start(Processor<byte[], byte[], String, SpecificRecord> next) {
        Processor<byte[], byte[], String, SpecificRecord> before = processor;
        if (before != null) {
            before.close();
        }
        next.init(context);
        processor = next;
    }

    /** Works through one record and passes on what comes of it. */
    public void take(
            String topic, int partition, long offset, Record<byte @Nullable [], byte @Nullable []> record, Sink sink) {
        context.setRecordMetadata(topic, partition, offset);
        process(record);
        for (MockProcessorContext.CapturedForward<? extends String, ? extends SpecificRecord> forward :
                context.forwarded()) {
            write(forward, sink);
        }
        context.resetForwards();
    }

    // Keys and values may be missing, which Kafka's types do not say.
    @SuppressWarnings({"NullAway", "unchecked", "rawtypes"})
    private void process(Record<byte @Nullable [], byte @Nullable []> record) {
        Objects.requireNonNull(processor, "a task takes records once it was started")
                .process((Record) record);
    }

    private void write(
            MockProcessorContext.CapturedForward<? extends String, ? extends SpecificRecord> forward, Sink sink) {
        Topics.Topic topic =
                Objects.requireNonNull(TOPIC_OF_SINK.get(forward.childName().orElse("")), "the processor names a sink");
        Record<? extends String, ? extends SpecificRecord> record = forward.record();
        byte[] key = keys.serialize(topic.name(), record.key());
        byte[] value = values.serialize(topic.name(), record.value());
        for (int partition : TearupTopology.partitionsOf(layout, record.key())) {
            sink.write(topic, partition, key, value, record.timestamp());
        }
    }

    /** A record as a task takes it. */
    public static Record<byte @Nullable [], byte @Nullable []> record(
            byte @Nullable [] key, byte @Nullable [] value, long timestamp, RecordHeaders headers) {
        return new Record<>(key, value, timestamp, headers);
    }

    /** A group as the task's state has it now. */
    public RiskGroup group(String group) {
        return RiskStates.open(store).group(group);
    }

    /** Hash of a group's present state. */
    public String stateHash(String group) {
        RiskState state = RiskStates.open(store);
        return state.hash(state.group(group));
    }

    @Override
    public void close() {
        if (processor != null) {
            processor.close();
        }
        keys.close();
        store.close();
    }
}
