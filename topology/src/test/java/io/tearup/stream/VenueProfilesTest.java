package io.tearup.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.tearup.catalogue.Decimals;
import io.tearup.catalogue.Topics;
import io.tearup.rulebook.Profiles;
import io.tearup.schemas.v1.Fund;
import io.tearup.schemas.v1.PoolKind;
import io.tearup.schemas.v1.PositionSide;
import io.tearup.schemas.v1.Role;
import io.tearup.schemas.v1.RulebookDefinition;
import io.tearup.schemas.v1.Settlement;
import io.tearup.schemas.v1.TriggerCriterion;
import io.tearup.schemas.v1.Wave;
import io.tearup.schemas.v1.WavePhase;
import io.tearup.schemas.v1.WaveResult;
import java.math.BigDecimal;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Every venue profile end to end: who is closed, at which price, and what the fund has after. */
class VenueProfilesTest {
    /** A long of 1,000 at 100 against three shorts of 400, 400 and 400; the leverage falls from A to C. */
    private static Desk openedUnder(String profile, String fund) {
        return openedUnder(Desk.profile(profile), fund);
    }

    private static Desk openedUnder(RulebookDefinition rulebook, String fund) {
        return Desk.withMarket("BTC", rulebook)
                .contribute("fund", fund, null)
                .deposit("bankrupt", "20000")
                .deposit("A", "4000")
                .deposit("B", "8000")
                .deposit("C", "16000")
                .mark("BTC", "100")
                .trade("bankrupt", "A", "BTC", "400", "100")
                .trade("bankrupt", "B", "BTC", "400", "100")
                .trade("bankrupt", "C", "BTC", "400", "100");
    }

    /** The fund has taken 1,000 over at 99 and the mark is 92. */
    private static Desk takenOverUnder(String profile, String fund) {
        return openedUnder(profile, fund)
                .mark("BTC", "99")
                .takeover("bankrupt", "BTC", PositionSide.LONG, "1000", "99", null)
                .mark("BTC", "92");
    }

    /** Counterparties of all settlements: who, how much, at which price. */
    private static String closed(List<Settlement> settlements) {
        return settlements.stream()
                .filter(settlement -> settlement.getRole() == Role.COUNTERPARTY)
                .map(settlement -> settlement.getAccount() + " " + plain(settlement.getQuantity()) + "@"
                        + plain(settlement.getPrice()))
                .collect(Collectors.joining(", "));
    }

    private static String fund(Desk desk) {
        List<Fund> funds = desk.funds();
        return plain(funds.get(funds.size() - 1).getBalance());
    }

    private static Wave lastWave(Desk desk) {
        return desk.waves().stream()
                .filter(wave -> wave.getPhase() == WavePhase.CLOSED)
                .reduce((first, second) -> second)
                .orElseThrow();
    }

    private static String plain(BigDecimal value) {
        return value.stripTrailingZeros().toPlainString();
    }

    @Test
    void shouldHaveAScenarioForEveryProfile() {
        assertThat(new TreeSet<>(Profiles.names()))
                .containsExactly(
                        "azx", "binance", "bitmex", "bybit", "dydx", "gate", "hyperliquid", "okx", "qfex", "tearup");
    }

    @Test
    void gateAndBybitShouldCloseTheQueueAtTheCapPrice() {
        for (String profile : List.of("gate", "bybit")) {
            try (Desk desk = takenOverUnder(profile, "20000")) {
                assertThat(closed(desk.settlements())).isEqualTo("A 400@93, B 400@93, C 200@93");
                assertThat(fund(desk)).isEqualTo("14000");
                assertThat(lastWave(desk).getCriterion()).isEqualTo(TriggerCriterion.DRAWDOWN);
            }
        }
    }

    @Test
    void gateShouldLetIsolatedPoolsHelpEachOtherBeforeAnybodyIsClosed() {
        RulebookDefinition withoutDrawdown = RulebookDefinition.newBuilder(Desk.gate())
                .setMinBalance(Decimals.of("1000000"))
                .build();
        try (Desk desk = openedUnder(withoutDrawdown, "5000")) {
            desk.send(Topics.CONTROL, desk.records.pool(desk.now(), "other", PoolKind.ISOLATED))
                    .contribute("other", "1500", null)
                    .mark("BTC", "99")
                    .takeover("bankrupt", "BTC", PositionSide.LONG, "1000", "99", null)
                    .mark("BTC", "92");
            // Together 6,500 against a loss of 7,000: the other pool gives all it has, counterparties the last 500.
            assertThat(closed(desk.settlements())).isEqualTo("A 400@92.5, B 400@92.5, C 200@92.5");
            List<Fund> funds = desk.funds();
            assertThat(plain(funds.get(funds.size() - 2).getBalance())).isEqualTo("0");
            assertThat(plain(funds.get(funds.size() - 1).getBalance())).isEqualTo("0");
            assertThat(lastWave(desk).getCriterion()).isEqualTo(TriggerCriterion.MULTI_POOL);
        }
    }

    @Test
    void azxAndBitmexShouldCloseAtBankruptcyOnceTheFundIsDepletedTooFast() {
        for (String profile : List.of("azx", "bitmex")) {
            try (Desk desk = takenOverUnder(profile, "20000")) {
                assertThat(desk.settlements()).isEmpty();
                desk.withdraw("fund", "12000");
                // Losers at 92 there are none: the higher profit over margin goes first, by effective leverage.
                assertThat(closed(desk.settlements())).isEqualTo("A 400@99, B 400@99, C 200@99");
                assertThat(fund(desk)).isEqualTo("8000");
                assertThat(lastWave(desk).getCriterion()).isEqualTo(TriggerCriterion.DEPLETION_RATE);
            }
        }
    }

    @Test
    void binanceShouldTakeDeltaNeutralAccountsLast() {
        try (Desk desk = takenOverUnder("binance", "20000")) {
            // A's short is hedged by a long of the same value in another market.
            desk.send(Topics.CONTROL, desk.records.market(desk.now(), Desk.market("ETH", "main", "1", "0.5")));
            assertThat(desk.deadLetters()).hasSize(1);
            desk.send(Topics.CONTROL, desk.records.pool(desk.now(), "main", PoolKind.SHARED))
                    .send(Topics.CONTROL, desk.records.market(desk.now(), Desk.market("ETH", "main", "1", "0.5")))
                    .mark("ETH", "92")
                    .trade("A", "C", "ETH", "400", "92")
                    .withdraw("fund", "12000");
            assertThat(closed(desk.settlements())).isEqualTo("B 400@99, C 400@99, A 200@99");
            assertThat(fund(desk)).isEqualTo("8000");
        }
    }

    @Test
    void okxShouldCloseAtMarkAndLetTheFundBearTheLoss() {
        try (Desk desk = takenOverUnder("okx", "20000")) {
            desk.withdraw("fund", "6000");
            assertThat(closed(desk.settlements())).isEqualTo("A 400@92, B 400@92, C 200@92");
            assertThat(fund(desk)).isEqualTo("7000");
            assertThat(plain(lastWave(desk).getHaircut())).isEqualTo("0");
        }
    }

    @Test
    void dydxShouldCloseAnEmptyFundsBookAtBankruptcy() {
        try (Desk desk = takenOverUnder("dydx", "5000")) {
            List<Settlement> settlements = desk.settlements();
            assertThat(settlements)
                    .filteredOn(settlement -> settlement.getRole() == Role.COUNTERPARTY)
                    .allMatch(settlement -> plain(settlement.getPrice()).equals("99"));
            assertThat(fund(desk)).isEqualTo("5000");
        }
    }

    @Test
    void dydxShouldMatchABankruptAccountAtItsBankruptcyPrice() {
        try (Desk desk = openedUnder("dydx", "1000")) {
            desk.mark("BTC", "83").bankrupt("bankrupt", null);
            // Equity 20,000 - 1,200 x 17 = -400; an entry of 100 less 20,000 / 1,200 is 83.333, down to the tick.
            List<Settlement> settlements = desk.settlements();
            assertThat(settlements)
                    .filteredOn(settlement -> settlement.getRole() == Role.COUNTERPARTY)
                    .hasSize(3)
                    .allMatch(settlement -> plain(settlement.getPrice()).equals("83"));
            // A grid of 0.5 leaves the haircut of 0.333 to the pool.
            assertThat(fund(desk)).isEqualTo("600");
            assertThat(lastWave(desk).getCriterion()).isEqualTo(TriggerCriterion.ACCOUNT_BANKRUPT);
        }
    }

    /** An account with 20 holds 10 AAPL at 200 and 10 TSLA at 300; AAPL rises to 205, TSLA falls to 280. */
    private static Desk twoLegsUnder(String profile) {
        Desk desk = Desk.withMarket("AAPL", Desk.profile(profile));
        return desk.send(Topics.CONTROL, desk.records.pool(desk.now(), "main", PoolKind.SHARED))
                .send(Topics.CONTROL, desk.records.market(desk.now(), Desk.market("TSLA", "main", "1", "0.5")))
                .contribute("fund", "1000", null)
                .contribute("main", "1000", null)
                .deposit("two-legs", "20")
                .deposit("apple", "5000")
                .deposit("low", "9000")
                .deposit("high", "1000")
                .mark("AAPL", "200")
                .mark("TSLA", "300")
                .trade("two-legs", "apple", "AAPL", "10", "200")
                .trade("two-legs", "low", "TSLA", "6", "300")
                .trade("two-legs", "high", "TSLA", "6", "300")
                .trade("low", "two-legs", "TSLA", "2", "300")
                .mark("AAPL", "205")
                .mark("TSLA", "280");
    }

    @Test
    void qfexShouldSettleWinningLegsAtMarkAndLosingLegsForExactlyTheShortfall() {
        try (Desk desk = twoLegsUnder("qfex")) {
            desk.bankrupt("two-legs", null);
            List<Settlement> settlements = desk.settlements();
            assertThat(closed(settlements)).isEqualTo("apple 10@205, high 6@293, low 4@293");
            Settlement last = settlements.get(settlements.size() - 1);
            assertThat(last.getRole()).isEqualTo(Role.BANKRUPT);
            assertThat(plain(last.getEquityAfter())).isEqualTo("0");
            assertThat(desk.funds())
                    .as("no pool pays")
                    .allMatch(fund -> plain(fund.getBalance()).equals("1000")
                            || plain(fund.getBalance()).equals("0"));
        }
    }

    @Test
    void hyperliquidShouldSettleLosingLegsAtThePreviousMark() {
        try (Desk desk = twoLegsUnder("hyperliquid")) {
            desk.bankrupt("two-legs", null);
            List<Settlement> settlements = desk.settlements();
            // By index: (300 / 280) x (1,680 / 1,120) for high, (300 / 280) x (1,120 / 9,080) for low.
            assertThat(closed(settlements)).isEqualTo("apple 10@205, high 6@300, low 4@300");
            assertThat(plain(settlements.get(settlements.size() - 1).getEquityAfter()))
                    .isEqualTo("70");
        }
    }

    @Test
    void tearupShouldDivideByLeverageAtTheCapPrice() {
        try (Desk desk = takenOverUnder("tearup", "20000")) {
            // Equities 7,200, 11,200 and 19,200 at 92; with half of 3,200 profit per head no cap binds: L = 18,400 /
            // 37,600.
            assertThat(closed(desk.settlements())).isEqualTo("A 362@93, B 340@93, C 298@93");
            assertThat(fund(desk)).isEqualTo("14000");
            assertThat(lastWave(desk).getResult()).isEqualTo(WaveResult.RESOLVED);
        }
    }

    @Test
    void tearupShouldCloseABankruptAccountExactly() {
        try (Desk desk = twoLegsUnder("tearup")) {
            desk.bankrupt("two-legs", null);
            List<Settlement> settlements = desk.settlements();
            assertThat(closed(settlements)).isEqualTo("apple 10@205, high 6@293, low 4@293");
            assertThat(plain(settlements.get(settlements.size() - 1).getEquityAfter()))
                    .isEqualTo("0");
        }
    }
}
