package io.tearup.engine.rulebook;

import io.tearup.engine.allocation.QueueAllocation;
import io.tearup.engine.model.RejectReason;
import io.tearup.engine.model.RejectedInput;
import io.tearup.engine.model.RulebookSpec;
import io.tearup.engine.ranking.LeveragedReturn;
import io.tearup.engine.trigger.DrawdownTrigger;
import io.tearup.engine.trigger.PoolEquityTrigger;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The named venue profiles and what each is composed of.
 *
 * <p>{@code gate} and {@code bybit} (their public ADL pages): drawdown over 8 hours, armed at 30 % and off at 25 %, and the
 * pool's equity; cap price; leveraged return; queue.
 */
public final class Rulebooks {
    private static final Set<String> NAMES = Set.of("gate", "bybit");
    private static final long HOUR = 3600L * 1_000_000;

    private Rulebooks() {}

    /** Known profiles, ascending. */
    public static Set<String> names() {
        return new TreeSet<>(NAMES);
    }

    /**
     * A profile's own numbers.
     *
     * @throws RejectedInput {@code INVALID_CONFIGURATION} for an unknown name, listing the known ones
     */
    public static RulebookSpec defaults(String name) {
        requireKnown(name);
        return new RulebookSpec(name, 300_000, 250_000, 8 * HOUR, 0, 800_000, 20_000, 10_000_000);
    }

    /** Composes the rulebook a specification names. */
    public static Rulebook of(RulebookSpec spec) {
        requireKnown(spec.name());
        return new Rulebook(
                spec,
                List.of(new PoolEquityTrigger(), new DrawdownTrigger(spec)),
                new LeveragedReturn(),
                new QueueAllocation());
    }

    private static void requireKnown(String name) {
        if (!NAMES.contains(name)) {
            throw new RejectedInput(
                    RejectReason.INVALID_CONFIGURATION, "unknown rulebook '" + name + "', known are " + names());
        }
    }
}
