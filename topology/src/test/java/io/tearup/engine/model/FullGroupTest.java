package io.tearup.engine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tearup.engine.RiskEngine;
import io.tearup.engine.event.RiskEvent;
import io.tearup.engine.event.RiskEvent.Origin;
import io.tearup.store.RiskStateAccess;
import org.junit.jupiter.api.Test;

/** A group that can hold no more accounts refuses the input that would open one, whole, and goes on for those it has. */
class FullGroupTest {
    private final RiskGroup group = new RiskGroup("g", 100, 2);
    private final RiskEngine engine = new RiskEngine(group);

    private RiskEngine.Outcome deposit(String id, String account) {
        return engine.process(new RiskEvent.Cash(1, new Origin("bank", null, id), account, 100, null), decision -> {});
    }

    @Test
    void shouldRefuseOneAccountTooManyAndKeepTheOthers() {
        engine.process(new RiskEvent.DefineGroup(1, "ops", new GroupSpec("USDT", 2), GroupMode.LIVE), decision -> {});
        deposit("d1", "ann");
        deposit("d2", "bob");
        String before = RiskStateAccess.hashOf(group);
        assertThatThrownBy(() -> deposit("d3", "carol"))
                .isInstanceOf(RejectedInput.class)
                .hasMessage("risk group g has 2 accounts, the most its store can hold; account carol cannot be opened:"
                        + " split the venue into more groups")
                .extracting(fault -> ((RejectedInput) fault).reason())
                .isEqualTo(RejectReason.OVERFLOW);
        assertThat(RiskStateAccess.hashOf(group)).isEqualTo(before);

        assertThat(deposit("d4", "ann")).isEqualTo(RiskEngine.Outcome.APPLIED);
        assertThat(group.accounts().wallet(group.accounts().find("ann"))).isEqualTo(200);
    }
}
