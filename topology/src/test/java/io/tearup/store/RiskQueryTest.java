package io.tearup.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.tearup.engine.WhatIf;
import io.tearup.engine.model.GroupSpec;
import io.tearup.engine.model.Market;
import io.tearup.engine.model.MarketSpec;
import io.tearup.engine.model.PoolKind;
import io.tearup.engine.model.PoolSpec;
import io.tearup.engine.model.RiskGroup;
import io.tearup.engine.ranking.Standing;
import io.tearup.rulebook.Profiles;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.query.FailureReason;
import org.apache.kafka.streams.query.Position;
import org.apache.kafka.streams.query.PositionBound;
import org.apache.kafka.streams.query.Query;
import org.apache.kafka.streams.query.QueryConfig;
import org.apache.kafka.streams.query.QueryResult;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Questions to the store from another thread: answered between two records, labelled with what they reflect. */
class RiskQueryTest {
    private final RiskStateStore store = new RiskStateStore("risk-state");
    private RiskState state = new RiskState();
    private RiskGroup group = state.group("usdt");

    @BeforeEach
    void open() {
        store.init(new MockProcessorContext<Void, Void>().getStateStoreContext(), store);
        state = ask(new RiskStates.Live()).getResult();
        group = state.group("usdt");
        group.define(new GroupSpec("USDT", 2));
        group.definePool(new PoolSpec("main", PoolKind.SHARED));
        group.setRulebook(Profiles.spec("gate", 2));
    }

    private <R> QueryResult<R> ask(Query<R> question) {
        return ask(question, PositionBound.unbounded());
    }

    private <R> QueryResult<R> ask(Query<R> question, PositionBound bound) {
        return store.query(question, bound, new QueryConfig(false));
    }

    private Market market(String id) {
        Market market = group.defineMarket(
                MarketSpec.of(id, "main", BigDecimal.ONE, BigDecimal.ONE, new BigDecimal("0.05"), 2, false));
        group.setMark(market, 90, 1, 1);
        return market;
    }

    private void hold(Market market, String account, long lots, long wallet) {
        int slot = group.accountSlot(account);
        group.setWallet(slot, wallet);
        group.setPosition(market, slot, lots, lots * 100 * 100, 0);
    }

    @Test
    void shouldTellAnAccountWithAllItHolds() {
        hold(market("BTC"), "ann", -10, 50_000);
        RiskQuery.AccountView ann =
                ask(new RiskQuery.OfAccount("usdt", "ann")).getResult().orElseThrow();
        assertThat(ann.wallet()).isEqualTo(50_000);
        assertThat(ann.equity()).isEqualTo(60_000);
        assertThat(ann.positions()).singleElement().satisfies(position -> {
            assertThat(position.market().id()).isEqualTo("BTC");
            assertThat(position.lots()).isEqualTo(-10);
            assertThat(position.cost()).isEqualTo(-100_000);
            assertThat(position.markTicks()).isEqualTo(90);
        });
        assertThat(ask(new RiskQuery.OfAccount("usdt", "bob")).getResult()).isEmpty();
        assertThat(ask(new RiskQuery.OfAccount("usdc", "ann")).getResult()).isEmpty();
        assertThat(state.find("usdc")).as("asking creates nothing").isNull();
    }

    @Test
    void shouldTellWhereAPositionStandsInLine() {
        Market btc = market("BTC");
        hold(btc, "ann", -10, 50_000);
        hold(btc, "bob", -30, 50_000);
        hold(btc, "cyd", -20, 500_000);
        hold(btc, "dan", 60, 500_000);
        Optional<Standing> bob =
                ask(new RiskQuery.OfStanding("usdt", "BTC", "bob")).getResult();
        assertThat(bob).contains(new Standing(1, 3, 0, 30, 60));
        Optional<Standing> cyd =
                ask(new RiskQuery.OfStanding("usdt", "BTC", "cyd")).getResult();
        assertThat(cyd).contains(new Standing(3, 3, 40, 20, 60));
        assertThat(cyd.orElseThrow().light()).isEqualTo(1);
        assertThat(ask(new RiskQuery.OfStanding("usdt", "BTC", "eve")).getResult())
                .isEmpty();
        assertThat(ask(new RiskQuery.OfStanding("usdt", "ETH", "bob")).getResult())
                .isEmpty();
    }

    @Test
    void shouldTellWhatWouldMoveAPositionInLine() {
        Market btc = market("BTC");
        hold(btc, "ann", -10, 50_000);
        hold(btc, "bob", -30, 50_000);
        hold(btc, "cyd", -20, 500_000);
        hold(btc, "dan", 60, 500_000);
        RiskQuery.WhatIfView bob = ask(new RiskQuery.OfWhatIf("usdt", "BTC", "bob", 600_000, 10, null))
                .getResult()
                .orElseThrow();
        assertThat(bob.rulebook()).isEqualTo("gate");
        assertThat(bob.free()).isEqualTo(30);
        assertThat(bob.now().standing()).isEqualTo(new Standing(1, 3, 0, 30, 60));
        assertThat(bob.then()).isEqualTo(new WhatIf(20, new Standing(3, 3, 30, 20, 50), null));
        assertThat(ask(new RiskQuery.OfWhatIf("usdt", "BTC", "bob", 0, 30, null))
                        .getResult()
                        .orElseThrow()
                        .then())
                .as("nothing is left")
                .isNull();
        assertThat(ask(new RiskQuery.OfWhatIf("usdt", "BTC", "eve", 0, 0, null)).getResult())
                .isEmpty();
        assertThat(ask(new RiskQuery.OfStanding("usdt", "BTC", "bob")).getResult())
                .as("asking changes nothing")
                .contains(new Standing(1, 3, 0, 30, 60));
    }

    @Test
    void shouldLabelAnswersAndRefuseABoundNotReached() {
        state.applied().note("risk.fills.v1", 0, 41);
        state.applied().note("risk.mark-prices.v1", 0, 7);
        state.applied().note("risk.fills.v1", 0, 42);
        QueryResult<?> result = ask(new RiskQuery.OfGroup("usdt"));
        assertThat(result.getPosition())
                .isEqualTo(Position.emptyPosition()
                        .withComponent("risk.fills.v1", 0, 42)
                        .withComponent("risk.mark-prices.v1", 0, 7));
        Position reached = Position.emptyPosition().withComponent("risk.fills.v1", 0, 42);
        assertThat(ask(new RiskQuery.OfGroup("usdt"), PositionBound.at(reached)).isSuccess())
                .isTrue();
        Position ahead = Position.emptyPosition().withComponent("risk.fills.v1", 0, 43);
        assertThat(ask(new RiskQuery.OfGroup("usdt"), PositionBound.at(ahead)).getFailureReason())
                .isEqualTo(FailureReason.NOT_UP_TO_BOUND);
    }

    @Test
    void shouldNotAnswerOnceClosed() {
        store.close();
        assertThat(ask(new RiskQuery.OfGroup("usdt")).getFailureReason()).isEqualTo(FailureReason.NOT_ACTIVE);
    }

    /** Every change opens a long and a short: whoever sees a difference saw half of one. */
    @Test
    void shouldNeverShowHalfAChange() throws InterruptedException {
        Market btc = market("BTC");
        AtomicBoolean done = new AtomicBoolean();
        Thread task = new Thread(() -> {
            for (int i = 1; i <= 200_000; i++) {
                state.access().lock();
                try {
                    hold(btc, "a" + i % 500, i, 1);
                    hold(btc, "b" + i % 500, -i, 1);
                    state.applied().note("risk.fills.v1", 0, i);
                } finally {
                    state.access().unlock();
                }
            }
            done.set(true);
        });
        task.start();
        long answers = 0;
        long last = -1;
        while (!done.get() || answers == 0) {
            QueryResult<Optional<RiskQuery.GroupView>> result = ask(new RiskQuery.OfGroup("usdt"));
            RiskQuery.MarketView market =
                    result.getResult().orElseThrow().markets().get(0);
            assertThat(market.longLots()).isEqualTo(market.shortLots());
            long offset =
                    result.getPosition().getPartitionPositions("risk.fills.v1").getOrDefault(0, -1L);
            assertThat(offset).isGreaterThanOrEqualTo(last);
            last = offset;
            answers++;
        }
        task.join();
        assertThat(answers).isGreaterThan(1);
    }
}
