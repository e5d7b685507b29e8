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
import io.tearup.engine.model.MarketSpec;
import io.tearup.engine.model.PoolKind;
import io.tearup.engine.model.PoolSpec;
import io.tearup.engine.model.RankingRule;
import io.tearup.engine.model.RejectedInput;
import io.tearup.engine.model.RiskGroup;
import io.tearup.engine.model.RulebookSpec;
import io.tearup.engine.model.RulebookSpec.Clause;
import io.tearup.engine.model.SettlementRule;
import io.tearup.engine.model.Side;
import io.tearup.engine.model.StageRule;
import io.tearup.engine.model.TriggerSpec;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Draws a venue's events from a seed: a shared and an isolated pool, three markets (one with values finer than the minor
 * unit), cross and isolated accounts, marks with gaps, takeovers near bankruptcy, contributions, executions of the pools,
 * withdrawals, changes of margin and mode, repeats, and times that run past the window.
 */
final class RandomWorlds {
    static final String GROUP = "world";
    static final long WINDOW = 3_600L * 1_000_000;
    static final List<String> MARKETS = List.of("AAA", "BBB", "CCC");
    /** The last two sort the other way by UTF-16 unit than by code point. */
    private static final List<String> ACCOUNTS =
            List.of("a0", "a1", "a2", "a3", "a4", "a5", "a\uFFEE", "a\uD83D\uDE00");

    private final SplittableRandom random;
    private final List<RiskEvent> events = new ArrayList<>();
    private final Map<String, Long> lots = new HashMap<>();
    private final long[] marks = {1_000, 20_000, 300};
    private long now = 1_000_000;
    private long number;

    private final boolean anyRules;

    /** Carries the world out while it is drawn, to know what the venue is asked for. */
    private final RiskEngine venue = new RiskEngine(new RiskGroup(GROUP));

    private final List<Decision.Assignment> asked = new ArrayList<>();

    private RandomWorlds(long seed, boolean anyRules) {
        random = new SplittableRandom(seed);
        this.anyRules = anyRules;
    }

    /** A world under a rulebook drawn by {@link RandomRulebooks}, with what only some rulebooks react to. */
    static List<RiskEvent> drawUnderAnyRules(long seed, int length) {
        return drawn(new RandomWorlds(seed, true), length);
    }

    static List<RiskEvent> draw(long seed, int length) {
        return drawn(new RandomWorlds(seed, false), length);
    }

    private static List<RiskEvent> drawn(RandomWorlds world, int length) {
        world.define();
        for (int i = 0; i < length; i++) {
            world.step();
        }
        return world.events;
    }

    private void define() {
        add(new RiskEvent.DefineGroup(now, "test", new GroupSpec("USDT", 2), GroupMode.LIVE));
        add(new RiskEvent.DefinePool(now, "test", new PoolSpec("alone", PoolKind.ISOLATED)));
        add(new RiskEvent.DefinePool(now, "test", new PoolSpec("shared", PoolKind.SHARED)));
        market("AAA", "shared", "1", "0.1", "0.01");
        if (anyRules) {
            add(new RiskEvent.DefinePool(now, "test", new PoolSpec("apart", PoolKind.ISOLATED)));
            add(new RiskEvent.Cash(now, origin(), "provider", random.nextInt(500_000), null));
            add(new RiskEvent.WithOwner(
                    new RiskEvent.Cash(now, origin(), ACCOUNTS.get(1), 1, null), ACCOUNTS.get(1), "twins"));
            add(new RiskEvent.WithOwner(
                    new RiskEvent.Cash(now, origin(), ACCOUNTS.get(2), 1, null), ACCOUNTS.get(2), "twins"));
        }
        market("BBB", anyRules ? "apart" : "shared", "0.1", "0.1", "0.005");
        market("CCC", "alone", "0.01", "0.013", "0.02");
        int stop = 50_000 + random.nextInt(200_000);
        add(new RiskEvent.SetRulebook(
                now,
                "test",
                anyRules
                        ? new RandomRulebooks(random).draw()
                        : gate(
                                new TriggerSpec.Drawdown(
                                        "drawdown",
                                        WINDOW,
                                        stop + 1 + random.nextInt(300_000),
                                        stop,
                                        random.nextInt(3) * 1_000,
                                        true),
                                1 + random.nextInt(6),
                                random.nextInt(2) * 60_000_000L)));
        contribute("shared", 20_000 + random.nextInt(100_000));
        contribute("alone", 1_000 + random.nextInt(20_000));
        if (anyRules && random.nextBoolean()) {
            contribute("apart", 1_000 + random.nextInt(20_000));
        }
        for (int i = 0; i < MARKETS.size(); i++) {
            mark(i);
        }
        for (int account = 0; account < 8; account++) {
            String id = ACCOUNTS.get(account);
            add(new RiskEvent.Cash(now, origin(), id, 1_000 + random.nextInt(200_000), null));
            if (random.nextInt(3) == 0) {
                String market = MARKETS.get(random.nextInt(3));
                add(new RiskEvent.ModeChange(now, origin(), id, market, MarginMode.ISOLATED));
                add(new RiskEvent.IsolatedMargin(now, origin(), id, market, random.nextInt(50_000)));
            }
        }
    }

    private void market(String id, String pool, String lot, String tick, String maintenance) {
        add(new RiskEvent.DefineMarket(
                now,
                "test",
                MarketSpec.of(
                        id, pool, new BigDecimal(lot), new BigDecimal(tick), new BigDecimal(maintenance), 2, true)));
    }

    private void step() {
        now += random.nextInt(20) == 0 ? WINDOW / (1 + random.nextInt(3)) : random.nextInt(60_000_000);
        int draw = random.nextInt(100);
        if (!asked.isEmpty() && random.nextInt(3) == 0) {
            answer(asked.get(random.nextInt(asked.size())));
        } else if (anyRules && random.nextInt(8) == 0) {
            special();
        } else if (draw < 40) {
            trade();
        } else if (draw < 70) {
            mark(random.nextInt(3));
        } else if (draw < 88) {
            takeover();
        } else if (draw < 92) {
            int amount = random.nextInt(20_000) - 4_000;
            contribute(random.nextBoolean() ? "shared" : "alone", amount == 0 ? 1 : amount);
        } else if (draw < 95) {
            poolExecution();
        } else if (draw < 98) {
            collateral(ACCOUNTS.get(random.nextInt(8)));
        } else {
            add(events.get(random.nextInt(events.size())));
        }
    }

    /** What the gate worlds do not have: bankruptcies, orders of an operator, another rulebook on the way. */
    private void special() {
        int draw = random.nextInt(40);
        String market = MARKETS.get(random.nextInt(3));
        if (draw < 34) {
            String isolated = random.nextInt(4) == 0 ? market : null;
            add(new RiskEvent.Bankrupt(now, origin(), ACCOUNTS.get(random.nextInt(8)), isolated));
        } else if (draw < 37) {
            Long ticks = random.nextBoolean() ? null : Long.valueOf(marks[MARKETS.indexOf(market)]);
            add(new RiskEvent.CloseInventory(now, "desk", "c" + ++number, market, ticks));
        } else if (draw < 38) {
            add(new RiskEvent.SettleMarket(now, "desk", "c" + ++number, market, marks[MARKETS.indexOf(market)]));
        } else {
            add(new RiskEvent.SetRulebook(now, "desk", new RandomRulebooks(random).draw()));
        }
    }

    /** The venue carries an assignment out: mostly as it was asked, sometimes in parts, again, not at all or wrongly. */
    private void answer(Decision.Assignment assignment) {
        int draw = random.nextInt(20);
        long lots = draw < 10 ? assignment.lots() : 1 + random.nextLong(assignment.lots() + 2);
        String account =
                draw == 18 ? ACCOUNTS.get(random.nextInt(8)) : draw == 17 ? "pool:shared" : assignment.account();
        String id = draw == 19 ? assignment.waveId() + "/1/" + random.nextInt(9) : assignment.assignmentId();
        if (draw > 12 && draw < 16) {
            add(new RiskEvent.AdlReject(now, origin(), account, assignment.market(), lots, id));
            return;
        }
        long price = draw == 16 ? assignment.price() + random.nextInt(2) : assignment.price();
        long signed = -assignment.side().sign() * lots;
        add(new RiskEvent.AdlFill(
                now, origin(), account, assignment.market(), signed, price, random.nextInt(5) - 1L, id));
    }

    private void collateral(String account) {
        String market = MARKETS.get(random.nextInt(3));
        int draw = random.nextInt(6);
        if (draw < 2) {
            add(new RiskEvent.Cash(now, origin(), account, random.nextInt(20_000) - 5_000, draw == 0 ? market : null));
        } else if (draw < 4) {
            add(new RiskEvent.IsolatedMargin(now, origin(), account, market, random.nextInt(20_000) - 8_000));
        } else {
            MarginMode mode = draw == 4 ? MarginMode.CROSS : MarginMode.ISOLATED;
            add(new RiskEvent.ModeChange(now, origin(), account, market, mode));
        }
    }

    /** Gate's rules without the help of isolated pools for each other. */
    private static RulebookSpec gate(TriggerSpec.Drawdown drawdown, int stepLimit, long lightsInterval) {
        return new RulebookSpec(
                "gate",
                List.of(
                        new Clause(List.of(new TriggerSpec.PoolEquity("pool-equity", 0))),
                        new Clause(List.of(drawdown))),
                InventoryPricing.CAP,
                AccountPricing.NONE,
                new RankingRule(RankingRule.Kind.LEVERAGED_RETURN, null),
                new AllocationRule(AllocationRule.Kind.QUEUE, 1_000_000, null, false),
                new StageRule(List.of(), false, false, null),
                FeeRule.NONE,
                SettlementRule.IMMEDIATE,
                800_000,
                stepLimit,
                lightsInterval);
    }

    private void trade() {
        int m = random.nextInt(3);
        int buyer = random.nextInt(8);
        int seller = (buyer + 1 + random.nextInt(7)) % 8;
        long quantity = 1 + random.nextInt(300);
        long price = Math.max(1, marks[m] + random.nextInt((int) (marks[m] / 20 + 1)) - marks[m] / 40);
        String trade = "t" + ++number;
        fill(ACCOUNTS.get(buyer), m, quantity, price, trade);
        fill(ACCOUNTS.get(seller), m, -quantity, price, trade);
    }

    private void fill(String account, int m, long signedLots, long price, String trade) {
        long fee = random.nextInt(5) - 1L;
        add(new RiskEvent.Fill(
                now, origin(), trade, account, MARKETS.get(m), signedLots, price, fee, FillOrigin.TRADE, null));
        lots.merge(account + m, signedLots, Long::sum);
    }

    private void mark(int m) {
        int swing = random.nextInt(6) == 0 ? 3 : 12;
        long move = marks[m] / swing;
        marks[m] = Math.max(1, marks[m] + random.nextLong(2 * move + 1) - move);
        add(new RiskEvent.Mark(now, MARKETS.get(m), marks[m], ++number));
    }

    /** Takes over a position that may since have been closed by ADL: then the engine has to refuse it. */
    private void takeover() {
        int m = random.nextInt(3);
        String account = ACCOUNTS.get(random.nextInt(8));
        long held = lots.getOrDefault(account + m, 0L);
        if (held == 0) {
            return;
        }
        Side side = Side.of(held);
        long quantity = 1 + random.nextLong(Math.abs(held));
        long price = Math.max(1, marks[m] + side.sign() * random.nextLong(marks[m] / 6 + 1));
        add(new RiskEvent.Takeover(
                now,
                origin(),
                account,
                MARKETS.get(m),
                null,
                side,
                quantity,
                price,
                random.nextInt(4) == 0 ? random.nextInt(50) : 0));
        lots.merge(account + m, -side.sign() * quantity, Long::sum);
    }

    private void poolExecution() {
        int m = random.nextInt(3);
        String trade = "t" + ++number;
        long quantity = random.nextInt(41) - 20L;
        if (quantity == 0) {
            return;
        }
        String pool = m == 2 ? "pool:alone" : m == 1 && anyRules ? "pool:apart" : "pool:shared";
        add(new RiskEvent.Fill(
                now, origin(), trade, pool, MARKETS.get(m), quantity, marks[m], 0, FillOrigin.TRADE, null));
        fill(ACCOUNTS.get(random.nextInt(8)), m, -quantity, marks[m], trade);
    }

    private void contribute(String pool, long amount) {
        String tag = random.nextInt(3) == 0 ? tag(pool) : null;
        add(new RiskEvent.Contribution(now, origin(), pool, amount, tag));
    }

    private String tag(String pool) {
        if (pool.equals("alone")) {
            return "CCC";
        }
        if (pool.equals("apart")) {
            return "BBB";
        }
        return anyRules ? "AAA" : MARKETS.get(random.nextInt(2));
    }

    private Origin origin() {
        return new Origin("test", null, "e" + ++number);
    }

    private void add(RiskEvent event) {
        events.add(event);
        if (!anyRules) {
            return;
        }
        try {
            venue.process(event, this::ask);
        } catch (RejectedInput e) {
            // It is refused again where the world is looked at.
        }
    }

    private void ask(Decision decision) {
        RulebookSpec rules = venue.group().rulebook();
        boolean confirms = rules != null && rules.settlement().isConfirmed();
        if (decision instanceof Decision.Assignment assignment && (confirms || random.nextInt(20) == 0)) {
            asked.add(assignment);
            if (asked.size() > 40) {
                asked.remove(0);
            }
        }
    }
}
