package io.tearup.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tearup.engine.decision.Decision;
import io.tearup.engine.decision.QuantityBound;
import io.tearup.engine.event.RiskEvent;
import io.tearup.engine.model.AccountPricing;
import io.tearup.engine.model.AllocationRule;
import io.tearup.engine.model.GroupMode;
import io.tearup.engine.model.Market;
import io.tearup.engine.model.PositionTable;
import io.tearup.engine.model.RankingRule;
import io.tearup.engine.model.RulebookSpec;
import io.tearup.engine.model.Side;
import io.tearup.engine.model.TriggerSpec;
import io.tearup.engine.ranking.Standing;
import io.tearup.engine.ranking.Supposition;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is supposed comes out as what happens when it is done. */
class WhatIfTest {
    private static final int WORLDS = 60;

    private static RulebookSpec rules(String name, RankingRule ranking, AllocationRule.Kind allocation) {
        RulebookSpec base = Scene.poolEquity();
        return new RulebookSpec(
                name,
                base.triggers(),
                base.inventoryPricing(),
                base.accountPricing(),
                ranking,
                new AllocationRule(allocation, 1_000_000, null, false),
                base.stages(),
                base.fees(),
                base.settlement(),
                base.warningPpm(),
                base.stepLimit(),
                base.lightsInterval());
    }

    private static WhatIf suppose(Scene scene, String account, long margin, long closed) {
        Market market = scene.market("BTC");
        return suppose(scene, Objects.requireNonNull(scene.group.rulebook()), account, margin, closed, market);
    }

    private static WhatIf suppose(
            Scene scene, RulebookSpec rules, String account, long margin, long closed, Market market) {
        return WhatIf.of(scene.group, market, rules, new Supposition(row(market, scene, account), margin, closed));
    }

    private static int row(Market market, Scene scene, String account) {
        int row = market.positions().find(scene.group.accounts().find(account));
        assertThat(row).isNotEqualTo(PositionTable.NONE);
        return row;
    }

    /** Shorts of BTC on all kinds of margin, some with a position in ETH, against one long; the pool holds lots of longs. */
    private static Scene crowd(RulebookSpec rules, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Scene scene = Scene.under(rules);
        scene.contribute(1_000);
        scene.mark("BTC", 100);
        scene.mark("ETH", 50);
        scene.deposit("maker", 1_000_000_000);
        for (int i = 0; i < 12; i++) {
            String account = "short-" + i;
            long lots = 1 + random.nextInt(20);
            scene.deposit(account, lots * 100 * (20 + random.nextInt(200)));
            if (random.nextInt(3) == 0) {
                scene.isolate(account, "BTC", lots * 100 * (15 + random.nextInt(5)));
            }
            scene.trade("maker", account, "BTC", lots, 95 + random.nextInt(12));
            if (random.nextInt(2) == 0) {
                scene.trade(account, "maker", "ETH", 1 + random.nextInt(30), 50);
            }
        }
        scene.deposit("gone", 10_000);
        scene.trade("gone", "maker", "BTC", 10 + random.nextInt(30), 100);
        scene.mark("ETH", 45 + random.nextInt(10));
        scene.mark("BTC", 97 - random.nextInt(5));
        return scene;
    }

    @ParameterizedTest
    @EnumSource(RankingRule.Kind.class)
    void shouldTellTheStandingThatDoingItBrings(RankingRule.Kind kind) {
        int moved = 0;
        for (long seed = 0; seed < WORLDS; seed++) {
            Scene scene = crowd(rules("own", new RankingRule(kind, 100_000), AllocationRule.Kind.QUEUE), seed);
            SplittableRandom random = new SplittableRandom(seed + 1_000);
            String account = "short-" + random.nextInt(12);
            Market market = scene.market("BTC");
            int row = row(market, scene, account);
            long held = Math.abs(market.positions().lots(row));
            boolean isolated = market.positions().isIsolated(row);
            long closed = random.nextInt((int) held);
            long margin = random.nextInt(3) == 0 ? 0 : random.nextInt(40_000);
            WhatIf before = suppose(scene, account, 0, 0);
            WhatIf supposed = suppose(scene, account, margin, closed);
            scene.deposit(account, margin);
            if (isolated && margin > 0) {
                scene.apply(new RiskEvent.IsolatedMargin(scene.now, scene.origin(), account, "BTC", margin));
            }
            if (closed > 0) {
                scene.trade(account, "maker", "BTC", closed, market.markTicks());
            }
            assertThat(supposed).as("seed %d", seed).isEqualTo(suppose(scene, account, 0, 0));
            moved += Objects.equals(before.standing(), supposed.standing()) ? 0 : 1;
        }
        assertThat(moved).as("worlds in which the standing moved").isGreaterThan(WORLDS / 4);
    }

    @Test
    void shouldTellTheShareOfTheWaveThatFollows() {
        int asked = 0;
        for (long seed = 0; seed < WORLDS; seed++) {
            Scene scene = crowd(Scene.poolEquity(), seed);
            Market market = scene.market("BTC");
            long mark = market.markTicks();
            // In shadow the trigger arms and the wave that the takeover calls for is still to come.
            scene.apply(scene.mode(GroupMode.SHADOW, "test"));
            long lots = market.positions().lots(row(market, scene, "gone"));
            scene.apply(scene.takeover("gone", "BTC", Side.LONG, lots, 100, 0));
            WhatIf[] told = new WhatIf[12];
            for (int i = 0; i < told.length; i++) {
                told[i] = suppose(scene, "short-" + i, 0, 0);
            }
            List<Decision> decided = new ArrayList<>(scene.apply(scene.mode(GroupMode.LIVE, "test")));
            decided.addAll(scene.mark("BTC", mark));
            List<Decision.Assignment> made = Scene.only(Decision.Assignment.class, decided);
            for (int i = 0; i < told.length; i++) {
                String account = "short-" + i;
                List<Decision.Assignment> own = made.stream()
                        .filter(each -> each.account().equals(account))
                        .toList();
                WhatIf.Asked part = Objects.requireNonNull(told[i].asked());
                if (!part.quoted()) {
                    assertThat(own).as("seed %d: the pool can carry it", seed).isEmpty();
                    continue;
                }
                assertThat(part.lots())
                        .as("seed %d, %s", seed, account)
                        .isEqualTo(own.stream()
                                .mapToLong(Decision.Assignment::lots)
                                .sum());
                assertThat(part.haircut())
                        .as("seed %d, %s", seed, account)
                        .isEqualTo(own.stream()
                                .mapToLong(Decision.Assignment::haircut)
                                .sum());
                assertThat(own).allMatch(each -> each.price() == part.ticks());
                asked += own.size();
            }
        }
        assertThat(asked).as("shares that were told before").isGreaterThan(WORLDS);
    }

    @Test
    void shouldTellTheWorkedNumbers() {
        Scene scene =
                Scene.under(Scene.rules(new TriggerSpec.PoolEquity("pool-equity", 0), AccountPricing.NONE, 1_000));
        scene.contribute(1_000_000);
        scene.mark("BTC", 100);
        scene.deposit("long", 1_000_000);
        scene.deposit("ann", 10_000);
        scene.deposit("bob", 50_000);
        scene.trade("long", "ann", "BTC", 5, 100);
        scene.trade("long", "bob", "BTC", 5, 100);
        scene.apply(scene.takeover("long", "BTC", Side.LONG, 4, 98, 0));
        scene.mark("BTC", 90);

        WhatIf ann = suppose(scene, "ann", 0, 0);
        assertThat(ann.standing()).as("ann has less behind the same position").isEqualTo(new Standing(1, 2, 0, 5, 10));
        assertThat(ann.asked())
                .as("4 lots at 98 against a mark of 90")
                .isEqualTo(new WhatIf.Asked(
                        4, 98, "average takeover price b", false, false, 4, 3_200, QuantityBound.DEMAND));

        WhatIf richer = suppose(scene, "ann", 100_000, 0);
        assertThat(richer.standing()).isEqualTo(new Standing(2, 2, 5, 5, 10));
        assertThat(Objects.requireNonNull(richer.asked()).lots()).isZero();

        WhatIf smaller = suppose(scene, "ann", 0, 3);
        assertThat(smaller.lots()).isEqualTo(2);
        assertThat(smaller.standing()).isEqualTo(new Standing(1, 2, 0, 2, 7));

        RulebookSpec shared = rules("other", Scene.poolEquity().ranking(), AllocationRule.Kind.PRO_RATA_POSITION);
        WhatIf divided = suppose(scene, shared, "ann", 0, 0, scene.market("BTC"));
        assertThat(Objects.requireNonNull(divided.asked()).lots()).isEqualTo(2);
        assertThat(Objects.requireNonNull(divided.asked()).boundedBy()).isEqualTo(QuantityBound.SHARE);
        assertThat(scene.position("ann", "BTC")).as("nothing has changed").isEqualTo("-5@-50000");
    }

    @Test
    void shouldTellThatNoWaveAsksTheSideThePoolHolds() {
        Scene scene = Scene.under(Scene.poolEquity());
        scene.mark("BTC", 100);
        scene.deposit("long", 100_000);
        scene.deposit("short", 100_000);
        scene.trade("long", "short", "BTC", 5, 100);
        assertThat(suppose(scene, "short", 0, 0).asked())
                .as("the pool holds nothing")
                .isNull();
        scene.apply(scene.takeover("long", "BTC", Side.LONG, 2, 98, 0));
        assertThat(suppose(scene, "long", 0, 0).asked())
                .as("the pool is long too")
                .isNull();
        assertThat(suppose(scene, "short", 0, 0).asked())
                .as("the pool would lose by closing below mark")
                .isNull();
    }
}
