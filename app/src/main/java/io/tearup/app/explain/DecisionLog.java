package io.tearup.app.explain;

import io.tearup.app.records.RecordSource;
import io.tearup.catalogue.Topics;
import io.tearup.schemas.v1.Alert;
import io.tearup.schemas.v1.Assignment;
import io.tearup.schemas.v1.Posting;
import io.tearup.schemas.v1.Settlement;
import io.tearup.schemas.v1.Wave;
import io.tearup.schemas.v1.WavePhase;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * What the topics say about one id: everything of its wave, and the ids of all other waves.
 *
 * <p>Filled by a {@link RecordSource}, whose order matters: waves come before alerts, so that of a long history of alerts
 * only those in force need to be kept. A record that comes again, as after an aborted replay, takes the place of the first.
 */
final class DecisionLog {
    /** The topics an explanation is made of, in the order in which they are to be read. */
    static final List<Topics.Topic> TOPICS =
            List.of(Topics.WAVES, Topics.ASSIGNMENTS, Topics.SETTLEMENTS, Topics.ALERTS, Topics.POSTINGS);

    private final DecisionId wanted;
    private final Set<String> waveIds = new LinkedHashSet<>();
    private long assignmentCount;
    private final Map<String, TreeMap<Integer, Wave>> opened = new LinkedHashMap<>();
    private final Map<String, TreeMap<Integer, Wave>> closed = new LinkedHashMap<>();
    private final Map<String, AlertInForce> alerts = new LinkedHashMap<>();
    private final Map<String, Assignment> assignments = new LinkedHashMap<>();
    private final Map<String, Settlement> settlements = new LinkedHashMap<>();
    private final Map<String, Posting> postings = new LinkedHashMap<>();

    DecisionLog(DecisionId wanted) {
        this.wanted = wanted;
    }

    /** Takes the next record of a topic. */
    void add(SpecificRecord record) {
        if (record instanceof Wave wave) {
            addWave(wave);
        } else if (record instanceof Alert alert) {
            alerts.values().forEach(inForce -> inForce.offer(alert));
        } else if (record instanceof Assignment assignment) {
            assignmentCount++;
            if (wanted.waveIds().contains(assignment.getWaveId())) {
                assignments.put(assignment.getAssignmentId(), assignment);
            }
        } else if (record instanceof Settlement settlement) {
            if (wanted.waveIds().contains(settlement.getWaveId())) {
                settlements.put(settlement.getSettlementId(), settlement);
            }
        } else if (record instanceof Posting posting && wanted.waveIds().contains(posting.getWaveId())) {
            postings.put(posting.getPostingId(), posting);
        }
    }

    private void addWave(Wave wave) {
        String waveId = wave.getWaveId();
        waveIds.add(waveId);
        if (!wanted.waveIds().contains(waveId)) {
            return;
        }
        Map<String, TreeMap<Integer, Wave>> phase = wave.getPhase() == WavePhase.CLOSED ? closed : opened;
        phase.computeIfAbsent(waveId, id -> new TreeMap<>()).put(wave.getStep(), wave);
        // Either phase has the time, inventory and mark of the beginning.
        alerts.putIfAbsent(waveId + "/" + wave.getStep(), new AlertInForce(wave));
    }

    /** Every wave there is, in log order. */
    Set<String> waveIds() {
        return waveIds;
    }

    /** How many assignments there are, of every wave. */
    long assignmentCount() {
        return assignmentCount;
    }

    /** The assignment of an id, if it is there. */
    @Nullable
    Assignment assignment(String id) {
        return assignments.get(id);
    }

    /** The steps of a wave, ascending; empty if there is no such wave. */
    List<WaveStep> steps(String waveId) {
        TreeMap<Integer, Wave> steps = new TreeMap<>(opened.getOrDefault(waveId, new TreeMap<>()));
        steps.putAll(closed.getOrDefault(waveId, new TreeMap<>()));
        List<WaveStep> told = new ArrayList<>();
        steps.forEach((number, wave) -> {
            AlertInForce inForce = alerts.get(waveId + "/" + number);
            told.add(new WaveStep(
                    wave, inForce == null ? null : inForce.find(), assignments(waveId + "/" + number + "/")));
        });
        return told;
    }

    /** Assignments of a wave or of a step of it, whose ids begin with a text, in the order of selection. */
    List<Assignment> assignments(String prefix) {
        return assignments.values().stream()
                .filter(assignment -> assignment.getAssignmentId().startsWith(prefix))
                // Not by rank: each pass of a step counts its ranks from one.
                .sorted(Comparator.comparing(assignment -> DecisionId.number(assignment.getAssignmentId(), 1)))
                .toList();
    }

    /** Settlements of a wave. */
    List<Settlement> settlements(String waveId) {
        return of(settlements.values(), settlement -> settlement.getWaveId().equals(waveId));
    }

    /** Postings of a wave. */
    List<Posting> postings(String waveId) {
        return of(postings.values(), posting -> posting.getWaveId().equals(waveId));
    }

    private static <T> List<T> of(Collection<T> records, Predicate<T> wanted) {
        return records.stream().filter(wanted).toList();
    }
}
