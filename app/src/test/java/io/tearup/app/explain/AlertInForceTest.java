package io.tearup.app.explain;

import static org.assertj.core.api.Assertions.assertThat;

import io.tearup.catalogue.Decimals;
import io.tearup.schemas.v1.Alert;
import io.tearup.schemas.v1.AlertState;
import io.tearup.schemas.v1.PositionSide;
import io.tearup.schemas.v1.TriggerCriterion;
import io.tearup.schemas.v1.Wave;
import io.tearup.schemas.v1.WavePhase;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AlertInForceTest {
    private static final Instant WAVE = Instant.parse("2026-01-05T00:00:10Z");
    private static final Instant EARLIER = WAVE.minusSeconds(3);

    @Test
    void shouldTakeTheOneBeforeTheWaveOfTwoWithItsTime() {
        Alert armed = alert(2, WAVE, AlertState.ADL, "-1000", "20000");
        assertThat(find(
                        alert(1, EARLIER, AlertState.NORMAL, "-1000", "20000"),
                        armed,
                        alert(3, WAVE, AlertState.RECOVERING, "0", "14000")))
                .isEqualTo(armed);
    }

    @Test
    void shouldTakeAnEarlierOneWhereTheInputLedToNoneBeforeTheWave() {
        Alert armed = alert(1, EARLIER, AlertState.ADL, "-1500", "20000");
        assertThat(find(
                        armed,
                        alert(2, WAVE, AlertState.RECOVERING, "0", "14000"),
                        alert(3, WAVE.plusSeconds(1), AlertState.ADL, "-1000", "20000")))
                .isEqualTo(armed);
    }

    @Test
    void shouldTakeTheOneBeforeAWaveWhosePoolPaidForAnotherMarketFirst() {
        Alert armed = alert(2, WAVE, AlertState.ADL, "-1000", "25000");
        assertThat(find(armed, alert(3, WAVE, AlertState.ADL, "-400", "14000"))).isEqualTo(armed);
    }

    @Test
    void shouldFindNoneWhereAllAreOfOtherMarketsOrLater() {
        Alert other = Alert.newBuilder(alert(1, EARLIER, AlertState.ADL, "-1000", "20000"))
                .setMarket("ETH")
                .build();
        assertThat(find(other, alert(2, WAVE.plusSeconds(1), AlertState.ADL, "-1000", "20000")))
                .isNull();
    }

    private static @Nullable Alert find(Alert... alerts) {
        AlertInForce inForce = new AlertInForce(wave());
        List.of(alerts).forEach(inForce::offer);
        return inForce.find();
    }

    private static Wave wave() {
        return Wave.newBuilder()
                .setRiskGroup("usdt")
                .setMarket("BTC")
                .setWaveId("usdt/BTC/1")
                .setPool("fund")
                .setStep(1)
                .setPhase(WavePhase.OPENED)
                .setCriterion(TriggerCriterion.DRAWDOWN)
                .setRulebook("gate")
                .setRanking("LEVERAGED_RETURN")
                .setAllocation("QUEUE")
                .setInventorySide(PositionSide.SHORT)
                .setDemand(Decimals.of("1000"))
                .setPrice(Decimals.of("93"))
                .setMark(Decimals.of("92"))
                .setPriceRule("any")
                .setCandidates(0)
                .setAssignments(0)
                .setClosedQuantity(Decimals.of("0"))
                .setResidual(Decimals.of("1000"))
                .setGap(Decimals.of("0"))
                .setHaircut(Decimals.of("0"))
                .setBalanceBefore(Decimals.of("20000"))
                .setBalanceAfter(Decimals.of("20000"))
                .setTime(WAVE)
                .build();
    }

    private static Alert alert(long sequence, Instant time, AlertState state, String inventory, String balance) {
        return Alert.newBuilder()
                .setRiskGroup("usdt")
                .setPool("fund")
                .setMarket("BTC")
                .setSequence(sequence)
                .setState(state)
                .setBalance(Decimals.of(balance))
                .setBalancePeak(Decimals.of("20000"))
                .setMarketPnl(Decimals.of("-7000"))
                .setMarketPnlPeak(Decimals.of("0"))
                .setTriggerRatio(Decimals.of("0.3"))
                .setStopRatio(Decimals.of("0.25"))
                .setWarningShare(Decimals.of("0.8"))
                .setMinBalance(Decimals.of("0"))
                .setWindowMillis(1)
                .setHeadroom(Decimals.of("0"))
                .setPoolEquity(Decimals.of("0"))
                .setMark(Decimals.of("92"))
                .setInventory(Decimals.of(inventory))
                .setTime(time)
                .build();
    }
}
