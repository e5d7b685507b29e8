package io.tearup.engine.allocation;

import io.tearup.engine.model.Fraction;
import io.tearup.engine.model.Side;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The two passes of a wave over counterparties in queue order. Vectors: {@code alp.fill_plan}.
 *
 * <p>First pass, at the ADL price: whoever is in liquidation is excluded, whoever would give up more than its unrealised
 * profit is skipped. Second pass, if the rulebook has one: those skipped that are in profit at mark, at their own entry
 * price; what that falls short of the ADL price is the pool's.
 */
public final class FillPlan {
    private final Fraction price;
    private final Fraction mark;

    /** A counterparty; {@code equity} at mark, null where it is not guarded. */
    public record Counterparty(
            String id,
            Side side,
            Fraction quantity,
            Fraction entry,
            @Nullable Fraction equity,
            boolean inLiquidation) {}

    /** What one counterparty trades; {@code haircut} is what it gives up against mark, in all. */
    public record Fill(String id, Side side, Fraction quantity, Fraction price, Fraction haircut, Fraction realised) {}

    /** Fills in order, ids passed over for each reason, and what is not covered. */
    public record Result(List<Fill> fills, List<String> skipped, List<String> excluded, Fraction remaining) {
        public Result {
            fills = List.copyOf(fills);
            skipped = List.copyOf(skipped);
            excluded = List.copyOf(excluded);
        }
    }

    public FillPlan(Fraction price, Fraction mark) {
        this.price = price;
        this.mark = mark;
    }

    /** Unrealised profit per unit at a price. */
    public static Fraction profit(Side side, Fraction entry, Fraction at) {
        return at.minus(entry).times(side.sign());
    }

    /** What a counterparty gives up per unit against mark at a price; negative = it gains. */
    public static Fraction haircut(Side side, Fraction at, Fraction mark) {
        return mark.minus(at).times(side.sign());
    }

    /** Whether a price would take principal: it lies beyond the entry. */
    public static boolean takesPrincipal(Side side, Fraction entry, Fraction at) {
        return profit(side, entry, at).isNegative();
    }

    /** Whole lots that an equity can give a haircut on: {@code floor(equity / haircut)}, not negative. */
    public static BigInteger guarded(Fraction equity, Fraction haircut) {
        return equity.over(haircut).floor().max(BigInteger.ZERO);
    }

    public Result allocate(Fraction need, List<Counterparty> queue, boolean secondPass) {
        List<Fill> fills = new ArrayList<>();
        List<String> skipped = new ArrayList<>();
        List<String> excluded = new ArrayList<>();
        List<Counterparty> left = new ArrayList<>();
        Fraction remaining = need;
        for (Counterparty counterparty : queue) {
            if (!remaining.isPositive()) {
                break;
            }
            if (counterparty.inLiquidation()) {
                excluded.add(counterparty.id());
            } else if (takesPrincipal(counterparty.side(), counterparty.entry(), price)) {
                skipped.add(counterparty.id());
                left.add(counterparty);
            } else {
                remaining = remaining.minus(fill(counterparty, remaining, price, fills));
            }
        }
        if (secondPass) {
            for (Counterparty counterparty : left) {
                if (!remaining.isPositive()) {
                    break;
                }
                if (profit(counterparty.side(), counterparty.entry(), mark).isPositive()) {
                    remaining = remaining.minus(fill(counterparty, remaining, counterparty.entry(), fills));
                }
            }
        }
        return new Result(fills, skipped, excluded, remaining);
    }

    private Fraction fill(Counterparty of, Fraction remaining, Fraction at, List<Fill> fills) {
        Fraction haircut = haircut(of.side(), at, mark);
        Fraction quantity = remaining.min(of.quantity());
        if (of.equity() != null && haircut.isPositive()) {
            quantity = quantity.min(Fraction.of(guarded(of.equity(), haircut)));
        }
        if (!quantity.isPositive()) {
            return Fraction.ZERO;
        }
        fills.add(new Fill(
                of.id(),
                of.side(),
                quantity,
                at,
                quantity.times(haircut),
                quantity.times(profit(of.side(), of.entry(), at))));
        return quantity;
    }
}
