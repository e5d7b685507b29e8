package io.tearup.app;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import io.tearup.catalogue.RecordSerdes;
import io.tearup.catalogue.RegistryUnavailableException;
import io.tearup.store.CorruptRow;
import io.tearup.store.RiskQuery;
import io.tearup.stream.Ingress;
import io.tearup.stream.Names;
import io.tearup.stream.RecordRuns;
import io.tearup.stream.TearupTopology;
import io.tearup.stream.TopologySettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.StreamsMetadata;
import org.apache.kafka.streams.ThreadMetadata;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.query.QueryResult;
import org.apache.kafka.streams.query.StateQueryRequest;
import org.apache.kafka.streams.state.HostInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The topology running on Kafka Streams, exactly once.
 *
 * <p>A fault that passes by itself (a broker or the registry away, or a process that stood still) replaces the failed thread, which reads the uncommitted
 * records again; any other stops this instance, so that it is seen. Closing leaves the consumer group at once, unless the instance
 * is a static member of it ({@code group.instance.id}): that keeps its place and its tasks until its session ends.
 */
public final class Pipeline implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Pipeline.class);

    /** Longest time closing takes: to commit, close the state and leave the group. */
    public static final Duration CLOSE_WITHIN = Duration.ofSeconds(30);

    private static final String DEAD = "DEAD";

    private static final String CONSUMER = StreamsConfig.consumerPrefix("");
    private static final String PRODUCER = StreamsConfig.producerPrefix("");

    private final KafkaStreams streams;
    private final PipelineSettings settings;
    private final AtomicReference<String> fault = new AtomicReference<>();
    private final AbandonedTransactions abandoned;
    private final RestoreProgress restore = new RestoreProgress();
    private final CountDownLatch running = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);

    private Pipeline(KafkaStreams streams, PipelineSettings settings) {
        this.streams = streams;
        this.settings = settings;
        this.abandoned = new AbandonedTransactions(settings);
    }

    /** Starts; returns before the first assignment, see {@link #awaitRunning}. */
    public static Pipeline start(PipelineSettings settings) {
        Pipeline pipeline = create(settings);
        pipeline.start();
        return pipeline;
    }

    /** One that does nothing yet. */
    static Pipeline create(PipelineSettings settings) {
        RecordSerdes serdes = RecordSerdes.forRegistry(settings.registryUrl(), settings.registryProperties());
        TopologySettings topology = new TopologySettings(
                settings.ingress(),
                settings.layout(),
                serdes,
                TimeUnit.MICROSECONDS.convert(settings.checkpointInterval()));
        FirstOffsets.set(settings);
        KafkaStreams streams =
                new KafkaStreams(TearupTopology.build(topology), properties(settings), new AlignedConsumer.Supplier());
        Pipeline pipeline = new Pipeline(streams, settings);
        streams.setStateListener((now, before) -> pipeline.onState(now));
        streams.setGlobalStateRestoreListener(pipeline.restore);
        streams.setUncaughtExceptionHandler(pipeline::onFailure);
        return pipeline;
    }

    void start() {
        streams.start();
    }

    /** Waits until tasks are assigned and restored; false if that takes longer or the instance ended. */
    public boolean awaitRunning(Duration within) throws InterruptedException {
        return running.await(within.toMillis(), TimeUnit.MILLISECONDS) && ended.getCount() > 0;
    }

    /** Waits until the instance has ended, by {@link #close} or by a fault. */
    public void awaitEnd() throws InterruptedException {
        ended.await();
    }

    /** State of the Streams client. */
    public KafkaStreams.State state() {
        return streams.state();
    }

    /** How far state has been restored from its changelogs. */
    public RestoreProgress restore() {
        return restore;
    }

    /** Why the instance stopped by itself, empty while it has not. */
    public Optional<String> fault() {
        return Optional.ofNullable(fault.get());
    }

    /**
     * Asks every partition this instance holds.
     *
     * @return answers by partition; {@link QueryResult#getPosition} tells what an answer reflects
     * @throws IllegalStateException while the instance is not running
     */
    public <R> Map<Integer, QueryResult<R>> ask(RiskQuery<R> question) {
        return streams.query(StateQueryRequest.inStore(Names.RISK_STATE).withQuery(question))
                .getPartitionResults();
    }

    /** Stream threads that are not dead. */
    public int liveThreads() {
        return (int) threads().stream()
                .filter(thread -> !thread.threadState().equals(DEAD))
                .count();
    }

    private Collection<ThreadMetadata> threads() {
        return streams.state() == KafkaStreams.State.CREATED ? List.of() : streams.metadataForLocalThreads();
    }

    /** Longest time since a thread asked for records, milliseconds; 0 while none has asked. */
    public long millisSinceLastPoll() {
        Set<String> consumers =
                threads().stream().map(ThreadMetadata::consumerClientId).collect(Collectors.toSet());
        long longest = 0;
        for (Metric metric : streams.metrics().values()) {
            MetricName name = metric.metricName();
            if (name.name().equals("last-poll-seconds-ago")
                    && consumers.contains(name.tags().get("client-id"))) {
                double seconds = metric.metricValue() instanceof Number number ? number.doubleValue() : 0;
                longest = Math.max(longest, (long) (seconds * 1_000));
            }
        }
        return longest;
    }

    /** Whether this instance decides for a partition, and does not merely keep a copy of its state. */
    public boolean isActive(int partition) {
        return threads().stream()
                .flatMap(thread -> thread.activeTasks().stream())
                .anyMatch(task -> task.taskId().partition() == partition);
    }

    /** Records of a partition's inputs that this instance has yet to commit, empty if it does not decide for it. */
    public OptionalLong lagOf(int partition) {
        return threads().stream()
                .flatMap(thread -> thread.activeTasks().stream())
                .filter(task -> task.taskId().partition() == partition)
                .map(task -> task.endOffsets().entrySet().stream()
                        .mapToLong(end -> Math.max(
                                0,
                                end.getValue()
                                        - Math.max(0, task.committedOffsets().getOrDefault(end.getKey(), 0L))))
                        .sum())
                .mapToLong(Long::longValue)
                .reduce(Long::sum);
    }

    /** Other instances that hold a partition's state, those that decide first; only those that say where they are. */
    public List<HostInfo> holdersOf(int partition) {
        if (!streams.state().isRunningOrRebalancing()) {
            return List.of();
        }
        List<HostInfo> holders = new ArrayList<>();
        Collection<StreamsMetadata> instances = streams.streamsMetadataForStore(Names.RISK_STATE);
        for (StreamsMetadata instance : instances) {
            if (instance.topicPartitions().stream().anyMatch(at -> at.partition() == partition)) {
                holders.add(instance.hostInfo());
            }
        }
        for (StreamsMetadata instance : instances) {
            if (instance.standbyTopicPartitions().stream().anyMatch(at -> at.partition() == partition)) {
                holders.add(instance.hostInfo());
            }
        }
        String self = settings.kafkaProperties().getOrDefault(StreamsConfig.APPLICATION_SERVER_CONFIG, "");
        holders.removeIf(host -> host.equals(HostInfo.unavailable()) || self.equals(host.host() + ":" + host.port()));
        return holders;
    }

    /** Adds the metrics of Kafka Streams and its clients. The caller closes what it gets. */
    public KafkaStreamsMetrics bindTo(MeterRegistry registry) {
        KafkaStreamsMetrics metrics = new KafkaStreamsMetrics(streams);
        metrics.bindTo(registry);
        return metrics;
    }

    /** Whether it keeps its place in the group over a restart. */
    private boolean isStaticMember() {
        String id = ConsumerConfig.GROUP_INSTANCE_ID_CONFIG;
        return Stream.of(id, StreamsConfig.consumerPrefix(id), StreamsConfig.mainConsumerPrefix(id))
                .anyMatch(settings.kafkaProperties()::containsKey);
    }

    @Override
    public void close() {
        // Kafka would take a static member out of its group too if it were told to leave.
        streams.close(CloseOptions.timeout(CLOSE_WITHIN)
                .withGroupMembershipOperation(
                        isStaticMember()
                                ? CloseOptions.GroupMembershipOperation.REMAIN_IN_GROUP
                                : CloseOptions.GroupMembershipOperation.LEAVE_GROUP));
        abandoned.close();
    }

    private void onState(KafkaStreams.State now) {
        LOG.info("pipeline is {}", now);
        if (now == KafkaStreams.State.REBALANCING) {
            abandoned.look();
        }
        if (now == KafkaStreams.State.RUNNING) {
            running.countDown();
        }
        if (now == KafkaStreams.State.NOT_RUNNING || now == KafkaStreams.State.ERROR) {
            ended.countDown();
            running.countDown();
        }
    }

    private StreamThreadExceptionResponse onFailure(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            // The last: the brokers ended a transaction that took too long, as they do where a process stood still.
            if (cause instanceof RetriableException
                    || cause instanceof RegistryUnavailableException
                    || cause instanceof InvalidTxnStateException) {
                LOG.warn("a thread failed for a reason that passes and is replaced", failure);
                return StreamThreadExceptionResponse.REPLACE_THREAD;
            }
        }
        String told = describe(failure);
        fault.compareAndSet(null, told);
        LOG.error("this instance stops: {}", told, failure);
        return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    }

    private String describe(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof CorruptRow row && row.place() != null) {
                return ChangelogFault.locate(settings, row.place()).orElseGet(() -> String.valueOf(row.getMessage()));
            }
            if (cause instanceof InvalidOffsetException lost) {
                return "records that were not read yet are gone from " + lost.partitions()
                        + ": retention is shorter than this instance was behind. The positions of these groups are wrong"
                        + " from here on; docs/guarantees.md says how to go on";
            }
            if (cause instanceof OutOfMemoryError) {
                return "memory is exhausted (" + cause.getMessage() + "): give the program a larger heap (-Xmx) or the"
                        + " groups more instances; docs/performance.md says how much a position takes";
            }
        }
        return failure.toString();
    }

    static Properties properties(PipelineSettings settings) {
        Properties p = new Properties();
        p.put(StreamsConfig.APPLICATION_ID_CONFIG, settings.applicationId());
        p.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, settings.bootstrapServers());
        p.put(StreamsConfig.STATE_DIR_CONFIG, settings.stateDirectory().toString());
        p.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        p.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, "100");
        p.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, Integer.toString(settings.replicationFactor()));
        p.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, Integer.toString(settings.standbys()));
        p.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, "true");
        // While nothing arrives, a commit that is due waits for the end of a poll.
        p.put(StreamsConfig.POLL_MS_CONFIG, "10");
        // How long the group waits for an instance that says nothing before another takes its tasks: the brokers'
        // least.
        putUnlessTold(p, settings, CONSUMER, ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, "6000");
        putUnlessTold(p, settings, CONSUMER, ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, "1500");
        // What an instance that is gone left open holds up whoever takes over until the brokers end it: they look every
        // 10 s.
        putUnlessTold(p, settings, PRODUCER, ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, "5000");
        // Streams would wait 100 ms to fill a batch; the commit interval bounds latency, not this.
        putUnlessTold(p, settings, PRODUCER, ProducerConfig.LINGER_MS_CONFIG, "5");
        // A row a fill: the producer's own 16 KiB would be a request every hundred records.
        putUnlessTold(p, settings, PRODUCER, ProducerConfig.BATCH_SIZE_CONFIG, "131072");
        // A fetch is sent to a broker once all that came from it was handed over: a poll takes all of it.
        putForInputUnlessTold(p, settings, ConsumerConfig.MAX_POLL_RECORDS_CONFIG, "10000");
        // While enough of the busy topics is at hand, the fetch under way is for the quiet ones, and the next waits for
        // it: by default half a second, longer than what is at hand lasts.
        putForInputUnlessTold(p, settings, ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, "20");
        // The kernel's own sizing, so that an answer arrives while records are worked on; the default is 64 KiB.
        putForInputUnlessTold(p, settings, ConsumerConfig.RECEIVE_BUFFER_CONFIG, "-1");
        if (settings.ingress() == Ingress.DIRECT) {
            p.put(
                    StreamsConfig.mainConsumerPrefix(ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG),
                    RecordRuns.class.getName());
        }
        p.putAll(settings.kafkaProperties());
        return p;
    }

    /** Streams takes a client's property with its prefix before the one without: ours would win over what the operator wrote. */
    private static void putUnlessTold(
            Properties p, PipelineSettings settings, String prefix, String name, String value) {
        if (!settings.kafkaProperties().containsKey(name)) {
            p.put(prefix + name, value);
        }
    }

    /** The same for the consumer of the inputs, whose own prefix comes before that of all consumers. */
    private static void putForInputUnlessTold(Properties p, PipelineSettings settings, String name, String value) {
        if (!settings.kafkaProperties().containsKey(CONSUMER + name)) {
            putUnlessTold(p, settings, StreamsConfig.mainConsumerPrefix(""), name, value);
        }
    }
}
