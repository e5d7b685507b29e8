package io.tearup.app.dashboard;

import io.tearup.app.dashboard.Panel.Kind;
import io.tearup.app.dashboard.Panel.Limit;
import io.tearup.app.dashboard.Panel.Unit;
import io.tearup.app.dashboard.Panel.Word;
import io.tearup.catalogue.Metrics;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.streams.KafkaStreams;

/** Whether the instances run, keep up and stay where they are. */
final class StreamsHealth {
    private static final String INSTANCE = "{{instance}}";

    private StreamsHealth() {}

    static Dashboard dashboard() {
        return new Dashboard(
                "streams-health",
                "Tearup: Streams health",
                "Whether the instances run, keep up and stay where they are.",
                false,
                List.of(
                        state(),
                        threads(),
                        throughput(),
                        lag(),
                        standbyLag(),
                        rebalances(),
                        restore(),
                        heap(),
                        time(),
                        commits(),
                        transactions(),
                        refused(),
                        repeated()));
    }

    private static Panel state() {
        return Panel.of(
                        "State of the instances",
                        "RUNNING, or why not.",
                        Kind.STATE_TIMELINE,
                        Unit.NUMBER,
                        16,
                        new Query(PromQl.byInstance(KafkaMetrics.CLIENT_STATE, ""), INSTANCE))
                .withWords(states());
    }

    private static Panel threads() {
        return Panel.of(
                "Threads",
                "Alive now, and failed since the start: a failed thread is replaced, or the instance stops.",
                Kind.STAT,
                Unit.NUMBER,
                8,
                new Query(PromQl.byInstance(KafkaMetrics.ALIVE_THREADS, ""), INSTANCE + " alive"),
                new Query(PromQl.byInstance(KafkaMetrics.FAILED_THREADS, ""), INSTANCE + " failed"));
    }

    private static Panel throughput() {
        return Panel.of(
                "Records worked through",
                "Records of one partition and one millisecond that reached the task together count as one.",
                Kind.TIME_SERIES,
                Unit.PER_SECOND,
                12,
                new Query(PromQl.rateByInstance(KafkaMetrics.PROCESSED), INSTANCE));
    }

    private static Panel lag() {
        return Panel.of(
                        "Input lag",
                        "Records by which the slowest input partition is behind: decisions follow a market that has moved on.",
                        Kind.TIME_SERIES,
                        Unit.NUMBER,
                        12,
                        new Query(PromQl.byInstance(KafkaMetrics.LAG_MAX, KafkaMetrics.OF_INPUT), INSTANCE))
                .withLimits(new Limit(10_000, "red"));
    }

    private static Panel standbyLag() {
        return Panel.of(
                        "Standby lag",
                        "Rows by which a warm copy is behind: a failover would wait for them.",
                        Kind.TIME_SERIES,
                        Unit.NUMBER,
                        12,
                        new Query(PromQl.byInstance(KafkaMetrics.LAG_MAX, KafkaMetrics.OF_STANDBY), INSTANCE),
                        new Query(PromQl.byInstance(KafkaMetrics.STANDBY_TASKS, ""), INSTANCE + " copies"))
                .withLimits(new Limit(100_000, "orange"));
    }

    private static Panel rebalances() {
        return Panel.of(
                "Rebalances",
                "Each moves tasks; more than a few in half an hour keep nothing where its state is.",
                Kind.TIME_SERIES,
                Unit.NUMBER,
                12,
                new Query(PromQl.risingByInstance(KafkaMetrics.REBALANCES, KafkaMetrics.OF_INPUT), INSTANCE));
    }

    private static Panel restore() {
        return Panel.of(
                "Rows to restore",
                "Before the instance decides.",
                Kind.TIME_SERIES,
                Unit.NUMBER,
                12,
                new Query(PromQl.byInstance(Metrics.RESTORE_REMAINING, ""), INSTANCE));
    }

    private static Panel heap() {
        return Panel.of(
                "Heap",
                "In use, garbage with it; what a collection left of it; and what that may be at most. The state is here.",
                Kind.TIME_SERIES,
                Unit.BYTES,
                12,
                new Query(PromQl.sumByInstance(JvmMetrics.USED, JvmMetrics.OF_HEAP), INSTANCE + " in use"),
                new Query(PromQl.byInstance(JvmMetrics.LIVE, ""), INSTANCE + " after collection"),
                new Query(PromQl.byInstance(JvmMetrics.LIVE_MAX, ""), INSTANCE + " at most"));
    }

    private static Panel time() {
        return Panel.of(
                "Where the threads' time goes",
                "Shares of the last moments spent deciding, polling and committing.",
                Kind.TIME_SERIES,
                Unit.SHARE,
                12,
                new Query(PromQl.byInstance(KafkaMetrics.PROCESS_RATIO, ""), INSTANCE + " process"),
                new Query(PromQl.byInstance(KafkaMetrics.POLL_RATIO, ""), INSTANCE + " poll"),
                new Query(PromQl.byInstance(KafkaMetrics.COMMIT_RATIO, ""), INSTANCE + " commit"));
    }

    private static Panel commits() {
        return Panel.of(
                "Longest commit",
                "Nobody sees a decision before its commit.",
                Kind.TIME_SERIES,
                Unit.MILLISECONDS,
                12,
                new Query(PromQl.byInstance(KafkaMetrics.COMMIT_LATENCY_MAX, ""), INSTANCE));
    }

    private static Panel transactions() {
        return Panel.of(
                "Time committing transactions",
                "Share of the time spent waiting for the brokers to end transactions.",
                Kind.TIME_SERIES,
                Unit.SHARE,
                12,
                new Query(PromQl.rateByInstance(KafkaMetrics.TRANSACTION_COMMIT_TIME) + " / 1e9", INSTANCE));
    }

    private static Panel refused() {
        return Panel.of(
                "Refused records",
                "Set aside on adl.dlq.v1; one on a topic that carries money freezes its group.",
                Kind.TIME_SERIES,
                Unit.NUMBER,
                12,
                new Query(PromQl.risingByAnyGroup(Metrics.DLQ), "{{group}}"));
    }

    private static Panel repeated() {
        return Panel.of(
                "Repeated and missing input",
                "Inputs that came again and changed nothing; sequence numbers that never came.",
                Kind.TIME_SERIES,
                Unit.NUMBER,
                12,
                new Query(PromQl.byAnyGroup(Metrics.DUPLICATES), "{{group}} repeated"),
                new Query(PromQl.byAnyGroup(Metrics.GAPS), "{{group}} missing"));
    }

    /** Codes of {@link KafkaMetrics#CLIENT_STATE}. */
    private static Map<Integer, Word> states() {
        Map<Integer, Word> words = new TreeMap<>();
        for (KafkaStreams.State state : KafkaStreams.State.values()) {
            String colour = switch (state) {
                case RUNNING -> "green";
                case CREATED, REBALANCING -> "yellow";
                case PENDING_SHUTDOWN, NOT_RUNNING -> "orange";
                default -> "red";
            };
            words.put(state.ordinal(), new Word(state.name(), colour));
        }
        return words;
    }
}
