package io.tearup.app.demo;

import io.tearup.app.ExitCode;
import io.tearup.app.Pipeline;
import io.tearup.app.UserFault;
import io.tearup.catalogue.RecordSerdes;
import io.tearup.catalogue.Topics;
import io.tearup.schemas.v1.Fill;
import io.tearup.schemas.v1.MarkPrice;
import io.tearup.store.RiskQuery;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.query.QueryResult;

/**
 * Plays a crash into a pipeline that runs, price move by price move, so that it can be watched.
 *
 * <p>A pipeline merges topics by what has arrived. So that it decides what it decides when everything is there before it starts, no
 * two topics ever have something to be merged: neighbouring records of one topic are written together, and the next ones not before
 * the state has applied them. The opening, before the first price move, is written before the pipeline starts, where the merge by time
 * has one result.
 */
final class PacedPlay implements AutoCloseable {
    private static final Duration APPLIED_WITHIN = Duration.ofSeconds(60);
    private static final Duration LOOK = Duration.ofMillis(1);

    private final List<VenueRecord> records;
    private final Serializer<SpecificRecord> serializer;
    private final KafkaProducer<String, byte[]> producer;
    private Pipeline pipeline;
    private int next;

    /**
     * Goes on after the opening.
     *
     * @param pipeline has the opening as its input
     */
    PacedPlay(DemoTopics topics, RecordSerdes serdes, Pipeline pipeline, List<VenueRecord> records) {
        this.pipeline = pipeline;
        this.records = records;
        this.serializer = serdes.serializer();
        this.producer = topics.producer();
        this.next = opening(records);
    }

    /** How many records open the venue: definitions, accounts, first trades. */
    static int opening(List<VenueRecord> records) {
        boolean traded = false;
        for (int i = 0; i < records.size(); i++) {
            SpecificRecord value = records.get(i).value();
            traded |= value instanceof Fill;
            if (traded && value instanceof MarkPrice) {
                return i;
            }
        }
        return records.size();
    }

    /** Goes on with a pipeline that was started in the place of the one before. */
    void goOnWith(Pipeline restarted) {
        pipeline = restarted;
    }

    boolean hasNext() {
        return next < records.size();
    }

    /** Time of the next price move, of the last record if there is none. */
    Instant nextTime() {
        return records.get(Math.min(next, records.size() - 1)).time();
    }

    /** How many records have been played, the opening among them. */
    int played() {
        return next;
    }

    /** Plays every price move before a time, and waits until the state has applied what follows from each. */
    void until(Instant time) throws InterruptedException {
        while (hasNext() && nextTime().isBefore(time)) {
            step();
        }
    }

    /** Plays one move of the prices and what the venue does about it. */
    void step() throws InterruptedException {
        Instant move = nextTime();
        while (hasNext() && isSameMove(move)) {
            run(move);
        }
    }

    /** Neighbouring records of one topic and one move. */
    private void run(Instant move) throws InterruptedException {
        Topics.Topic topic = records.get(next).topic();
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        while (hasNext() && records.get(next).topic() == topic && isSameMove(move)) {
            sent.add(producer.send(DemoTopics.wire(records.get(next), serializer)));
            next++;
        }
        try {
            RecordMetadata last = null;
            for (Future<RecordMetadata> each : sent) {
                last = each.get();
            }
            if (last != null) {
                awaitApplied(last);
            }
        } catch (ExecutionException e) {
            throw new UserFault(ExitCode.RUNTIME, "the broker refused a record: " + e.getCause());
        }
    }

    /** Moves lie seconds apart, the records of one milliseconds. */
    private boolean isSameMove(Instant move) {
        return Duration.between(move, records.get(next).time()).compareTo(Duration.ofSeconds(10)) < 0;
    }

    private void awaitApplied(RecordMetadata last) throws InterruptedException {
        long deadline = System.nanoTime() + APPLIED_WITHIN.toNanos();
        while (applied(last) < last.offset()) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            if (System.nanoTime() > deadline) {
                throw new UserFault(
                        ExitCode.RUNTIME,
                        last.topic() + "-" + last.partition() + "@" + last.offset() + " was not applied within "
                                + APPLIED_WITHIN.toSeconds() + " s"
                                + pipeline.fault().map(fault -> ": " + fault).orElse(""));
            }
            LockSupport.parkNanos(LOOK.toNanos());
        }
    }

    private long applied(RecordMetadata last) {
        try {
            QueryResult<?> result =
                    pipeline.ask(new RiskQuery.OfGroup(MarketCrash.GROUP)).get(last.partition());
            Long offset = result == null || result.isFailure()
                    ? null
                    : result.getPosition().getPartitionPositions(last.topic()).get(last.partition());
            return offset == null ? -1 : offset;
        } catch (IllegalStateException | InvalidStateStoreException e) {
            // Not running yet, or while its task is assigned.
            return -1;
        }
    }

    @Override
    public void close() {
        producer.close();
        serializer.close();
    }
}
