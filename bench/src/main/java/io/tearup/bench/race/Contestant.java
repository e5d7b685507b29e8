package io.tearup.bench.race;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Who takes part. */
enum Contestant {
    /** A consumer and a transactional producer that copies every record: what the platform costs by itself. */
    PASS_THROUGH(PassThrough::start),
    /** Tearup as {@code ./tearup run} starts it: every rule, all state, exactly once. */
    TEARUP(TearupRunner::exactlyOnce),
    /** The same, at least once. */
    TEARUP_AT_LEAST_ONCE(TearupRunner::atLeastOnce),
    /** Kafka Streams DSL: grouped streams aggregated into tables. */
    DSL(DslPeer::start),
    /** Kafka Streams Processor API on RocksDB. */
    ROCKSDB(StorePeer::onRocksDb),
    /** Kafka Streams Processor API on the stock in-memory store. */
    IN_MEMORY(StorePeer::inMemory),
    /** Flink with keyed state and a transactional sink. */
    FLINK(FlinkPeer::start),
    /** A plain consumer that calls Tearup's decoder and engine, with neither state log nor output. */
    CEILING(Ceiling::start);

    /** Starts a contestant. */
    interface Start {
        Running start(Entry entry) throws Exception;
    }

    /** A contestant at work. */
    interface Running extends AutoCloseable {
        /** Its positions, once it has committed everything. */
        Book book() throws Exception;

        @Override
        void close() throws Exception;
    }

    private final Start start;

    Contestant(Start start) {
        this.start = start;
    }

    Running start(Entry entry) throws Exception {
        return start.start(entry);
    }

    /** Name in reports: lower case with hyphens. */
    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether it keeps positions; the pass-through only copies. */
    boolean keepsBooks() {
        return this != PASS_THROUGH;
    }

    static List<String> labels() {
        return Arrays.stream(values()).map(Contestant::label).toList();
    }

    static Contestant ofLabel(String label) {
        for (Contestant contestant : values()) {
            if (contestant.label().equals(label)) {
                return contestant;
            }
        }
        throw new IllegalArgumentException("no contestant '" + label + "', known are " + labels());
    }
}
