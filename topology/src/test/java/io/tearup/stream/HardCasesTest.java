package io.tearup.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.tearup.catalogue.Topics;
import io.tearup.schemas.v1.AlertState;
import io.tearup.schemas.v1.AuditKind;
import io.tearup.schemas.v1.OrderSide;
import io.tearup.schemas.v1.PositionSide;
import io.tearup.schemas.v1.RulebookDefinition;
import io.tearup.schemas.v1.Wave;
import io.tearup.schemas.v1.WavePhase;
import io.tearup.schemas.v1.WaveResult;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Where a wave cannot do what it should: each ends RESOLVED, SHORTFALL with the exact gap, or BLOCKED; nothing is lost,
 * rounded away or repeated for ever.
 */
class HardCasesTest {
    private Desk desk = Desk.withMarket("BTC", Desk.gate());

    @AfterEach
    void noRuleWasBroken() {
        assertThat(desk.audit()).noneMatch(entry -> entry.getKind() == AuditKind.INVARIANT_BROKEN);
        desk.close();
    }

    private Desk under(String document) {
        desk.close();
        String name = document.lines().findFirst().orElseThrow().substring("name: ".length());
        desk = Desk.withMarket(
                "BTC",
                RulebookDefinition.newBuilder()
                        .setName(name)
                        .setDocument(document)
                        .build());
        return desk;
    }

    private Wave lastWave() {
        List<Wave> closed = desk.waves().stream()
                .filter(wave -> wave.getPhase() == WavePhase.CLOSED)
                .toList();
        return closed.get(closed.size() - 1);
    }

    /** A fund of 20,000 takes 1,000 over at 99; the mark of 92 asks for 93 from a short with an entry. */
    private Desk takenOver(String shortLots, String entry) {
        return desk.contribute("fund", "20000", null)
                .deposit("bankrupt", "1000")
                .deposit("short", "50000")
                .mark("BTC", "99")
                .trade("bankrupt", "short", "BTC", shortLots, entry);
    }

    @Test
    void shouldTellTheExactGapWhenTheDemandIsLargerThanTheOppositeSide() {
        // The short closes 400 of its own against a newcomer who is then in liquidation.
        takenOver("1000", "100")
                .trade("short", "newcomer", "BTC", "400", "92")
                .takeover("bankrupt", "BTC", PositionSide.LONG, "1000", "99", null)
                .mark("BTC", "92");
        Wave wave = lastWave();
        assertThat(wave.getResult()).isEqualTo(WaveResult.SHORTFALL);
        assertThat(wave.getClosedQuantity()).isEqualByComparingTo("600");
        assertThat(wave.getResidual()).isEqualByComparingTo("400");
        assertThat(wave.getGap()).isEqualByComparingTo("400");
    }

    @Test
    void shouldTakeNothingWhenEveryCounterpartyIsWithoutProfit() {
        takenOver("1000", "92")
                .takeover("bankrupt", "BTC", PositionSide.LONG, "1000", "99", null)
                .mark("BTC", "92");
        Wave wave = lastWave();
        assertThat(wave.getResult()).isEqualTo(WaveResult.SHORTFALL);
        assertThat(wave.getResidual()).isEqualByComparingTo("1000");
        assertThat(wave.getGap()).isEqualByComparingTo("1000");
        assertThat(desk.settlements()).isEmpty();
    }

    @Test
    void shouldTakeNothingFromAnEntryAtTheMark() {
        takenOver("1000", "92")
                .takeover("bankrupt", "BTC", PositionSide.LONG, "1000", "99", null)
                .mark("BTC", "92")
                .mark("BTC", "92");
        assertThat(lastWave().getGap()).isEqualByComparingTo("1000");
        assertThat(desk.waves()).as("an unchanged shortfall is told once").isEmpty();
    }

    @Test
    void shouldEndInAShortfallWhenNobodyHoldsTheOtherSide() {
        // One side of a trade arrives and is taken over before the other is known: nobody is short yet.
        desk.contribute("fund", "20000", null).deposit("bankrupt", "1000").mark("BTC", "99");
        desk.send(Topics.FILLS, desk.records.fill(desk.now(), "bankrupt", "BTC", OrderSide.BUY, "1000", "100", "half"))
                .takeover("bankrupt", "BTC", PositionSide.LONG, "1000", "99", null)
                .mark("BTC", "92");
        Wave wave = lastWave();
        assertThat(wave.getResult()).isEqualTo(WaveResult.SHORTFALL);
        assertThat(wave.getCandidates()).isZero();
        assertThat(wave.getGap()).isEqualByComparingTo("1000");
    }

    @Test
    void shouldLeaveWhoeverHasNoEquityAlone() {
        desk.contribute("fund", "20000", null)
                .deposit("bankrupt", "1000")
                .mark("BTC", "99")
                .trade("bankrupt", "broke", "BTC", "1000", "92")
                .takeover("bankrupt", "BTC", PositionSide.LONG, "1000", "99", null)
                .mark("BTC", "92.5");
        // The only short has no collateral and a loss: equity below zero.
        desk.mark("BTC", "92");
        Wave wave = lastWave();
        assertThat(wave.getResult()).isEqualTo(WaveResult.SHORTFALL);
        assertThat(wave.getCandidates()).isZero();
    }

    @Test
    void shouldNotArmOnAPeakOfZero() {
        desk.deposit("bankrupt", "1000")
                .deposit("short", "50000")
                .mark("BTC", "99")
                .trade("bankrupt", "short", "BTC", "1000", "100")
                .takeover("bankrupt", "BTC", PositionSide.LONG, "1000", "99", null);
        desk.alerts();
        desk.mark("BTC", "99.5");
        assertThat(desk.alerts())
                .allMatch(alert -> alert.getDrawdown() == null)
                .allMatch(alert -> alert.getState() != AlertState.ADL);
        assertThat(desk.waves()).isEmpty();
    }

    @Test
    void shouldStayExactAtTheLimitsOfTheIntegerRange() {
        // 4.6e18 cents is the bound of any amount; a position worth 4.4e18 is within it.
        desk.contribute("fund", "200000000000000", null)
                .deposit("bankrupt", "100000000000000")
                .deposit("short", "44000000000000000")
                .mark("BTC", "99")
                .trade("bankrupt", "short", "BTC", "440000000000000", "100")
                .takeover("bankrupt", "BTC", PositionSide.LONG, "440000000000000", "99", null)
                .mark("BTC", "92");
        Wave wave = lastWave();
        assertThat(wave.getResult()).isEqualTo(WaveResult.RESOLVED);
        // Floor -6e13, per lot 6e13 / 4.4e14 = 0.136...: 98.8636 down to the tick.
        assertThat(wave.getPrice()).isEqualByComparingTo("98.5");
        assertThat(wave.getHaircut()).isEqualByComparingTo(new BigDecimal("2860000000000000"));
        desk.trade("late", "later", "BTC", "900000000000000", "100").mark("BTC", "10000000000000000000");
        assertThat(desk.deadLetters()).hasSize(3);
    }

    @Test
    void shouldBlockAWaveWhosePriceLiesOutsideTheBand() {
        under("""
                name: banded
                triggers:
                  - {kind: DRAWDOWN, window: 8h, trigger: 0.3, stop: 0.25}
                ranking: {kind: EFFECTIVE_LEVERAGE}
                allocation: {kind: QUEUE}
                stages: {priceBand: 0.01}
                """);
        takenOver("1000", "100")
                .takeover("bankrupt", "BTC", PositionSide.LONG, "1000", "99", null)
                .mark("BTC", "92");
        // 93 against 92 is 1.09 %.
        assertThat(lastWave().getResult()).isEqualTo(WaveResult.BLOCKED);
        assertThat(desk.settlements()).isEmpty();
        assertThat(desk.alerts()).anyMatch(alert -> alert.getState() == AlertState.BLOCKED);
        desk.mark("BTC", "92.5");
        assertThat(lastWave().getResult()).isEqualTo(WaveResult.RESOLVED);
    }

    @Test
    void shouldCloseTheSkippedAtTheirOwnEntryAndTellThePoolsGap() {
        under("""
                name: two-passes
                triggers:
                  - {kind: DRAWDOWN, window: 8h, trigger: 0.3, stop: 0.25}
                ranking: {kind: LEVERAGED_RETURN}
                allocation: {kind: QUEUE}
                stages: {secondPass: true}
                """);
        takenOver("700", "100")
                .deposit("thin", "5000")
                .trade("bankrupt", "thin", "BTC", "300", "92.5")
                .takeover("bankrupt", "BTC", PositionSide.LONG, "1000", "99", null)
                .mark("BTC", "92");
        Wave wave = lastWave();
        assertThat(wave.getResult()).isEqualTo(WaveResult.RESOLVED);
        assertThat(wave.getPoolGap()).as("300 at 92.5 instead of 93").isEqualByComparingTo("150");
        assertThat(wave.getHaircut()).isEqualByComparingTo("850");
        assertThat(desk.assignments())
                .extracting(assignment -> assignment.getAccount() + " pass " + assignment.getPass())
                .containsExactly("short pass 1", "thin pass 2");
    }

    @Test
    void shouldCutGainsWithoutClosingWhenNobodyIsLeftToClose() {
        under("""
                name: haircuts
                triggers:
                  - {kind: DRAWDOWN, window: 8h, trigger: 0.3, stop: 0.25}
                ranking: {kind: LEVERAGED_RETURN}
                allocation: {kind: QUEUE, maxShare: 0.1}
                stages: {gainsHaircut: true}
                """);
        takenOver("1000", "100")
                .takeover("bankrupt", "BTC", PositionSide.LONG, "1000", "99", null)
                .mark("BTC", "92");
        Wave wave = lastWave();
        // A tenth is closed at 93; the other 900 give 1 each and stay open.
        assertThat(wave.getResult()).isEqualTo(WaveResult.RESOLVED);
        assertThat(wave.getClosedQuantity()).isEqualByComparingTo("100");
        assertThat(wave.getGainsHaircut()).isEqualByComparingTo("900");
        desk.mark("BTC", "92");
        assertThat(desk.waves()).as("nothing is left to be done").isEmpty();
    }

    @Test
    void shouldOweWhatNoPoolCanPayAndRepayItFirstThing() {
        under("""
                name: at-mark
                accountPricing: MARK
                ranking: {kind: EFFECTIVE_LEVERAGE}
                allocation: {kind: QUEUE}
                """);
        desk.contribute("fund", "100", null)
                .deposit("bankrupt", "1000")
                .deposit("short", "50000")
                .mark("BTC", "100")
                .trade("bankrupt", "short", "BTC", "1000", "100")
                .mark("BTC", "98.5")
                .bankrupt("bankrupt", null);
        assertThat(lastWave().getResult()).isEqualTo(WaveResult.RESOLVED);
        var funds = desk.funds();
        assertThat(funds.get(funds.size() - 1).getOwed()).isEqualByComparingTo("400");
        assertThat(funds.get(funds.size() - 1).getWithdrawalsGated()).isTrue();
        desk.contribute("fund", "1000", null);
        funds = desk.funds();
        assertThat(funds.get(funds.size() - 1).getOwed()).isEqualByComparingTo("0");
        assertThat(funds.get(funds.size() - 1).getBalance()).isEqualByComparingTo("600");
        assertThat(funds.get(funds.size() - 1).getWithdrawalsGated()).isFalse();
    }

    @Test
    void shouldRefuseToCloseASolventAccount() {
        under("""
                name: direct
                accountPricing: BANKRUPTCY
                ranking: {kind: EFFECTIVE_LEVERAGE}
                allocation: {kind: QUEUE}
                """);
        desk.deposit("a", "1000")
                .deposit("b", "1000")
                .mark("BTC", "100")
                .trade("a", "b", "BTC", "10", "100")
                .mark("BTC", "0.5")
                .bankrupt("a", null);
        assertThat(desk.deadLetters().get(0).getMessage())
                .isEqualTo("bankrupt desk-l1: account a has equity 500 at mark, which is not below zero");
    }

    @Test
    void shouldSettleAMarketForGoodAtItsOraclePrice() {
        desk.contribute("fund", "20000", null)
                .deposit("long", "1000")
                .deposit("short", "5000")
                .mark("BTC", "100")
                .trade("long", "short", "BTC", "100", "100");
        desk.send(Topics.CONTROL, desk.records.settleMarket(desk.now(), "BTC", new BigDecimal("95")));
        assertThat(desk.settlements())
                .extracting(settlement -> settlement.getAccount() + " "
                        + settlement.getRealisedPnl().stripTrailingZeros().toPlainString() + " left "
                        + settlement.getPositionAfter().signum())
                .containsExactly("long -500 left 0", "short 500 left 0");
        assertThat(lastWave().getResult()).isEqualTo(WaveResult.RESOLVED);
    }
}
