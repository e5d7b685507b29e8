package io.tearup.engine.model;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A rulebook as configured for one risk group: every rule by name, every number in engine units.
 *
 * @param name profile, for example {@code gate}
 * @param triggers ADL is armed while any of these clauses holds
 * @param warningPpm share of a trigger at which a warning is published, millionths, (0, 1]
 * @param stepLimit assignments emitted for one record; the rest of the wave continues with the next
 * @param lightsInterval least stream time between two publications of a market's lights, microseconds, 0 = no lights
 */
public record RulebookSpec(
        String name,
        List<Clause> triggers,
        InventoryPricing inventoryPricing,
        AccountPricing accountPricing,
        RankingRule ranking,
        AllocationRule allocation,
        StageRule stages,
        FeeRule fees,
        SettlementRule settlement,
        int warningPpm,
        int stepLimit,
        long lightsInterval) {
    /** Triggers that must be armed together. */
    public record Clause(List<TriggerSpec> allOf) {
        public Clause {
            allOf = List.copyOf(allOf);
            if (allOf.isEmpty()) {
                throw invalid("a clause of triggers is empty");
            }
        }
    }

    public RulebookSpec {
        triggers = List.copyOf(triggers);
        Set<String> ids = new HashSet<>();
        for (Clause clause : triggers) {
            for (TriggerSpec trigger : clause.allOf()) {
                if (trigger.id().isEmpty() || !ids.add(trigger.id())) {
                    throw invalid("trigger id '" + trigger.id() + "' is empty or used twice");
                }
            }
        }
        if (triggers.isEmpty() && accountPricing == AccountPricing.NONE) {
            throw invalid("has neither a trigger nor account-level ADL: it would never act");
        }
        if (warningPpm <= 0 || warningPpm > ExactMath.PPM) {
            throw invalid("warningShare must be within (0, 1], is " + Ratios.plain(warningPpm));
        }
        if (stepLimit <= 0) {
            throw invalid("stepLimit must be positive, is " + stepLimit);
        }
        if (lightsInterval < 0) {
            throw invalid("lightsIntervalMillis must not be negative");
        }
    }

    /** Every trigger of every clause, in the order of the clauses. */
    public List<TriggerSpec> allTriggers() {
        return triggers.stream().flatMap(clause -> clause.allOf().stream()).toList();
    }

    private static RejectedInput invalid(String fault) {
        return new RejectedInput(RejectReason.INVALID_CONFIGURATION, "rulebook: " + fault);
    }
}
