package io.tearup.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.tearup.schemas.v1.Assignment;
import io.tearup.schemas.v1.AuditKind;
import io.tearup.schemas.v1.FillOrigin;
import io.tearup.schemas.v1.PositionSide;
import io.tearup.schemas.v1.Posting;
import io.tearup.schemas.v1.RulebookDefinition;
import io.tearup.schemas.v1.Settlement;
import io.tearup.schemas.v1.SettlementStatus;
import io.tearup.schemas.v1.Wave;
import io.tearup.schemas.v1.WavePhase;
import io.tearup.schemas.v1.WaveResult;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A venue that keeps the book of record: assignments on the topic, its fills back on the topic, settlements from them. */
class ConfirmedVenueTest {
    private final Desk desk = Desk.withMarket(
            "BTC",
            RulebookDefinition.newBuilder()
                    .setName("confirmed")
                    .setDocument("""
                            name: confirmed
                            triggers:
                              - {kind: DRAWDOWN, window: 8h, trigger: 0.30, stop: 0.25}
                            ranking: {kind: LEVERAGED_RETURN}
                            allocation: {kind: QUEUE}
                            settlement: {kind: CONFIRMED, expiry: 20s, retries: 2}
                            """)
                    .build());

    @AfterEach
    void noRuleWasBroken() {
        assertThat(desk.audit()).noneMatch(entry -> entry.getKind() == AuditKind.INVARIANT_BROKEN);
        desk.close();
    }

    /** A fund of 20,000 takes 1,000 over at 99; the mark of 92 asks for 93. */
    private Assignment asked() {
        desk.contribute("fund", "20000", null)
                .deposit("bankrupt", "1000")
                .deposit("short", "50000")
                .deposit("other", "50000")
                .mark("BTC", "99")
                .trade("bankrupt", "short", "BTC", "1000", "100")
                .trade("newcomer", "other", "BTC", "1000", "99")
                .takeover("bankrupt", "BTC", PositionSide.LONG, "1000", "99", null)
                .mark("BTC", "92");
        return desk.assignments().get(0);
    }

    private static void assertSum(List<Posting> postings) {
        assertThat(postings.stream().map(Posting::getAmount).reduce(BigDecimal.ZERO, BigDecimal::add))
                .isEqualByComparingTo("0");
    }

    @Test
    void shouldSettleWhatTheVenueFillsAndNothingBefore() {
        Assignment assignment = asked();
        Wave wave = desk.waves().get(1);
        assertThat(wave.getPhase()).isEqualTo(WavePhase.CLOSED);
        assertThat(wave.getResult()).isEqualTo(WaveResult.RESERVED);
        assertThat(wave.getReservedQuantity()).isEqualByComparingTo("1000");
        assertThat(wave.getResidual()).isEqualByComparingTo("0");
        assertThat(desk.settlements()).isEmpty();

        desk.answer(FillOrigin.ADL, assignment, "400").answer(FillOrigin.ADL, assignment, "600");

        assertThat(desk.settlements())
                .filteredOn(settlement -> settlement.getAccount().equals("short"))
                .extracting(Settlement::getSettlementId, Settlement::getStatus)
                .containsExactly(
                        tuple(assignment.getAssignmentId() + "/1/settled", SettlementStatus.POSTED),
                        tuple(assignment.getAssignmentId() + "/2/settled", SettlementStatus.POSTED));
        assertSum(desk.postings());
        assertThat(desk.postings().stream().map(Posting::getPostingId)).doesNotHaveDuplicates();
        assertThat(desk.deadLetters()).isEmpty();
    }

    @Test
    void shouldTurnToTheNextWhenTheVenueRejectsOrIsSilent() {
        Assignment first = asked();
        desk.answer(FillOrigin.ADL_REJECTED, first, "300");
        Assignment second = desk.assignments().get(0);
        assertThat(desk.waves().get(3).getTakeoverPrice())
                .as("of the whole inventory")
                .isEqualByComparingTo("99");
        assertThat(second.getAccount()).isEqualTo("other");
        assertThat(second.getQuantity()).isEqualByComparingTo("300");

        desk.wait(Duration.ofSeconds(21)).mark("BTC", "92");
        assertThat(desk.settlements())
                .extracting(Settlement::getAccount, Settlement::getStatus)
                .containsExactly(
                        tuple("short", SettlementStatus.VOID),
                        tuple("short", SettlementStatus.VOID),
                        tuple("other", SettlementStatus.VOID));
        assertThat(desk.deadLetters()).isEmpty();
    }

    @Test
    void shouldSetAsideAFillOfNoAssignmentAndFreeze() {
        Assignment assignment = asked();
        Assignment unknown = Assignment.newBuilder(assignment)
                .setAssignmentId(assignment.getWaveId() + "/1/9")
                .build();
        desk.answer(FillOrigin.ADL, unknown, "1");
        assertThat(desk.deadLetters())
                .singleElement()
                .satisfies(
                        letter -> assertThat(letter.getMessage()).contains(unknown.getAssignmentId(), "is not known"));
        assertThat(desk.audit()).anyMatch(entry -> entry.getKind() == AuditKind.GROUP_FROZEN);
    }
}
