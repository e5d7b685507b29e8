package io.tearup.engine;

import static io.tearup.engine.Scene.SECOND;
import static io.tearup.engine.Scene.only;
import static org.assertj.core.api.Assertions.assertThat;

import io.tearup.engine.decision.Decision;
import io.tearup.engine.decision.Decision.RankLight;
import io.tearup.engine.event.RiskEvent;
import io.tearup.engine.model.Numbers;
import io.tearup.engine.model.RulebookSpec;
import io.tearup.engine.model.Side;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Longs of 10, 10 and 20 lots with falling profit against one short of 40; lights every ten seconds of stream time. */
class LightsTest {
    private static final long INTERVAL = 10 * SECOND;

    private final Scene scene = Scene.under(withLights());

    private static RulebookSpec withLights() {
        RulebookSpec r = Scene.poolEquity();
        return new RulebookSpec(
                r.name(),
                r.triggers(),
                r.inventoryPricing(),
                r.accountPricing(),
                r.ranking(),
                r.allocation(),
                r.stages(),
                r.fees(),
                r.settlement(),
                r.warningPpm(),
                r.stepLimit(),
                INTERVAL);
    }

    /** Lights that the mark publishes. */
    private List<RankLight> open() {
        for (String account : List.of("ann", "bob", "carol", "dave")) {
            scene.deposit(account, 1_000_000);
        }
        scene.trade("ann", "dave", "BTC", 10, 90);
        scene.trade("bob", "dave", "BTC", 10, 95);
        scene.trade("carol", "dave", "BTC", 20, 99);
        return only(RankLight.class, scene.mark("BTC", 100));
    }

    @Test
    void shouldShowTheFifthOfTheQueueThatHoldsAPositionsMiddle() {
        assertThat(open())
                .containsExactly(
                        new RankLight("ann", "BTC", Side.LONG, 5, Numbers.f("1/8"), 0),
                        new RankLight("bob", "BTC", Side.LONG, 4, Numbers.f("3/8"), 10),
                        new RankLight("carol", "BTC", Side.LONG, 2, Numbers.f("3/4"), 20),
                        new RankLight("dave", "BTC", Side.SHORT, 3, Numbers.f("1/2"), 0));
        assertThat(scene.market("BTC").lightsAt()).isEqualTo(scene.now);
    }

    @Test
    void shouldShowOnlyWhatChangedAndNotBeforeTheIntervalHasPassed() {
        open();
        scene.trade("carol", "dave", "BTC", 40, 99);
        scene.now += INTERVAL - 1;
        assertThat(only(RankLight.class, scene.mark("BTC", 100))).isEmpty();
        scene.now += 1;
        assertThat(only(RankLight.class, scene.mark("BTC", 100)))
                .as("60 lots at 1/99 times their margin rank above 10 at 1/19: carol passes bob, ann and dave stay")
                .containsExactly(
                        new RankLight("carol", "BTC", Side.LONG, 3, Numbers.f("1/2"), 10),
                        new RankLight("bob", "BTC", Side.LONG, 1, Numbers.f("15/16"), 70));
        scene.now += INTERVAL;
        assertThat(only(RankLight.class, scene.mark("BTC", 100))).isEmpty();
        assertThat(scene.market("BTC").lightsAt()).isEqualTo(scene.now);
    }

    @Test
    void shouldTakeTheLightOfWhoLeavesTheQueue() {
        open();
        scene.now += INTERVAL;
        List<Decision> withdrawn = scene.apply(new RiskEvent.Cash(scene.now, scene.origin(), "ann", -1_005_000, null));
        assertThat(only(RankLight.class, withdrawn))
                .containsExactly(
                        new RankLight("bob", "BTC", Side.LONG, 5, Numbers.f("1/6"), 0),
                        new RankLight("ann", "BTC", Side.LONG, 0, null, 0));
    }

    /** Simulation, seed 70332: rows are numbered anew when a state is restored. */
    @Test
    void shouldTellWhoLeftByAccountWhateverTheOrderOfTheirRows() {
        for (String account : List.of("zoe", "ann", "dave")) {
            scene.deposit(account, 1_000_000);
        }
        scene.trade("zoe", "dave", "BTC", 10, 90);
        scene.trade("ann", "dave", "BTC", 10, 95);
        scene.mark("BTC", 100);
        scene.apply(new RiskEvent.Cash(scene.now, scene.origin(), "zoe", -1_005_000, null));
        scene.now += INTERVAL;
        List<Decision> withdrawn = scene.apply(new RiskEvent.Cash(scene.now, scene.origin(), "ann", -1_004_000, null));
        assertThat(only(RankLight.class, withdrawn))
                .containsExactly(
                        new RankLight("ann", "BTC", Side.LONG, 0, null, 0),
                        new RankLight("zoe", "BTC", Side.LONG, 0, null, 0));
    }

    @Test
    void shouldShowNothingOfAMarketWithoutMarkOrPositions() {
        assertThat(only(RankLight.class, scene.mark("ETH", 10))).isEmpty();
        assertThat(scene.market("ETH").lightsAt()).isEqualTo(Long.MIN_VALUE);
        scene.trade("ann", "bob", "BTC", 1, 100);
        assertThat(scene.market("BTC").lightsAt()).isEqualTo(Long.MIN_VALUE);
    }
}
