package io.tearup.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tearup.schemas.v1.Control;
import io.tearup.schemas.v1.ControlKind;
import io.tearup.schemas.v1.DeadLetter;
import io.tearup.schemas.v1.GroupMode;
import io.tearup.schemas.v1.MarketDefinition;
import io.tearup.schemas.v1.PoolDefinition;
import io.tearup.schemas.v1.PoolKind;
import io.tearup.schemas.v1.PositionSide;
import io.tearup.schemas.v1.Rank;
import io.tearup.schemas.v1.RejectReason;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class TopicsTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    @Test
    void shouldFindEveryTopicByItsName() {
        assertThat(Topics.all())
                .hasSize(17)
                .allSatisfy(topic -> assertThat(Topics.byName(topic.name())).containsSame(topic));
        assertThat(Topics.byName("risk.fills.v2")).isEmpty();
    }

    @Test
    void shouldSplitTopicsByDirection() {
        assertThat(Topics.inputs())
                .containsExactly(
                        Topics.FILLS,
                        Topics.MARK_PRICES,
                        Topics.LIQUIDATIONS,
                        Topics.COLLATERAL,
                        Topics.INSURANCE,
                        Topics.CONTROL)
                .allSatisfy(topic -> assertThat(topic.name()).startsWith("risk."));
        assertThat(Topics.outputs())
                .hasSize(10)
                .allSatisfy(topic -> assertThat(topic.name()).startsWith("adl."));
    }

    @Test
    void shouldFreezeDecisionsForTheTopicsThatMoveMoney() {
        assertThat(Topics.all().stream().filter(Topics.Topic::money))
                .containsExactly(Topics.FILLS, Topics.LIQUIDATIONS, Topics.COLLATERAL, Topics.INSURANCE);
    }

    @Test
    void shouldCompactWhatIsAStateAndKeepTheRestForATime() {
        assertThat(Topics.all().stream().filter(Topics.Topic::compacted))
                .containsExactly(Topics.CONTROL, Topics.RANKS, Topics.FUND)
                .allSatisfy(topic -> assertThat(topic.retentionMillis()).isEqualTo(-1));
        assertThat(Topics.all().stream().filter(topic -> !topic.compacted()))
                .allSatisfy(topic -> assertThat(topic.retentionMillis()).isPositive());
    }

    @Test
    void shouldKeepInputsAndTheirOrderEquallyLong() {
        assertThat(Topics.inputs().stream().filter(topic -> !topic.compacted()))
                .allSatisfy(topic -> assertThat(topic.retention()).isEqualTo(Topics.ORDER_LOG.retention()));
    }

    @Test
    void shouldMakeTheKeyFromTheFieldsOfThePattern() {
        Rank rank = Rank.newBuilder()
                .setRiskGroup("usdt")
                .setAccount("alice")
                .setMarket("BTC-PERP")
                .setSide(PositionSide.LONG)
                .setLight(5)
                .setPercentile(Decimals.of("97.5"))
                .setQuantityAhead(Decimals.of("0"))
                .setTime(NOON)
                .build();

        assertThat(Topics.RANKS.keyOf(rank)).hasToString("usdt|alice|BTC-PERP");
        assertThatThrownBy(() -> Topics.FILLS.keyOf(rank))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Rank is not the record of topic risk.fills.v1");
    }

    /** Compaction keeps the last record of a key, so two definitions must not share one. */
    @Test
    void shouldGiveEveryDefinitionAControlKeyOfItsOwn() {
        Control mode = control(ControlKind.MODE).setMode(GroupMode.LIVE).build();
        Control market = control(ControlKind.MARKET)
                .setMarket(MarketDefinition.newBuilder()
                        .setMarket("BTC-PERP")
                        .setPool("main")
                        .setLotSize(Decimals.of("0.001"))
                        .setTickSize(Decimals.of("0.1"))
                        .setMaintenanceMarginRate(Decimals.of("0.005"))
                        .build())
                .build();
        Control pool = control(ControlKind.POOL)
                .setPool(PoolDefinition.newBuilder()
                        .setPool("main")
                        .setKind(PoolKind.SHARED)
                        .build())
                .build();

        assertThat(Topics.CONTROL.keyOf(mode)).hasToString("usdt|MODE");
        assertThat(Topics.CONTROL.keyOf(market)).hasToString("usdt|MARKET|BTC-PERP");
        assertThat(Topics.CONTROL.keyOf(pool)).hasToString("usdt|POOL|main");
    }

    @Test
    void shouldRefuseToKeyADeadLetterOfNoKnownGroup() {
        DeadLetter letter = DeadLetter.newBuilder()
                .setReason(RejectReason.UNDECODABLE)
                .setMessage("no schema id")
                .setSourceTopic("risk.fills.v1")
                .setSourcePartition(0)
                .setSourceOffset(12)
                .setFrozeDecisions(true)
                .setTime(NOON)
                .build();

        assertThatThrownBy(() -> Topics.DLQ.keyOf(letter))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no riskGroup");
    }

    private static Control.Builder control(ControlKind kind) {
        return Control.newBuilder()
                .setRiskGroup("usdt")
                .setKind(kind)
                .setControlId("c-1")
                .setWho("operator")
                .setTime(NOON);
    }
}
