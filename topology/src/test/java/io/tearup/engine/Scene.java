package io.tearup.engine;

import io.tearup.engine.decision.Decision;
import io.tearup.engine.event.RiskEvent;
import io.tearup.engine.event.RiskEvent.FillOrigin;
import io.tearup.engine.event.RiskEvent.Origin;
import io.tearup.engine.model.AccountPricing;
import io.tearup.engine.model.AllocationRule;
import io.tearup.engine.model.FeeRule;
import io.tearup.engine.model.GroupMode;
import io.tearup.engine.model.GroupSpec;
import io.tearup.engine.model.InventoryPricing;
import io.tearup.engine.model.MarginMode;
import io.tearup.engine.model.Market;
import io.tearup.engine.model.MarketSpec;
import io.tearup.engine.model.Pool;
import io.tearup.engine.model.PoolKind;
import io.tearup.engine.model.PoolSpec;
import io.tearup.engine.model.PositionTable;
import io.tearup.engine.model.RankingRule;
import io.tearup.engine.model.RiskGroup;
import io.tearup.engine.model.RulebookSpec;
import io.tearup.engine.model.SettlementRule;
import io.tearup.engine.model.Side;
import io.tearup.engine.model.StageRule;
import io.tearup.engine.model.TriggerSpec;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One risk group driven event by event: money in cents, one lot at one tick is worth 100 of them. Markets {@code BTC} and
 * {@code ETH} belong to the shared pool {@code main}, maintenance is 10 %.
 */
final class Scene {
    static final long SECOND = 1_000_000;

    final RiskGroup group = new RiskGroup("g");
    final RiskEngine engine = new RiskEngine(group);
    long now = SECOND;
    private long number;

    /** A group that is defined and has nothing else. */
    static Scene empty() {
        Scene scene = new Scene();
        scene.apply(new RiskEvent.DefineGroup(scene.now, "ops", new GroupSpec("USDT", 2), GroupMode.LIVE));
        return scene;
    }

    /** Pool and markets, no rulebook. */
    static Scene withoutRules() {
        Scene scene = empty();
        scene.apply(new RiskEvent.DefinePool(scene.now, "ops", new PoolSpec("main", PoolKind.SHARED)));
        scene.apply(new RiskEvent.DefineMarket(scene.now, "ops", market("BTC", "main")));
        scene.apply(new RiskEvent.DefineMarket(scene.now, "ops", market("ETH", "main")));
        return scene;
    }

    static Scene under(RulebookSpec rulebook) {
        Scene scene = withoutRules();
        scene.apply(new RiskEvent.SetRulebook(scene.now, "ops", rulebook));
        return scene;
    }

    /** Armed while the pool's equity is below zero; capped price, leveraged return, queue. */
    static RulebookSpec poolEquity() {
        return rules(new TriggerSpec.PoolEquity("pool-equity", 0), AccountPricing.NONE, 1_000);
    }

    static RulebookSpec rules(TriggerSpec trigger, AccountPricing accounts, int stepLimit) {
        return new RulebookSpec(
                "own",
                List.of(new RulebookSpec.Clause(List.of(trigger))),
                InventoryPricing.CAP,
                accounts,
                new RankingRule(RankingRule.Kind.LEVERAGED_RETURN, null),
                new AllocationRule(AllocationRule.Kind.QUEUE, 1_000_000, null, false),
                new StageRule(List.of(), false, false, null),
                FeeRule.NONE,
                SettlementRule.IMMEDIATE,
                800_000,
                stepLimit,
                0);
    }

    static MarketSpec market(String id, String pool) {
        return MarketSpec.of(id, pool, BigDecimal.ONE, BigDecimal.ONE, new BigDecimal("0.1"), 2, false);
    }

    List<Decision> apply(RiskEvent event) {
        List<Decision> decisions = new ArrayList<>();
        engine.process(event, decisions::add);
        return decisions;
    }

    Origin origin() {
        return new Origin("venue", null, "e" + ++number);
    }

    List<Decision> deposit(String account, long cents) {
        return apply(new RiskEvent.Cash(now, origin(), account, cents, null));
    }

    List<Decision> contribute(long cents) {
        return apply(new RiskEvent.Contribution(now, origin(), "main", cents, null));
    }

    List<Decision> mark(String market, long ticks) {
        return apply(new RiskEvent.Mark(now, market, ticks, ++number));
    }

    /** Both sides of a trade. */
    void trade(String buyer, String seller, String market, long lots, long ticks) {
        String trade = "t" + ++number;
        apply(fill(trade, buyer, market, lots, ticks, 0));
        apply(fill(trade, seller, market, -lots, ticks, 0));
    }

    RiskEvent.Fill fill(String trade, String account, String market, long lots, long ticks, long fee) {
        return new RiskEvent.Fill(now, origin(), trade, account, market, lots, ticks, fee, FillOrigin.TRADE, null);
    }

    RiskEvent.Takeover takeover(String account, String market, Side side, long lots, long ticks, long seized) {
        return new RiskEvent.Takeover(now, origin(), account, market, null, side, lots, ticks, seized);
    }

    void isolate(String account, String market, long cents) {
        apply(new RiskEvent.ModeChange(now, origin(), account, market, MarginMode.ISOLATED));
        apply(new RiskEvent.IsolatedMargin(now, origin(), account, market, cents));
    }

    RiskEvent.SetMode mode(GroupMode mode, String reason) {
        return new RiskEvent.SetMode(now, "ops", mode, reason);
    }

    Market market(String id) {
        return group.requireMarket(id);
    }

    Pool pool() {
        return group.requirePool("main");
    }

    /** {@code lots@cost} of an account, with {@code +margin} when isolated, "flat" without a row. */
    String position(String account, String market) {
        PositionTable table = market(market).positions();
        int slot = group.accounts().find(account);
        int row = slot < 0 ? PositionTable.NONE : table.find(slot);
        if (row == PositionTable.NONE) {
            return "flat";
        }
        return table.lots(row) + "@" + table.cost(row) + (table.isIsolated(row) ? "+" + table.margin(row) : "");
    }

    @Nullable
    Long wallet(String account) {
        int slot = group.accounts().find(account);
        return slot < 0 ? null : group.accounts().wallet(slot);
    }

    /** The decisions of one kind. */
    static <D extends Decision> List<D> only(Class<D> kind, List<Decision> decisions) {
        return decisions.stream()
                .flatMap(decision -> kind.isInstance(decision) ? Stream.of(kind.cast(decision)) : Stream.<D>of())
                .toList();
    }
}
