package io.tearup.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tearup.engine.NaiveTwin.Flaw;
import io.tearup.engine.event.RiskEvent;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A twin that has one rule wrong is found out: the comparison is no formality. */
class FlawedTwinTest {
    private final TwinComparison twins = new TwinComparison();

    @Test
    void shouldNoticeEveryRuleToldWrongly() {
        Set<Flaw> unnoticed = EnumSet.complementOf(EnumSet.of(Flaw.NONE));
        unnoticed.removeIf(flaw -> twins.firstDifference(TwinComparison.onTheBoundary(), flaw) != null);
        for (long seed = 0; seed < 2_000 && !unnoticed.isEmpty(); seed++) {
            List<RiskEvent> world = seed % 2 == 0
                    ? RandomWorlds.draw(seed, TwinTest.EVENTS)
                    : RandomWorlds.drawUnderAnyRules(seed, TwinTest.EVENTS);
            unnoticed.removeIf(flaw -> twins.firstDifference(world, flaw) != null);
        }
        assertThat(unnoticed).isEmpty();
    }
}
