package io.tearup.app.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.apache.kafka.streams.KafkaStreams;

/**
 * What an orchestrator asks: is the process to be restarted, has it started, may it be relied on.
 *
 * <p>Liveness says no only where a restart would help: it does not look at lag, restore or brokers.
 */
final class Probes {
    /**
     * An instance as the probes see it.
     *
     * @param liveThreads stream threads that are not dead
     * @param sinceLastPoll longest time since a thread asked its broker for records, milliseconds
     * @param maxPollInterval time after which a thread that does not ask loses its tasks, milliseconds
     * @param fault why it stopped by itself, empty while it has not
     * @param oldestMark age of the mark that was replaced the longest time ago, empty while there was none
     * @param frozenGroups groups that decide nothing
     */
    record Instance(
            KafkaStreams.State state,
            int liveThreads,
            long sinceLastPoll,
            long maxPollInterval,
            String fault,
            Restoring restoring,
            OptionalLong oldestMark,
            List<String> frozenGroups) {
        Instance {
            frozenGroups = List.copyOf(frozenGroups);
        }
    }

    /**
     * State on its way back from the changelogs.
     *
     * @param rowsLeft counted by offsets
     * @param secondsLeft at the speed so far, negative while there is none
     */
    record Restoring(int tasks, long rowsLeft, long secondsLeft) {
        static final Restoring NOTHING = new Restoring(0, 0, 0);
    }

    private final Duration marksWithin;

    Probes(Duration marksWithin) {
        this.marksWithin = marksWithin;
    }

    static Answer live(Instance instance) {
        boolean stateLives = switch (instance.state()) {
            case CREATED, REBALANCING, RUNNING, PENDING_SHUTDOWN -> true;
            case PENDING_ERROR, ERROR, NOT_RUNNING -> false;
        };
        boolean starting = instance.state() == KafkaStreams.State.CREATED;
        boolean polls = instance.sinceLastPoll() <= instance.maxPollInterval();
        boolean lives = stateLives && (starting || instance.liveThreads() > 0) && polls;
        ObjectNode body = body(instance)
                .put("liveThreads", instance.liveThreads())
                .put("millisSinceLastPoll", instance.sinceLastPoll());
        if (!instance.fault().isEmpty()) {
            body.put("fault", instance.fault());
        }
        return Answer.json(lives ? 200 : 500, body);
    }

    /** {@link StartingServer} answers until the preflight has passed; what is left is the first state after it. */
    static Answer started(Instance instance) {
        return Answer.json(instance.state() == KafkaStreams.State.CREATED ? 503 : 200, body(instance));
    }

    Answer ready(Instance instance) {
        Restoring restoring = instance.restoring();
        boolean fresh = marksWithin.isZero()
                || instance.oldestMark().isEmpty()
                || instance.oldestMark().getAsLong() <= marksWithin.toMillis();
        boolean ready = instance.state() == KafkaStreams.State.RUNNING && restoring.tasks() == 0 && fresh;
        ObjectNode body =
                body(instance).put("restoringTasks", restoring.tasks()).put("remainingRecords", restoring.rowsLeft());
        if (restoring.secondsLeft() < 0) {
            body.putNull("etaSeconds");
        } else {
            body.put("etaSeconds", restoring.secondsLeft());
        }
        if (instance.oldestMark().isPresent()) {
            body.put("markAgeMs", instance.oldestMark().getAsLong());
        } else {
            body.putNull("markAgeMs");
        }
        instance.frozenGroups().forEach(body.putArray("frozenGroups")::add);
        return Answer.json(ready ? 200 : 503, body);
    }

    private static ObjectNode body(Instance instance) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("state", instance.state().name());
    }
}
