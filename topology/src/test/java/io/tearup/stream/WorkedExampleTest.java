package io.tearup.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.tearup.schemas.v1.Alert;
import io.tearup.schemas.v1.AlertState;
import io.tearup.schemas.v1.Assignment;
import io.tearup.schemas.v1.PositionSide;
import io.tearup.schemas.v1.Posting;
import io.tearup.schemas.v1.Role;
import io.tearup.schemas.v1.Settlement;
import io.tearup.schemas.v1.TriggerCriterion;
import io.tearup.schemas.v1.Wave;
import io.tearup.schemas.v1.WavePhase;
import io.tearup.schemas.v1.WaveResult;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The published worked examples of drawdown ADL, from raw records to settlements. */
class WorkedExampleTest {

    /**
     * The help-centre example: peak 20,000, seized margin 1,000, losses 8,000, trigger 30 %, stop 25 %. Losses split into
     * 1,000 margin, 6,000 fund and 1,000 counterparties (vectors DD-BYB-04, DD-PRICE-01).
     */
    @Test
    void shouldSplitLossesOfEightThousandIntoMarginFundAndCounterparties() {
        try (Desk desk = Desk.withMarket("BTC", Desk.gate())) {
            desk.contribute("fund", "20000", null)
                    .deposit("bankrupt", "1000")
                    .deposit("short", "50000")
                    .mark("BTC", "100")
                    .trade("bankrupt", "short", "BTC", "1000", "100")
                    .wait(Duration.ofHours(1))
                    .mark("BTC", "99")
                    .takeover("bankrupt", "BTC", PositionSide.LONG, "1000", "100", "1000");
            assertThat(desk.waves()).isEmpty();
            desk.alerts();

            desk.mark("BTC", "92");

            List<Alert> alerts = desk.alerts();
            assertThat(alerts).hasSize(2);
            Alert armed = alerts.get(0);
            assertThat(armed.getState()).isEqualTo(AlertState.ADL);
            assertThat(armed.getCriterion()).isEqualTo(TriggerCriterion.DRAWDOWN);
            assertThat(armed.getDrawdown()).isEqualByComparingTo("0.35");
            assertThat(armed.getBalancePeak()).isEqualByComparingTo("20000");
            assertThat(armed.getFloor()).isEqualByComparingTo("-6000");
            assertThat(armed.getHeadroom()).isEqualByComparingTo("-1000");

            List<Wave> waves = desk.waves();
            assertThat(waves).extracting(Wave::getPhase).containsExactly(WavePhase.OPENED, WavePhase.CLOSED);
            Wave closed = waves.get(1);
            assertThat(closed.getResult()).isEqualTo(WaveResult.RESOLVED);
            assertThat(closed.getPrice()).isEqualByComparingTo("93");
            assertThat(closed.getTakeoverPrice()).isEqualByComparingTo("99");
            assertThat(closed.getHaircut()).isEqualByComparingTo("1000");
            assertThat(closed.getBalanceAfter()).isEqualByComparingTo("14000");

            List<Settlement> settlements = desk.settlements();
            assertThat(settlements)
                    .extracting(Settlement::getRole)
                    .containsExactly(Role.COUNTERPARTY, Role.INSURANCE_FUND);
            assertThat(settlements.get(0).getAccount()).isEqualTo("short");
            assertThat(settlements.get(0).getRealisedPnl()).isEqualByComparingTo("7000");
            assertThat(settlements.get(0).getEquityAfter()).isEqualByComparingTo("57000");
            assertThat(settlements.get(1).getRealisedPnl()).isEqualByComparingTo("-6000");

            Alert recovering = alerts.get(1);
            assertThat(recovering.getState()).isEqualTo(AlertState.RECOVERING);
            assertThat(recovering.getDrawdown()).isEqualByComparingTo("0.3");

            desk.contribute("fund", "1000", "BTC");

            Alert disarmed = desk.alerts().get(0);
            assertThat(disarmed.getDrawdown()).isEqualByComparingTo("0.25");
            assertThat(disarmed.getCriterion()).isNull();
            assertThat(disarmed.getState()).isEqualTo(AlertState.WARNING);
        }
    }

    @Test
    void shouldKeepPostingsOfAWaveAtZeroInSum() {
        try (Desk desk = Desk.withMarket("BTC", Desk.gate())) {
            desk.contribute("fund", "20000", null)
                    .deposit("bankrupt", "1000")
                    .deposit("short", "50000")
                    .mark("BTC", "100")
                    .trade("bankrupt", "short", "BTC", "1000", "100")
                    .mark("BTC", "99")
                    .takeover("bankrupt", "BTC", PositionSide.LONG, "1000", "100", "1000")
                    .mark("BTC", "92");
            List<Posting> postings = desk.postings();
            assertThat(postings).hasSize(6);
            assertThat(postings.stream().map(Posting::getAmount).reduce(BigDecimal.ZERO, BigDecimal::add))
                    .isEqualByComparingTo("0");
            BigDecimal cash = postings.stream()
                    .filter(posting -> posting.getAccount().equals("account:short:cash"))
                    .map(Posting::getAmount)
                    .reduce(BigDecimal.ZERO, BigDecimal::add);
            assertThat(cash).isEqualByComparingTo("7000");
        }
    }

    /** 10 of 40 contracts are first in line: their middle is at an eighth of the queue, 87.5 from its end. */
    @Test
    void shouldPublishPlacesFromAHundredForTheFirstInLine() {
        try (Desk desk = Desk.withMarket("BTC", Desk.gate())) {
            for (String account : List.of("ann", "bob", "carol", "dave")) {
                desk.deposit(account, "100000");
            }
            desk.mark("BTC", "100")
                    .trade("ann", "dave", "BTC", "10", "90")
                    .trade("bob", "dave", "BTC", "10", "95")
                    .trade("carol", "dave", "BTC", "20", "99")
                    .wait(Duration.ofMinutes(1))
                    .mark("BTC", "100");
            assertThat(desk.ranks())
                    .filteredOn(rank -> rank.getAccount().equals("ann"))
                    .last()
                    .satisfies(rank -> {
                        assertThat(rank.getLight()).isEqualTo(5);
                        assertThat(rank.getPercentile()).isEqualByComparingTo("87.5");
                        assertThat(rank.getQuantityAhead()).isEqualByComparingTo("0");
                    });
        }
    }

    /** Six shorts of 5,500/2,500/2,000/3,000/2,000/5,000 contracts, A first: a demand of 5,000 takes only A. */
    @Test
    void shouldTakeOnlyTheFirstOfSixTradersWhenItCoversTheDemand() {
        assertThat(closedByDemandOf("5000")).isEqualTo("A 5000");
    }

    /** A demand of 10,000 takes A, B and C in full and nobody else. */
    @Test
    void shouldTakeTheFirstThreeOfSixTradersInFull() {
        assertThat(closedByDemandOf("10000")).isEqualTo("A 5500, B 2500, C 2000");
    }

    /** The venue's own keys say nothing: routed through the internal topic, the same input gives the same decisions. */
    @Test
    void shouldDecideTheSameWithEitherIngress() {
        List<List<Settlement>> settlements = new ArrayList<>();
        for (Ingress ingress : Ingress.values()) {
            try (Desk desk = new Desk("usdt", ingress)) {
                desk.define("BTC", Desk.gate())
                        .contribute("fund", "20000", null)
                        .deposit("bankrupt", "1000")
                        .deposit("short", "50000")
                        .mark("BTC", "100")
                        .trade("bankrupt", "short", "BTC", "1000", "100")
                        .mark("BTC", "99")
                        .takeover("bankrupt", "BTC", PositionSide.LONG, "1000", "99", null)
                        .mark("BTC", "92");
                settlements.add(desk.settlements());
            }
        }
        assertThat(settlements.get(0)).hasSize(2).isEqualTo(settlements.get(1));
    }

    private static String closedByDemandOf(String demand) {
        try (Desk desk = Desk.withMarket("BTC", Desk.gate())) {
            desk.deposit("bankrupt", "1000000").mark("BTC", "100");
            List<String> names = List.of("A", "B", "C", "D", "E", "F");
            List<String> sizes = List.of("5500", "2500", "2000", "3000", "2000", "5000");
            for (int i = 0; i < 6; i++) {
                // The same entry for all, and more collateral per contract from A to F: leverage falls along the queue.
                BigDecimal size = new BigDecimal(sizes.get(i));
                desk.deposit(
                        names.get(i),
                        size.multiply(BigDecimal.valueOf(10L * (i + 1))).toPlainString());
                desk.trade("bankrupt", names.get(i), "BTC", sizes.get(i), "100");
            }
            desk.takeover("bankrupt", "BTC", PositionSide.LONG, demand, "96", null)
                    .mark("BTC", "92");
            assertThat(desk.waves().get(1).getResult()).isEqualTo(WaveResult.RESOLVED);
            return desk.assignments().stream().map(WorkedExampleTest::closed).collect(Collectors.joining(", "));
        }
    }

    private static String closed(Assignment assignment) {
        return assignment.getAccount() + " "
                + assignment.getQuantity().stripTrailingZeros().toPlainString();
    }
}
