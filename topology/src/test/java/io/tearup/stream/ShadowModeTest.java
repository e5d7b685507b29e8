package io.tearup.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.tearup.catalogue.Topics;
import io.tearup.schemas.v1.Assignment;
import io.tearup.schemas.v1.AuditEntry;
import io.tearup.schemas.v1.DeadLetter;
import io.tearup.schemas.v1.FillOrigin;
import io.tearup.schemas.v1.GroupMode;
import io.tearup.schemas.v1.PositionSide;
import io.tearup.schemas.v1.RejectReason;
import io.tearup.schemas.v1.Wave;
import java.util.List;
import org.junit.jupiter.api.Test;

/** SHADOW through the topics: what consumers see, and what a venue must not do with it. */
class ShadowModeTest {
    private static Desk armed(Desk desk) {
        return desk.contribute("fund", "20000", null)
                .deposit("bankrupt", "1000")
                .deposit("short", "50000")
                .mark("BTC", "100")
                .trade("bankrupt", "short", "BTC", "1000", "100")
                .mark("BTC", "99")
                .takeover("bankrupt", "BTC", PositionSide.LONG, "1000", "100", "1000")
                .mark("BTC", "92");
    }

    @Test
    void shouldPublishWavesThatSayTheyAreNotCarriedOut() {
        try (Desk desk = Desk.withMarket("BTC", Desk.gate())) {
            desk.send(Topics.CONTROL, desk.records.mode(desk.now(), GroupMode.SHADOW, "first deployment"));
            armed(desk);
            assertThat(desk.waves())
                    .hasSize(2)
                    .allMatch(wave -> wave.getMode() == GroupMode.SHADOW)
                    .extracting(Wave::getWaveId)
                    .containsOnly("usdt/BTC/shadow-1");
            List<Assignment> told = desk.assignments();
            assertThat(told).singleElement().matches(assignment -> assignment.getMode() == GroupMode.SHADOW);
            assertThat(desk.settlements()).isEmpty();
            assertThat(desk.postings()).isEmpty();

            desk.send(Topics.CONTROL, desk.records.mode(desk.now(), GroupMode.LIVE, "looks right"));
            assertThat(desk.waves()).hasSize(2).allMatch(wave -> wave.getMode() == GroupMode.LIVE);
            assertThat(desk.settlements()).hasSize(2);
        }
    }

    /** A venue that carries out what was only told is not taken for one that was asked: the books would not be its own. */
    @Test
    void shouldRefuseAnAnswerToWhatWasOnlyTold() {
        try (Desk desk = Desk.withMarket("BTC", Desk.gate())) {
            desk.send(Topics.CONTROL, desk.records.mode(desk.now(), GroupMode.SHADOW, "first deployment"));
            armed(desk);
            desk.answer(FillOrigin.ADL, desk.assignments().get(0), "1000");
            assertThat(desk.deadLetters()).extracting(DeadLetter::getReason).containsExactly(RejectReason.NOT_ELIGIBLE);
        }
    }

    @Test
    void shouldKeepAMarketsModeUnderAKeyOfItsOwnAndThaw() {
        try (Desk desk = Desk.withMarket("BTC", Desk.gate())) {
            desk.audit();
            var mode = desk.records.marketMode(desk.now(), "BTC", GroupMode.SHADOW, "new listing");
            assertThat(Topics.CONTROL.keyOf(mode)).hasToString("usdt|MODE|BTC");
            desk.send(Topics.CONTROL, mode);
            armed(desk);
            assertThat(desk.waves()).allMatch(wave -> wave.getMode() == GroupMode.SHADOW);
            desk.sendBytes(Topics.FILLS, "usdt|x", new byte[] {1, 2, 3});
            desk.send(Topics.CONTROL, desk.records.thaw(desk.now(), "nothing is missing"));
            assertThat(desk.audit())
                    .extracting(AuditEntry::getDetail)
                    .contains("mode of market BTC: SHADOW, new listing", "nothing is missing");
        }
    }
}
