package io.tearup.engine;

import static io.tearup.engine.Scene.only;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tearup.engine.decision.Decision;
import io.tearup.engine.decision.Decision.Audit;
import io.tearup.engine.decision.Decision.AuditKind;
import io.tearup.engine.event.RiskEvent;
import io.tearup.engine.model.AccountPricing;
import io.tearup.engine.model.AllocationRule;
import io.tearup.engine.model.GroupMode;
import io.tearup.engine.model.GroupSpec;
import io.tearup.engine.model.MarketSpec;
import io.tearup.engine.model.PoolKind;
import io.tearup.engine.model.PoolSpec;
import io.tearup.engine.model.RejectReason;
import io.tearup.engine.model.RejectedInput;
import io.tearup.engine.model.RulebookSpec;
import io.tearup.engine.model.Side;
import io.tearup.engine.model.TriggerSpec;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Configuration and orders: audited once, idempotent, refused where money or grids would change under positions. */
class ControlsTest {
    private static final MarketSpec BTC = Scene.market("BTC", "main");

    private static RiskEvent.DefineMarket define(MarketSpec spec) {
        return new RiskEvent.DefineMarket(5, "eve", spec);
    }

    private static RiskEvent.DefinePool define(String pool, PoolKind kind) {
        return new RiskEvent.DefinePool(5, "eve", new PoolSpec(pool, kind));
    }

    @Test
    void shouldAuditEveryChangeOnceWithItsAuthor() {
        Scene scene = new Scene();
        RiskEvent group = new RiskEvent.DefineGroup(5, "eve", new GroupSpec("USDT", 2), GroupMode.LIVE);
        RiskEvent pool = define("main", PoolKind.SHARED);
        RiskEvent market = define(BTC);
        RiskEvent rulebook = new RiskEvent.SetRulebook(5, "fay", Scene.poolEquity());
        RiskEvent freeze = new RiskEvent.SetMode(5, "gil", GroupMode.FROZEN, "drill");
        RiskEvent thaw = new RiskEvent.SetMode(5, "gil", GroupMode.LIVE, "drill over");
        assertThat(only(Audit.class, scene.apply(group)))
                .containsExactly(new Audit(
                        1, AuditKind.CONTROL_APPLIED, "eve", "group " + new GroupSpec("USDT", 2) + ", beginning LIVE"));
        assertThat(only(Audit.class, scene.apply(pool)))
                .containsExactly(new Audit(
                        2, AuditKind.CONTROL_APPLIED, "eve", "pool " + new PoolSpec("main", PoolKind.SHARED)));
        assertThat(only(Audit.class, scene.apply(market)))
                .containsExactly(new Audit(3, AuditKind.CONTROL_APPLIED, "eve", "market " + BTC));
        assertThat(only(Audit.class, scene.apply(rulebook)))
                .containsExactly(new Audit(4, AuditKind.CONTROL_APPLIED, "fay", "rulebook " + Scene.poolEquity()));
        assertThat(scene.apply(freeze)).containsExactly(new Audit(5, AuditKind.GROUP_FROZEN, "gil", "drill"));
        assertThat(scene.group.frozenBecause()).isEqualTo("drill");
        for (RiskEvent again : List.of(group, pool, market, rulebook, freeze)) {
            assertThat(only(Audit.class, scene.apply(again))).as("%s", again).isEmpty();
        }
        assertThat(only(Audit.class, scene.apply(thaw)))
                .containsExactly(new Audit(6, AuditKind.GROUP_UNFROZEN, "gil", "drill over"));
        assertThat(scene.group.frozenBecause()).isEmpty();
        assertThat(scene.apply(thaw)).isEmpty();
    }

    @Test
    void shouldNotChangeMoneyUnderMarkets() {
        Scene empty = Scene.empty();
        empty.apply(new RiskEvent.DefineGroup(5, "eve", new GroupSpec("USDC", 3), GroupMode.LIVE));
        assertThat(empty.group.requireSpec()).isEqualTo(new GroupSpec("USDC", 3));
        Scene scene = Scene.withoutRules();
        assertThatThrownBy(() ->
                        scene.apply(new RiskEvent.DefineGroup(5, "eve", new GroupSpec("USDC", 2), GroupMode.LIVE)))
                .isInstanceOfSatisfying(
                        RejectedInput.class, e -> assertThat(e.reason()).isEqualTo(RejectReason.INVALID_CONFIGURATION))
                .hasMessage("the money of group g is " + new GroupSpec("USDT", 2)
                        + " and cannot change while it has markets");
    }

    @Test
    void shouldKeepAnIsolatedPoolToOneMarket() {
        Scene scene = Scene.withoutRules();
        assertThatThrownBy(() -> scene.apply(define("main", PoolKind.ISOLATED)))
                .hasMessage("pool main covers 2 markets and cannot become ISOLATED");
        scene.apply(define("meme", PoolKind.ISOLATED));
        scene.apply(define(Scene.market("PEPE", "meme")));
        assertThatThrownBy(() -> scene.apply(define(Scene.market("DOGE", "meme"))))
                .hasMessage("pool meme is ISOLATED and already covers PEPE");
        scene.apply(define("meme", PoolKind.SHARED));
        scene.apply(define(Scene.market("DOGE", "meme")));
        assertThat(scene.group.requirePool("meme").markets()).hasSize(2);
        scene.apply(define("spare", PoolKind.SHARED));
        scene.apply(define("spare", PoolKind.ISOLATED));
        assertThat(scene.group.requirePool("spare").spec().kind()).isEqualTo(PoolKind.ISOLATED);
    }

    @Test
    void shouldKeepPoolAndGridOfAMarketAndTakeANewMarginRate() {
        Scene scene = Scene.withoutRules();
        scene.apply(define("other", PoolKind.SHARED));
        String refused = "market BTC cannot change its pool, lotSize or tickSize; define a new market instead";
        assertThatThrownBy(() -> scene.apply(define(Scene.market("BTC", "other"))))
                .hasMessage(refused);
        assertThatThrownBy(() -> scene.apply(define(grid("2", "1", "0.1")))).hasMessage(refused);
        assertThatThrownBy(() -> scene.apply(define(grid("1", "2", "0.1")))).hasMessage(refused);
        assertThat(only(Audit.class, scene.apply(define(grid("1", "1", "0.2")))))
                .hasSize(1);
        assertThat(scene.market("BTC").spec().maintenancePpm()).isEqualTo(200_000);
        assertThatThrownBy(() -> scene.apply(define(Scene.market("SOL", "nowhere"))))
                .hasMessage("risk group g has no pool 'nowhere'; define it with a POOL control record");
    }

    private static MarketSpec grid(String lot, String tick, String rate) {
        return MarketSpec.of("BTC", "main", new BigDecimal(lot), new BigDecimal(tick), new BigDecimal(rate), 2, false);
    }

    @Test
    void shouldAskForTheGroupFirst() {
        Scene scene = new Scene();
        String missing = "risk group g is not defined yet: send its GROUP control record first";
        assertThatThrownBy(() -> scene.apply(define("main", PoolKind.SHARED))).hasMessage(missing);
        assertThatThrownBy(() -> scene.apply(new RiskEvent.SetRulebook(5, "eve", Scene.poolEquity())))
                .hasMessage(missing);
        assertThat(scene.group.pools()).isEmpty();
    }

    /** The pool is long 10 from 100, mark 90, ann short 10 from 100. */
    private static Scene poolIsLong(RulebookSpec rulebook) {
        Scene scene = Scene.under(rulebook);
        scene.contribute(1_000_000);
        scene.mark("BTC", 100);
        scene.deposit("ann", 50_000);
        scene.deposit("bob", 11_000);
        scene.trade("bob", "ann", "BTC", 10, 100);
        scene.apply(scene.takeover("bob", "BTC", Side.LONG, 10, 100, 0));
        scene.mark("BTC", 90);
        return scene;
    }

    @Test
    void shouldCloseInventoryOnceAtMarkOrAtThePriceOrdered() {
        Scene scene = poolIsLong(Scene.poolEquity());
        RiskEvent half = new RiskEvent.CloseInventory(scene.now, "gil", "c1", "BTC", 95L);
        List<Decision> decisions = scene.apply(half);
        assertThat(only(Audit.class, decisions))
                .extracting(Audit::detail)
                .containsExactly("close the inventory of BTC at 95");
        Decision.WaveClosed wave = only(Decision.WaveClosed.class, decisions).get(0);
        assertThat(wave.opened().priceRule()).isEqualTo("ordered by gil");
        assertThat(wave.closed()).isEqualTo(10);
        assertThat(wave.haircut()).isEqualTo(5_000);
        assertThat(scene.position("ann", "BTC")).isEqualTo("flat");
        assertThat(scene.wallet("ann")).isEqualTo(55_000);
        assertThat(scene.pool().cash()).isEqualTo(995_000);
        assertThat(scene.apply(half)).isEmpty();
        assertThat(scene.apply(new RiskEvent.CloseInventory(scene.now, "gil", "c2", "BTC", null)))
                .singleElement()
                .isInstanceOfSatisfying(
                        Audit.class, audit -> assertThat(audit.detail()).isEqualTo("close the inventory of BTC"));
    }

    /** Outside of an episode each order is one of its own; without that nobody would have a base to bear a burden from. */
    @Test
    void shouldCapTheBurdenOfAnOrderBeforeAnyEpisode() {
        Scene scene = poolIsLong(burdenCapped(200_000));
        List<Decision> first = scene.apply(new RiskEvent.CloseInventory(scene.now, "gil", "c1", "BTC", 95L));
        Decision.WaveClosed wave = only(Decision.WaveClosed.class, first).get(0);
        assertThat(wave.closed()).isEqualTo(4);
        assertThat(wave.haircut()).isEqualTo(2_000);
        assertThat(wave.result()).isEqualTo(Decision.WaveResult.SHORTFALL);
        assertThat(scene.position("ann", "BTC")).isEqualTo("-6@-60000");
        scene.apply(new RiskEvent.CloseInventory(scene.now, "gil", "c2", "BTC", 95L));
        assertThat(scene.position("ann", "BTC")).isEqualTo("-4@-40000");
    }

    private static RulebookSpec burdenCapped(int ppm) {
        RulebookSpec rules = Scene.poolEquity();
        return new RulebookSpec(
                rules.name(),
                rules.triggers(),
                rules.inventoryPricing(),
                rules.accountPricing(),
                rules.ranking(),
                new AllocationRule(AllocationRule.Kind.QUEUE, 1_000_000, ppm, false),
                rules.stages(),
                rules.fees(),
                rules.settlement(),
                rules.warningPpm(),
                rules.stepLimit(),
                rules.lightsInterval());
    }

    @Test
    void shouldNotLetAPoolProfitFromAnOrder() {
        Scene scene = poolIsLong(Scene.poolEquity());
        assertThatThrownBy(() -> scene.apply(new RiskEvent.CloseInventory(scene.now, "gil", "c1", "BTC", 101L)))
                .isInstanceOfSatisfying(
                        RejectedInput.class, e -> assertThat(e.reason()).isEqualTo(RejectReason.NOT_ELIGIBLE))
                .hasMessage("close inventory of BTC at 101 ticks: the pool would profit beyond its takeover price");
        assertThat(scene.group.hasSeen("control", "c1")).isFalse();
        scene.apply(new RiskEvent.CloseInventory(scene.now, "gil", "c1", "BTC", 100L));
        assertThat(scene.pool().cash()).isEqualTo(1_000_000);
        assertThat(scene.wallet("ann")).isEqualTo(50_000);
    }

    @Test
    void shouldCloseAtMarkWithoutAPrice() {
        Scene scene = poolIsLong(Scene.poolEquity());
        scene.apply(new RiskEvent.CloseInventory(scene.now, "gil", "c1", "BTC", null));
        assertThat(scene.pool().cash()).isEqualTo(990_000);
        assertThat(scene.wallet("ann")).isEqualTo(60_000);
    }

    @Test
    void shouldRefuseOrdersWithoutARulebookOrWhileFrozen() {
        Scene without = Scene.withoutRules();
        assertThatThrownBy(() -> without.apply(new RiskEvent.CloseInventory(5, "gil", "c1", "BTC", null)))
                .hasMessage("close the inventory of BTC: the group has no rulebook");
        Scene frozen = poolIsLong(Scene.poolEquity());
        frozen.apply(frozen.mode(GroupMode.FROZEN, "drill"));
        assertThatThrownBy(() -> frozen.apply(new RiskEvent.SettleMarket(5, "gil", "c1", "BTC", 90)))
                .isInstanceOfSatisfying(
                        RejectedInput.class, e -> assertThat(e.reason()).isEqualTo(RejectReason.NOT_ELIGIBLE))
                .hasMessage("settle market BTC at 90: the group is FROZEN; orders are for LIVE");
        assertThat(frozen.position("ann", "BTC")).isEqualTo("-10@-100000");
    }

    @Test
    void shouldNotSettleAMarketWithHalfATrade() {
        Scene scene = poolIsLong(Scene.poolEquity());
        RiskEvent settle = new RiskEvent.SettleMarket(scene.now, "gil", "c1", "BTC", 90);
        scene.apply(scene.fill("half", "carol", "BTC", 3, 90, 0));
        assertThatThrownBy(() -> scene.apply(settle))
                .hasMessage("settle market BTC: the second side of trades over 3 lots is outstanding");
        scene.apply(scene.fill("half", "dave", "BTC", -3, 90, 0));
        List<Decision> decisions = scene.apply(settle);
        assertThat(only(Audit.class, decisions)).extracting(Audit::detail).containsExactly("settle market BTC at 90");
        assertThat(scene.market("BTC").longLots()).isZero();
        assertThat(scene.market("BTC").shortLots()).isZero();
        assertThat(scene.market("BTC").inventoryLots()).isZero();
        assertThat(scene.apply(settle)).isEmpty();
    }

    @Test
    void shouldRefuseBankruptciesThatNoRuleCloses() {
        Scene scene = poolIsLong(Scene.poolEquity());
        RiskEvent.Bankrupt bankrupt = new RiskEvent.Bankrupt(scene.now, scene.origin(), "ann", null);
        assertThatThrownBy(() -> scene.apply(bankrupt))
                .isInstanceOfSatisfying(
                        RejectedInput.class, e -> assertThat(e.reason()).isEqualTo(RejectReason.UNSUPPORTED))
                .hasMessage("bankrupt " + bankrupt.origin().id()
                        + ": rulebook own closes no accounts directly; set accountPricing");
        Scene without = Scene.withoutRules();
        assertThatThrownBy(() -> without.apply(bankrupt)).hasMessageContaining("the group has no rulebook");
        Scene frozen =
                poolIsLong(Scene.rules(new TriggerSpec.PoolEquity("pool-equity", 0), AccountPricing.ASYMMETRIC, 10));
        frozen.apply(frozen.mode(GroupMode.FROZEN, "drill"));
        assertThatThrownBy(() -> frozen.apply(bankrupt))
                .hasMessageEndingWith("the group is frozen; send it again once it is live");
        frozen.apply(frozen.mode(GroupMode.LIVE, ""));
        assertThatThrownBy(() -> frozen.apply(bankrupt))
                .hasMessageEndingWith("account ann has equity 60000 at mark, which is not below zero");
        assertThatThrownBy(() -> frozen.apply(new RiskEvent.Bankrupt(frozen.now, frozen.origin(), "ann", "BTC")))
                .hasMessageEndingWith("account ann has no isolated position in BTC");
        assertThatThrownBy(() -> frozen.apply(new RiskEvent.Bankrupt(frozen.now, frozen.origin(), "zed", null)))
                .hasMessageEndingWith("account zed has no open position to close");
        assertThatThrownBy(() -> frozen.apply(new RiskEvent.Bankrupt(frozen.now, frozen.origin(), "bob", null)))
                .hasMessageEndingWith("account bob has no open position to close");
    }

    @Test
    void shouldApplyAndPublishTheFundButDecideNothingWhileFrozen() {
        Scene scene = poolIsLong(Scene.poolEquity());
        scene.engine.freeze("poison", d -> {});
        assertThat(scene.group.mode()).isEqualTo(GroupMode.FROZEN);
        assertThat(scene.group.frozenBecause()).isEqualTo("poison");
        List<Decision> decisions = scene.contribute(-1_000_000);
        assertThat(decisions).singleElement().isInstanceOf(Decision.Fund.class);
        assertThat(scene.mark("BTC", 50)).isEmpty();
        scene.engine.freeze("again", d -> {
            throw new AssertionError("frozen already");
        });
        assertThat(scene.group.frozenBecause()).isEqualTo("poison");
        assertThat(scene.apply(scene.mode(GroupMode.LIVE, "repaired")))
                .hasAtLeastOneElementOfType(Decision.WaveClosed.class);
    }
}
