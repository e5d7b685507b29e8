package io.tearup.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tearup.engine.event.RiskEvent;
import io.tearup.engine.model.GroupMode;
import io.tearup.engine.model.GroupSpec;
import io.tearup.engine.model.Market;
import io.tearup.engine.model.Pool;
import io.tearup.engine.model.PoolKind;
import io.tearup.engine.model.PoolSpec;
import io.tearup.engine.model.RejectedInput;
import io.tearup.engine.model.RiskGroup;
import io.tearup.store.RiskStateAccess;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Random worlds whose ring of ids comes round over and over, in runs of any length, on a changelog that is cleaned up to any row, with
 * and without its removals: what is restored is what was logged, at any moment, and a group that goes on from there logs on
 * correctly.
 */
class CompactedWorldsTest {
    private static final int WORLDS = Math.min(300, Integer.getInteger("tearup.worlds", 300));

    @Test
    void shouldRestoreEveryRowFromACompactedLog() {
        for (long seed = 1; seed <= WORLDS; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            int remembered = 3 + random.nextInt(40);
            RiskStateAccess.Compacted log = new RiskStateAccess.Compacted(remembered);
            RiskStateAccess rows = new RiskStateAccess();
            RiskGroup group = new RiskGroup(RandomWorlds.GROUP, remembered);
            RiskEngine engine = new RiskEngine(group);
            int step = 0;
            for (RiskEvent event : RandomWorlds.drawUnderAnyRules(seed, 200)) {
                try {
                    engine.process(event, decision -> {});
                } catch (RejectedInput refused) {
                    // Refused input is not the matter here.
                }
                step++;
                log.logOfRun(group);
                if (random.nextInt(5) != 0) {
                    continue;
                }
                log.endRun(group);
                if (random.nextBoolean()) {
                    log.clean(random.nextInt(log.size() + 1), random.nextBoolean());
                }
                if (random.nextInt(3) == 0) {
                    assertThat(differences(log.restoredRows(), rows.rowsOf(group)))
                            .as("seed %d, step %d, %d ids: %s", seed, step, remembered, event)
                            .isEmpty();
                    assertThat(derived(log.restored(RandomWorlds.GROUP)))
                            .as("derived, seed %d, step %d: %s", seed, step, event)
                            .isEqualTo(derived(group));
                }
                if (random.nextInt(8) == 0) {
                    group = log.takenOver(RandomWorlds.GROUP);
                    engine = new RiskEngine(group);
                }
            }
        }
    }

    /** What no row says by itself. */
    private static List<String> derived(RiskGroup group) {
        List<String> derived = new ArrayList<>();
        derived.add("trades " + group.openTrades() + " worth " + group.openTradeValue());
        for (Pool pool : group.pools()) {
            List<String> markets = pool.markets().stream().map(Market::id).toList();
            derived.add(pool.id() + " has " + pool.equity() + ", covers " + markets);
        }
        for (Market market : group.markets()) {
            derived.add(market.id() + " long " + market.longLots() + ", short " + market.shortLots() + ", outstanding "
                    + market.openTradeLots() + ", rows " + market.positions().size());
        }
        return derived;
    }

    private static <K> List<String> differences(SortedMap<K, String> restored, SortedMap<K, String> logged) {
        SortedMap<K, String> all = new TreeMap<>(restored);
        all.putAll(logged);
        return all.keySet().stream()
                .filter(key -> !Objects.equals(restored.get(key), logged.get(key)))
                .map(key -> key + ": restored " + restored.get(key) + ", logged " + logged.get(key))
                .toList();
    }

    @Test
    void shouldLogTheFillsOfARunInOneRow() {
        Scene scene = Scene.under(Scene.poolEquity());
        RiskStateAccess.Compacted log = new RiskStateAccess.Compacted(100);
        log.log(scene.group);
        int before = log.size();
        for (int trade = 0; trade < 32; trade++) {
            scene.apply(scene.fill("t" + trade, "ann", "BTC", 10, 100, 0));
            log.logOfRun(scene.group);
            scene.apply(scene.fill("t" + trade, "bob", "BTC", -10, 100, 0));
            log.logOfRun(scene.group);
        }
        assertThat(log.size()).isEqualTo(before);
        log.endRun(scene.group);
        assertThat(log.size()).isEqualTo(before + 1);
        assertThat(differences(log.restoredRows(), new RiskStateAccess().rowsOf(scene.group)))
                .isEmpty();
    }

    /** A deposit takes the place of the id that carried a position: that position's row carries the wallet, and must not be first. */
    @Test
    void shouldLogAWalletAfterTheRowsThatCarryAnOlderOne() {
        RiskGroup group = new RiskGroup(RandomWorlds.GROUP, 4);
        RiskEngine engine = new RiskEngine(group);
        RiskStateAccess.Compacted log = new RiskStateAccess.Compacted(4);
        Scene scene = Scene.withoutRules();
        engine.process(new RiskEvent.DefineGroup(1, "ops", new GroupSpec("USDT", 2), GroupMode.LIVE), decision -> {});
        engine.process(new RiskEvent.DefinePool(1, "ops", new PoolSpec("main", PoolKind.SHARED)), decision -> {});
        engine.process(new RiskEvent.DefineMarket(1, "ops", Scene.market("BTC", "main")), decision -> {});
        engine.process(new RiskEvent.DefineMarket(1, "ops", Scene.market("ETH", "main")), decision -> {});
        engine.process(scene.fill("t1", "ann", "ETH", 1, 100, 5), decision -> {});
        log.log(group);
        engine.process(new RiskEvent.Cash(1, scene.origin(), "bob", 3, null), decision -> {});
        log.log(group);
        engine.process(new RiskEvent.Cash(1, scene.origin(), "bob", 3, null), decision -> {});
        log.log(group);

        engine.process(scene.fill("t2", "ann", "BTC", 1, 100, 7), decision -> {});
        log.logOfRun(group);
        engine.process(new RiskEvent.Cash(1, scene.origin(), "ann", 1_000, null), decision -> {});
        log.logOfRun(group);
        log.endRun(group);

        RiskGroup restored = log.restored(RandomWorlds.GROUP);
        assertThat(restored.accounts().wallet(restored.accounts().find("ann"))).isEqualTo(1_000 - 5 - 7);
    }

    @Test
    void shouldLogAFillInOneRow() {
        Scene scene = Scene.under(Scene.poolEquity());
        RiskStateAccess.Compacted log = new RiskStateAccess.Compacted(100);
        log.log(scene.group);
        scene.apply(scene.fill("s", "ann", "BTC", 10, 100, 0));
        assertThat(log.log(scene.group)).isEqualTo(1);
        scene.apply(scene.fill("s", "bob", "BTC", -10, 100, 0));
        assertThat(log.log(scene.group)).isEqualTo(1);
        scene.apply(scene.fill("t", "ann", "BTC", 5, 100, 1));
        assertThat(log.log(scene.group)).isEqualTo(1);
        scene.apply(scene.fill("t", "bob", "BTC", -5, 100, 0));
        assertThat(log.log(scene.group)).isEqualTo(1);
        scene.apply(scene.fill("u", "ann", "BTC", -15, 100, 0));
        assertThat(log.log(scene.group)).as("closed: its account needs a row").isEqualTo(2);
    }
}
