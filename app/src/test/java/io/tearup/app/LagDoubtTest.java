package io.tearup.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** When the end of a partition is believed. Times are milliseconds after the consumer began. */
class LagDoubtTest {
    private static final long BEGIN = 7_000_000_000L;
    private static final TopicPartition FILLS = new TopicPartition("fills", 0);
    private static final TopicPartition MARKS = new TopicPartition("marks", 0);

    private final LagDoubt doubt = new LagDoubt(BEGIN);

    private static long at(long millis) {
        return BEGIN + Duration.ofMillis(millis).toNanos();
    }

    private void poll(long millis, boolean behind, TopicPartition... returned) {
        doubt.polling(at(millis));
        doubt.polled(at(millis), List.of(returned), behind);
    }

    /** Polls every hundred milliseconds, up to date, until the beginning is forgotten. */
    private void settle() {
        assertThat(doubt.isDoubtful(FILLS, at(1))).isTrue();
        assertThat(doubt.isDoubtful(MARKS, at(1))).isTrue();
        for (long millis = 100; millis <= 2_000; millis += 100) {
            poll(millis, false);
        }
        assertThat(doubt.isDoubtful(FILLS, at(2_000))).isFalse();
    }

    @Test
    void shouldDoubtAnEndRightAfterTheBeginning() {
        poll(10, false, FILLS);
        assertThat(doubt.isDoubtful(FILLS, at(20))).isTrue();
        assertThat(doubt.isDoubtful(MARKS, at(20))).isTrue();
        poll(400, false);
        poll(800, false);
        assertThat(doubt.isDoubtful(MARKS, at(800)))
                .as("nothing heard for long enough")
                .isFalse();
    }

    @Test
    void shouldNeverDoubtWhoIsUpToDate() {
        settle();
        poll(2_100, false, FILLS);
        assertThat(doubt.isDoubtful(FILLS, at(2_101))).isFalse();
        assertThat(doubt.isDoubtful(MARKS, at(2_101))).isFalse();
    }

    @Test
    void shouldDoubtWhatJustCameWhileAnythingIsBehind() {
        settle();
        poll(2_100, true, FILLS);
        assertThat(doubt.isDoubtful(FILLS, at(2_101))).isTrue();
        assertThat(doubt.isDoubtful(MARKS, at(2_101)))
                .as("asked about long ago, and nothing came")
                .isFalse();
        poll(2_500, true);
        poll(2_600, true);
        assertThat(doubt.isDoubtful(FILLS, at(2_601)))
                .as("its broker would have answered")
                .isFalse();
        poll(2_700, true, FILLS);
        assertThat(doubt.isDoubtful(FILLS, at(2_701))).isTrue();
    }

    @Test
    void shouldDoubtForAWhileAfterItWasBehind() {
        settle();
        poll(2_100, true, FILLS);
        poll(2_500, false, FILLS);
        poll(2_900, false, FILLS);
        assertThat(doubt.isDoubtful(FILLS, at(3_099))).isTrue();
        assertThat(doubt.isDoubtful(FILLS, at(3_100))).isFalse();
    }

    @Test
    void shouldDoubtEveryEndAfterAPause() {
        settle();
        poll(2_501, false, FILLS);
        assertThat(doubt.isDoubtful(FILLS, at(2_502))).isTrue();
        assertThat(doubt.isDoubtful(MARKS, at(2_502))).isTrue();
        poll(2_900, false);
        assertThat(doubt.isDoubtful(MARKS, at(3_001))).isFalse();
    }

    @Test
    void shouldTakeAPollAfterHalfASecondForNoPause() {
        settle();
        poll(2_500, false);
        assertThat(doubt.isDoubtful(MARKS, at(2_501))).isFalse();
    }
}
