package io.tearup.rulebook;

import io.tearup.engine.model.AccountPricing;
import io.tearup.engine.model.AllocationRule;
import io.tearup.engine.model.CodePointOrder;
import io.tearup.engine.model.ExactMath;
import io.tearup.engine.model.FeeRule;
import io.tearup.engine.model.InventoryPricing;
import io.tearup.engine.model.RankingRule;
import io.tearup.engine.model.Ratios;
import io.tearup.engine.model.RejectReason;
import io.tearup.engine.model.RejectedInput;
import io.tearup.engine.model.RulebookSpec;
import io.tearup.engine.model.RulebookSpec.Clause;
import io.tearup.engine.model.SettlementRule;
import io.tearup.engine.model.StageRule;
import io.tearup.engine.model.StageRule.Backstop;
import io.tearup.engine.model.TriggerSpec;
import io.tearup.yaml.YamlSection;
import java.io.StringReader;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;

/**
 * Reads a rulebook from its YAML document. Numbers are read as text and stay exact; every mistake is named with document,
 * line and key, all of them together.
 */
public final class RulebookReader {
    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");

    private final String name;
    private final int moneyScale;
    private final List<String> faults = new ArrayList<>();

    private RulebookReader(String name, int moneyScale) {
        this.name = name;
        this.moneyScale = moneyScale;
    }

    /** Kinds of triggers a document knows. */
    private enum TriggerKind {
        DRAWDOWN,
        POOL_EQUITY,
        MULTI_POOL,
        DEPLETION_RATE
    }

    /**
     * The rulebook of a document.
     *
     * @param document what the document is called in faults
     * @param moneyScale decimals of the group's minor unit
     * @throws RejectedInput {@code INVALID_CONFIGURATION} with every fault, one per line
     */
    public static RulebookSpec read(String document, String text, int moneyScale) {
        return new RulebookReader(document, moneyScale).parse(text);
    }

    private RulebookSpec parse(String text) {
        Node root;
        try {
            root = new Yaml(new SafeConstructor(new LoaderOptions())).compose(new StringReader(text));
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
            throw invalid(List.of(name + ":" + line + ": is no YAML: " + e.getProblem()));
        } catch (YAMLException e) {
            // Characters that YAML does not allow, or nesting and aliases beyond bounds: there is no line to name.
            throw invalid(List.of(name + ": is no YAML: " + e.getMessage()));
        }
        YamlSection top = new YamlSection(name, "", root, faults);
        String rulebook = top.required("name");
        List<Clause> clauses = new ArrayList<>();
        for (YamlSection trigger : top.anySections("triggers")) {
            clauses.add(clause(trigger));
        }
        InventoryPricing inventory = top.word("inventoryPricing", InventoryPricing.class, true);
        AccountPricing account = top.word("accountPricing", AccountPricing.class, true);
        RankingRule ranking = ranking(top.section("ranking"));
        AllocationRule allocation = allocation(top.section("allocation"));
        StageRule stages = stages(top.section("stages"));
        FeeRule fees = fees(top.section("fees"));
        SettlementRule settlement = settlement(top.section("settlement"));
        int warning = ratio(top, "warningShare", new BigDecimal("0.8"));
        Long steps = top.whole("stepLimit", 1, 1_000_000);
        long lights = duration(top, "lightsInterval", "10s");
        top.end(
                "name",
                "triggers",
                "inventoryPricing",
                "accountPricing",
                "ranking",
                "allocation",
                "stages",
                "fees",
                "settlement",
                "warningShare",
                "stepLimit",
                "lightsInterval");
        if (!faults.isEmpty()) {
            throw invalid(faults);
        }
        RulebookSpec spec = checked(
                top,
                () -> new RulebookSpec(
                        rulebook,
                        clauses,
                        inventory,
                        account,
                        ranking,
                        allocation,
                        stages,
                        fees,
                        settlement,
                        warning,
                        steps == null ? 20_000 : steps.intValue(),
                        lights));
        if (spec == null || !faults.isEmpty()) {
            throw invalid(faults);
        }
        return spec;
    }

    private Clause clause(YamlSection section) {
        if (!section.has("allOf")) {
            return new Clause(List.of(trigger(section)));
        }
        List<TriggerSpec> allOf = new ArrayList<>();
        for (YamlSection member : section.sections("allOf")) {
            allOf.add(trigger(member));
        }
        section.end("allOf");
        return allOf.isEmpty() ? new Clause(List.of(new TriggerSpec.MultiPool("?"))) : new Clause(allOf);
    }

    private TriggerSpec trigger(YamlSection section) {
        int before = faults.size();
        TriggerKind kind = section.word("kind", TriggerKind.class, false);
        if (faults.size() > before) {
            // Nothing can be said about the keys of a kind that is not known.
            return new TriggerSpec.MultiPool("?");
        }
        String id = section.text("id", kind.name().toLowerCase(Locale.ROOT).replace('_', '-'));
        TriggerSpec otherwise = new TriggerSpec.MultiPool(id);
        TriggerSpec trigger = switch (kind) {
            case DRAWDOWN -> {
                long window = duration(section, "window", "");
                int at = ratio(section, "trigger", null);
                int stop = ratio(section, "stop", null);
                long minBalance = money(section, "minBalance");
                boolean inclusive = !section.has("inclusive") || section.flag("inclusive");
                section.end("kind", "id", "window", "trigger", "stop", "minBalance", "inclusive");
                yield checked(section, () -> new TriggerSpec.Drawdown(id, window, at, stop, minBalance, inclusive));
            }
            case POOL_EQUITY -> {
                long stop = money(section, "stop");
                section.end("kind", "id", "stop");
                yield checked(section, () -> new TriggerSpec.PoolEquity(id, stop));
            }
            case MULTI_POOL -> {
                section.end("kind", "id");
                yield otherwise;
            }
            case DEPLETION_RATE -> {
                long window = duration(section, "window", "");
                int at = ratio(section, "trigger", null);
                int stop = ratio(section, "stop", null);
                boolean inclusive = !section.has("inclusive") || section.flag("inclusive");
                section.end("kind", "id", "window", "trigger", "stop", "inclusive");
                yield checked(section, () -> new TriggerSpec.Depletion(id, window, at, stop, inclusive));
            }
        };
        return trigger == null ? otherwise : trigger;
    }

    private RankingRule ranking(YamlSection section) {
        RankingRule.Kind kind = section.word("kind", RankingRule.Kind.class, false);
        Integer neutral = section.has("deltaNeutral") ? Integer.valueOf(ratio(section, "deltaNeutral", null)) : null;
        section.end("kind", "deltaNeutral");
        RankingRule rule = checked(section, () -> new RankingRule(kind, neutral));
        return rule == null ? new RankingRule(kind, null) : rule;
    }

    private AllocationRule allocation(YamlSection section) {
        AllocationRule.Kind kind = section.word("kind", AllocationRule.Kind.class, false);
        int share = ratio(section, "maxShare", BigDecimal.ONE);
        Integer burden = section.has("burdenCap") ? Integer.valueOf(ratio(section, "burdenCap", null)) : null;
        boolean never = section.flag("neverRaiseLeverage");
        section.end("kind", "maxShare", "burdenCap", "neverRaiseLeverage");
        AllocationRule rule = checked(section, () -> new AllocationRule(kind, share, burden, never));
        return rule == null ? new AllocationRule(kind, (int) ExactMath.PPM, null, false) : rule;
    }

    private StageRule stages(YamlSection section) {
        List<Backstop> backstops = new ArrayList<>();
        for (YamlSection provider : section.anySections("backstops")) {
            String account = provider.required("account");
            long notional = money(provider, "maxNotional");
            provider.end("account", "maxNotional");
            Backstop backstop = checked(provider, () -> new Backstop(account, notional));
            if (backstop != null) {
                backstops.add(backstop);
            }
        }
        backstops.sort(Comparator.comparing(Backstop::account, CodePointOrder.INSTANCE));
        boolean second = section.flag("secondPass");
        boolean gains = section.flag("gainsHaircut");
        Integer band = section.has("priceBand") ? Integer.valueOf(ratio(section, "priceBand", null)) : null;
        section.end("backstops", "secondPass", "gainsHaircut", "priceBand");
        StageRule rule = checked(section, () -> new StageRule(backstops, second, gains, band));
        return rule == null ? new StageRule(List.of(), false, false, null) : rule;
    }

    private FeeRule fees(YamlSection section) {
        int counterparty = ratio(section, "counterparty", BigDecimal.ZERO);
        int pool = ratio(section, "pool", BigDecimal.ZERO);
        section.end("counterparty", "pool");
        FeeRule rule = checked(section, () -> new FeeRule(counterparty, pool));
        return rule == null ? FeeRule.NONE : rule;
    }

    private SettlementRule settlement(YamlSection section) {
        boolean confirmed = section.word("kind", SettlementRule.Kind.class, true) == SettlementRule.Kind.CONFIRMED;
        long expiry = confirmed || section.has("expiry") ? duration(section, "expiry", "30s") : 0;
        Long retries = section.whole("retries", 0, 1_000);
        section.end("kind", "expiry", "retries");
        int most = retries != null ? retries.intValue() : confirmed ? 3 : 0;
        SettlementRule rule = checked(
                section,
                () -> new SettlementRule(
                        confirmed ? SettlementRule.Kind.CONFIRMED : SettlementRule.Kind.IMMEDIATE, expiry, most));
        return rule == null ? SettlementRule.IMMEDIATE : rule;
    }

    /** A ratio in millionths; must be there if it has no default. */
    private int ratio(YamlSection section, String key, @Nullable BigDecimal otherwise) {
        BigDecimal value = otherwise == null ? section.requiredDecimal(key) : section.decimal(key);
        BigDecimal ratio = value == null ? otherwise : value;
        if (ratio == null) {
            return 0;
        }
        try {
            return Ratios.ppm(ratio, key);
        } catch (RejectedInput e) {
            section.fault(key, "has more than six decimals or is out of range: " + ratio.toPlainString());
            return 0;
        }
    }

    /** An amount in minor units, 0 where it is absent. */
    private long money(YamlSection section, String key) {
        BigDecimal amount = section.decimal(key);
        if (amount == null) {
            return 0;
        }
        try {
            return amount.movePointRight(moneyScale).longValueExact();
        } catch (ArithmeticException e) {
            section.fault(
                    key, amount.toPlainString() + " is finer than the minor unit 1e-" + moneyScale + " or too large");
            return 0;
        }
    }

    /** A duration such as {@code 8h} in microseconds; must be there if the default is empty. */
    private static long duration(YamlSection section, String key, String otherwise) {
        String text = otherwise.isEmpty() ? section.required(key) : section.text(key, otherwise);
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            if (!text.isEmpty()) {
                section.fault(key, "'" + text + "' is no duration; write a whole number and one of ms, s, m, h, d");
            }
            return 1;
        }
        long unit = switch (matcher.group(2)) {
            case "ms" -> 1_000L;
            case "s" -> 1_000_000L;
            case "m" -> 60_000_000L;
            case "h" -> 3_600_000_000L;
            default -> 86_400_000_000L;
        };
        return Long.parseLong(matcher.group(1)) * unit;
    }

    /** Lets the engine judge what it will be given; its refusal is a fault of the section. */
    private static <T> @Nullable T checked(YamlSection section, Supplier<T> made) {
        try {
            return made.get();
        } catch (RejectedInput e) {
            section.fault(String.valueOf(e.getMessage()));
            return null;
        }
    }

    private static RejectedInput invalid(List<String> faults) {
        return new RejectedInput(RejectReason.INVALID_CONFIGURATION, String.join("\n", faults));
    }
}
