package io.tearup.engine.rulebook;

import io.tearup.engine.allocation.Allocation;
import io.tearup.engine.model.RulebookSpec;
import io.tearup.engine.ranking.Ranking;
import io.tearup.engine.trigger.Trigger;
import java.util.List;

/**
 * A rulebook ready to decide: its numbers and the parts it is composed of.
 *
 * @param spec name and numbers
 * @param triggers in the order in which they are evaluated
 */
public record Rulebook(RulebookSpec spec, List<Trigger> triggers, Ranking ranking, Allocation allocation) {
    public Rulebook {
        triggers = List.copyOf(triggers);
    }

    public String name() {
        return spec.name();
    }
}
