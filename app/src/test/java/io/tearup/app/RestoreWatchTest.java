package io.tearup.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** A restore is told of while it goes on, on a terminal and in a log. */
class RestoreWatchTest {
    private static final TopicPartition FIRST = new TopicPartition("tearup-risk-changelog", 0);
    private static final TopicPartition SECOND = new TopicPartition("tearup-risk-changelog", 1);

    private final RestoreProgress restore = new RestoreProgress();
    private final StringWriter talk = new StringWriter();
    private final List<String> log = new ArrayList<>();

    private RestoreWatch watch(boolean terminal) {
        return new RestoreWatch(restore, new PrintWriter(talk), log::add, terminal);
    }

    private static long at(int seconds) {
        return Duration.ofSeconds(seconds).toNanos();
    }

    @Test
    void shouldLogRowsAndTimeLeftEveryTenSecondsWhereThereIsNoTerminal() {
        RestoreWatch watch = watch(false);
        restore.onRestoreStart(FIRST, "risk", 0, 3_000);
        restore.onRestoreStart(SECOND, "risk", 500, 1_500);
        assertThat(watch.look(at(0))).isTrue();
        assertThat(watch.look(at(10))).isTrue();
        restore.onBatchRestored(FIRST, "risk", 1_000, 1_000);
        assertThat(watch.look(at(19))).isTrue();
        assertThat(watch.look(at(20))).isTrue();
        restore.onRestoreEnd(FIRST, "risk", 2_990);
        restore.onRestoreEnd(SECOND, "risk", 1_000);
        assertThat(watch.look(at(25))).isFalse();
        assertThat(log)
                .containsExactly(
                        "restoring state: 0 of 4,000 rows, time left not known yet",
                        "restoring state: 1,000 of 4,000 rows, 60 s left",
                        "restored 3,990 rows in 25.0 s");
        assertThat(talk.toString()).isEmpty();
    }

    @Test
    void shouldDrawABarOnATerminalAndTakeItAwayAtTheEnd() {
        RestoreWatch watch = watch(true);
        restore.onRestoreStart(FIRST, "risk", 0, 4_000);
        restore.onBatchRestored(FIRST, "risk", 1_000, 1_000);
        watch.look(at(0));
        assertThat(talk.toString()).matches("\rrestoring  \\[#{7} {23}] 1,000 / 4,000 {2}[0-9,]+/s, [0-9,]+ s left ");
        assertThat(log).isEmpty();
        restore.onRestoreEnd(FIRST, "risk", 4_000);
        assertThat(watch.look(at(2))).isFalse();
        assertThat(talk.toString()).endsWith("/s, 0 s left \r\u001b[K");
        assertThat(log).containsExactly("restored 4,000 rows in 2.0 s");
    }

    @Test
    void shouldCountALaterRestoreByItself() {
        RestoreWatch watch = watch(false);
        restore.onRestoreStart(FIRST, "risk", 0, 1_000);
        watch.look(at(0));
        restore.onRestoreEnd(FIRST, "risk", 1_000);
        watch.look(at(1));
        restore.onRestoreStart(SECOND, "risk", 0, 200);
        watch.look(at(100));
        restore.onRestoreEnd(SECOND, "risk", 200);
        watch.look(at(101));
        assertThat(log).containsExactly("restored 1,000 rows in 1.0 s", "restored 200 rows in 1.0 s");
    }

    @Test
    void shouldSayNothingWhereThereIsNothingToRestore() {
        RestoreWatch watch = watch(false);
        restore.onRestoreStart(FIRST, "risk", 7, 7);
        watch.look(at(0));
        restore.onRestoreEnd(FIRST, "risk", 0);
        assertThat(watch.look(at(1))).isFalse();
        assertThat(log).isEmpty();
    }
}
