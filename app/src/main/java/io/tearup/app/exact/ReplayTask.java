package io.tearup.app.exact;

import io.tearup.catalogue.RecordSerdes;
import io.tearup.catalogue.Topics;
import io.tearup.store.RiskState;
import io.tearup.store.RiskStates;
import io.tearup.stream.Names;
import io.tearup.stream.TearupTopology;
import io.tearup.stream.TopologySettings;
import java.io.File;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * One task of the run, driven by hand: the same processor on the same store, told of each record where the run found it.
 * What it forwards goes through the same serializers to the same partitions as in the run.
 *
 * <p>Where the run's task was started again, the processor is made anew and the state stays: what a processor remembers
 * beside its state is forgotten at the same record as in the run.
 */
final class ReplayTask implements AutoCloseable {
    /** Receives what the task writes. */
    interface Sink {
        /**
         * A record for one partition of an output topic.
         *
         * @param task partition of the task that writes it
         * @param timestamp milliseconds
         */
        void write(int task, Topics.Topic topic, int partition, byte[] key, byte @Nullable [] value, long timestamp);
    }

    private static final Map<String, Topics.Topic> TOPIC_OF_SINK = topicOfSink();

    private final RecordedRun run;
    private final RecordSerdes serdes;
    private final Serializer<SpecificRecord> values;
    private final StringSerializer keys = new StringSerializer();
    private final MockProcessorContext<String, SpecificRecord> context;
    private final KeyValueStore<Bytes, byte[]> store;
    private @Nullable Processor<byte[], byte[], String, SpecificRecord> processor;

    ReplayTask(RecordedRun run, RecordSerdes serdes, int partition) {
        this.run = run;
        this.serdes = serdes;
        this.values = serdes.serializer();
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, run.applicationId());
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "none:1");
        // Nothing is kept in the directory: the store is in memory.
        this.context = new MockProcessorContext<>(properties, new TaskId(0, partition), new File("."));
        // The processor looks at it for when to ask for a commit, which the replay does not have.
        context.setCurrentSystemTimeMs(0);
        this.store = RiskStates.builder(Names.RISK_STATE).withLoggingDisabled().build();
        store.init(context.getStateStoreContext(), store);
        context.addStateStore(store);
    }

    private static Map<String, Topics.Topic> topicOfSink() {
        Map<String, Topics.Topic> topics = new HashMap<>();
        Topics.outputs().forEach(topic -> topics.put(Names.egress(topic), topic));
        return Map.copyOf(topics);
    }

    /** Works through the next record and passes on what comes of it. */
    void take(OrderedInput.Taken taken, Sink sink) {
        LoggedOrder.Run start = taken.start();
        if (start != null) {
            start(start.checkpointInterval());
        }
        RunRecord record = taken.record();
        context.setRecordMetadata(record.topic(), record.partition(), record.offset());
        RecordHeaders headers = new RecordHeaders();
        record.headers().forEach(header -> headers.add(header.name(), header.value()));
        Objects.requireNonNull(processor, "a task's first run begins with a start")
                .process(new Record<>(record.key(), record.value(), taken.time(), headers));
        for (MockProcessorContext.CapturedForward<? extends String, ? extends SpecificRecord> forward :
                context.forwarded()) {
            write(forward, sink);
        }
        context.resetForwards();
    }

    private void start(long checkpointInterval) {
        Processor<byte[], byte[], String, SpecificRecord> before = processor;
        if (before != null) {
            before.close();
        }
        Processor<byte[], byte[], String, SpecificRecord> next =
                TearupTopology.riskCore(new TopologySettings(run.ingress(), run.layout(), serdes, checkpointInterval));
        next.init(context);
        processor = next;
    }

    private void write(
            MockProcessorContext.CapturedForward<? extends String, ? extends SpecificRecord> forward, Sink sink) {
        Topics.Topic topic =
                Objects.requireNonNull(TOPIC_OF_SINK.get(forward.childName().orElse("")), "the processor names a sink");
        Record<? extends String, ? extends SpecificRecord> record = forward.record();
        byte[] key = keys.serialize(topic.name(), record.key());
        byte[] value = values.serialize(topic.name(), record.value());
        for (int partition : TearupTopology.partitionsOf(run.layout(), record.key())) {
            sink.write(context.taskId().partition(), topic, partition, key, value, record.timestamp());
        }
    }

    /** Hash of a group's present state. */
    String stateHash(String group) {
        RiskState state = RiskStates.open(store);
        return state.hash(state.group(group));
    }

    @Override
    public void close() {
        if (processor != null) {
            processor.close();
        }
        values.close();
        keys.close();
        store.close();
    }
}
