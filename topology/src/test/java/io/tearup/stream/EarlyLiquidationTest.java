package io.tearup.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.tearup.catalogue.Topics;
import io.tearup.schemas.v1.AuditEntry;
import io.tearup.schemas.v1.AuditKind;
import io.tearup.schemas.v1.DeadLetter;
import io.tearup.schemas.v1.GroupMode;
import io.tearup.schemas.v1.OrderSide;
import io.tearup.schemas.v1.PositionSide;
import io.tearup.schemas.v1.RejectReason;
import io.tearup.schemas.v1.Role;
import io.tearup.schemas.v1.Settlement;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Topics keep no order among each other: a liquidation may be read before the fills or the mark that make it right. It waits for
 * them, within the group's patience. Every record of a desk is a second later than the one before.
 */
class EarlyLiquidationTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static Desk patient(String rulebook) {
        Desk desk = Desk.withMarket("BTC", Desk.profile(rulebook));
        desk.send(Topics.CONTROL, desk.records.group(desk.now(), "USDT", 2, GroupMode.LIVE, PATIENCE));
        desk.contribute("fund", "20000", null).deposit("bankrupt", "1000").deposit("short", "50000");
        desk.mark("BTC", "100");
        desk.audit();
        return desk;
    }

    private static List<AuditEntry> about(Desk desk, AuditKind kind) {
        return desk.audit().stream().filter(entry -> entry.getKind() == kind).toList();
    }

    @Test
    void shouldTakeOverWhatIsBoughtAMomentLater() {
        try (Desk desk = patient("gate")) {
            desk.takeover("bankrupt", "BTC", PositionSide.LONG, "1000", "100", "1000");
            assertThat(desk.audit())
                    .extracting(AuditEntry::getKind, AuditEntry::getDetail)
                    .containsExactly(
                            tuple(
                                    AuditKind.INPUT_WAITS,
                                    "risk.liquidations.v1-0@0 waits: takeover desk-l1: account bankrupt holds 0 lots of BTC, not 1000 LONG"));
            desk.trade("bankrupt", "short", "BTC", "1000", "100");
            assertThat(desk.audit())
                    .extracting(AuditEntry::getKind, AuditEntry::getDetail)
                    .containsExactly(tuple(AuditKind.INPUT_TAKEN, "risk.liquidations.v1-0@0 is taken after all"));
            desk.mark("BTC", "92");
            assertThat(desk.settlements())
                    .extracting(Settlement::getRole, s -> s.getQuantity().intValueExact())
                    .containsExactly(tuple(Role.COUNTERPARTY, 1000), tuple(Role.INSURANCE_FUND, 1000));
            assertThat(desk.deadLetters()).isEmpty();
        }
    }

    @Test
    void shouldRefuseAndFreezeWhenItsPatienceIsOver() {
        try (Desk desk = patient("gate")) {
            desk.takeover("bankrupt", "BTC", PositionSide.LONG, "1000", "100", "1000");
            // It counts from the group's clock, which is that of the record before.
            for (int second = 1; second < PATIENCE.toSeconds() - 1; second++) {
                desk.mark("BTC", "100");
            }
            assertThat(desk.deadLetters()).isEmpty();
            desk.mark("BTC", "100");
            assertThat(desk.deadLetters())
                    .extracting(
                            DeadLetter::getReason,
                            DeadLetter::getSourceTopic,
                            DeadLetter::getSourceOffset,
                            DeadLetter::getFrozeDecisions,
                            DeadLetter::getMessage)
                    .containsExactly(tuple(
                            RejectReason.EXCEEDS_POSITION,
                            "risk.liquidations.v1",
                            0L,
                            true,
                            "takeover desk-l1: account bankrupt holds 0 lots of BTC, not 1000 LONG; it waited 10000 ms for what it"
                                    + " may have overtaken"));
            assertThat(about(desk, AuditKind.GROUP_FROZEN)).hasSize(1);
        }
    }

    @Test
    void shouldLetThoseBehindItWaitAndTakeThemInTheirOrder() {
        try (Desk desk = patient("gate")) {
            desk.deposit("next", "1000").trade("next", "short", "BTC", "500", "100");
            desk.takeover("bankrupt", "BTC", PositionSide.LONG, "1000", "100", "1000");
            desk.takeover("next", "BTC", PositionSide.LONG, "500", "100", "1000");
            assertThat(about(desk, AuditKind.INPUT_WAITS))
                    .extracting(AuditEntry::getDetail)
                    .last()
                    .isEqualTo("risk.liquidations.v1-0@1 waits: it waits behind others of its topic");
            desk.trade("bankrupt", "short", "BTC", "1000", "100");
            assertThat(about(desk, AuditKind.INPUT_TAKEN))
                    .extracting(AuditEntry::getDetail)
                    .containsExactly(
                            "risk.liquidations.v1-0@0 is taken after all",
                            "risk.liquidations.v1-0@1 is taken after all");
            desk.takeover("next", "BTC", PositionSide.LONG, "1", "100", null);
            assertThat(about(desk, AuditKind.INPUT_WAITS))
                    .as("it holds nothing any more")
                    .hasSize(1);
        }
    }

    @Test
    void shouldCountARepeatedOneOnce() {
        try (Desk desk = patient("gate")) {
            var takeover = desk.records.takeover(
                    desk.now(),
                    "bankrupt",
                    "BTC",
                    "fund",
                    PositionSide.LONG,
                    new BigDecimal("1000"),
                    new BigDecimal("100"),
                    null);
            desk.send(Topics.LIQUIDATIONS, takeover).send(Topics.LIQUIDATIONS, takeover);
            desk.trade("bankrupt", "short", "BTC", "1500", "100");
            assertThat(about(desk, AuditKind.INPUT_TAKEN)).hasSize(2);
            desk.send(
                    Topics.FILLS,
                    desk.records.fill(desk.now(), "bankrupt", "BTC", OrderSide.SELL, "500", "100", "t-x"));
            assertThat(desk.deadLetters()).as("500 are left to be sold").isEmpty();
            desk.takeover("bankrupt", "BTC", PositionSide.LONG, "1", "100", null);
            assertThat(about(desk, AuditKind.INPUT_WAITS))
                    .as("and now nothing is")
                    .hasSize(1);
        }
    }

    @Test
    void shouldWaitForTheMarkThatMakesAnAccountBankrupt() {
        try (Desk desk = patient("qfex")) {
            desk.trade("bankrupt", "short", "BTC", "100", "100");
            desk.bankrupt("bankrupt", null);
            assertThat(about(desk, AuditKind.INPUT_WAITS)).hasSize(1);
            desk.mark("BTC", "89");
            assertThat(desk.settlements())
                    .extracting(Settlement::getRole, Settlement::getAccount)
                    .contains(tuple(Role.BANKRUPT, "bankrupt"), tuple(Role.COUNTERPARTY, "short"));
            assertThat(desk.deadLetters()).isEmpty();
        }
    }

    @Test
    void shouldRefuseAtOnceWithoutPatience() {
        try (Desk desk = patient("gate")) {
            desk.send(Topics.CONTROL, desk.records.group(desk.now(), "USDT", 2));
            desk.takeover("bankrupt", "BTC", PositionSide.LONG, "1000", "100", "1000");
            assertThat(desk.deadLetters()).hasSize(1);
        }
    }
}
