package io.tearup.engine;

import io.tearup.engine.model.AccountPricing;
import io.tearup.engine.model.AllocationRule;
import io.tearup.engine.model.FeeRule;
import io.tearup.engine.model.InventoryPricing;
import io.tearup.engine.model.RankingRule;
import io.tearup.engine.model.RulebookSpec;
import io.tearup.engine.model.RulebookSpec.Clause;
import io.tearup.engine.model.SettlementRule;
import io.tearup.engine.model.StageRule;
import io.tearup.engine.model.TriggerSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Draws rulebooks: every trigger, price, ranking, allocation and stage, in any combination that is valid. */
final class RandomRulebooks {
    private final SplittableRandom random;

    RandomRulebooks(SplittableRandom random) {
        this.random = random;
    }

    RulebookSpec draw() {
        return new RulebookSpec(
                "drawn",
                triggers(),
                one(InventoryPricing.values()),
                one(AccountPricing.values()),
                new RankingRule(one(RankingRule.Kind.values()), maybe(random.nextInt(200_000))),
                new AllocationRule(
                        one(AllocationRule.Kind.values()),
                        random.nextBoolean() ? 1_000_000 : 1 + random.nextInt(1_000_000),
                        maybe(1 + random.nextInt(1_000_000)),
                        random.nextInt(4) == 0),
                stages(),
                random.nextBoolean() ? FeeRule.NONE : new FeeRule(random.nextInt(3_000), random.nextInt(3_000)),
                settlement(),
                800_000,
                1 + random.nextInt(6),
                random.nextInt(2) * 60_000_000L);
    }

    private List<Clause> triggers() {
        List<TriggerSpec> triggers = new ArrayList<>();
        triggers.add(new TriggerSpec.PoolEquity("pool-equity", random.nextInt(2) * 100));
        int stop = 50_000 + random.nextInt(200_000);
        int at = stop + 1 + random.nextInt(300_000);
        long minBalance = random.nextInt(3) * 1_000;
        triggers.add(
                new TriggerSpec.Drawdown("drawdown", RandomWorlds.WINDOW, at, stop, minBalance, random.nextBoolean()));
        triggers.add(new TriggerSpec.Drawdown(
                "drawdown-short", RandomWorlds.WINDOW / 4, at, stop, minBalance, random.nextBoolean()));
        triggers.add(new TriggerSpec.Depletion("depletion", RandomWorlds.WINDOW / 2, at, stop, random.nextBoolean()));
        triggers.add(new TriggerSpec.MultiPool("multi-pool"));
        List<Clause> clauses = new ArrayList<>();
        if (random.nextInt(4) == 0) {
            clauses.add(new Clause(List.of(triggers.remove(0), triggers.remove(random.nextInt(triggers.size())))));
        }
        for (TriggerSpec trigger : triggers) {
            if (random.nextInt(3) > 0) {
                clauses.add(new Clause(List.of(trigger)));
            }
        }
        if (clauses.isEmpty()) {
            clauses.add(new Clause(List.of(new TriggerSpec.PoolEquity("equity", 0))));
        }
        return clauses;
    }

    private SettlementRule settlement() {
        return random.nextInt(3) > 0
                ? SettlementRule.IMMEDIATE
                : new SettlementRule(
                        SettlementRule.Kind.CONFIRMED, 1 + random.nextLong(RandomWorlds.WINDOW / 4), random.nextInt(4));
    }

    private StageRule stages() {
        List<StageRule.Backstop> backstops = new ArrayList<>();
        if (random.nextInt(3) == 0) {
            backstops.add(new StageRule.Backstop("a0", 1 + random.nextInt(100_000)));
            backstops.add(new StageRule.Backstop("provider", 1 + random.nextInt(200_000)));
        }
        return new StageRule(
                backstops, random.nextBoolean(), random.nextInt(3) == 0, maybe(50_000 + random.nextInt(500_000)));
    }

    private @Nullable Integer maybe(int value) {
        return random.nextInt(3) == 0 ? value : null;
    }

    private <T> T one(T[] values) {
        return values[random.nextInt(values.length)];
    }
}
