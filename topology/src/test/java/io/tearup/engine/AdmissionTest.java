package io.tearup.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tearup.engine.RiskEngine.Outcome;
import io.tearup.engine.event.RiskEvent;
import io.tearup.engine.event.RiskEvent.Cash;
import io.tearup.engine.event.RiskEvent.Origin;
import io.tearup.engine.model.RejectReason;
import io.tearup.engine.model.RejectedInput;
import io.tearup.engine.model.RiskGroup;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Every input once, in its source's order. */
class AdmissionTest {
    private final Scene scene = Scene.withoutRules();

    private Outcome deposit(String source, @Nullable Long sequence, String id) {
        return scene.engine.process(new Cash(scene.now, new Origin(source, sequence, id), "ann", 100, null), d -> {});
    }

    @Test
    void shouldApplyAnIdOnceAndCountItsRepeats() {
        assertThat(deposit("a", null, "1")).isEqualTo(Outcome.APPLIED);
        assertThat(deposit("a", null, "1")).isEqualTo(Outcome.DUPLICATE);
        assertThat(deposit("b", 7L, "1")).isEqualTo(Outcome.DUPLICATE);
        assertThat(deposit("a", null, "2")).isEqualTo(Outcome.APPLIED);
        assertThat(scene.wallet("ann")).isEqualTo(200);
        assertThat(scene.group.duplicates()).isEqualTo(2);
        assertThat(scene.group.external()).isEqualTo(200);
    }

    @Test
    void shouldKeepIdsOfEachKindApart() {
        assertThat(deposit("a", null, "1")).isEqualTo(Outcome.APPLIED);
        assertThat(scene.engine.process(
                        new RiskEvent.Contribution(scene.now, new Origin("a", null, "1"), "main", 5, null), d -> {}))
                .isEqualTo(Outcome.APPLIED);
        assertThat(scene.pool().cash()).isEqualTo(5);
    }

    @Test
    void shouldRefuseWhatComesAfterALaterSequenceOfItsSource() {
        deposit("a", 5L, "1");
        deposit("b", 1L, "2");
        assertThatThrownBy(() -> deposit("a", 5L, "3"))
                .isInstanceOfSatisfying(
                        RejectedInput.class, e -> assertThat(e.reason()).isEqualTo(RejectReason.OUT_OF_ORDER))
                .hasMessage("collateral 3: sequence 5 of source 'a' after 5");
        assertThatThrownBy(() -> deposit("a", 4L, "3")).hasMessageContaining("sequence 4 of source 'a' after 5");
        deposit("a", 6L, "3");
        assertThat(scene.wallet("ann")).isEqualTo(300);
        assertThat(scene.group.lastSequence("collateral/a")).isEqualTo(6);
        assertThat(scene.group.lastSequence("collateral/b")).isEqualTo(1);
        assertThat(scene.group.lastSequence("collateral/c")).isEqualTo(Long.MIN_VALUE);
    }

    @Test
    void shouldRefuseOneSourceTooMany() {
        for (int i = 0; i < RiskGroup.SOURCE_LIMIT; i++) {
            deposit("order-" + i, 1L, "d" + i);
        }
        assertThatThrownBy(() -> deposit("order-x", 1L, "x"))
                .isInstanceOfSatisfying(
                        RejectedInput.class, e -> assertThat(e.reason()).isEqualTo(RejectReason.OVERFLOW))
                .hasMessage(
                        "collateral x: source 'order-x' is new, and 100000 are known already; name gateways, not orders, or"
                                + " leave the sequence out");
        assertThat(deposit("order-7", 2L, "known")).isEqualTo(Outcome.APPLIED);
        assertThat(deposit("order-x", null, "x")).isEqualTo(Outcome.APPLIED);
    }

    @Test
    void shouldCountTheSequencesThatNeverArrived() {
        deposit("a", 10L, "1");
        assertThat(scene.group.gaps()).isZero();
        deposit("a", 11L, "2");
        assertThat(scene.group.gaps()).isZero();
        deposit("a", 15L, "3");
        assertThat(scene.group.gaps()).isEqualTo(3);
        deposit("a", 17L, "4");
        assertThat(scene.group.gaps()).isEqualTo(4);
    }

    @Test
    void shouldTakeMarksByTheirOwnSequence() {
        RiskEvent.Mark mark = new RiskEvent.Mark(scene.now, "BTC", 100, 5);
        assertThat(scene.engine.process(mark, d -> {})).isEqualTo(Outcome.APPLIED);
        assertThat(scene.engine.process(mark, d -> {})).isEqualTo(Outcome.DUPLICATE);
        assertThat(scene.engine.process(new RiskEvent.Mark(scene.now, "ETH", 7, 1), d -> {}))
                .isEqualTo(Outcome.APPLIED);
        assertThatThrownBy(() -> scene.engine.process(new RiskEvent.Mark(scene.now, "BTC", 101, 4), d -> {}))
                .hasMessage("mark of BTC: sequence 4 after 5");
        assertThat(scene.market("BTC").markTicks()).isEqualTo(100);
        assertThat(scene.market("BTC").markSequence()).isEqualTo(5);
    }

    @Test
    void shouldNotRememberWhatItRefused() {
        RiskEvent.Cash toUnknown = new Cash(scene.now, new Origin("a", 1L, "1"), "bob", 100, "DOGE");
        assertThatThrownBy(() -> scene.apply(toUnknown))
                .hasMessage("risk group g has no market 'DOGE'; define it with a MARKET control record");
        assertThat(scene.wallet("bob")).as("account").isNull();
        assertThat(deposit("a", 1L, "1")).isEqualTo(Outcome.APPLIED);
        assertThat(scene.group.gaps()).isZero();
    }

    @Test
    void shouldMoveStreamTimeForwardOnly() {
        scene.now = 50;
        long before = scene.group.clock();
        deposit("a", null, "1");
        assertThat(scene.group.clock()).isEqualTo(before);
        scene.now = before + 7;
        deposit("a", null, "2");
        assertThat(scene.group.clock()).isEqualTo(before + 7);
    }

    @Test
    void shouldRefuseAmountsThatLeave64Bits() {
        scene.deposit("ann", Long.MAX_VALUE / 4);
        scene.deposit("bob", Long.MAX_VALUE / 4);
        scene.deposit("carol", Long.MAX_VALUE / 4);
        assertThatThrownBy(() -> scene.deposit("dave", Long.MAX_VALUE / 2))
                .isInstanceOfSatisfying(
                        RejectedInput.class, e -> assertThat(e.reason()).isEqualTo(RejectReason.OVERFLOW))
                .hasMessageStartingWith("an amount leaves 64 bits: ");
        assertThatThrownBy(() -> scene.deposit("ann", Long.MAX_VALUE / 4 + 3))
                .isInstanceOf(RejectedInput.class)
                .hasMessageContaining("wallet leaves the range of +-4611686018427387904 minor units");
        assertThat(scene.wallet("dave")).isNull();
    }
}
