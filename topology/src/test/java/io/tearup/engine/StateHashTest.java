package io.tearup.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tearup.engine.event.RiskEvent;
import io.tearup.engine.model.RejectedInput;
import io.tearup.engine.model.RiskGroup;
import io.tearup.store.RiskStateAccess;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.apache.kafka.common.utils.Bytes;
import org.junit.jupiter.api.Test;

/** The hash of a state says what its rows say, no more and no less. */
class StateHashTest {
    private static final int WORLDS = Math.min(200, Integer.getInteger("tearup.worlds", 200));

    @Test
    void shouldDifferExactlyWhereRowsDiffer() {
        for (long seed = 1; seed <= WORLDS; seed++) {
            RiskGroup group = new RiskGroup(RandomWorlds.GROUP);
            RiskEngine engine = new RiskEngine(group);
            RiskStateAccess rows = new RiskStateAccess();
            Map<String, TreeMap<Bytes, String>> stateOfHash = new HashMap<>();
            Map<TreeMap<Bytes, String>, String> hashOfState = new HashMap<>();
            for (RiskEvent event : RandomWorlds.drawUnderAnyRules(seed, 120)) {
                process(engine, event);
                TreeMap<Bytes, String> state = rows.rowsOf(group);
                String hash = RiskStateAccess.hashOf(group);
                assertThat(hash).matches("[0-9a-f]{32}");
                assertThat(stateOfHash.computeIfAbsent(hash, h -> state))
                        .as("one hash of two states, seed %d: %s", seed, event)
                        .isEqualTo(state);
                assertThat(hashOfState.computeIfAbsent(state, s -> hash))
                        .as("one state with two hashes, seed %d: %s", seed, event)
                        .isEqualTo(hash);
            }
        }
    }

    @Test
    void shouldBeThatOfTheStateWhichTheLogRestoresTo() {
        for (long seed = 1; seed <= WORLDS; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            int remembered = 3 + random.nextInt(40);
            RiskStateAccess.Compacted log = new RiskStateAccess.Compacted(remembered);
            RiskGroup group = new RiskGroup(RandomWorlds.GROUP, remembered);
            RiskEngine engine = new RiskEngine(group);
            for (RiskEvent event : RandomWorlds.drawUnderAnyRules(seed, 150)) {
                process(engine, event);
                log.log(group);
                if (random.nextInt(10) == 0) {
                    assertThat(RiskStateAccess.hashOf(log.restored(RandomWorlds.GROUP)))
                            .as("seed %d: %s", seed, event)
                            .isEqualTo(RiskStateAccess.hashOf(group));
                }
            }
        }
    }

    private static void process(RiskEngine engine, RiskEvent event) {
        try {
            engine.process(event, decision -> {});
        } catch (RejectedInput refused) {
            // Refused input is not the matter here.
        }
    }
}
