package io.tearup.engine;

import static io.tearup.engine.Scene.only;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tearup.engine.decision.Decision;
import io.tearup.engine.event.RiskEvent;
import io.tearup.engine.model.AccountPricing;
import io.tearup.engine.model.RejectReason;
import io.tearup.engine.model.RejectedInput;
import io.tearup.engine.model.TriggerSpec;
import org.junit.jupiter.api.Test;

/** Legs of a bankrupt account that cannot be priced. Found by simulated seeds 1067 and 1283. */
class BankruptLegsTest {
    private final Scene scene =
            Scene.under(Scene.rules(new TriggerSpec.PoolEquity("pool-equity", 0), AccountPricing.BANKRUPTCY, 1_000));

    private RiskEvent bankrupt(String account) {
        return new RiskEvent.Bankrupt(scene.now, scene.origin(), account, null);
    }

    @Test
    void shouldNotPriceALegWithoutAMark() {
        scene.deposit("ann", 1_000);
        scene.trade("zed", "ann", "BTC", 10, 100);
        scene.apply(new RiskEvent.Cash(scene.now, scene.origin(), "zed", -1, null));
        assertThatThrownBy(() -> scene.apply(bankrupt("zed")))
                .isInstanceOfSatisfying(
                        RejectedInput.class, e -> assertThat(e.reason()).isEqualTo(RejectReason.NOT_ELIGIBLE))
                .hasMessageContaining("has a position in BTC, which has no mark price yet");
        scene.mark("BTC", 99);
        assertThat(only(Decision.WaveClosed.class, scene.apply(bankrupt("zed"))))
                .hasSize(1);
    }
}
