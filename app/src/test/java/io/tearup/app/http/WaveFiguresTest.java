package io.tearup.app.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.tearup.app.WorkedExample;
import io.tearup.app.replay.InMemoryPipeline;
import io.tearup.catalogue.Decimals;
import io.tearup.catalogue.RiskGroupLayout;
import io.tearup.catalogue.Topics;
import io.tearup.engine.model.AllocationRule;
import io.tearup.schemas.v1.Assignment;
import io.tearup.schemas.v1.GroupMode;
import io.tearup.schemas.v1.Settlement;
import io.tearup.schemas.v1.SettlementStatus;
import io.tearup.schemas.v1.Wave;
import io.tearup.stream.Ingress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The records of the worked example, 1000 closed at 93 with a mark of 92, counted as they are and falsified. */
class WaveFiguresTest {
    private final List<SpecificRecord> waves = new ArrayList<>();
    private final List<SpecificRecord> assignments = new ArrayList<>();
    private final List<SpecificRecord> settlements = new ArrayList<>();
    private final WaveFigures figures = new WaveFigures();

    /** A tenth of a second after the mark that caused the wave. */
    private Instant now = Instant.EPOCH;

    @BeforeEach
    void decide() {
        try (InMemoryPipeline pipeline = new InMemoryPipeline(RiskGroupLayout.parse("usdt"), Ingress.DIRECT)) {
            for (WorkedExample.Sent sent : WorkedExample.of("usdt")) {
                pipeline.send(sent.topic(), sent.value(), sent.time());
                now = sent.time().plusMillis(100);
            }
            pipeline.drain(Topics.WAVES).forEach(row -> waves.add(row.value()));
            pipeline.drain(Topics.ASSIGNMENTS).forEach(row -> assignments.add(row.value()));
            pipeline.drain(Topics.SETTLEMENTS).forEach(row -> settlements.add(row.value()));
        }
    }

    @Test
    void shouldAddUpDemandAssignmentsSettlementsAndHaircuts() {
        count(waves, assignments, settlements);
        WaveFigures.Market market = figures.of("usdt", "BTC");
        assertThat(market.demand()).isEqualByComparingTo("1000");
        assertThat(market.assigned()).isEqualByComparingTo("1000");
        assertThat(market.settled()).as("of counterparties, not of the pool").isEqualByComparingTo("1000");
        assertThat(market.haircut()).isEqualByComparingTo("1000");
        assertThat(market.overshoot()).isEqualByComparingTo("0");
        WaveFigures.LastStep last = Objects.requireNonNull(market.last());
        assertThat(last.wave().getPrice()).isEqualByComparingTo("93");
        assertThat(last.assignments()).isEqualTo(1);
        assertThat(last.concentration()).isEqualByComparingTo("1");
        assertThat(figures.of("usdt", "ETH").demand()).isEqualByComparingTo("0");
    }

    @Test
    void shouldTakeTheRecordsInAnyOrder() {
        count(settlements, assignments, waves);
        WaveFigures.Market market = figures.of("usdt", "BTC");
        assertThat(market.demand()).isEqualByComparingTo("1000");
        assertThat(market.overshoot()).isEqualByComparingTo("0");
        assertThat(figures.drainSettlements())
                .containsExactly(new WaveFigures.DecisionLatency("usdt", Duration.ofMillis(100)));
        assertThat(figures.drainSettlements()).isEmpty();
    }

    @Test
    void shouldSeeWhatIsAssignedBeyondTheDemand() {
        count(waves, assignments);
        Assignment more = Assignment.newBuilder((Assignment) assignments.get(0))
                .setAssignmentId("usdt/BTC/1/1/2")
                .setQuantity(Decimals.of("250"))
                .build();
        figures.count(more, now);
        WaveFigures.Market market = figures.of("usdt", "BTC");
        assertThat(market.overshoot()).isEqualByComparingTo("0.25");
        assertThat(Objects.requireNonNull(market.last()).concentration()).isEqualByComparingTo("0.8");
    }

    @Test
    void shouldCountTheDemandOfAWaveOnceOverItsSteps() {
        count(waves, assignments);
        Wave opened = (Wave) waves.get(0);
        figures.count(
                Wave.newBuilder(opened).setStep(2).setDemand(Decimals.of("400")).build(), now);
        assertThat(figures.of("usdt", "BTC").demand()).isEqualByComparingTo("1000");
    }

    @Test
    void shouldLeaveOutWhatMovedNothing() {
        waves.forEach(wave -> figures.count(
                Wave.newBuilder((Wave) wave).setMode(GroupMode.SHADOW).build(), now));
        assignments.forEach(assignment -> figures.count(
                Assignment.newBuilder((Assignment) assignment)
                        .setMode(GroupMode.SHADOW)
                        .build(),
                now));
        settlements.forEach(settlement -> figures.count(
                Settlement.newBuilder((Settlement) settlement)
                        .setStatus(SettlementStatus.VOID)
                        .build(),
                now));
        WaveFigures.Market market = figures.of("usdt", "BTC");
        assertThat(market.demand()).isEqualByComparingTo("0");
        assertThat(market.assigned()).isEqualByComparingTo("0");
        assertThat(market.settled()).isEqualByComparingTo("0");
        assertThat(market.last()).isNull();
    }

    @Test
    void shouldNumberTheAllocationsAsTheCatalogueSays() {
        assertThat(List.of(AllocationRule.Kind.values()).stream()
                        .map(kind -> PipelineMetrics.policy(kind.name()) + " " + kind))
                .containsExactly(
                        "1 QUEUE",
                        "2 RERANKED_QUEUE",
                        "3 PRO_RATA_POSITION",
                        "4 PRO_RATA_PNL",
                        "5 RISK_AWARE",
                        "6 MINIMAX_LEVERAGE");
        assertThat(PipelineMetrics.policy("ONE_OF_TOMORROW")).isZero();
    }

    @SafeVarargs
    private void count(List<SpecificRecord>... topics) {
        for (List<SpecificRecord> topic : topics) {
            topic.forEach(row -> figures.count(row, now));
        }
    }
}
