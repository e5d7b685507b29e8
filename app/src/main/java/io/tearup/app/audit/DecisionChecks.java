package io.tearup.app.audit;

import io.tearup.schemas.v1.Assignment;
import io.tearup.schemas.v1.AuditEntry;
import io.tearup.schemas.v1.AuditKind;
import io.tearup.schemas.v1.Posting;
import io.tearup.schemas.v1.Settlement;
import io.tearup.schemas.v1.SettlementStatus;
import io.tearup.schemas.v1.Wave;
import io.tearup.schemas.v1.WavePhase;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;

/**
 * What must hold of a run's decisions whatever the rules are: nothing exists twice, postings of a wave sum to zero by asset, what a wave
 * demanded was closed, waits for the venue or is its residual, no more of an assignment is closed than was assigned, the audit trail has no gap and tells of no broken invariant.
 */
final class DecisionChecks {
    private final Map<String, BigDecimal> assigned = new HashMap<>();
    private final Set<String> settled = new HashSet<>();
    private final Set<String> posted = new HashSet<>();
    private final Map<String, BigDecimal> sums = new TreeMap<>();
    private long audited;
    private int waves;

    /** Takes the next record of any output topic, in the order of writing. */
    void next(SpecificRecord record) {
        if (record instanceof Assignment assignment) {
            requireNew(assigned.keySet(), "assignment", assignment.getAssignmentId());
            assigned.put(assignment.getAssignmentId(), assignment.getQuantity());
        } else if (record instanceof Settlement settlement) {
            requireNew(settled, "settlement", settlement.getSettlementId());
            settled.add(settlement.getSettlementId());
            close(settlement);
        } else if (record instanceof Posting posting) {
            requireNew(posted, "posting", posting.getPostingId());
            posted.add(posting.getPostingId());
            sums.merge(posting.getWaveId() + " " + posting.getAsset(), posting.getAmount(), BigDecimal::add);
        } else if (record instanceof Wave wave && wave.getPhase() == WavePhase.CLOSED) {
            waves++;
            BigDecimal done =
                    wave.getClosedQuantity().add(wave.getReservedQuantity()).add(wave.getResidual());
            if (done.compareTo(wave.getDemand()) != 0) {
                throw new Wrong(wave.getWaveId() + ": closed, reserved and residual are not the demand");
            }
        } else if (record instanceof AuditEntry entry) {
            if (entry.getKind() == AuditKind.INVARIANT_BROKEN || entry.getSequence() != ++audited) {
                throw new Wrong("audit entry " + audited + " is " + entry);
            }
        }
    }

    private void close(Settlement settlement) {
        BigDecimal left = assigned.get(settlement.getAssignmentId());
        if (left != null && settlement.getStatus() == SettlementStatus.POSTED) {
            BigDecimal after = left.subtract(settlement.getQuantity());
            if (after.signum() < 0) {
                throw new Wrong(settlement.getSettlementId() + " closes more than was assigned");
            }
            assigned.put(settlement.getAssignmentId(), after);
        }
    }

    /** Requires what holds at the end. */
    void end() {
        sums.forEach((wave, sum) -> {
            if (sum.signum() != 0) {
                throw new Wrong("postings of " + wave + " sum to " + sum.toPlainString());
            }
        });
    }

    int waves() {
        return waves;
    }

    int assignments() {
        return assigned.size();
    }

    private static void requireNew(Set<String> known, String what, String id) {
        if (known.contains(id)) {
            throw new Wrong(what + " " + id + " exists twice");
        }
    }
}
