package io.tearup.app.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tearup.app.RestoreProgress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.KafkaStreams.State;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The truth table of the probes, and where a stream goes on. */
class ProbesTest {
    private static final Probes PROBES = new Probes(Duration.ofSeconds(60));

    private static Probes.Instance instance(State state, int threads, Probes.Restoring restoring, long markAge) {
        return new Probes.Instance(
                state,
                threads,
                10,
                300_000,
                "",
                restoring,
                markAge < 0 ? OptionalLong.empty() : OptionalLong.of(markAge),
                List.of());
    }

    @ParameterizedTest
    @CsvSource({
        "CREATED,         0, 200, 503, 503",
        "REBALANCING,     1, 200, 200, 503",
        "RUNNING,         1, 200, 200, 200",
        "RUNNING,         0, 500, 200, 200",
        "PENDING_SHUTDOWN,1, 200, 200, 503",
        "PENDING_ERROR,   1, 500, 200, 503",
        "ERROR,           0, 500, 200, 503",
        "NOT_RUNNING,     0, 500, 200, 503"
    })
    void shouldAnswerByTheState(State state, int threads, int live, int started, int ready) {
        Probes.Instance instance = instance(state, threads, Probes.Restoring.NOTHING, 1_000);
        assertThat(Probes.live(instance).status()).as("live").isEqualTo(live);
        assertThat(Probes.started(instance).status()).as("started").isEqualTo(started);
        assertThat(PROBES.ready(instance).status()).as("ready").isEqualTo(ready);
    }

    @Test
    void shouldNotBeReadyWhileRestoringAndSayHowLong() {
        Answer answer = PROBES.ready(instance(State.RUNNING, 1, new Probes.Restoring(2, 5_000, 7), 1_000));
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.body())
                .isEqualTo("{\"state\":\"RUNNING\",\"restoringTasks\":2,\"remainingRecords\":5000,\"etaSeconds\":7,"
                        + "\"markAgeMs\":1000,\"frozenGroups\":[]}");
    }

    @Test
    void shouldNotBeReadyWithOldMarksButWithNone() {
        assertThat(PROBES.ready(instance(State.RUNNING, 1, Probes.Restoring.NOTHING, 60_001))
                        .status())
                .isEqualTo(503);
        assertThat(PROBES.ready(instance(State.RUNNING, 1, Probes.Restoring.NOTHING, 60_000))
                        .status())
                .isEqualTo(200);
        assertThat(PROBES.ready(instance(State.RUNNING, 1, Probes.Restoring.NOTHING, -1))
                        .status())
                .isEqualTo(200);
        assertThat(new Probes(Duration.ZERO)
                        .ready(instance(State.RUNNING, 1, Probes.Restoring.NOTHING, Long.MAX_VALUE))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void shouldNotLiveWithAThreadThatNoLongerPolls() {
        Probes.Instance stuck = new Probes.Instance(
                State.RUNNING, 1, 300_001, 300_000, "", Probes.Restoring.NOTHING, OptionalLong.empty(), List.of());
        assertThat(Probes.live(stuck).status()).isEqualTo(500);
    }

    @Test
    void shouldAddUpWhatIsLeftToRestore() {
        RestoreProgress progress = new RestoreProgress();
        TopicPartition first = new TopicPartition("log", 0);
        progress.onRestoreStart(first, "s", 100, 1_100);
        assertThat(InstanceHealth.restoring(progress.partitions())).isEqualTo(new Probes.Restoring(1, 1_000, -1));
        progress.onBatchRestored(first, "s", 600, 500);
        Probes.Restoring half = InstanceHealth.restoring(progress.partitions());
        assertThat(half.rowsLeft()).isEqualTo(500);
        assertThat(half.secondsLeft()).isNotNegative();
        progress.onRestoreEnd(first, "s", 1_000);
        assertThat(InstanceHealth.restoring(progress.partitions())).isEqualTo(Probes.Restoring.NOTHING);
    }

    @Test
    void shouldGoOnWhereTheLastEventIdSays() {
        assertThat(EventStream.positions("adl.alerts.v1-0:12,adl.waves.v1-1:5"))
                .isEqualTo(
                        Map.of(new TopicPartition("adl.alerts.v1", 0), 12L, new TopicPartition("adl.waves.v1", 1), 5L));
        assertThat(EventStream.positions("")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                ":",
                "-:",
                "adl.alerts.v1-0",
                "adl.alerts.v1-0:-1",
                "adl.alerts.v1-x:1",
                "risk.fills.v1-0:1",
                ","
            })
    void shouldNameAPositionThatIsNone(String id) {
        assertThatThrownBy(() -> EventStream.positions(id))
                .isInstanceOf(Problem.class)
                .hasMessageStartingWith("Last-Event-ID: '");
    }
}
