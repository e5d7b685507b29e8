package io.tearup.app.compare;

import io.tearup.app.Progress;
import io.tearup.engine.model.Fraction;
import io.tearup.ndjson.RecordLine;
import io.tearup.schemas.v1.RulebookDefinition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Several rulebooks on one scenario.
 *
 * <p>All are looked at after the same event: the last one at which any of them closed something. Until then marks are the
 * same for all, so what differs is the rulebooks' doing.
 *
 * @param scenario what they were shown
 * @param moment time of the event after which the group is looked at
 * @param move by which share every mark moves on from there, to see who would owe
 * @param figures what each did, in the order asked for
 * @param refused inputs that were refused, each with its rulebook, in words
 */
record Comparison(Scenario scenario, Instant moment, Fraction move, List<Figures> figures, List<String> refused) {
    Comparison {
        figures = List.copyOf(figures);
        refused = List.copyOf(refused);
    }

    static Comparison of(
            Scenario scenario, List<RulebookDefinition> rulebooks, Fraction move, Progress.Factory progress) {
        List<RecordLine> events = scenario.events();
        List<Decided> decided = new ArrayList<>();
        List<String> refused = new ArrayList<>();
        for (RulebookDefinition rulebook : rulebooks) {
            Decided run = RulebookRun.of(scenario, rulebook, progress.of(rulebook.getName(), events.size()));
            run.refused().forEach(fault -> refused.add(run.rulebook() + ": refused: " + fault));
            decided.add(run);
        }
        int last = decided.stream().mapToInt(Decided::lastClosing).max().orElse(-1);
        int moment = last < 0 ? events.size() - 1 : last;
        return new Comparison(
                scenario,
                events.get(moment).timestamp(),
                move,
                decided.stream()
                        .map(run -> Figures.of(scenario, run, moment, move))
                        .toList(),
                refused);
    }

    /** Whether every input was taken by every rulebook and no wave closed more than it was to. */
    boolean holds() {
        return refused.isEmpty() && figures.stream().allMatch(each -> each.overshoot() == 0);
    }
}
