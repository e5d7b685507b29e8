package io.tearup.app.explain;

import io.tearup.app.ExitCode;
import io.tearup.app.UserFault;
import io.tearup.app.records.RecordSource;
import io.tearup.catalogue.Topics;
import io.tearup.schemas.v1.Assignment;
import io.tearup.schemas.v1.GroupMode;
import io.tearup.schemas.v1.Settlement;
import io.tearup.schemas.v1.WavePhase;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Makes the explanation of an id from what the topics say about it. */
final class Explainer {
    private static final int NEAREST = 5;

    private final DecisionId id;
    private final RecordSource source;
    private final DecisionLog log;

    private Explainer(DecisionId id, RecordSource source) {
        this.id = id;
        this.source = source;
        log = new DecisionLog(id);
    }

    /**
     * Explains an id.
     *
     * @throws UserFault if there is nothing of this id, {@link ExitCode#USAGE}, or the source cannot be read
     */
    static Explanation explain(DecisionId id, RecordSource source) throws InterruptedException {
        Explainer explainer = new Explainer(id, source);
        source.read(DecisionLog.TOPICS, explainer.log::add);
        return explainer.explanation();
    }

    private Explanation explanation() {
        List<WaveStep> steps = log.steps(id.text());
        if (!steps.isEmpty()) {
            return wave(steps);
        }
        Assignment assignment = log.assignment(id.text());
        if (assignment == null) {
            throw new UserFault(ExitCode.USAGE, unknown());
        }
        return assignment(assignment);
    }

    private Explanation wave(List<WaveStep> steps) {
        List<Settlement> settlements = log.settlements(id.text());
        PostingCheck postings = PostingCheck.of(log.postings(id.text()));
        List<String> notes = new ArrayList<>();
        long made = 0;
        for (WaveStep step : steps) {
            made += step.assignments().size();
            notes.addAll(notes(step));
            int told = step.wave().getAssignments();
            if (told != step.assignments().size() && told != made) {
                notes.add("step " + step.number() + ": made " + told + " assignments, "
                        + step.assignments().size() + " are in " + source.place(Topics.ASSIGNMENTS));
            }
            if (!Figures.same(step.haircut(), step.wave().getHaircut())) {
                notes.add("step " + step.number() + ": says haircuts of "
                        + Figures.plain(step.wave().getHaircut()) + ", its assignments sum to "
                        + Figures.plain(step.haircut()));
            }
        }
        boolean carriedOut = steps.get(0).wave().getMode() != GroupMode.SHADOW;
        if (carriedOut && made > 0 && postings.legs() == 0) {
            notes.add("no postings of the wave are in " + source.place(Topics.POSTINGS));
        }
        return new Explanation.OfWave(id.text(), steps, settlements, postings, notes);
    }

    private Explanation assignment(Assignment assignment) {
        String assignmentId = assignment.getAssignmentId();
        String prefix = assignmentId.substring(0, assignmentId.lastIndexOf('/') + 1);
        WaveStep step = log.steps(assignment.getWaveId()).stream()
                .filter(each -> prefix.equals(assignment.getWaveId() + "/" + each.number() + "/"))
                .findFirst()
                .orElse(null);
        List<Assignment> queue = log.assignments(prefix);
        int place = queue.indexOf(assignment);
        List<Settlement> settlements = log.settlements(assignment.getWaveId()).stream()
                .filter(settlement -> settlement.getAssignmentId().equals(assignmentId))
                .toList();
        List<String> notes = new ArrayList<>();
        if (step == null) {
            notes.add("wave " + assignment.getWaveId() + " is not in " + source.place(Topics.WAVES)
                    + ", so how its price came about cannot be told");
        } else {
            notes.addAll(notes(step));
        }
        return new Explanation.OfAssignment(
                assignment, step, at(queue, place - 1), at(queue, place + 1), settlements, notes);
    }

    private List<String> notes(WaveStep step) {
        List<String> notes = new ArrayList<>();
        if (step.wave().getPhase() != WavePhase.CLOSED) {
            notes.add("step " + step.number() + ": its end is not in " + source.place(Topics.WAVES));
        }
        if (step.alert() == null) {
            notes.add("step " + step.number() + ": no alert of " + step.wave().getMarket() + " at or before it is in "
                    + source.place(Topics.ALERTS));
        }
        return notes;
    }

    /** What was looked for, where, what is there instead, and what comes nearest. */
    private List<String> unknown() {
        String narrow = id.waveIds().iterator().next();
        boolean assignmentForm = id.waveIds().size() > 1;
        Topics.Topic topic = assignmentForm ? Topics.ASSIGNMENTS : Topics.WAVES;
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT,
                "no %s %s in %s; there are %d waves and %d assignments",
                assignmentForm ? "assignment" : "wave",
                id.text(),
                source.place(topic),
                log.waveIds().size(),
                log.assignmentCount()));
        List<String> assignments = log.assignments(narrow + "/").stream()
                .map(Assignment::getAssignmentId)
                .toList();
        String market = DecisionId.marketOf(narrow);
        List<String> waves = log.waveIds().stream()
                .filter(waveId -> DecisionId.marketOf(waveId).equals(market))
                .toList();
        if (assignmentForm && !assignments.isEmpty()) {
            lines.add("assignments of wave " + narrow + ": " + nearest(assignments));
        } else if (assignmentForm && log.waveIds().contains(narrow)) {
            lines.add("wave " + narrow + " has no assignments");
        } else if (!waves.isEmpty()) {
            lines.add("waves of " + market + ": " + nearest(waves));
        } else if (!log.waveIds().isEmpty()) {
            lines.add("no wave of " + market + "; others are " + nearest(List.copyOf(log.waveIds())));
        }
        return lines;
    }

    /** The ids whose numbers are nearest to the wanted ones, in their own order. */
    private String nearest(List<String> ids) {
        Function<String, BigInteger> distance = each -> DecisionId.number(each, 1)
                .subtract(DecisionId.number(id.text(), 1))
                .abs();
        Function<String, BigInteger> stepDistance = each -> DecisionId.number(each, 2)
                .subtract(DecisionId.number(id.text(), 2))
                .abs();
        List<String> chosen = ids.stream()
                .sorted(Comparator.comparing(stepDistance).thenComparing(distance))
                .limit(NEAREST)
                .toList();
        String text = String.join(", ", ids.stream().filter(chosen::contains).toList());
        return ids.size() > chosen.size() ? text + " and " + (ids.size() - chosen.size()) + " more" : text;
    }

    private static @Nullable Assignment at(List<Assignment> queue, int place) {
        return place < 0 || place >= queue.size() ? null : queue.get(place);
    }
}
