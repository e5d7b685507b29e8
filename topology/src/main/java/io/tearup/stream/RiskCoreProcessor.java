package io.tearup.stream;

import io.tearup.catalogue.RecordKey;
import io.tearup.catalogue.Topics;
import io.tearup.engine.Outbox;
import io.tearup.engine.RiskEngine;
import io.tearup.engine.decision.Decision;
import io.tearup.engine.event.RiskEvent;
import io.tearup.engine.model.EarlyInput;
import io.tearup.engine.model.Lookahead;
import io.tearup.engine.model.RejectReason;
import io.tearup.engine.model.RejectedInput;
import io.tearup.engine.model.RiskGroup;
import io.tearup.schemas.v1.DeadLetter;
import io.tearup.schemas.v1.OrderLogEntry;
import io.tearup.store.RiskState;
import io.tearup.store.RiskStates;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The processor that decides: translate, de-duplicate, call the engine, emit, log the changed rows. All of it happens
 * within one {@code process()} call, so one transaction carries the input's offset, the outputs and the state.
 *
 * <p>A record that is refused becomes a dead letter. On a money topic it also freezes the decisions of its risk group:
 * skipping a fill would corrupt every ranking that follows. Where the group cannot be told, every group of the partition
 * freezes. A record on a partition that is not its group's is refused loudly; its group lives in another task and is not
 * frozen by it.
 *
 * <p>Topics keep no order among each other. A liquidation that names more than is there may have overtaken the fills and marks
 * that make it right: it waits, and those behind it in its topic, until it fits or the group's patience is over; only then is it
 * refused. What waits is state like any other, so a restart and a replay find it.
 *
 * <p>The order in which records arrive is logged with them, see {@link OrderLog}. Nothing but a record makes the processor
 * act: no punctuator, and no clock but for when to commit, so that order and records say everything.
 */
final class RiskCoreProcessor implements Processor<byte[], byte[], String, SpecificRecord> {
    private static final Logger LOG = LoggerFactory.getLogger(RiskCoreProcessor.class);

    /** Between a commit and the next that is asked for, at least and at most; Streams commits by itself as often. */
    private static final long SHORTEST_COMMIT_PAUSE_MILLIS = 20;

    private static final long LONGEST_COMMIT_PAUSE_MILLIS = 100;

    /** How many times longer than a commit takes nothing is asked: where commits are slow, a backlog has to shrink all the same. */
    private static final long COMMIT_PAUSE_SHARE = 4;

    /** Liquidations of a group that wait, at most. A venue that far out of step needs a person. */
    private static final int MOST_WAITING = 10_000;

    private final TopologySettings settings;
    private final EventReader reader;
    private final DecisionLines lines = new DecisionLines();
    private final Map<String, RiskEngine> engines = new HashMap<>();

    /** Of the group whose record came last. */
    private @Nullable RiskEngine lastEngine;

    private @Nullable ProcessorContext<String, SpecificRecord> context;
    private @Nullable KeyValueStore<Bytes, byte[]> store;
    private @Nullable RiskState state;
    private @Nullable OrderLog orderLog;
    private @Nullable RunLookahead lookahead;

    /** Whether the record at hand closed positions, and when a commit was last asked for because one did. */
    private boolean closedPositions;

    private boolean askedToCommit;

    private long askedToCommitAt;

    private long nextCommitFrom;

    RiskCoreProcessor(TopologySettings settings) {
        this.settings = settings;
        this.reader = new EventReader(settings.serdes());
    }

    @Override
    public void init(ProcessorContext<String, SpecificRecord> newContext) {
        context = newContext;
        KeyValueStore<Bytes, byte[]> newStore = newContext.getStateStore(Names.RISK_STATE);
        store = newStore;
        RiskState opened = RiskStates.open(newStore);
        state = opened;
        orderLog = new OrderLog(settings, opened);
        lookahead = new RunLookahead(reader, opened);
        engines.clear();
        lastEngine = null;
    }

    @Override
    public void process(Record<byte[], byte[]> input) {
        RecordMetadata at = context().recordMetadata().orElseThrow();
        RiskState changed = Objects.requireNonNull(state, "init comes first");
        noteCommit();
        changed.access().lock();
        try {
            if (RecordRuns.isRun(input.headers())) {
                RecordRuns.Reader run = new RecordRuns.Reader(input.value());
                while (run.hasNext()) {
                    applyNext(run, at, input.timestamp(), changed);
                }
            } else {
                apply(input, at.topic(), at.partition(), at.offset());
                changed.applied().note(at.topic(), at.partition(), at.offset());
            }
            logWaiting(changed);
        } finally {
            changed.access().unlock();
        }
        if (closedPositions) {
            closedPositions = false;
            commitSoon();
        }
    }

    private void applyNext(RecordRuns.Reader run, RecordMetadata at, long timestamp, RiskState changed) {
        RunLookahead ahead = Objects.requireNonNull(lookahead, "init comes first");
        List<RecordRuns.Member> next = run.next(Lookahead.WINDOW);
        ahead.begin();
        for (RecordRuns.Member record : next) {
            ahead.expect(at.topic(), record.value());
        }
        ahead.look();
        for (RecordRuns.Member record : next) {
            apply(new Record<>(record.key(), record.value(), timestamp), at.topic(), at.partition(), record.offset());
            changed.applied().note(at.topic(), at.partition(), record.offset());
        }
    }

    /**
     * Whoever was closed should know at once, and not at the next commit. A storm of waves commits no more often than
     * leaves most of the time for the waves.
     */
    private void commitSoon() {
        long now = context().currentSystemTimeMs();
        if (now >= nextCommitFrom) {
            askedToCommit = true;
            askedToCommitAt = now;
            nextCommitFrom = now + SHORTEST_COMMIT_PAUSE_MILLIS;
            context().commit();
        }
    }

    /** The first record after a commit that was asked for tells how long it took. */
    private void noteCommit() {
        if (askedToCommit) {
            askedToCommit = false;
            long now = context().currentSystemTimeMs();
            long pause = (now - askedToCommitAt) * COMMIT_PAUSE_SHARE;
            nextCommitFrom = now + Math.max(SHORTEST_COMMIT_PAUSE_MILLIS, Math.min(LONGEST_COMMIT_PAUSE_MILLIS, pause));
        }
    }

    private void apply(Record<byte[], byte[]> input, String topic, int partition, long offset) {
        OrderLog order = Objects.requireNonNull(orderLog, "init comes first");
        logOrder(order.take(topic, partition, offset, input.timestamp()), input.timestamp());
        SourceOfRecord here = new SourceOfRecord(topic, partition, offset, input.key());
        SourceOfRecord source =
                settings.ingress() == Ingress.DIRECT ? here : SourceOfRecord.readFrom(input.headers(), here);
        String groupId = null;
        try {
            RecordSize.require(input);
            groupId = reader.open(source.topic(), input.value());
            requireOwned(groupId, partition);
            RiskEngine engine = engine(groupId);
            RiskGroup group = engine.group();
            take(engine, new Receipt(source, input.value()), input.timestamp());
            log(group);
            logOrder(order.checkpoint(topic, partition, offset, input.timestamp()), input.timestamp());
        } catch (RejectedInput e) {
            reject(input, source, partition, groupId, e);
        } catch (ArithmeticException e) {
            reject(input, source, partition, groupId, new RejectedInput(RejectReason.OVERFLOW, overflow(e)));
        }
    }

    /** Applies the record the reader has opened, and what waited for it. */
    private void take(RiskEngine engine, Receipt input, long timestamp) {
        RiskGroup group = engine.group();
        boolean waitsBehind = !group.early().isEmpty() && input.source().topic().equals(Topics.LIQUIDATIONS.name());
        if (waitsBehind) {
            await(engine, input, "it waits behind others of its topic", timestamp);
            return;
        }
        RiskEvent event = reader.event(group);
        try {
            if (engine.process(event, new OutboxTo(group, timestamp, event.time(), input.source()))
                    == RiskEngine.Outcome.DUPLICATE) {
                return;
            }
        } catch (RejectedInput e) {
            if (!e.isEarly() || group.requireSpec().patience() == 0) {
                throw e;
            }
            await(engine, input, String.valueOf(e.getMessage()), timestamp);
            return;
        }
        while (!group.early().isEmpty() && takeEarly(engine, event.time(), timestamp)) {
            // One after the other, in the order in which they came.
        }
    }

    private void await(RiskEngine engine, Receipt input, String why, long timestamp) {
        RiskGroup group = engine.group();
        if (group.early().size() >= MOST_WAITING) {
            throw new RejectedInput(
                    RejectReason.OVERFLOW, MOST_WAITING + " inputs wait already for what they have overtaken; " + why);
        }
        engine.await(
                input.toBytes(),
                input.source().place() + " waits: " + why,
                new OutboxTo(group, timestamp, WireTime.ofRecord(timestamp), input.source()));
    }

    /**
     * Tries the input that waits longest.
     *
     * @param time label of what follows from it: it is the record at hand that lets it in
     * @return false if it goes on waiting
     */
    private boolean takeEarly(RiskEngine engine, long time, long timestamp) {
        RiskGroup group = engine.group();
        EarlyInput waiting = group.early().iterator().next();
        Receipt receipt = Receipt.of(waiting.receipt());
        SourceOfRecord source = receipt.source();
        try {
            reader.open(source.topic(), receipt.value());
            engine.processEarly(
                    waiting,
                    source.place() + " is taken after all",
                    reader.event(group),
                    new OutboxTo(group, timestamp, time, source));
        } catch (RejectedInput e) {
            if (e.isEarly() && group.clock() < waiting.until()) {
                return false;
            }
            rejectEarly(waiting, receipt, group, timestamp, e.reason(), String.valueOf(e.getMessage()));
        } catch (ArithmeticException e) {
            rejectEarly(waiting, receipt, group, timestamp, RejectReason.OVERFLOW, overflow(e));
        }
        return true;
    }

    private void rejectEarly(
            EarlyInput waiting, Receipt receipt, RiskGroup group, long timestamp, RejectReason reason, String why) {
        group.awaitNoLonger(waiting);
        reject(
                new Record<>(receipt.source().key(), receipt.value(), timestamp),
                receipt.source(),
                settings.layout().partitionOf(group.id(), ""),
                group.id(),
                new RejectedInput(
                        reason,
                        why + "; it waited " + group.requireSpec().patience() / 1_000
                                + " ms for what it may have overtaken"));
    }

    private static String overflow(ArithmeticException e) {
        return "a number leaves 64 bits: " + e.getMessage();
    }

    private void logOrder(@Nullable OrderLogEntry entry, long timestamp) {
        if (entry != null) {
            context().forward(new Record<>(entry.getRiskGroup(), entry, timestamp), Names.egress(Topics.ORDER_LOG));
        }
    }

    private void reject(
            Record<byte[], byte[]> input,
            SourceOfRecord source,
            int partition,
            @Nullable String groupId,
            RejectedInput fault) {
        boolean money = Topics.byName(source.topic()).map(Topics.Topic::money).orElse(true);
        List<String> concerned = concerned(input, partition, groupId);
        DecisionLines.at(LOG.atWarn(), source)
                .addKeyValue("group", String.join(",", concerned))
                .addKeyValue("reason", fault.reason().name())
                .log(
                        "refused {}-{}@{}: {} {}",
                        source.topic(),
                        source.partition(),
                        source.offset(),
                        fault.reason(),
                        fault.getMessage());
        if (concerned.isEmpty()) {
            deadLetter(input, source, groupId, fault, false);
        }
        for (String id : concerned) {
            RiskEngine engine = engine(id);
            RiskGroup group = engine.group();
            deadLetter(input, source, id, fault, money);
            if (money) {
                long time = WireTime.ofRecord(input.timestamp());
                engine.freeze(
                        source.topic() + "-" + source.partition() + "@" + source.offset() + " was refused: "
                                + fault.reason() + ", " + fault.getMessage(),
                        new OutboxTo(group, input.timestamp(), time, source));
            }
            log(group);
        }
    }

    /** Groups whose books the refused record belongs to, as far as this task owns them. */
    private List<String> concerned(Record<byte[], byte[]> input, int partition, @Nullable String groupId) {
        if (groupId != null) {
            return owns(groupId, partition) ? List.of(groupId) : List.of();
        }
        String keyed = input.key() == null ? "" : KeyedGroup.of(new String(input.key(), StandardCharsets.UTF_8));
        if (owns(keyed, partition)) {
            return List.of(keyed);
        }
        return settings.layout().groups().stream()
                .filter(group -> owns(group, partition))
                .toList();
    }

    private boolean owns(String groupId, int partition) {
        return settings.layout().groups().contains(groupId) && settings.layout().partitionOf(groupId, "") == partition;
    }

    private void requireOwned(String groupId, int partition) {
        if (!settings.layout().groups().contains(groupId)) {
            throw new RejectedInput(
                    RejectReason.UNKNOWN_GROUP,
                    "risk group '" + groupId + "' is not configured; known are "
                            + settings.layout().groups());
        }
        if (!owns(groupId, partition)) {
            throw new RejectedInput(
                    RejectReason.WRONG_PARTITION,
                    "risk group " + groupId + " belongs on partition "
                            + settings.layout().partitionOf(groupId, "") + ", the record is on " + partition
                            + "; produce with the published partitioner or run with ingress REPARTITION");
        }
    }

    private void deadLetter(
            Record<byte[], byte[]> input,
            SourceOfRecord source,
            @Nullable String groupId,
            RejectedInput fault,
            boolean froze) {
        boolean quoted = !RecordSize.isTooLong(source.key(), input.value());
        byte[] key = quoted ? source.key() : null;
        byte[] value = quoted ? input.value() : null;
        DeadLetter letter = DeadLetter.newBuilder()
                .setRiskGroup(groupId)
                .setReason(
                        io.tearup.schemas.v1.RejectReason.valueOf(fault.reason().name()))
                .setMessage(String.valueOf(fault.getMessage()))
                .setSourceTopic(source.topic())
                .setSourcePartition(source.partition())
                .setSourceOffset(source.offset())
                .setKey(key == null ? null : ByteBuffer.wrap(key))
                .setValue(value == null ? null : ByteBuffer.wrap(value))
                .setFrozeDecisions(froze)
                .setTime(WireTime.instant(WireTime.ofRecord(input.timestamp())))
                .build();
        String known = groupId != null && settings.layout().groups().contains(groupId)
                ? groupId
                : settings.layout().groups().get(0);
        context().forward(new Record<>(known, letter, input.timestamp()), Names.egress(Topics.DLQ));
    }

    /** Puts every changed row of a group through the logged store, but for rows that may wait until {@link #logWaiting}. */
    private void log(RiskGroup group) {
        KeyValueStore<Bytes, byte[]> rows = Objects.requireNonNull(store, "init comes first");
        Objects.requireNonNull(state, "init comes first").drainSoon(group, rows::put);
    }

    private void logWaiting(RiskState changed) {
        KeyValueStore<Bytes, byte[]> rows = Objects.requireNonNull(store, "init comes first");
        for (RiskEngine engine : engines.values()) {
            changed.drainWaiting(engine.group(), rows::put);
        }
    }

    private RiskEngine engine(String groupId) {
        RiskEngine recent = lastEngine;
        if (recent == null || !recent.group().id().equals(groupId)) {
            recent = engines.computeIfAbsent(
                    groupId,
                    id -> new RiskEngine(
                            Objects.requireNonNull(state, "init comes first").group(id)));
            lastEngine = recent;
        }
        return recent;
    }

    private ProcessorContext<String, SpecificRecord> context() {
        return Objects.requireNonNull(context, "init comes first");
    }

    @Override
    public void close() {
        reader.close();
    }

    /** Sends the engine's decisions to their sinks. */
    private final class OutboxTo implements Outbox {
        private final long timestamp;
        private final RiskGroup group;
        private final long time;
        private final SourceOfRecord source;
        private @Nullable OutputTranslator translator;

        /** @param time label of the outputs, microseconds */
        private OutboxTo(RiskGroup group, long timestamp, long time, SourceOfRecord source) {
            this.group = group;
            this.timestamp = timestamp;
            this.time = time;
            this.source = source;
        }

        @Override
        public void emit(Decision decision) {
            OutputTranslator ready = translator;
            if (ready == null) {
                ready = new OutputTranslator(group, WireTime.instant(time));
                translator = ready;
            }
            closedPositions |= decision instanceof Decision.Settlement;
            OutputTranslator.Output output = ready.translate(decision);
            lines.tell(output.value(), source);
            RecordKey key = output.topic().keyOf(output.value());
            context().forward(new Record<>(key.toString(), output.value(), timestamp), Names.egress(output.topic()));
        }
    }
}
