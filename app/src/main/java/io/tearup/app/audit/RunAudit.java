package io.tearup.app.audit;

import io.tearup.app.exact.RunRecord;
import io.tearup.catalogue.RecordDeserializer;
import io.tearup.catalogue.Topics;
import io.tearup.engine.Books;
import io.tearup.engine.model.RiskGroup;
import io.tearup.schemas.v1.AuditEntry;
import io.tearup.schemas.v1.AuditKind;
import io.tearup.schemas.v1.DeadLetter;
import io.tearup.schemas.v1.RejectReason;
import io.tearup.schemas.v1.Settlement;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/**
 * Audits one risk group's task, input by input with what each caused.
 *
 * <ol>
 *   <li>Every input was applied, repeated without effect, or refused with one dead letter, at once or after it waited.
 *   <li>Positions, and money from outside, are those of an {@link IndependentBooks independent account}.
 *   <li>{@link DecisionChecks} hold of what was decided.
 * </ol>
 */
public final class RunAudit {
    /**
     * What was counted.
     *
     * @param applied inputs that were taken into account, marks and controls among them
     * @param repeated inputs whose id was applied before, without effect
     * @param refused inputs with a dead letter, by reason
     * @param waiting liquidations that still wait for what they may have overtaken
     */
    public record Counted(
            int applied, int repeated, Map<RejectReason, Integer> refused, int waiting, int waves, int assignments) {}

    private final IndependentBooks books;
    private final DecisionChecks decisions = new DecisionChecks();
    private final RecordDeserializer<SpecificRecord> reader;

    /** @param reader of the registry whose schemas the records name; stays open */
    public RunAudit(String group, RecordDeserializer<SpecificRecord> reader) {
        this.books = new IndependentBooks(group);
        this.reader = reader;
    }

    /**
     * Takes the next input.
     *
     * @param effects records that came of it, the order log's left out
     * @throws Wrong if they cannot both be right
     */
    public void take(RunRecord input, List<SpecificRecord> effects) {
        List<DeadLetter> letters = effects.stream()
                .filter(DeadLetter.class::isInstance)
                .map(DeadLetter.class::cast)
                .filter(letter -> !books.isWaiting(placeOf(letter)))
                .toList();
        if (letters.size() > 1) {
            throw new Wrong(input.place() + " has " + letters.size() + " dead letters");
        }
        DeadLetter letter = letters.isEmpty() ? null : letters.get(0);
        boolean waits = effects.stream()
                .anyMatch(effect -> effect instanceof AuditEntry entry
                        && entry.getKind() == AuditKind.INPUT_WAITS
                        && isAbout(entry, input.place()));
        if (waits) {
            books.waits(input, decoded(input));
        } else {
            books.input(input, decoded(input), letter, effects.size());
        }
        for (SpecificRecord effect : effects) {
            decisions.next(effect);
            if (effect instanceof Settlement settlement) {
                books.settlement(settlement);
            } else if (effect instanceof AuditEntry entry && entry.getKind() == AuditKind.INPUT_TAKEN) {
                String detail = entry.getDetail();
                books.waitedFor(detail.substring(0, Math.max(0, detail.indexOf(' '))), null);
            } else if (effect instanceof DeadLetter said && said != letter) {
                books.waitedFor(placeOf(said), said);
            }
        }
    }

    private static boolean isAbout(AuditEntry entry, String place) {
        return entry.getDetail().startsWith(place + " ");
    }

    private static String placeOf(DeadLetter letter) {
        return letter.getSourceTopic() + "-" + letter.getSourcePartition() + "@" + letter.getSourceOffset();
    }

    /** The record, if it is one of its topic. */
    private @Nullable SpecificRecord decoded(RunRecord record) {
        try {
            SpecificRecord value = reader.deserialize(record.topic(), record.value());
            return Topics.byName(record.topic()).orElseThrow().type().isInstance(value) ? value : null;
        } catch (SerializationException e) {
            return null;
        }
    }

    /**
     * Compares with the state at the end.
     *
     * @throws Wrong if positions, money or the postings' sums are not what they should be
     */
    public Counted end(RiskGroup state) {
        decisions.end();
        books.requireEqual(state);
        if (state.early().size() != books.waiting()) {
            throw new Wrong(state.early().size() + " inputs wait, there should be " + books.waiting());
        }
        List<String> faults = Books.faults(state);
        if (!faults.isEmpty()) {
            throw new Wrong("the books do not balance: " + faults);
        }
        return new Counted(
                books.applied(),
                books.repeated(),
                books.refused(),
                books.waiting(),
                decisions.waves(),
                decisions.assignments());
    }
}
