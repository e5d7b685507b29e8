package io.tearup.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.tearup.catalogue.Decimals;
import io.tearup.catalogue.Topics;
import io.tearup.schemas.v1.AuditEntry;
import io.tearup.schemas.v1.AuditKind;
import io.tearup.schemas.v1.Collateral;
import io.tearup.schemas.v1.CollateralKind;
import io.tearup.schemas.v1.DeadLetter;
import io.tearup.schemas.v1.Fill;
import io.tearup.schemas.v1.GroupMode;
import io.tearup.schemas.v1.OrderSide;
import io.tearup.schemas.v1.PositionSide;
import io.tearup.schemas.v1.RejectReason;
import io.tearup.schemas.v1.RulebookDefinition;
import io.tearup.schemas.v1.Settlement;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What becomes of input that cannot be applied: the exact reason, and whether its group's decisions freeze. */
class BadInputTest {
    @Test
    void shouldRefuseAndFreezeWhenAFillNamesAnUnknownMarket() {
        try (Desk desk = Desk.withMarket("BTC", Desk.gate())) {
            desk.send(Topics.FILLS, fill(desk, "DOGE", "1", "100", "t1"));
            DeadLetter letter = only(desk);
            assertThat(letter.getReason()).isEqualTo(RejectReason.UNKNOWN_MARKET);
            assertThat(letter.getSourceTopic()).isEqualTo("risk.fills.v1");
            assertThat(letter.getSourceOffset()).isZero();
            assertThat(letter.getFrozeDecisions()).isTrue();
            assertThat(letter.getKey()).isNotNull();
            assertThat(letter.getValue()).isNotNull();
            assertFrozen(desk);
        }
    }

    @Test
    void shouldRefuseAQuantityOffTheLotGrid() {
        assertRefused(
                "1.5",
                "100",
                RejectReason.OFF_GRID,
                "fill desk-f1 quantity 1.5 is not a multiple of the lot of BTC, 1");
    }

    @Test
    void shouldRefuseAPriceOffTheTickGrid() {
        assertRefused(
                "1",
                "100.3",
                RejectReason.OFF_GRID,
                "fill desk-f1 price 100.3 is not a multiple of the tick of BTC, 0.5");
    }

    @Test
    void shouldRefuseANegativePrice() {
        assertRefused("1", "-100", RejectReason.NOT_POSITIVE, "fill desk-f1 price must be positive, is -100");
    }

    @Test
    void shouldRefuseAQuantityOfZero() {
        assertRefused("0", "100", RejectReason.NOT_POSITIVE, "fill desk-f1 quantity must be positive, is 0");
    }

    @Test
    void shouldRefuseAValueThatLeavesTheRange() {
        assertRefused(
                "9000000000000000000",
                "100",
                RejectReason.OVERFLOW,
                "value of 9000000000000000000 lots at 200 ticks in BTC leaves the range of +-4611686018427387904 minor"
                        + " units");
    }

    @Test
    void shouldRefuseAQuantityBeyondSixtyFourBits() {
        assertRefused(
                "10000000000000000000",
                "100",
                RejectReason.OVERFLOW,
                "fill desk-f1 quantity 10000000000000000000 does not fit 64 bits");
    }

    @Test
    void shouldRefuseAndFreezeWhenBytesDoNotDecode() {
        for (Ingress ingress : Ingress.values()) {
            try (Desk desk = new Desk("usdt", ingress)) {
                desk.sendBytes(Topics.FILLS, "whatever", "no avro".getBytes(StandardCharsets.UTF_8));
                DeadLetter letter = only(desk);
                assertThat(letter.getReason()).isEqualTo(RejectReason.UNDECODABLE);
                assertThat(letter.getSourceTopic()).isEqualTo("risk.fills.v1");
                assertThat(letter.getRiskGroup()).isEqualTo("usdt");
                assertThat(letter.getKey()).isNotNull();
                assertThat(StandardCharsets.UTF_8.decode(letter.getKey()).toString())
                        .isEqualTo("whatever");
                assertFrozen(desk);
            }
        }
    }

    @Test
    void shouldRefuseARecordTooLongToBeQuotedAndSayWhereItIs() {
        for (Ingress ingress : Ingress.values()) {
            try (Desk desk = new Desk("usdt", ingress)) {
                desk.sendBytes(Topics.FILLS, "usdt|x", new byte[Topics.LONGEST_INPUT]);
                DeadLetter letter = only(desk);
                assertThat(letter.getReason()).isEqualTo(RejectReason.OVERFLOW);
                assertThat(letter.getMessage())
                        .isEqualTo(
                                "the record has 262150 bytes, at most 262144 are taken; it is not quoted here, but still on"
                                        + " its topic");
                assertThat(letter.getSourceTopic()).isEqualTo("risk.fills.v1");
                assertThat(letter.getKey()).isNull();
                assertThat(letter.getValue()).isNull();
                assertFrozen(desk);
            }
        }
    }

    @Test
    void shouldRefuseAndFreezeWhenTheSchemaIsNotRegistered() {
        for (Ingress ingress : Ingress.values()) {
            try (Desk desk = new Desk("usdt", ingress)) {
                desk.sendBytes(Topics.FILLS, "usdt|ann", new byte[] {0, 0, 0, 4, 1, 2, 3});
                DeadLetter letter = only(desk);
                assertThat(letter.getReason()).isEqualTo(RejectReason.UNDECODABLE);
                assertThat(letter.getMessage())
                        .endsWith("a record of risk.fills.v1 names schema id 1025, which the registry does not have)");
                assertFrozen(desk);
            }
        }
    }

    @Test
    void shouldRefuseAFillOlderThanTheLastOfItsSource() {
        try (Desk desk = Desk.withMarket("BTC", Desk.gate())) {
            Fill older = fill(desk, "BTC", "1", "100", "t1");
            desk.send(Topics.FILLS, fill(desk, "BTC", "2", "100", "t2"));
            desk.send(Topics.FILLS, older);
            DeadLetter letter = only(desk);
            assertThat(letter.getReason()).isEqualTo(RejectReason.OUT_OF_ORDER);
            assertThat(letter.getMessage()).isEqualTo("fill desk-f1: sequence 1 of source 'desk' after 2");
            assertFrozen(desk);
        }
    }

    @Test
    void shouldChangeNothingWhenAFillComesAgain() {
        try (Desk desk = Desk.withMarket("BTC", Desk.gate())) {
            desk.mark("BTC", "100").deposit("a", "100");
            Fill fill = fill(desk, "BTC", "1", "100", "t1");
            desk.send(Topics.FILLS, fill);
            desk.audit();
            desk.send(Topics.FILLS, fill).send(Topics.FILLS, fill);
            assertThat(desk.deadLetters()).isEmpty();
            assertThat(desk.audit()).isEmpty();
            // Had it been applied again, one lot could not be taken over as the whole position.
            desk.takeover("a", "BTC", PositionSide.LONG, "2", "100", null);
            assertThat(only(desk).getReason()).isEqualTo(RejectReason.EXCEEDS_POSITION);
        }
    }

    @Test
    void shouldRefuseAContributionToAnUnknownPool() {
        try (Desk desk = Desk.withMarket("BTC", Desk.gate())) {
            desk.contribute("nobody", "1", null);
            assertThat(only(desk).getReason()).isEqualTo(RejectReason.UNKNOWN_POOL);
            assertFrozen(desk);
        }
    }

    @Test
    void shouldGoOnAfterABadMark() {
        try (Desk desk = Desk.withMarket("BTC", Desk.gate())) {
            desk.audit();
            desk.mark("BTC", "100.3");
            DeadLetter letter = only(desk);
            assertThat(letter.getReason()).isEqualTo(RejectReason.OFF_GRID);
            assertThat(letter.getFrozeDecisions()).isFalse();
            assertThat(desk.audit()).isEmpty();
        }
    }

    @Test
    void shouldRefuseAMarketOfAnotherGroupsPartition() {
        try (Desk desk = Desk.withMarket("BTC", Desk.gate())) {
            Fill stranger = Fill.newBuilder(fill(desk, "BTC", "1", "100", "t1"))
                    .setRiskGroup("elsewhere")
                    .build();
            desk.audit();
            desk.send(Topics.FILLS, stranger);
            DeadLetter letter = only(desk);
            assertThat(letter.getReason()).isEqualTo(RejectReason.UNKNOWN_GROUP);
            assertThat(letter.getFrozeDecisions()).isFalse();
            assertThat(desk.audit()).isEmpty();
        }
    }

    @Test
    void shouldRefuseARulebookThatStopsAboveItsTrigger() {
        try (Desk desk = Desk.withMarket("BTC", Desk.gate())) {
            desk.send(
                    Topics.CONTROL,
                    desk.records.rulebook(
                            desk.now(),
                            RulebookDefinition.newBuilder()
                                    .setName("gate")
                                    .setDrawdownStop(Decimals.of("0.4"))
                                    .build()));
            DeadLetter letter = only(desk);
            assertThat(letter.getReason()).isEqualTo(RejectReason.INVALID_CONFIGURATION);
            assertThat(letter.getMessage())
                    .isEqualTo("trigger drawdown: needs 0 < stop < trigger <= 1, got stop 0.4 and trigger 0.3");
        }
    }

    @Test
    void shouldRefuseToChangeTheLotSizeOfAMarket() {
        try (Desk desk = Desk.withMarket("BTC", Desk.gate())) {
            desk.send(Topics.CONTROL, desk.records.market(desk.now(), Desk.market("BTC", "fund", "10", "0.5")));
            assertThat(only(desk).getReason()).isEqualTo(RejectReason.INVALID_CONFIGURATION);
        }
    }

    @Test
    void shouldTakeALeverageChangeWithoutEffect() {
        try (Desk desk = Desk.withMarket("BTC", Desk.gate())) {
            desk.audit();
            Collateral deposit = desk.records.deposit(desk.now(), "a", BigDecimal.ONE);
            desk.send(
                    Topics.COLLATERAL,
                    Collateral.newBuilder(deposit)
                            .setKind(CollateralKind.LEVERAGE)
                            .setAmount(null)
                            .setLeverage(Decimals.of("20"))
                            .build());
            assertThat(desk.deadLetters()).isEmpty();
            assertThat(desk.audit()).isEmpty();
        }
    }

    @Test
    void shouldFollowInputButDecideNothingWhileFrozenAndGoOnWhenLive() {
        try (Desk desk = Desk.withMarket("BTC", Desk.gate())) {
            desk.contribute("fund", "20000", null)
                    .deposit("bankrupt", "1000")
                    .deposit("short", "50000")
                    .mark("BTC", "100")
                    .trade("bankrupt", "short", "BTC", "1000", "100")
                    .mark("BTC", "99")
                    .takeover("bankrupt", "BTC", PositionSide.LONG, "1000", "99", null)
                    .send(Topics.FILLS, fill(desk, "DOGE", "1", "100", "t9"));
            desk.mark("BTC", "92");
            assertThat(desk.waves()).isEmpty();
            desk.audit();

            desk.send(Topics.CONTROL, desk.records.mode(desk.now(), GroupMode.LIVE, "the fill was for another venue"));

            assertThat(desk.audit()).extracting(AuditEntry::getKind).containsExactly(AuditKind.GROUP_UNFROZEN);
            List<Settlement> settlements = desk.settlements();
            assertThat(settlements).hasSize(2);
            assertThat(settlements.get(0).getPrice()).isEqualByComparingTo("93");
        }
    }

    private static void assertRefused(String quantity, String price, RejectReason reason, String message) {
        try (Desk desk = Desk.withMarket("BTC", Desk.gate())) {
            desk.send(Topics.FILLS, fill(desk, "BTC", quantity, price, "t1"));
            DeadLetter letter = only(desk);
            assertThat(letter.getReason()).isEqualTo(reason);
            assertThat(letter.getMessage()).isEqualTo(message);
            assertFrozen(desk);
        }
    }

    private static Fill fill(Desk desk, String market, String quantity, String price, String trade) {
        return desk.records.fill(desk.now(), "a", market, OrderSide.BUY, quantity, price, trade);
    }

    private static DeadLetter only(Desk desk) {
        List<DeadLetter> letters = desk.deadLetters();
        assertThat(letters).hasSize(1);
        return letters.get(0);
    }

    private static void assertFrozen(Desk desk) {
        assertThat(desk.audit()).extracting(AuditEntry::getKind).contains(AuditKind.GROUP_FROZEN);
    }
}
