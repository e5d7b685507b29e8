package io.tearup.engine;

import static io.tearup.engine.Scene.only;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tearup.engine.decision.Decision;
import io.tearup.engine.decision.Decision.Assignment;
import io.tearup.engine.decision.Decision.Audit;
import io.tearup.engine.decision.Decision.AuditKind;
import io.tearup.engine.decision.Decision.InShadow;
import io.tearup.engine.decision.Decision.WaveClosed;
import io.tearup.engine.decision.Decision.WaveOpened;
import io.tearup.engine.decision.Decision.WaveResult;
import io.tearup.engine.event.RiskEvent;
import io.tearup.engine.model.AccountPricing;
import io.tearup.engine.model.GroupMode;
import io.tearup.engine.model.GroupSpec;
import io.tearup.engine.model.Market;
import io.tearup.engine.model.Pool;
import io.tearup.engine.model.RejectReason;
import io.tearup.engine.model.RejectedInput;
import io.tearup.engine.model.RiskGroup;
import io.tearup.engine.model.Side;
import io.tearup.engine.model.TriggerSpec;
import io.tearup.store.RiskStateAccess;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is decided in SHADOW is told and not done; and it is what would be done. */
class ShadowTest {
    private static final int WORLDS = 300;

    /** The pool is long 10 BTC from 100, ann short 10 against it; at 80 the pool's equity is below zero. */
    private static Scene poolIsLong(GroupMode mode) {
        Scene scene = Scene.under(Scene.poolEquity());
        scene.contribute(10_000);
        scene.deposit("ann", 50_000);
        scene.deposit("bob", 10_000);
        scene.mark("BTC", 100);
        scene.trade("bob", "ann", "BTC", 10, 100);
        scene.apply(scene.takeover("bob", "BTC", Side.LONG, 10, 100, 0));
        scene.apply(scene.mode(mode, "first look"));
        return scene;
    }

    private static List<Decision> told(List<Decision> decisions) {
        return only(InShadow.class, decisions).stream().map(InShadow::decision).toList();
    }

    @Test
    void shouldTellTheWaveThatWouldBeAndMoveNothing() {
        Scene live = poolIsLong(GroupMode.LIVE);
        Scene shadow = poolIsLong(GroupMode.SHADOW);
        List<Decision> done = live.mark("BTC", 80);
        List<Decision> decisions = shadow.mark("BTC", 80);
        List<Decision> told = told(decisions);

        assertThat(only(Assignment.class, told))
                .singleElement()
                .isEqualTo(withIds(only(Assignment.class, done).get(0), "g/BTC/shadow-1"));
        WaveClosed closed = only(WaveClosed.class, told).get(0);
        assertThat(closed.opened()).isEqualTo(only(WaveOpened.class, told).get(0));
        assertThat(closed.opened().waveId()).isEqualTo("g/BTC/shadow-1");
        assertThat(closed.result()).isEqualTo(WaveResult.RESOLVED);
        assertThat(closed.closed()).isEqualTo(10);
        assertThat(closed.haircut())
                .isEqualTo(only(WaveClosed.class, done).get(0).haircut());
        assertThat(closed.balanceAfter()).as("nothing is paid").isEqualTo(10_000);
        assertThat(told).hasSize(3);
        assertThat(decisions)
                .doesNotHaveAnyElementsOfTypes(
                        Decision.Settlement.class, Decision.Posting.class, WaveOpened.class, Assignment.class);
        assertThat(shadow.position("ann", "BTC")).isEqualTo("-10@-100000");
        assertThat(shadow.market("BTC").inventoryLots()).isEqualTo(10);
        assertThat(shadow.pool().cash()).isEqualTo(10_000);
        assertThat(Books.faults(shadow.group)).isEmpty();
    }

    private static Assignment withIds(Assignment a, String waveId) {
        return new Assignment(
                waveId + "/1/1",
                waveId,
                a.market(),
                a.account(),
                a.role(),
                a.side(),
                a.pass(),
                a.rank(),
                a.score(),
                a.lots(),
                a.positionBefore(),
                a.costBefore(),
                a.price(),
                a.mark(),
                a.haircut(),
                a.boundedBy(),
                a.raisesLeverage());
    }

    @Test
    void shouldTellAWaveAgainOnlyWhenTheDemandHasGrownOrComeBack() {
        Scene scene = poolIsLong(GroupMode.SHADOW);
        assertThat(told(scene.mark("BTC", 80))).hasSize(3);
        assertThat(told(scene.mark("BTC", 79))).isEmpty();
        scene.deposit("carol", 10_000);
        scene.trade("carol", "ann", "BTC", 5, 79);
        List<Decision> more = told(scene.apply(scene.takeover("carol", "BTC", Side.LONG, 5, 79, 0)));
        assertThat(only(WaveOpened.class, more)).extracting(WaveOpened::demand).containsExactly(15L);
        assertThat(told(scene.contribute(1_000_000))).as("the fund is full").isEmpty();
        assertThat(told(scene.contribute(-1_000_000)))
                .as("and is empty again")
                .hasAtLeastOneElementOfType(WaveOpened.class);
    }

    @Test
    void shouldDoWhatItHasToldOnceItIsLive() {
        Scene scene = poolIsLong(GroupMode.SHADOW);
        scene.mark("BTC", 80);
        List<Decision> decisions = scene.apply(scene.mode(GroupMode.LIVE, "looks right"));
        assertThat(only(Audit.class, decisions))
                .extracting(Audit::kind, Audit::detail)
                .containsExactly(
                        org.assertj.core.api.Assertions.tuple(AuditKind.CONTROL_APPLIED, "mode LIVE, looks right"));
        assertThat(only(WaveOpened.class, decisions))
                .extracting(WaveOpened::waveId)
                .containsExactly("g/BTC/2");
        assertThat(scene.market("BTC").inventoryLots()).isZero();
        assertThat(scene.market("BTC").toldInShadow()).isZero();
    }

    @Test
    void shouldHoldOneMarketBackAndLeaveTheOthers() {
        Scene scene = poolIsLong(GroupMode.LIVE);
        RiskEvent back = new RiskEvent.SetMarketMode(scene.now, "gil", "BTC", GroupMode.SHADOW, "new listing");
        assertThat(only(Audit.class, scene.apply(back)))
                .extracting(Audit::detail)
                .containsExactly("mode of market BTC: SHADOW, new listing");
        assertThat(scene.apply(back)).as("repeated").isEmpty();
        scene.trade("ann", "bob", "ETH", 2, 100);
        scene.mark("ETH", 100);
        scene.apply(scene.takeover("ann", "ETH", Side.LONG, 2, 100, 0));
        assertThat(told(scene.mark("BTC", 80))).hasSize(3);
        List<Decision> decisions = scene.mark("ETH", 50);
        assertThat(only(WaveOpened.class, decisions))
                .extracting(WaveOpened::market)
                .containsExactly("ETH");
        assertThat(scene.market("BTC").inventoryLots()).isEqualTo(10);

        scene.apply(new RiskEvent.SetMarketMode(scene.now, "gil", "BTC", GroupMode.FROZEN, "halted"));
        assertThat(told(scene.mark("BTC", 70))).isEmpty();
        assertThat(scene.group.modeOf(scene.market("BTC"))).isEqualTo(GroupMode.FROZEN);
        scene.apply(scene.mode(GroupMode.SHADOW, "all of it"));
        assertThat(scene.group.modeOf(scene.market("BTC")))
                .as("the stricter one holds")
                .isEqualTo(GroupMode.FROZEN);
        assertThat(scene.group.modeOf(scene.market("ETH"))).isEqualTo(GroupMode.SHADOW);
        assertThatThrownBy(() ->
                        scene.apply(new RiskEvent.SetMarketMode(scene.now, "gil", "DOGE", GroupMode.LIVE, "unknown")))
                .isInstanceOf(RejectedInput.class);
    }

    @Test
    void shouldRefuseOrdersWhereNothingMayMove() {
        Scene scene = poolIsLong(GroupMode.SHADOW);
        assertThatThrownBy(() -> scene.apply(new RiskEvent.CloseInventory(5, "gil", "c1", "BTC", null)))
                .isInstanceOfSatisfying(
                        RejectedInput.class, e -> assertThat(e.reason()).isEqualTo(RejectReason.NOT_ELIGIBLE))
                .hasMessage("close the inventory of BTC: the group is SHADOW; orders are for LIVE");
        scene.apply(scene.mode(GroupMode.LIVE, ""));
        scene.apply(new RiskEvent.SetMarketMode(scene.now, "gil", "BTC", GroupMode.FROZEN, "halted"));
        assertThatThrownBy(() -> scene.apply(new RiskEvent.SettleMarket(5, "gil", "c1", "BTC", 90)))
                .hasMessage("settle market BTC at 90: the market is FROZEN; orders are for LIVE");
    }

    @Test
    void shouldTellHowABankruptAccountWouldBeClosed() {
        Scene scene =
                Scene.under(Scene.rules(new TriggerSpec.PoolEquity("pool-equity", 0), AccountPricing.ASYMMETRIC, 10));
        scene.deposit("ann", 50_000);
        scene.deposit("bob", 10_000);
        scene.mark("BTC", 100);
        scene.trade("bob", "ann", "BTC", 10, 100);
        scene.mark("BTC", 80);
        scene.apply(scene.mode(GroupMode.SHADOW, "first look"));
        RiskEvent.Bankrupt bankrupt = new RiskEvent.Bankrupt(scene.now, scene.origin(), "bob", null);
        List<Decision> told = told(scene.apply(bankrupt));
        assertThat(only(WaveOpened.class, told)).extracting(WaveOpened::account).containsExactly("bob");
        assertThat(only(Assignment.class, told)).extracting(Assignment::account).containsExactly("ann");
        assertThat(scene.position("bob", "BTC")).isEqualTo("10@100000");
        assertThat(scene.wallet("bob")).isEqualTo(10_000);

        scene.apply(new RiskEvent.SetMarketMode(scene.now, "gil", "BTC", GroupMode.FROZEN, "halted"));
        RiskEvent.Bankrupt again = new RiskEvent.Bankrupt(scene.now, scene.origin(), "bob", null);
        assertThatThrownBy(() -> scene.apply(again))
                .hasMessageEndingWith("market BTC is frozen; send it again once it is live");
    }

    @Test
    void shouldThawIntoTheModeItWasFrozenFrom() {
        Scene scene = poolIsLong(GroupMode.SHADOW);
        scene.engine.freeze("poison", d -> {});
        List<Decision> decisions = scene.apply(new RiskEvent.Thaw(scene.now, "gil", "repaired"));
        assertThat(only(Audit.class, decisions))
                .extracting(Audit::kind, Audit::detail)
                .containsExactly(
                        org.assertj.core.api.Assertions.tuple(AuditKind.GROUP_UNFROZEN, "into SHADOW: repaired"));
        assertThat(scene.group.mode()).isEqualTo(GroupMode.SHADOW);
        assertThat(scene.apply(new RiskEvent.Thaw(scene.now, "gil", "again"))).isEmpty();
    }

    @Test
    void shouldBeginInTheModeOfItsFirstDefinitionOnly() {
        Scene scene = new Scene();
        scene.apply(new RiskEvent.DefineGroup(5, "eve", new GroupSpec("USDT", 2), GroupMode.SHADOW));
        assertThat(scene.group.mode()).isEqualTo(GroupMode.SHADOW);
        scene.apply(scene.mode(GroupMode.LIVE, "looked at"));
        assertThat(scene.apply(new RiskEvent.DefineGroup(6, "eve", new GroupSpec("USDT", 2), GroupMode.SHADOW)))
                .as("a restart writes its definitions again")
                .isEmpty();
        assertThat(scene.group.mode()).isEqualTo(GroupMode.LIVE);
    }

    /**
     * In random worlds under any rules: whatever a live group does first, a copy in SHADOW tells with the same figures, and
     * neither a position, a wallet, nor a pool of the copy changes by it.
     */
    @Test
    void shouldTellInAnyWorldWhatALiveGroupWouldDoFirst() {
        int compared = 0;
        for (long seed = 0; seed < WORLDS; seed++) {
            RiskGroup live = new RiskGroup(RandomWorlds.GROUP);
            RiskStateAccess.Compacted log = new RiskStateAccess.Compacted(1_000_000);
            RiskEngine engine = new RiskEngine(live);
            for (RiskEvent event : RandomWorlds.drawUnderAnyRules(seed, 120)) {
                log.log(live);
                RiskGroup copy = log.restored(RandomWorlds.GROUP);
                List<Decision> done = new ArrayList<>();
                try {
                    engine.process(event, done::add);
                } catch (RejectedInput refused) {
                    continue;
                }
                if (event instanceof RiskEvent.Control
                        || event instanceof RiskEvent.Bankrupt
                        || only(WaveOpened.class, done).isEmpty()
                        || only(WaveOpened.class, done).get(0).step() > 1) {
                    continue;
                }
                compared += compare(seed, event, copy, done);
            }
        }
        assertThat(compared).as("waves compared").isGreaterThan(200);
    }

    private static int compare(long seed, RiskEvent event, RiskGroup copy, List<Decision> done) {
        WaveClosed first = only(WaveClosed.class, done).get(0);
        Market market = copy.requireMarket(first.opened().market());
        // Where the venue is asked it may be asked no more; who is told is not asked.
        if (market.openWave().isOpen()
                || copy.rulebook() == null
                || copy.rulebook().settlement().isConfirmed()
                || first.result() == WaveResult.CONTINUES) {
            return 0;
        }
        copy.setMode(GroupMode.SHADOW, "");
        List<Decision> decisions = new ArrayList<>();
        new RiskEngine(copy).process(event, decisions::add);
        List<Decision> told = told(decisions);
        if (money(done)) {
            // A transfer between pools came first; it is not made in SHADOW.
            return 0;
        }
        String as = "seed " + seed + ", " + event;
        assertThat(decisions).as(as).doesNotHaveAnyElementsOfTypes(Decision.Posting.class);
        assertThat(only(Decision.Settlement.class, decisions))
                .as(as + ": only what was asked of the venue before may expire")
                .allMatch(settlement -> settlement.status() == Decision.SettlementStatus.VOID);
        // A shortfall that is known is not told again, but is to who has just been told nothing.
        WaveClosed shadow = only(WaveClosed.class, told).stream()
                .filter(wave -> wave.opened().market().equals(first.opened().market()))
                .findFirst()
                .orElseThrow();
        assertThat(shadow.opened().demand()).as(as).isEqualTo(first.opened().demand());
        assertThat(shadow.opened().price()).as(as).isEqualTo(first.opened().price());
        assertThat(shadow.closed()).as(as).isEqualTo(first.closed());
        assertThat(shadow.haircut()).as(as).isEqualTo(first.haircut());
        assertThat(lines(told, shadow.opened().waveId()))
                .as(as)
                .isEqualTo(lines(done, first.opened().waveId()));
        assertThat(Books.faults(copy)).as(as).isEmpty();
        for (Pool pool : copy.pools()) {
            assertThat(pool.owed()).as(as).isNotNegative();
        }
        return 1;
    }

    /** Whether money moved before the first wave. */
    private static boolean money(List<Decision> decisions) {
        for (Decision decision : decisions) {
            if (decision instanceof WaveOpened) {
                return false;
            }
            if (decision instanceof Decision.Posting) {
                return true;
            }
        }
        return false;
    }

    private static List<String> lines(List<Decision> decisions, String waveId) {
        return only(Assignment.class, decisions).stream()
                .filter(assignment -> assignment.waveId().equals(waveId))
                .map(a -> a.account() + " " + a.role() + " " + a.pass() + " " + a.lots() + " at " + a.price() + ", "
                        + a.haircut())
                .toList();
    }
}
