package io.tearup.app;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * Whether to doubt that a partition has been read to its end when its consumer says so.
 *
 * <p>What a consumer knows of a partition's end is as old as the last answer of its broker. So while the consumer is behind on any
 * partition, or was a moment ago, or has just come out of a pause, an end counts only when nothing has come of the partition,
 * nor was there a pause, for as long as a broker that has more takes to answer. Who is not behind never waits.
 *
 * <p>All times are nanoseconds of one clock, {@link System#nanoTime}.
 */
final class LagDoubt {
    /** No poll for longer than this is a pause. */
    static final long PAUSE_NANOS = Duration.ofMillis(500).toNanos();

    /** How long after being behind an end is doubted. */
    static final long DOUBT_NANOS = Duration.ofSeconds(1).toNanos();

    /** A broker that has more has answered by then. */
    static final long ANSWER_NANOS = Duration.ofMillis(500).toNanos();

    private final Map<TopicPartition, Long> returnedAt = new HashMap<>();
    private long polledAt;
    private long pausedAt;
    private long behindAt;
    private boolean paused;

    /** Of a consumer that begins now, which counts as a pause. */
    LagDoubt(long now) {
        polledAt = now;
        pausedAt = now;
        behindAt = now;
    }

    /** To be told before a poll. */
    void polling(long now) {
        paused = now - polledAt > PAUSE_NANOS;
    }

    /**
     * To be told after a poll.
     *
     * @param returned partitions of which records came
     * @param behind whether the consumer knows of records that it has not returned yet
     */
    void polled(long now, Collection<TopicPartition> returned, boolean behind) {
        polledAt = now;
        for (TopicPartition partition : returned) {
            returnedAt.put(partition, now);
        }
        if (paused) {
            pausedAt = now;
        }
        if (paused || behind) {
            behindAt = now;
        }
    }

    /** Whether a partition that seems to be read to its end may have more. */
    boolean isDoubtful(TopicPartition partition, long now) {
        long heardAt = Math.max(pausedAt, returnedAt.computeIfAbsent(partition, first -> now));
        return now - behindAt < DOUBT_NANOS && now - heardAt < ANSWER_NANOS;
    }
}
