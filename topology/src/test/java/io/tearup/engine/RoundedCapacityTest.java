package io.tearup.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tearup.engine.decision.Decision;
import io.tearup.engine.decision.QuantityBound;
import io.tearup.engine.event.RiskEvent;
import io.tearup.engine.model.MarginUnit;
import io.tearup.engine.model.Market;
import io.tearup.engine.model.MarketSpec;
import io.tearup.engine.model.Side;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A lot at one tick is worth a hundredth of a cent here, so that every value is rounded. */
class RoundedCapacityTest {
    private static final MarketSpec SOL = MarketSpec.of(
            "SOL", "main", new BigDecimal("0.001"), new BigDecimal("0.1"), new BigDecimal("0.05"), 2, true);

    /** {@code ann} is short 108 lots with a gain, and loses elsewhere: how much she can bear depends on her wallet. */
    private static Scene crash(long wallet) {
        Scene scene = Scene.withoutRules();
        scene.apply(new RiskEvent.DefineMarket(scene.now, "ops", SOL));
        scene.contribute(2);
        scene.mark("ETH", 10);
        scene.mark("SOL", 336);
        scene.deposit("ann", wallet);
        scene.deposit("bob", 100_000);
        scene.trade("ann", "bob", "ETH", 1, 10);
        scene.trade("bob", "ann", "SOL", 108, 400);
        scene.apply(scene.takeover("bob", "SOL", Side.LONG, 100, 336, 0));
        scene.mark("ETH", 9);
        scene.mark("SOL", 250);
        return scene;
    }

    @Test
    void shouldLeaveACounterpartyAtOrAboveMaintenanceWhateverIsRounded() {
        int bounded = 0;
        for (long wallet = 42; wallet <= 120; wallet++) {
            Scene scene = crash(wallet);
            List<Decision> decisions = scene.apply(new RiskEvent.SetRulebook(scene.now, "ops", Scene.poolEquity()));
            for (Decision decision : decisions) {
                if (decision instanceof Decision.Assignment assignment
                        && assignment.boundedBy() == QuantityBound.CAPACITY) {
                    bounded++;
                }
            }
            Market market = scene.market("SOL");
            int row = market.positions().find(scene.group.accounts().find("ann"));
            MarginUnit unit = new MarginUnit(scene.group);
            unit.load(market, row);
            assertThat(unit.meetsMaintenance())
                    .as("wallet %d, equity %d, maintenance %s", wallet, unit.equity(), unit.maintenance())
                    .isTrue();
        }
        assertThat(bounded).as("waves that her capacity bounded").isGreaterThan(30);
    }
}
