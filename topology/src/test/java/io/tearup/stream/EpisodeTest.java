package io.tearup.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.tearup.catalogue.Topics;
import io.tearup.schemas.v1.Alert;
import io.tearup.schemas.v1.AlertState;
import io.tearup.schemas.v1.MarginMode;
import io.tearup.schemas.v1.PositionSide;
import io.tearup.schemas.v1.Rank;
import io.tearup.schemas.v1.Settlement;
import io.tearup.schemas.v1.TriggerCriterion;
import io.tearup.schemas.v1.Wave;
import io.tearup.schemas.v1.WaveResult;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Episodes of a trigger, shortfalls and lights, on raw records. */
class EpisodeTest {
    @Test
    void shouldStayArmedUntilTheWindowHasPassedAndThenDisarmInOneEvaluation() {
        try (Desk desk = Desk.withMarket("BTC", Desk.gate())) {
            desk.contribute("fund", "20000", null)
                    .deposit("short", "50000")
                    .mark("BTC", "99")
                    .trade("bankrupt", "short", "BTC", "1000", "100")
                    .takeover("bankrupt", "BTC", PositionSide.LONG, "1000", "99", null)
                    .mark("BTC", "92");
            assertThat(last(desk.alerts()).getState()).isEqualTo(AlertState.RECOVERING);

            desk.wait(Duration.ofHours(7)).mark("BTC", "92.5");
            assertThat(desk.alerts()).isEmpty();

            desk.wait(Duration.ofHours(1)).mark("BTC", "92");
            Alert disarmed = last(desk.alerts());
            assertThat(disarmed.getState()).isEqualTo(AlertState.NORMAL);
            assertThat(disarmed.getDrawdown()).isEqualByComparingTo("0");
            assertThat(disarmed.getBalancePeak()).isEqualByComparingTo("14000");
        }
    }

    @Test
    void shouldCloseAtTheTakeoverPriceWhenAPoolHasNothing() {
        try (Desk desk = Desk.withMarket("BTC", Desk.gate())) {
            desk.deposit("short", "50000")
                    .trade("bankrupt", "short", "BTC", "1000", "100")
                    .mark("BTC", "92")
                    .takeover("bankrupt", "BTC", PositionSide.LONG, "1000", "99", null);
            Wave closed = last(desk.waves());
            assertThat(closed.getCriterion()).isEqualTo(TriggerCriterion.POOL_EQUITY);
            assertThat(closed.getResult()).isEqualTo(WaveResult.RESOLVED);
            assertThat(closed.getPrice()).isEqualByComparingTo("99");
            assertThat(closed.getBalanceAfter()).isEqualByComparingTo("0");
        }
    }

    @Test
    void shouldPublishAShortfallOnceWithItsExactGapAndNeverTouchPrincipal() {
        try (Desk desk = Desk.withMarket("BTC", Desk.gate())) {
            // Sold at 95: the haircut to 99 would exceed the profit of a short at a mark of 92.
            desk.deposit("short", "50000")
                    .trade("bankrupt", "short", "BTC", "1000", "95")
                    .mark("BTC", "92")
                    .takeover("bankrupt", "BTC", PositionSide.LONG, "1000", "99", null);
            Wave shortfall = last(desk.waves());
            assertThat(shortfall.getResult()).isEqualTo(WaveResult.SHORTFALL);
            assertThat(shortfall.getResidual()).isEqualByComparingTo("1000");
            assertThat(shortfall.getGap()).isEqualByComparingTo("7000");
            assertThat(desk.settlements()).isEmpty();

            desk.deposit("other", "1");
            assertThat(desk.waves()).as("nothing changed").isEmpty();

            desk.mark("BTC", "91.5");
            assertThat(last(desk.waves()).getGap()).isEqualByComparingTo("7500");
        }
    }

    @Test
    void shouldReturnIsolatedMarginToTheWalletWhenThePositionIsFlat() {
        try (Desk desk = Desk.withMarket("BTC", Desk.gate())) {
            desk.deposit("short", "20000")
                    .send(Topics.COLLATERAL, desk.records.marginMode(desk.now(), "short", "BTC", MarginMode.ISOLATED))
                    .send(
                            Topics.COLLATERAL,
                            desk.records.isolatedMargin(desk.now(), "short", "BTC", new BigDecimal("5000")))
                    .trade("bankrupt", "short", "BTC", "1000", "100")
                    .mark("BTC", "92")
                    .takeover("bankrupt", "BTC", PositionSide.LONG, "1000", "99", null);
            Settlement settlement = desk.settlements().get(0);
            assertThat(settlement.getPositionAfter()).isEqualByComparingTo("0");
            // 5,000 margin and 8,000 profit at mark less 7,000 haircut.
            assertThat(settlement.getEquityAfter()).isEqualByComparingTo("6000");
        }
    }

    /** Quantity-weighted midpoint quintiles over 5,500/2,500/2,000/3,000/2,000/5,000 contracts. */
    @Test
    void shouldLightTheFirstInLineFiveAndTheLastOne() {
        try (Desk desk = Desk.withMarket("BTC", Desk.gate())) {
            desk.deposit("long", "1000000").mark("BTC", "100");
            List<String> sizes = List.of("5500", "2500", "2000", "3000", "2000", "5000");
            for (int i = 0; i < 6; i++) {
                String account = String.valueOf((char) ('A' + i));
                BigDecimal size = new BigDecimal(sizes.get(i));
                desk.deposit(
                        account,
                        size.multiply(BigDecimal.valueOf(10L * (i + 1))).toPlainString());
                desk.trade("long", account, "BTC", sizes.get(i), "100");
            }
            desk.wait(Duration.ofMinutes(1)).mark("BTC", "92");
            TreeMap<String, Integer> lights = new TreeMap<>();
            for (Rank rank : desk.ranks()) {
                lights.put(rank.getAccount(), rank.getLight());
            }
            lights.remove("long");
            assertThat(lights).hasToString("{A=5, B=4, C=3, D=3, E=2, F=1}");
        }
    }

    private static <T> T last(List<T> records) {
        assertThat(records).isNotEmpty();
        return records.get(records.size() - 1);
    }
}
