package io.tearup.engine.rulebook;

import io.tearup.engine.allocation.Allocation;
import io.tearup.engine.decision.Criterion;
import io.tearup.engine.model.InventoryPricing;
import io.tearup.engine.model.Market;
import io.tearup.engine.model.Pool;
import io.tearup.engine.model.RulebookSpec;
import io.tearup.engine.price.BankruptcyQuote;
import io.tearup.engine.price.Quote;
import io.tearup.engine.ranking.Ranking;
import io.tearup.engine.trigger.DrawdownTrigger;
import io.tearup.engine.trigger.Trigger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A rulebook ready to decide: its numbers and the parts it is composed of.
 *
 * @param clauses ADL is armed while all triggers of one of them are
 * @param triggers every trigger in the order in which it is evaluated: by criterion, then as written
 */
public record Rulebook(
        RulebookSpec spec,
        List<List<Trigger>> clauses,
        List<Trigger> triggers,
        Ranking ranking,
        Allocation allocation) {

    /** What a market asks for: the criterion that is armed, and the price if something is to be done. */
    public record Demand(
            @Nullable Criterion armed, @Nullable Quote quote) {}

    /** Composes what a specification names. */
    public static Rulebook of(RulebookSpec spec) {
        List<List<Trigger>> clauses = new ArrayList<>();
        List<Trigger> triggers = new ArrayList<>();
        for (RulebookSpec.Clause clause : spec.triggers()) {
            List<Trigger> allOf = clause.allOf().stream().map(Trigger::of).toList();
            clauses.add(allOf);
            triggers.addAll(allOf);
        }
        triggers.sort(Comparator.comparing(Trigger::criterion));
        return new Rulebook(
                spec,
                List.copyOf(clauses),
                List.copyOf(triggers),
                Ranking.of(spec.ranking().kind()),
                Allocation.of(spec.allocation().kind()));
    }

    public String name() {
        return spec.name();
    }

    /** The first drawdown trigger, whose inputs an alert shows in full; null if there is none. */
    public @Nullable DrawdownTrigger drawdown() {
        for (Trigger trigger : triggers) {
            if (trigger instanceof DrawdownTrigger drawdown) {
                return drawdown;
            }
        }
        return null;
    }

    /** What a market of a pool asks for now: of several armed triggers the price better for the pool holds. */
    public Demand demand(Pool pool, Market market) {
        Criterion armed = null;
        Quote best = null;
        for (Trigger trigger : triggers) {
            if (!trigger.isArmed(pool, market) || !isEffective(trigger, pool, market)) {
                continue;
            }
            armed = armed == null ? trigger.criterion() : armed;
            if (market.inventoryLots() == 0 || !market.hasMark()) {
                continue;
            }
            Quote quote = quote(trigger, pool, market);
            if (quote != null && (best == null || quote.isBetterThan(best, market))) {
                best = quote;
            }
        }
        return new Demand(best == null ? armed : best.criterion(), best);
    }

    private boolean isEffective(Trigger trigger, Pool pool, Market market) {
        for (List<Trigger> clause : clauses) {
            if (clause.contains(trigger)) {
                return clause.size() == 1 || clause.stream().allMatch(member -> member.isArmed(pool, market));
            }
        }
        return false;
    }

    private @Nullable Quote quote(Trigger trigger, Pool pool, Market market) {
        Quote quote = switch (spec.inventoryPricing()) {
            case CAP -> trigger.quote(pool, market);
            case BANKRUPTCY -> BankruptcyQuote.of(trigger.criterion(), market);
            case MARK -> BankruptcyQuote.atMark(trigger.criterion(), market);
        };
        // At mark the pool gains nothing, it only stops losing.
        boolean worthwhile =
                quote != null && (spec.inventoryPricing() == InventoryPricing.MARK || quote.isBetterThanMark(market));
        return worthwhile ? quote : null;
    }
}
