package io.tearup.engine;

import static io.tearup.engine.Scene.only;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.tearup.engine.decision.Decision;
import io.tearup.engine.decision.Decision.Assignment;
import io.tearup.engine.decision.Decision.WaveClosed;
import io.tearup.engine.decision.Decision.WaveResult;
import io.tearup.engine.model.AccountPricing;
import io.tearup.engine.model.InventoryPricing;
import io.tearup.engine.model.RulebookSpec;
import io.tearup.engine.model.Side;
import io.tearup.engine.model.StageRule;
import io.tearup.engine.model.TriggerSpec;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A step that reaches its limit within the second pass goes on with it: the stage after it has to wait. */
class SecondPassStepTest {
    private static RulebookSpec oneAtATime() {
        RulebookSpec rules = Scene.rules(new TriggerSpec.PoolEquity("pool-equity", 0), AccountPricing.NONE, 1);
        return new RulebookSpec(
                rules.name(),
                rules.triggers(),
                InventoryPricing.BANKRUPTCY,
                rules.accountPricing(),
                rules.ranking(),
                rules.allocation(),
                new StageRule(List.of(), true, true, null),
                rules.fees(),
                rules.settlement(),
                rules.warningPpm(),
                rules.stepLimit(),
                rules.lightsInterval());
    }

    @Test
    void shouldCutNoGainsWhileTheSecondPassGoesOn() {
        Scene scene = Scene.under(oneAtATime());
        scene.deposit("ann", 100_000);
        scene.deposit("bob", 100_000);
        scene.deposit("eve", 50_000);
        scene.mark("BTC", 90);
        scene.trade("eve", "ann", "BTC", 5, 90);
        scene.trade("eve", "bob", "BTC", 5, 90);
        scene.apply(scene.takeover("eve", "BTC", Side.LONG, 10, 100, 0));

        // Both are in profit by 10, and the takeover price of 100 would take 20: only their own entry can be asked.
        List<Decision> first = scene.mark("BTC", 80);
        assertThat(only(Assignment.class, first))
                .extracting(Assignment::account, Assignment::pass, Assignment::lots, Assignment::price)
                .containsExactly(tuple("ann", 2, 5L, 90L));
        assertThat(only(WaveClosed.class, first))
                .extracting(WaveClosed::result, WaveClosed::residual, WaveClosed::gainsHaircut)
                .containsExactly(tuple(WaveResult.CONTINUES, 5L, 0L));

        List<Decision> second = scene.mark("BTC", 80);
        assertThat(only(Assignment.class, second))
                .extracting(Assignment::account, Assignment::pass, Assignment::lots, Assignment::price)
                .containsExactly(tuple("bob", 2, 5L, 90L));
        assertThat(only(WaveClosed.class, second))
                .extracting(WaveClosed::result, WaveClosed::residual, WaveClosed::gainsHaircut)
                .containsExactly(tuple(WaveResult.RESOLVED, 0L, 0L));
        assertThat(Books.faults(scene.group)).isEmpty();
    }
}
