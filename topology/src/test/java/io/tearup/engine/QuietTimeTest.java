package io.tearup.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tearup.engine.decision.Decision;
import io.tearup.engine.event.RiskEvent;
import io.tearup.engine.model.RejectedInput;
import io.tearup.engine.model.RiskGroup;
import io.tearup.store.RiskStateAccess;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Leaving out evaluations that cannot decide anything changes no decision and no row. */
class QuietTimeTest {
    private static final int WORLDS = Math.min(400, Integer.getInteger("tearup.worlds", 400));

    @Test
    void shouldDecideTheSameAsAnEvaluationOfEveryRecord() {
        for (long seed = 1; seed <= WORLDS; seed++) {
            List<RiskEvent> events = RandomWorlds.drawUnderAnyRules(seed, 150);
            RiskGroup resting = new RiskGroup("g");
            RiskEngine engine = new RiskEngine(resting);
            RiskGroup watched = new RiskGroup("g");
            for (RiskEvent event : events) {
                // A new engine knows of no quiet time.
                assertThat(decisions(engine, event))
                        .as("seed %d: %s", seed, event)
                        .isEqualTo(decisions(new RiskEngine(watched), event));
                assertThat(RiskStateAccess.changesOf(resting))
                        .as("rows, seed %d: %s", seed, event)
                        .isEqualTo(RiskStateAccess.changesOf(watched));
            }
        }
    }

    private static List<Decision> decisions(RiskEngine engine, RiskEvent event) {
        List<Decision> decisions = new ArrayList<>();
        try {
            engine.process(event, decisions::add);
        } catch (RejectedInput refused) {
            // Refused by both or by none.
        }
        return decisions;
    }
}
