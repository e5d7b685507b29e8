package io.tearup.engine;

import static io.tearup.engine.Scene.only;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.tearup.engine.decision.Decision;
import io.tearup.engine.decision.Decision.Settlement;
import io.tearup.engine.decision.Decision.SettlementStatus;
import io.tearup.engine.decision.Decision.WaveClosed;
import io.tearup.engine.decision.Decision.WaveResult;
import io.tearup.engine.event.RiskEvent;
import io.tearup.engine.model.AccountPricing;
import io.tearup.engine.model.RejectReason;
import io.tearup.engine.model.RejectedInput;
import io.tearup.engine.model.RulebookSpec;
import io.tearup.engine.model.SettlementRule;
import io.tearup.engine.model.Side;
import io.tearup.engine.model.TriggerSpec;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Reserve, post, void, where the venue keeps the book of record. The pool is long 10 from 100 at a mark of 80 with 1,000 of
 * cash: it wants to be closed at 99. Ann and ben are short 10 each from 110 and 105; ann is asked first.
 */
class ConfirmedSettlementTest {
    private static final long EXPIRY = 30 * Scene.SECOND;

    private final Scene scene = Scene.under(confirmed(1));

    private static RulebookSpec confirmed(int retries) {
        RulebookSpec rules = Scene.rules(new TriggerSpec.PoolEquity("pool-equity", 0), AccountPricing.NONE, 1_000);
        return new RulebookSpec(
                rules.name(),
                rules.triggers(),
                rules.inventoryPricing(),
                rules.accountPricing(),
                rules.ranking(),
                rules.allocation(),
                rules.stages(),
                rules.fees(),
                new SettlementRule(SettlementRule.Kind.CONFIRMED, EXPIRY, retries),
                rules.warningPpm(),
                rules.stepLimit(),
                rules.lightsInterval());
    }

    private List<Decision> crash() {
        scene.contribute(1_000);
        scene.mark("BTC", 100);
        scene.deposit("ann", 20_000);
        scene.deposit("ben", 40_000);
        scene.deposit("bob", 100_000);
        scene.deposit("cat", 100_000);
        scene.trade("bob", "ann", "BTC", 10, 110);
        scene.trade("cat", "ben", "BTC", 10, 105);
        scene.apply(scene.takeover("bob", "BTC", Side.LONG, 10, 100, 0));
        return scene.mark("BTC", 80);
    }

    private List<Decision> venueFills(String assignment, String account, long lots, long price) {
        return scene.apply(
                new RiskEvent.AdlFill(scene.now, scene.origin(), account, "BTC", lots, price, 0, assignment));
    }

    private List<Decision> venueRejects(String assignment, String account, long lots) {
        return scene.apply(new RiskEvent.AdlReject(scene.now, scene.origin(), account, "BTC", lots, assignment));
    }

    private long reserved() {
        return scene.group.reservations().openLots("BTC");
    }

    @Test
    void shouldReserveAndMoveNothingUntilTheVenueFills() {
        List<Decision> decisions = crash();

        assertThat(only(Decision.Assignment.class, decisions))
                .extracting(Decision.Assignment::assignmentId, Decision.Assignment::account, Decision.Assignment::lots)
                .containsExactly(tuple("g/BTC/1/1/1", "ann", 10L));
        assertThat(only(Settlement.class, decisions)).isEmpty();
        assertThat(only(Decision.Posting.class, decisions)).isEmpty();
        WaveClosed wave = only(WaveClosed.class, decisions).get(0);
        assertThat(wave.result()).isEqualTo(WaveResult.RESERVED);
        assertThat(wave.reserved()).isEqualTo(10);
        assertThat(scene.position("ann", "BTC")).isEqualTo("-10@-110000");
        assertThat(scene.market("BTC").inventoryLots()).isEqualTo(10);
        assertThat(only(Decision.WaveOpened.class, scene.mark("BTC", 81)))
                .as("what is reserved is not asked for again")
                .isEmpty();
    }

    @Test
    void shouldPostOncePartByPart() {
        crash();
        List<Decision> first = venueFills("g/BTC/1/1/1", "ann", 4, 99);
        List<Decision> rest = new ArrayList<>(venueFills("g/BTC/1/1/1", "ann", 6, 99));

        assertThat(only(Settlement.class, first))
                .extracting(Settlement::settlementId)
                .containsExactly("g/BTC/1/1/1/1/settled", "g/BTC/1/1/1/1/pool/settled");
        assertThat(only(Decision.Posting.class, first).stream()
                        .mapToLong(Decision.Posting::amount)
                        .sum())
                .isZero();
        assertThat(scene.position("ann", "BTC")).isEqualTo("flat");
        assertThat(scene.wallet("ann")).isEqualTo(20_000 + 10 * 1_100);
        assertThat(scene.pool().cash()).isEqualTo(0);
        assertThat(scene.market("BTC").inventoryLots()).isZero();
        int legs = only(Decision.Posting.class, first).size();
        assertThat(only(Decision.Posting.class, rest).get(0).sequence())
                .as("one chain of postings")
                .isEqualTo(legs);

        long duplicates = scene.group.duplicates();
        assertThat(only(Settlement.class, venueFills("g/BTC/1/1/1", "ann", 10, 99)))
                .isEmpty();
        assertThat(only(Settlement.class, venueFills("g/BTC/1/1/1", "pool:main", -10, 99)))
                .isEmpty();
        assertThat(scene.group.duplicates()).isEqualTo(duplicates + 2);
        assertThat(Books.faults(scene.group)).isEmpty();
    }

    @Test
    void shouldClampToWhatTheAccountClosesItself() {
        crash();
        scene.trade("ann", "cat", "BTC", 7, 80);

        assertThat(reserved()).isEqualTo(3 + 7);
        assertThat(scene.group.reservations().openOf("BTC", "ann").get(0).open())
                .as("ann has three left")
                .isEqualTo(3);
        assertThat(scene.group.reservations().openOf("BTC", "ben").get(0).open())
                .as("ben is asked for the rest")
                .isEqualTo(7);

        List<Decision> late = venueFills("g/BTC/1/1/1", "ann", 10, 99);
        assertThat(only(Settlement.class, late))
                .extracting(Settlement::status, Settlement::lots)
                .containsExactly(
                        tuple(SettlementStatus.POSTED, 3L),
                        tuple(SettlementStatus.POSTED, 3L),
                        tuple(SettlementStatus.VOID, 7L));
        assertThat(scene.position("ann", "BTC")).isEqualTo("flat");
    }

    @Test
    void shouldAskOthersForWhatIsRejectedAndNotTheSameAgain() {
        crash();
        List<Decision> decisions = venueRejects("g/BTC/1/1/1", "ann", 10);

        assertThat(only(Settlement.class, decisions))
                .extracting(Settlement::settlementId, Settlement::status)
                .containsExactly(tuple("g/BTC/1/1/1/1/void", SettlementStatus.VOID));
        assertThat(only(Decision.Assignment.class, decisions))
                .extracting(Decision.Assignment::assignmentId, Decision.Assignment::account)
                .containsExactly(tuple("g/BTC/2/1/1", "ben"));
    }

    @Test
    void shouldGiveUpInStreamTimeAndStopAfterTheLastRetry() {
        crash();
        scene.now += EXPIRY - 1;
        assertThat(only(Settlement.class, scene.mark("BTC", 80))).isEmpty();
        scene.now += 1;
        List<Decision> expired = scene.mark("BTC", 80);
        assertThat(only(Settlement.class, expired))
                .extracting(Settlement::status)
                .containsExactly(SettlementStatus.VOID);
        assertThat(only(Decision.Assignment.class, expired))
                .extracting(Decision.Assignment::account)
                .containsExactly("ben");
        scene.now += EXPIRY;
        List<Decision> again = scene.mark("BTC", 80);
        assertThat(only(Decision.Assignment.class, again))
                .as("one retry was allowed")
                .isEmpty();
        assertThat(only(WaveClosed.class, again))
                .extracting(WaveClosed::result, WaveClosed::residual)
                .containsExactly(tuple(WaveResult.SHORTFALL, 10L));
    }

    @Test
    void shouldPostALateFillAsFarAsBothSidesStillHaveIt() {
        crash();
        venueRejects("g/BTC/1/1/1", "ann", 10);
        venueFills("g/BTC/2/1/1", "ben", 4, 99);
        venueRejects("g/BTC/2/1/1", "ben", 6);
        assertThat(reserved()).isZero();

        List<Decision> late = venueFills("g/BTC/1/1/1", "ann", 10, 99);

        assertThat(only(Settlement.class, late))
                .extracting(Settlement::account, Settlement::status, Settlement::lots)
                .startsWith(
                        tuple("ann", SettlementStatus.POSTED, 6L),
                        tuple("pool:main", SettlementStatus.POSTED, 6L),
                        tuple("ann", SettlementStatus.VOID, 4L));
        assertThat(scene.market("BTC").inventoryLots()).isZero();
        assertThat(Books.faults(scene.group)).isEmpty();
    }

    @Test
    void shouldRefuseWhatWasNeverAssigned() {
        crash();
        assertRefused(RejectReason.NOT_ELIGIBLE, "g/BTC/1/1/7", "ann", 10, 99);
        assertRefused(RejectReason.NOT_ELIGIBLE, "nonsense", "ann", 10, 99);
        assertRefused(RejectReason.CONFLICTING_ID, "g/BTC/1/1/1", "ben", 10, 99);
        assertRefused(RejectReason.CONFLICTING_ID, "g/BTC/1/1/1", "ann", 10, 98);
        assertRefused(RejectReason.CONFLICTING_ID, "g/BTC/1/1/1", "ann", -10, 99);
        assertThat(reserved()).isEqualTo(10);
    }

    private void assertRefused(RejectReason reason, String assignment, String account, long lots, long price) {
        assertThatThrownBy(() -> venueFills(assignment, account, lots, price))
                .isInstanceOfSatisfying(
                        RejectedInput.class, e -> assertThat(e.reason()).isEqualTo(reason));
    }

    @Test
    void shouldForgetInTheEnd() {
        crash();
        venueFills("g/BTC/1/1/1", "ann", 10, 99);
        scene.now += 2 * EXPIRY;
        scene.mark("BTC", 80);
        assertThat(scene.group.reservations().size()).isZero();
        assertRefused(RejectReason.NOT_ELIGIBLE, "g/BTC/1/1/1", "ann", 10, 99);
    }

    @Test
    void shouldCountTheEchoOfWhatTearupSettledItself() {
        Scene own = Scene.under(Scene.poolEquity());
        own.contribute(1_000);
        own.mark("BTC", 100);
        own.deposit("ann", 20_000);
        own.deposit("bob", 100_000);
        own.trade("bob", "ann", "BTC", 10, 110);
        own.apply(own.takeover("bob", "BTC", Side.LONG, 10, 100, 0));
        assertThat(only(Settlement.class, own.mark("BTC", 80))).hasSize(2);

        List<Decision> echo =
                own.apply(new RiskEvent.AdlFill(own.now, own.origin(), "ann", "BTC", 10, 99, 0, "g/BTC/1/1/1"));

        assertThat(only(Settlement.class, echo)).isEmpty();
        assertThat(own.group.duplicates()).isEqualTo(1);
        assertThatThrownBy(() ->
                        own.apply(new RiskEvent.AdlFill(own.now, own.origin(), "ann", "BTC", 10, 99, 0, "g/BTC/2/1/1")))
                .isInstanceOf(RejectedInput.class);
    }
}
