package io.tearup.engine;

import static io.tearup.engine.Scene.only;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tearup.engine.decision.Decision;
import io.tearup.engine.event.RiskEvent;
import io.tearup.engine.model.MarginMode;
import io.tearup.engine.model.RejectReason;
import io.tearup.engine.model.RejectedInput;
import io.tearup.engine.model.RiskGroup;
import io.tearup.engine.model.Side;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What fills, marks, transfers, takeovers and contributions do to positions and money. */
class BookkeepingTest {
    private final Scene scene = Scene.under(Scene.poolEquity());

    @Test
    void shouldOpenAverageReduceFlipAndForgetACrossPosition() {
        scene.trade("ann", "bob", "BTC", 10, 100);
        scene.trade("ann", "bob", "BTC", 10, 110);
        assertThat(scene.position("ann", "BTC")).isEqualTo("20@210000");
        assertThat(scene.position("bob", "BTC")).isEqualTo("-20@-210000");
        scene.trade("bob", "ann", "BTC", 5, 120);
        assertThat(scene.position("ann", "BTC")).isEqualTo("15@157500");
        assertThat(scene.wallet("ann")).isEqualTo(7_500);
        assertThat(scene.wallet("bob")).isEqualTo(-7_500);
        scene.trade("bob", "ann", "BTC", 20, 100);
        assertThat(scene.position("ann", "BTC")).isEqualTo("-5@-50000");
        assertThat(scene.position("bob", "BTC")).isEqualTo("5@50000");
        assertThat(scene.wallet("ann")).isEqualTo(0);
        scene.trade("ann", "bob", "BTC", 5, 90);
        assertThat(scene.position("ann", "BTC")).isEqualTo("flat");
        assertThat(scene.market("BTC").positions().size()).isZero();
        assertThat(scene.wallet("ann")).isEqualTo(5_000);
        assertThat(scene.market("BTC").longLots()).isZero();
    }

    @Test
    void shouldCountOpenInterestFeesAndOutstandingSides() {
        scene.apply(scene.fill("t", "ann", "BTC", 10, 100, 25));
        assertThat(scene.market("BTC").longLots()).isEqualTo(10);
        assertThat(scene.market("BTC").shortLots()).isZero();
        assertThat(scene.market("BTC").openTradeLots()).isEqualTo(10);
        assertThat(scene.group.openTradeValue()).isEqualTo(100_000);
        assertThat(scene.group.openTrades()).isEqualTo(1);
        assertThat(scene.wallet("ann")).isEqualTo(-25);
        scene.apply(scene.fill("t", "bob", "BTC", -4, 100, -5));
        assertThat(scene.market("BTC").shortLots()).isEqualTo(4);
        assertThat(scene.group.openTradeValue()).isEqualTo(60_000);
        scene.apply(scene.fill("t", "carol", "BTC", -6, 100, 0));
        assertThat(scene.group.openTrades()).isZero();
        assertThat(scene.group.openTradeValue()).isZero();
        assertThat(scene.market("BTC").openTradeLots()).isZero();
        assertThat(scene.group.fees()).isEqualTo(20);
    }

    @Test
    void shouldRefuseASideThatContradictsItsTrade() {
        scene.apply(scene.fill("t", "ann", "BTC", 10, 100, 0));
        RiskEvent.Fill elsewhere = scene.fill("t", "bob", "ETH", -10, 100, 0);
        assertThatThrownBy(() -> scene.apply(elsewhere))
                .isInstanceOfSatisfying(
                        RejectedInput.class, e -> assertThat(e.reason()).isEqualTo(RejectReason.CONFLICTING_ID))
                .hasMessage("fill " + elsewhere.origin().id() + ": the sides of trade t differ in market");
        RiskEvent.Fill dearer = scene.fill("t", "bob", "BTC", -10, 101, 0);
        assertThatThrownBy(() -> scene.apply(dearer)).hasMessageEndingWith("the sides of trade t differ in price");
        assertThat(scene.position("bob", "BTC")).isEqualTo("flat");
        scene.apply(scene.fill("t", "bob", "BTC", -4, 101, 0));
        assertThat(scene.group.openTrade("t")).isEqualTo(new RiskGroup.OpenTrade("BTC", 6, 59_600));
    }

    @Test
    void shouldKeepResultsOfAnIsolatedPositionInItsMarginUntilItIsFlat() {
        scene.deposit("ann", 100_000);
        scene.isolate("ann", "BTC", 30_000);
        assertThat(scene.wallet("ann")).isEqualTo(70_000);
        scene.trade("ann", "bob", "BTC", 10, 100);
        scene.trade("bob", "ann", "BTC", 4, 110);
        assertThat(scene.position("ann", "BTC")).isEqualTo("6@60000+34000");
        assertThat(scene.wallet("ann")).isEqualTo(70_000);
        scene.trade("bob", "ann", "BTC", 6, 90);
        assertThat(scene.position("ann", "BTC")).isEqualTo("0@0+0");
        assertThat(scene.wallet("ann")).isEqualTo(98_000);
        scene.apply(new RiskEvent.ModeChange(scene.now, scene.origin(), "ann", "BTC", MarginMode.CROSS));
        assertThat(scene.position("ann", "BTC")).isEqualTo("flat");
    }

    @Test
    void shouldMoveMarginBetweenWalletAndIsolatedPosition() {
        scene.deposit("ann", 10_000);
        scene.isolate("ann", "BTC", 6_000);
        scene.apply(new RiskEvent.IsolatedMargin(scene.now, scene.origin(), "ann", "BTC", -6_000));
        assertThat(scene.position("ann", "BTC")).isEqualTo("0@0+0");
        RiskEvent.IsolatedMargin tooMuch = new RiskEvent.IsolatedMargin(scene.now, scene.origin(), "ann", "BTC", -1);
        assertThatThrownBy(() -> scene.apply(tooMuch))
                .hasMessage("margin move " + tooMuch.origin().id() + " takes more than the position's margin");
        scene.apply(new RiskEvent.Cash(scene.now, scene.origin(), "ann", 250, "BTC"));
        assertThat(scene.position("ann", "BTC")).isEqualTo("0@0+250");
        scene.apply(new RiskEvent.Cash(scene.now, scene.origin(), "ann", 11, "ETH"));
        assertThat(scene.wallet("ann")).isEqualTo(10_011);
        scene.apply(new RiskEvent.ModeChange(scene.now, scene.origin(), "ann", "BTC", MarginMode.CROSS));
        assertThat(scene.position("ann", "BTC")).isEqualTo("flat");
        assertThat(scene.wallet("ann")).isEqualTo(10_261);
        assertThatThrownBy(() -> scene.apply(new RiskEvent.IsolatedMargin(scene.now, scene.origin(), "zed", "BTC", 1)))
                .hasMessageEndingWith("account zed has no isolated position in BTC; send MARGIN_MODE first");
        assertThat(scene.wallet("zed")).as("no account from a refused record").isNull();
        assertThatThrownBy(() -> scene.apply(new RiskEvent.IsolatedMargin(scene.now, scene.origin(), "ann", "ETH", 1)))
                .hasMessageContaining("has no isolated position in ETH");
    }

    @Test
    void shouldBookATakeoverAtTheBankruptcyPriceOfTheSeizedMargin() {
        scene.contribute(1_000_000);
        scene.deposit("bob", 11_000);
        scene.mark("BTC", 100);
        scene.trade("bob", "ann", "BTC", 10, 100);
        scene.apply(scene.takeover("bob", "BTC", Side.LONG, 4, 95, 1_000));
        assertThat(scene.position("bob", "BTC")).isEqualTo("6@60000");
        assertThat(scene.wallet("bob")).isEqualTo(11_000 - 2_000 - 1_000);
        assertThat(scene.market("BTC").inventoryLots()).isEqualTo(4);
        assertThat(scene.market("BTC").inventoryCost()).isEqualTo(37_000);
        assertThat(scene.market("BTC").longLots()).isEqualTo(6);
        assertThat(scene.pool().cash()).isEqualTo(1_000_000);
        assertThat(scene.pool().equity()).isEqualTo(1_003_000);
        for (RiskEvent.Takeover wrong : List.of(
                scene.takeover("bob", "BTC", Side.LONG, 7, 95, 0),
                scene.takeover("bob", "BTC", Side.SHORT, 1, 95, 0),
                scene.takeover("zed", "BTC", Side.LONG, 1, 95, 0),
                scene.takeover("bob", "ETH", Side.LONG, 1, 95, 0))) {
            assertThatThrownBy(() -> scene.apply(wrong))
                    .isInstanceOfSatisfying(
                            RejectedInput.class, e -> assertThat(e.reason()).isEqualTo(RejectReason.EXCEEDS_POSITION));
        }
        assertThatThrownBy(() -> scene.apply(scene.takeover("bob", "BTC", Side.LONG, 1, 95, 9_501)))
                .hasMessageContaining("seized margin exceeds the position's value");
    }

    @Test
    void shouldCreditPoolExecutionsToThePool() {
        scene.contribute(1_000);
        scene.mark("BTC", 100);
        scene.trade("pool:main", "ann", "BTC", 10, 100);
        assertThat(scene.market("BTC").inventoryLots()).isEqualTo(10);
        List<Decision> decisions = scene.apply(scene.fill("x", "pool:main", "BTC", -4, 103, 7));
        assertThat(scene.pool().cash()).isEqualTo(1_000 + 1_200 - 7);
        assertThat(scene.market("BTC").inventoryRealised()).isEqualTo(1_193);
        assertThat(scene.market("BTC").inventoryCost()).isEqualTo(60_000);
        assertThat(only(Decision.Fund.class, decisions))
                .containsExactly(new Decision.Fund(
                        "main",
                        scene.pool().fundSequence(),
                        2_193,
                        2_193,
                        0,
                        List.of(
                                new Decision.FundMarket("BTC", 6, 60_000, 1_193, 0, 100),
                                new Decision.FundMarket("ETH", 0, 0, 0, 0, 0))));
        assertThatThrownBy(() -> scene.apply(scene.fill("y", "pool:nowhere", "BTC", 1, 100, 0)))
                .isInstanceOfSatisfying(
                        RejectedInput.class, e -> assertThat(e.reason()).isEqualTo(RejectReason.UNKNOWN_POOL));
    }

    @Test
    void shouldTakeContributionsAndWithdrawalsUpToTheCash() {
        scene.contribute(500);
        scene.apply(new RiskEvent.Contribution(scene.now, scene.origin(), "main", 100, "BTC"));
        assertThat(scene.market("BTC").inventoryRealised()).isEqualTo(100);
        assertThat(scene.pool().cash()).isEqualTo(600);
        assertThatThrownBy(() -> scene.contribute(-601)).hasMessageEndingWith(" exceeds the cash of pool main");
        scene.contribute(-600);
        assertThat(scene.pool().cash()).isZero();
        assertThat(scene.group.external()).isZero();
    }

    @Test
    void shouldNumberFundAndAlertRecordsWithoutGaps() {
        List<Decision> first = scene.contribute(500);
        List<Decision> second = scene.contribute(1);
        assertThat(only(Decision.Fund.class, first))
                .singleElement()
                .extracting(Decision.Fund::sequence)
                .isEqualTo(1L);
        assertThat(only(Decision.Fund.class, second))
                .singleElement()
                .extracting(Decision.Fund::sequence)
                .isEqualTo(2L);
        List<Decision.Alert> alerts = only(Decision.Alert.class, second);
        assertThat(alerts).extracting(Decision.Alert::market).containsExactly("BTC", "ETH");
        long before = scene.market("BTC").alertSequence();
        assertThat(scene.mark("BTC", 100)).isEmpty();
        scene.contribute(1);
        assertThat(scene.market("BTC").alertSequence()).isEqualTo(before + 1);
    }

    @Test
    void shouldRefuseAMarkAtWhichOpenInterestLeaves64Bits() {
        scene.trade("ann", "bob", "BTC", 1_000_000_000L, 1);
        assertThatThrownBy(() -> scene.mark("BTC", 1_000_000_000L))
                .isInstanceOfSatisfying(
                        RejectedInput.class, e -> assertThat(e.reason()).isEqualTo(RejectReason.OVERFLOW))
                .hasMessageStartingWith("value of 1000000000 lots at 1000000000 ticks in BTC leaves the range");
        scene.mark("BTC", 40_000_000L);
        assertThat(scene.market("BTC").markTicks()).isEqualTo(40_000_000L);
    }
}
