package io.tearup.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

/** A bar tells how far, how fast and how long still, and only a terminal gets one. */
class ProgressTest {
    private final StringWriter out = new StringWriter();

    @Test
    void shouldTellRateAndTimeLeftOnATerminal() {
        Progress progress = new Progress(new PrintWriter(out), "replaying", 1_000, true);
        progress.at(500);
        assertThat(out.toString()).matches("\rreplaying  \\[#{15} {15}] 500 / 1,000 {2}[0-9,]+/s, [0-9,]+ s left ");
        progress.at(1_000);
        assertThat(out.toString()).endsWith("/s, 0 s left ");
    }

    @Test
    void shouldLeaveOneLineWhereThereIsNoTerminal() {
        Progress progress = new Progress(new PrintWriter(out), "replaying", 1_000, false);
        progress.at(500);
        assertThat(out.toString()).isEmpty();
        progress.done();
        assertThat(out.toString().strip()).matches("replaying {2}1,000 records in [0-9.]+ s");
    }
}
