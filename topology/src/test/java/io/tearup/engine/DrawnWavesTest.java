package io.tearup.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tearup.engine.decision.Decision;
import io.tearup.engine.event.RiskEvent;
import io.tearup.engine.model.AccountPricing;
import io.tearup.engine.model.RankingRule;
import io.tearup.engine.model.RulebookSpec;
import io.tearup.engine.model.Side;
import io.tearup.engine.model.TriggerSpec;
import io.tearup.engine.ranking.PseudoRandom;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Who is drawn is drawn for the number that the wave is published under: anybody can repeat it. */
class DrawnWavesTest {
    /** One assignment a step, so that the pool's wave is still open when the account's begins. */
    private static RulebookSpec drawn() {
        RulebookSpec rules = Scene.rules(new TriggerSpec.PoolEquity("pool-equity", 0), AccountPricing.BANKRUPTCY, 1);
        return new RulebookSpec(
                rules.name(),
                rules.triggers(),
                rules.inventoryPricing(),
                rules.accountPricing(),
                new RankingRule(RankingRule.Kind.PSEUDO_RANDOM, null),
                rules.allocation(),
                rules.stages(),
                rules.fees(),
                rules.settlement(),
                rules.warningPpm(),
                rules.stepLimit(),
                rules.lightsInterval());
    }

    @Test
    void shouldDrawABankruptAccountsWaveForItsOwnNumberWhileThePoolsIsOpen() {
        Scene scene = Scene.under(drawn());
        scene.mark("BTC", 100);
        scene.deposit("bob", 201_000);
        scene.deposit("zed", 41_000);
        List<String> shorts =
                IntStream.rangeClosed(1, 24).mapToObj(i -> "short" + i).toList();
        for (String account : shorts) {
            scene.deposit(account, 50_000);
        }
        for (int i = 0; i < shorts.size(); i++) {
            scene.trade(i < 20 ? "bob" : "zed", shorts.get(i), "BTC", 10, 100);
        }
        scene.apply(scene.takeover("bob", "BTC", Side.LONG, 200, 100, 0));

        List<Decision> decisions = new ArrayList<>(scene.mark("BTC", 88));
        decisions.addAll(scene.apply(new RiskEvent.Bankrupt(scene.now, scene.origin(), "zed", null)));

        List<Decision.Assignment> ofThePool = wave("g/BTC/1", decisions);
        List<Decision.Assignment> ofTheAccount = wave("g/BTC/2", decisions);
        assertThat(ofThePool).extracting(Decision.Assignment::account).containsExactlyElementsOf(drawn(shorts, 1, 2));
        List<String> left = new ArrayList<>(shorts);
        left.removeAll(drawn(shorts, 1, 2));
        assertThat(ofTheAccount)
                .extracting(Decision.Assignment::account)
                .containsExactlyElementsOf(drawn(left, 2, 4))
                .isNotEqualTo(drawn(left, 1, 4));
    }

    private static List<Decision.Assignment> wave(String id, List<Decision> decisions) {
        return Scene.only(Decision.Assignment.class, decisions).stream()
                .filter(assignment -> assignment.waveId().equals(id))
                .toList();
    }

    private static List<String> drawn(List<String> accounts, long wave, int count) {
        return accounts.stream()
                .sorted(Comparator.comparingLong(account -> PseudoRandom.distance(account, "BTC", wave)))
                .limit(count)
                .toList();
    }
}
