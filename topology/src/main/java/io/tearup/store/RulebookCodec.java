package io.tearup.store;

import io.tearup.engine.model.AccountPricing;
import io.tearup.engine.model.AllocationRule;
import io.tearup.engine.model.FeeRule;
import io.tearup.engine.model.InventoryPricing;
import io.tearup.engine.model.RankingRule;
import io.tearup.engine.model.RulebookSpec;
import io.tearup.engine.model.RulebookSpec.Clause;
import io.tearup.engine.model.SettlementRule;
import io.tearup.engine.model.StageRule;
import io.tearup.engine.model.StageRule.Backstop;
import io.tearup.engine.model.TriggerSpec;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Layout of a rulebook within the configuration row. */
final class RulebookCodec {
    /** Kinds of triggers by the name they are stored under: never renamed. */
    private enum TriggerKind {
        DRAWDOWN,
        POOL_EQUITY,
        MULTI_POOL,
        DEPLETION
    }

    private RulebookCodec() {}

    static void write(RowWriter to, RulebookSpec rulebook) {
        to.text(rulebook.name()).small(rulebook.triggers().size());
        for (Clause clause : rulebook.triggers()) {
            to.small(clause.allOf().size());
            clause.allOf().forEach(trigger -> write(to, trigger));
        }
        to.text(rulebook.inventoryPricing().name())
                .text(rulebook.accountPricing().name());
        RankingRule ranking = rulebook.ranking();
        to.text(ranking.kind().name());
        optional(to, ranking.deltaNeutralPpm());
        AllocationRule allocation = rulebook.allocation();
        to.text(allocation.kind().name()).small(allocation.maxSharePpm());
        optional(to, allocation.burdenCapPpm());
        to.flag(allocation.neverRaiseLeverage());
        StageRule stages = rulebook.stages();
        to.small(stages.backstops().size());
        stages.backstops().forEach(b -> to.text(b.account()).number(b.maxNotional()));
        to.flag(stages.secondPass()).flag(stages.gainsHaircut());
        optional(to, stages.priceBandPpm());
        to.small(rulebook.fees().counterpartyPpm())
                .small(rulebook.fees().poolPpm())
                .text(rulebook.settlement().kind().name())
                .number(rulebook.settlement().expiry())
                .small(rulebook.settlement().retries())
                .small(rulebook.warningPpm())
                .small(rulebook.stepLimit())
                .number(rulebook.lightsInterval());
    }

    static RulebookSpec read(RowReader in) {
        return new RulebookSpec(
                in.text(),
                clauses(in),
                RowCodec.name(InventoryPricing.class, in.text()),
                RowCodec.name(AccountPricing.class, in.text()),
                new RankingRule(RowCodec.name(RankingRule.Kind.class, in.text()), optional(in)),
                new AllocationRule(
                        RowCodec.name(AllocationRule.Kind.class, in.text()), in.small(), optional(in), in.flag()),
                new StageRule(backstops(in), in.flag(), in.flag(), optional(in)),
                new FeeRule(in.small(), in.small()),
                settlement(in),
                in.small(),
                in.small(),
                in.number());
    }

    private static SettlementRule settlement(RowReader in) {
        return new SettlementRule(RowCodec.name(SettlementRule.Kind.class, in.text()), in.number(), in.small());
    }

    private static List<Clause> clauses(RowReader in) {
        List<Clause> clauses = new ArrayList<>();
        for (int left = in.small(); left > 0; left--) {
            List<TriggerSpec> allOf = new ArrayList<>();
            for (int triggers = in.small(); triggers > 0; triggers--) {
                allOf.add(trigger(in));
            }
            clauses.add(new Clause(allOf));
        }
        return clauses;
    }

    private static List<Backstop> backstops(RowReader in) {
        List<Backstop> backstops = new ArrayList<>();
        for (int left = in.small(); left > 0; left--) {
            backstops.add(new Backstop(in.text(), in.number()));
        }
        return backstops;
    }

    private static void write(RowWriter to, TriggerSpec trigger) {
        if (trigger instanceof TriggerSpec.Drawdown d) {
            to.text(TriggerKind.DRAWDOWN.name())
                    .text(d.id())
                    .number(d.window())
                    .small(d.triggerPpm())
                    .small(d.stopPpm())
                    .number(d.minBalance())
                    .flag(d.inclusive());
        } else if (trigger instanceof TriggerSpec.Depletion d) {
            to.text(TriggerKind.DEPLETION.name())
                    .text(d.id())
                    .number(d.window())
                    .small(d.triggerPpm())
                    .small(d.stopPpm())
                    .flag(d.inclusive());
        } else if (trigger instanceof TriggerSpec.PoolEquity e) {
            to.text(TriggerKind.POOL_EQUITY.name()).text(e.id()).number(e.stop());
        } else {
            to.text(TriggerKind.MULTI_POOL.name()).text(trigger.id());
        }
    }

    private static TriggerSpec trigger(RowReader in) {
        return switch (RowCodec.name(TriggerKind.class, in.text())) {
            case DRAWDOWN ->
                new TriggerSpec.Drawdown(in.text(), in.number(), in.small(), in.small(), in.number(), in.flag());
            case DEPLETION -> new TriggerSpec.Depletion(in.text(), in.number(), in.small(), in.small(), in.flag());
            case POOL_EQUITY -> new TriggerSpec.PoolEquity(in.text(), in.number());
            case MULTI_POOL -> new TriggerSpec.MultiPool(in.text());
        };
    }

    private static void optional(RowWriter to, @Nullable Integer value) {
        to.flag(value != null);
        if (value != null) {
            to.small(value);
        }
    }

    private static @Nullable Integer optional(RowReader in) {
        return in.flag() ? in.small() : null;
    }
}
