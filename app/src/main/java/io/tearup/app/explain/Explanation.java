package io.tearup.app.explain;

import io.tearup.schemas.v1.Assignment;
import io.tearup.schemas.v1.Role;
import io.tearup.schemas.v1.Settlement;
import java.math.BigDecimal;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Everything that is told about one id, before it is put into a form. */
sealed interface Explanation {
    /** What is missing or does not agree, a line each. */
    List<String> notes();

    /** Whether what is told holds: an explanation whose books do not balance is shown and reported. */
    boolean holds();

    /**
     * A wave.
     *
     * @param steps at least one, ascending
     * @param settlements what was closed, the pool's own closes among them
     */
    record OfWave(
            String waveId,
            List<WaveStep> steps,
            List<Settlement> settlements,
            PostingCheck postings,
            List<String> notes)
            implements Explanation {
        public OfWave {
            steps = List.copyOf(steps);
            settlements = List.copyOf(settlements);
            notes = List.copyOf(notes);
        }

        WaveStep first() {
            return steps.get(0);
        }

        WaveStep last() {
            return steps.get(steps.size() - 1);
        }

        /** What was closed in all steps. */
        BigDecimal closed() {
            return Figures.sum(
                    steps.stream().map(step -> step.wave().getClosedQuantity()).toList());
        }

        /** What those assigned to gave up in all steps. */
        BigDecimal haircut() {
            return Figures.sum(steps.stream().map(WaveStep::haircut).toList());
        }

        /** Settled results by the part an account plays. */
        SortedMap<Role, BigDecimal> realised() {
            SortedMap<Role, BigDecimal> realised = new TreeMap<>();
            settlements.forEach(
                    settlement -> realised.merge(settlement.getRole(), settlement.getRealisedPnl(), BigDecimal::add));
            return realised;
        }

        @Override
        public boolean holds() {
            return postings.balanced();
        }
    }

    /**
     * An assignment.
     *
     * @param step step of the wave that made it, null if the wave's records are not there any more
     * @param previous the one selected before it in the step
     * @param next the one selected after it in the step
     * @param settlements what was closed for it
     */
    record OfAssignment(
            Assignment assignment,
            @Nullable WaveStep step,
            @Nullable Assignment previous,
            @Nullable Assignment next,
            List<Settlement> settlements,
            List<String> notes)
            implements Explanation {
        public OfAssignment {
            settlements = List.copyOf(settlements);
            notes = List.copyOf(notes);
        }

        /** Unrealised profit per unit, at mark. */
        BigDecimal profitPerUnit() {
            return WaveStep.gainPerUnit(assignment.getSide(), assignment.getEntryPrice(), assignment.getMark());
        }

        /** What the account gives up per unit. */
        BigDecimal haircutPerUnit() {
            return WaveStep.gainPerUnit(assignment.getSide(), assignment.getPrice(), assignment.getMark());
        }

        /** What the account keeps per unit. */
        BigDecimal keptPerUnit() {
            return WaveStep.gainPerUnit(assignment.getSide(), assignment.getEntryPrice(), assignment.getPrice());
        }

        /** Position after the last settlement, null if there is none. */
        @Nullable
        BigDecimal left() {
            return settlements.isEmpty()
                    ? null
                    : settlements.get(settlements.size() - 1).getPositionAfter();
        }

        @Override
        public boolean holds() {
            return true;
        }
    }
}
