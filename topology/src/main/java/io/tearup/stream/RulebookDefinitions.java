package io.tearup.stream;

import io.tearup.engine.model.AllocationRule;
import io.tearup.engine.model.RankingRule;
import io.tearup.engine.model.Ratios;
import io.tearup.engine.model.RejectReason;
import io.tearup.engine.model.RejectedInput;
import io.tearup.engine.model.RulebookSpec;
import io.tearup.engine.model.RulebookSpec.Clause;
import io.tearup.engine.model.TriggerSpec;
import io.tearup.rulebook.Profiles;
import io.tearup.rulebook.RulebookReader;
import io.tearup.schemas.v1.RulebookDefinition;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** From a rulebook as a control record names it to the rulebook the engine decides by. */
public final class RulebookDefinitions {
    private RulebookDefinitions() {}

    /**
     * The document or the built-in profile, with the record's own numbers in place of the document's; those of the
     * drawdown hold for every drawdown trigger.
     *
     * @param moneyScale decimals of the group's minor unit
     * @throws RejectedInput {@code INVALID_CONFIGURATION} with every fault
     */
    public static RulebookSpec resolve(RulebookDefinition definition, int moneyScale) {
        String name = definition.getName();
        String document = definition.getDocument();
        RulebookSpec base = document == null
                ? Profiles.spec(name, moneyScale)
                : RulebookReader.read("rulebook " + name, document, moneyScale);
        if (!base.name().equals(name)) {
            throw new RejectedInput(
                    RejectReason.INVALID_CONFIGURATION,
                    "rulebook " + name + ": its document is called '" + base.name() + "'");
        }
        List<Clause> clauses = base.triggers().stream()
                .map(clause -> new Clause(clause.allOf().stream()
                        .map(trigger -> trigger(trigger, definition, moneyScale))
                        .toList()))
                .toList();
        Integer stepLimit = definition.getStepLimit();
        Long lights = definition.getLightsIntervalMillis();
        return new RulebookSpec(
                base.name(),
                clauses,
                base.inventoryPricing(),
                base.accountPricing(),
                ranking(definition.getRanking(), base.ranking()),
                allocation(definition.getAllocation(), base.allocation()),
                base.stages(),
                base.fees(),
                base.settlement(),
                ratio(definition.getWarningShare(), base.warningPpm(), "warningShare"),
                stepLimit == null ? base.stepLimit() : stepLimit,
                lights == null ? base.lightsInterval() : Math.multiplyExact(lights, 1000L));
    }

    private static RankingRule ranking(@Nullable String name, RankingRule otherwise) {
        return name == null
                ? otherwise
                : new RankingRule(named(RankingRule.Kind.class, name, "ranking"), otherwise.deltaNeutralPpm());
    }

    private static AllocationRule allocation(@Nullable String name, AllocationRule otherwise) {
        return name == null
                ? otherwise
                : new AllocationRule(
                        named(AllocationRule.Kind.class, name, "allocation"),
                        otherwise.maxSharePpm(),
                        otherwise.burdenCapPpm(),
                        otherwise.neverRaiseLeverage());
    }

    private static <E extends Enum<E>> E named(Class<E> type, String name, String what) {
        for (E constant : type.getEnumConstants()) {
            if (constant.name().equals(name)) {
                return constant;
            }
        }
        throw new RejectedInput(
                RejectReason.INVALID_CONFIGURATION,
                "rulebook " + what + ": unknown '" + name + "', known are " + Arrays.toString(type.getEnumConstants()));
    }

    private static TriggerSpec trigger(TriggerSpec trigger, RulebookDefinition definition, int moneyScale) {
        if (!(trigger instanceof TriggerSpec.Drawdown drawdown)) {
            return trigger;
        }
        Integer minutes = definition.getWindowMinutes();
        BigDecimal minBalance = definition.getMinBalance();
        return new TriggerSpec.Drawdown(
                drawdown.id(),
                minutes == null ? drawdown.window() : minutes * 60_000_000L,
                ratio(definition.getDrawdownTrigger(), drawdown.triggerPpm(), "drawdownTrigger"),
                ratio(definition.getDrawdownStop(), drawdown.stopPpm(), "drawdownStop"),
                minBalance == null ? drawdown.minBalance() : minor(minBalance, moneyScale),
                drawdown.inclusive());
    }

    private static long minor(BigDecimal amount, int moneyScale) {
        try {
            return amount.movePointRight(moneyScale).longValueExact();
        } catch (ArithmeticException e) {
            throw new RejectedInput(
                    RejectReason.INVALID_CONFIGURATION,
                    "rulebook minBalance: " + amount.toPlainString() + " is finer than the minor unit or too large");
        }
    }

    private static int ratio(@Nullable BigDecimal value, int otherwise, String what) {
        return value == null ? otherwise : Ratios.ppm(value, "rulebook " + what);
    }
}
