package io.tearup.app.http;

import io.tearup.schemas.v1.Assignment;
import io.tearup.schemas.v1.GroupMode;
import io.tearup.schemas.v1.Role;
import io.tearup.schemas.v1.Settlement;
import io.tearup.schemas.v1.SettlementStatus;
import io.tearup.schemas.v1.Wave;
import io.tearup.schemas.v1.WavePhase;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * What waves came to, recounted from the published records: what was asked for, assigned and settled in each market, and how
 * the last wave went.
 *
 * <p>The records of a wave are committed together and read topic by topic, in any order. So they are brought together by step,
 * whose name each of them carries, and a settlement that is read before its wave waits for it. The oldest step is forgotten
 * when there are too many. Waves in SHADOW are left out: they moved nothing.
 */
final class WaveFigures {
    /** Steps remembered. */
    static final int STEPS = 1_000;

    /** Latencies kept until somebody asks for them. */
    private static final int LATENCIES = 20_000;

    private record Place(String group, String market) {}

    /** One step of a wave, as far as it was read. */
    private static final class Step {
        private @Nullable Wave wave;
        private BigDecimal assigned = BigDecimal.ZERO;
        private BigDecimal largest = BigDecimal.ZERO;
        private int assignments;
        private BigDecimal beyond = BigDecimal.ZERO;
        private final List<Instant> settledAt = new ArrayList<>();
    }

    /** Sums of a market since this began to count. */
    private static final class Sums {
        private BigDecimal demand = BigDecimal.ZERO;
        private BigDecimal assigned = BigDecimal.ZERO;
        private BigDecimal settled = BigDecimal.ZERO;
        private BigDecimal haircut = BigDecimal.ZERO;
        private BigDecimal beyond = BigDecimal.ZERO;
        private @Nullable Step last;
    }

    /**
     * A market's figures, quantities in units of the contract, money in the settlement asset.
     *
     * @param overshoot what was assigned beyond the demand of its step, as a share of all demand
     */
    record Market(
            BigDecimal demand,
            BigDecimal assigned,
            BigDecimal settled,
            BigDecimal haircut,
            BigDecimal overshoot,
            @Nullable LastStep last) {}

    /**
     * The last step of a market's last wave.
     *
     * @param concentration share of the largest assignment in what was assigned; 0 while none was read
     */
    record LastStep(Wave wave, int assignments, BigDecimal concentration) {}

    private final Map<Place, Sums> markets = new HashMap<>();
    private final List<DecisionLatency> settlements = new ArrayList<>();
    private final Map<String, Step> steps = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Step> eldest) {
            return size() > STEPS;
        }
    };

    /** Counts a record that a committed reader had at {@code now}; one that tells nothing about a wave changes nothing. */
    void count(SpecificRecord row, Instant now) {
        if (row instanceof Wave wave && wave.getMode() != GroupMode.SHADOW) {
            count(wave);
        } else if (row instanceof Assignment assignment && assignment.getMode() != GroupMode.SHADOW) {
            count(assignment);
        } else if (row instanceof Settlement settlement
                && settlement.getStatus() == SettlementStatus.POSTED
                && isCounterparty(settlement.getRole())) {
            count(settlement, now);
        }
    }

    /** A market's figures; all zero for one that had no wave. */
    Market of(String group, String market) {
        Sums sums = sums(group, market);
        Step step = sums.last;
        Wave wave = step == null ? null : step.wave;
        LastStep last = step == null || wave == null
                ? null
                : new LastStep(wave, step.assignments, share(step.largest, step.assigned));
        return new Market(
                sums.demand, sums.assigned, sums.settled, sums.haircut, share(sums.beyond, sums.demand), last);
    }

    /** Latencies of settlements since the last call: from the time label of what caused the wave. */
    List<DecisionLatency> drainSettlements() {
        List<DecisionLatency> drained = List.copyOf(settlements);
        settlements.clear();
        return drained;
    }

    private void count(Wave wave) {
        Sums sums = sums(wave.getRiskGroup(), wave.getMarket());
        Step step = step(wave.getWaveId() + "/" + wave.getStep());
        if (wave.getPhase() == WavePhase.OPENED && wave.getStep() == 1) {
            sums.demand = sums.demand.add(wave.getDemand());
        }
        step.wave = wave;
        sums.last = step;
        recountOvershoot(step, sums);
        step.settledAt.forEach(at -> settled(wave, at));
        step.settledAt.clear();
    }

    private void count(Assignment assignment) {
        Sums sums = sums(assignment.getRiskGroup(), assignment.getMarket());
        sums.assigned = sums.assigned.add(assignment.getQuantity());
        sums.haircut = sums.haircut.add(assignment.getHaircut());
        Step step = step(stepOf(assignment.getAssignmentId()));
        step.assigned = step.assigned.add(assignment.getQuantity());
        step.largest = step.largest.max(assignment.getQuantity());
        step.assignments++;
        recountOvershoot(step, sums);
    }

    private void count(Settlement settlement, Instant now) {
        Sums sums = sums(settlement.getRiskGroup(), settlement.getMarket());
        sums.settled = sums.settled.add(settlement.getQuantity());
        Step step = step(stepOf(settlement.getAssignmentId()));
        if (step.wave == null) {
            step.settledAt.add(now);
        } else {
            settled(step.wave, now);
        }
    }

    private void settled(Wave wave, Instant at) {
        if (settlements.size() < LATENCIES) {
            settlements.add(DecisionLatency.of(wave, at));
        }
    }

    private static void recountOvershoot(Step step, Sums sums) {
        if (step.wave != null) {
            BigDecimal beyond = step.assigned.subtract(step.wave.getDemand()).max(BigDecimal.ZERO);
            sums.beyond = sums.beyond.add(beyond).subtract(step.beyond);
            step.beyond = beyond;
        }
    }

    private Sums sums(String group, String market) {
        return markets.computeIfAbsent(new Place(group, market), place -> new Sums());
    }

    private Step step(String name) {
        return steps.computeIfAbsent(name, key -> new Step());
    }

    /** An assignment is called by its step and its rank there. */
    private static String stepOf(String assignmentId) {
        int slash = assignmentId.lastIndexOf('/');
        return slash < 0 ? assignmentId : assignmentId.substring(0, slash);
    }

    private static boolean isCounterparty(Role role) {
        return role == Role.COUNTERPARTY || role == Role.BACKSTOP;
    }

    private static BigDecimal share(BigDecimal part, BigDecimal whole) {
        return whole.signum() == 0 ? BigDecimal.ZERO : part.divide(whole, MathContext.DECIMAL64);
    }

    /**
     * How old the cause of a decision was when it could be read.
     *
     * @param took from the time label of the cause to this machine's clock; not negative
     */
    record DecisionLatency(String group, Duration took) {
        /** Of a record of a wave, or of what followed from it. */
        static DecisionLatency of(Wave wave, Instant read) {
            Duration took = Duration.between(wave.getTime(), read);
            return new DecisionLatency(wave.getRiskGroup(), took.isNegative() ? Duration.ZERO : took);
        }
    }
}
