package io.tearup.rulebook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tearup.engine.model.AccountPricing;
import io.tearup.engine.model.AllocationRule;
import io.tearup.engine.model.FeeRule;
import io.tearup.engine.model.InventoryPricing;
import io.tearup.engine.model.RankingRule;
import io.tearup.engine.model.RejectedInput;
import io.tearup.engine.model.RulebookSpec;
import io.tearup.engine.model.RulebookSpec.Clause;
import io.tearup.engine.model.SettlementRule;
import io.tearup.engine.model.StageRule;
import io.tearup.engine.model.TriggerSpec;
import io.tearup.engine.rulebook.Rulebook;
import java.util.List;
import org.junit.jupiter.api.Test;

class RulebookReaderTest {
    private static final long HOUR = 3_600_000_000L;

    @Test
    void shouldReadEveryKeyOfARulebook() {
        RulebookSpec spec = RulebookReader.read("own.yaml", """
                name: own
                triggers:
                  - allOf:
                      - {kind: DRAWDOWN, id: day, window: 1d, trigger: 0.4, stop: 0.2, minBalance: 10.5, inclusive: false}
                      - {kind: POOL_EQUITY, stop: 3}
                  - {kind: DEPLETION_RATE, window: 90m, trigger: 0.5, stop: 0.1}
                  - {kind: MULTI_POOL}
                inventoryPricing: BANKRUPTCY
                accountPricing: ASYMMETRIC
                ranking: {kind: HYPERLIQUID_INDEX, deltaNeutral: 0.05}
                allocation: {kind: MINIMAX_LEVERAGE, maxShare: 0.5, burdenCap: 0.25, neverRaiseLeverage: true}
                stages:
                  backstops:
                    - {account: zeta, maxNotional: 1000}
                    - {account: alpha, maxNotional: 2000}
                  secondPass: true
                  gainsHaircut: true
                  priceBand: 0.2
                fees: {counterparty: 0.0002, pool: 0.00055}
                warningShare: 0.75
                settlement: {kind: CONFIRMED, expiry: 45s, retries: 2}
                stepLimit: 100
                lightsInterval: 500ms
                """, 2);
        assertThat(spec)
                .isEqualTo(new RulebookSpec(
                        "own",
                        List.of(
                                new Clause(List.of(
                                        new TriggerSpec.Drawdown("day", 24 * HOUR, 400_000, 200_000, 1_050, false),
                                        new TriggerSpec.PoolEquity("pool-equity", 300))),
                                new Clause(List.of(new TriggerSpec.Depletion(
                                        "depletion-rate", HOUR * 3 / 2, 500_000, 100_000, true))),
                                new Clause(List.of(new TriggerSpec.MultiPool("multi-pool")))),
                        InventoryPricing.BANKRUPTCY,
                        AccountPricing.ASYMMETRIC,
                        new RankingRule(RankingRule.Kind.HYPERLIQUID_INDEX, 50_000),
                        new AllocationRule(AllocationRule.Kind.MINIMAX_LEVERAGE, 500_000, 250_000, true),
                        new StageRule(
                                List.of(
                                        new StageRule.Backstop("alpha", 200_000),
                                        new StageRule.Backstop("zeta", 100_000)),
                                true,
                                true,
                                200_000),
                        new FeeRule(200, 550),
                        new SettlementRule(SettlementRule.Kind.CONFIRMED, 45_000_000, 2),
                        750_000,
                        100,
                        500_000));
    }

    @Test
    void shouldNameEveryMistakeAtItsLine() {
        assertThatThrownBy(() -> RulebookReader.read("own.yaml", """
                name: own
                triggers:
                  - {kind: DRAWDOWN, window: 8, trigger: 0.3, stop: 0.25}
                  - kind: DEPLETION_RATE
                    window: 8h
                    trigger: 0.2
                    stop: 0.3
                  - {kind: POOL_EQUITI}
                ranking: {kind: LUCK}
                allocation: {kind: QUEUE, maxShare: 1.5}
                stages: {priceBand: much, secondpass: true}
                warningShare: 0.12345678
                fee: 1
                """, 2))
                .isInstanceOf(RejectedInput.class)
                .hasMessage(
                        "own.yaml:3: triggers[0].window: '8' is no duration; write a whole number and one of ms, s, m,"
                                + " h, d\n"
                                + "own.yaml:4: triggers[1]: trigger depletion-rate: needs 0 < stop < trigger <= 1, got stop 0.3"
                                + " and trigger 0.2\n"
                                + "own.yaml:8: triggers[2].kind: must be one of [DRAWDOWN, POOL_EQUITY, MULTI_POOL,"
                                + " DEPLETION_RATE], is 'POOL_EQUITI'\n"
                                + "own.yaml:9: ranking.kind: must be one of [LEVERAGED_RETURN, PROFIT_BY_LEVERAGE,"
                                + " EFFECTIVE_LEVERAGE, MAINTENANCE_COVER, HYPERLIQUID_INDEX, PROFIT_BY_MARGIN_RATIO,"
                                + " PSEUDO_RANDOM], is 'LUCK'\n"
                                + "own.yaml:10: allocation: allocation: maxShare must be within (0, 1], is 1.5\n"
                                + "own.yaml:11: stages.priceBand: 'much' is not a decimal number\n"
                                + "own.yaml:11: stages.secondpass: is not a key here; known are backstops, secondPass,"
                                + " gainsHaircut, priceBand\n"
                                + "own.yaml:12: warningShare: has more than six decimals or is out of range: 0.12345678\n"
                                + "own.yaml:13: fee: is not a key here; known are name, triggers, inventoryPricing,"
                                + " accountPricing, ranking, allocation, stages, fees, settlement, warningShare, stepLimit, lightsInterval");
    }

    @Test
    void shouldRefuseARulebookThatWouldNeverAct() {
        assertThatThrownBy(() -> RulebookReader.read(
                        "own.yaml", "name: own\nranking: {kind: PSEUDO_RANDOM}\nallocation: {kind: QUEUE}\n", 2))
                .hasMessageContaining("it would never act");
    }

    @Test
    void shouldSayWhereADocumentIsNoYaml() {
        assertThatThrownBy(() -> RulebookReader.read("own.yaml", "name: own\nranking: {kind\n", 2))
                .hasMessageStartingWith("own.yaml:3: is no YAML");
    }

    @Test
    void shouldRefuseCharactersThatYamlDoesNotAllow() {
        assertThatThrownBy(() -> RulebookReader.read("own.yaml", "name: o\0wn\n", 2))
                .isInstanceOf(RejectedInput.class)
                .hasMessageStartingWith("own.yaml: is no YAML");
    }

    @Test
    void shouldComposeEveryProfile() {
        for (String name : Profiles.names()) {
            RulebookSpec spec = Profiles.spec(name, 6);
            assertThat(spec.name()).isEqualTo(name);
            assertThat(Rulebook.of(spec).triggers()).hasSameSizeAs(spec.allTriggers());
        }
    }

    @Test
    void shouldNameTheKnownProfilesForAnUnknownOne() {
        assertThatThrownBy(() -> Profiles.spec("gat", 6))
                .hasMessage("unknown rulebook 'gat', known are [azx, binance, bitmex, bybit, dydx, gate, hyperliquid,"
                        + " okx, qfex, tearup]");
    }
}
