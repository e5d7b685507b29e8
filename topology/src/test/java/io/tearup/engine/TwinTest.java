package io.tearup.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.tearup.engine.NaiveTwin.Flaw;
import io.tearup.engine.event.RiskEvent;
import java.util.List;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * The engine against its naive twin: after every event of a random world both say the same records and hold the same
 * books. {@code -Dtearup.worlds} sets how many worlds, {@code -Dtearup.seed} runs one again.
 */
class TwinTest {
    static final int EVENTS = 120;

    private final TwinComparison twins = new TwinComparison();

    @Test
    void shouldAgreeWithTheNaiveTwinUnderGatesRules() {
        compare(seed -> RandomWorlds.draw(seed, EVENTS), 2_000);
    }

    @Test
    void shouldAgreeWithTheNaiveTwinUnderAnyRules() {
        compare(seed -> RandomWorlds.drawUnderAnyRules(seed, EVENTS), 10_000);
    }

    private void compare(LongFunction<List<RiskEvent>> draw, long usual) {
        Long only = Long.getLong("tearup.seed");
        long worlds = Long.getLong("tearup.worlds", usual);
        LongStream seeds = only == null ? LongStream.range(0, worlds) : LongStream.of(only);
        seeds.parallel().forEach(seed -> {
            String difference = twins.firstDifference(draw.apply(seed), Flaw.NONE);
            if (difference != null) {
                fail("world of seed %d (-Dtearup.seed=%d): %s", seed, seed, difference);
            }
        });
        if (only == null) {
            assertThat(twins.waves()).as("waves compared").isGreaterThan((int) worlds / 4);
        }
    }

    @Test
    void shouldAgreeWhenTriggerAndStopAreMetExactly() {
        assertThat(twins.firstDifference(TwinComparison.onTheBoundary(), Flaw.NONE))
                .isNull();
    }
}
