package io.tearup.engine.trigger;

import io.tearup.engine.model.Fraction;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How fast and how far a fund falls (AZX: depleted faster than a safety threshold; OKX, Deribit and others).
 *
 * <p>Vectors: {@code trigger.pool_drawdown}, {@code trigger.multi_window}, {@code trigger.single_order},
 * {@code trigger.loss_count}.
 */
public final class FundDepletion {
    private FundDepletion() {}

    /** Whether a ratio equal to the threshold counts. */
    public enum Comparison {
        GT,
        GTE;

        /** Compares a ratio, null = undefined, with a threshold. */
        public boolean holds(@Nullable Fraction ratio, Fraction threshold) {
            if (ratio == null) {
                return false;
            }
            int sign = ratio.compareTo(threshold);
            return this == GT ? sign > 0 : sign >= 0;
        }
    }

    /** {@code 1 - balance / max}, or null unless the maximum is positive. */
    public static @Nullable Fraction fall(Fraction balance, Fraction max) {
        return max.isPositive() ? Fraction.ONE.minus(balance.over(max)) : null;
    }

    /** Fall against the maximum of each window, keyed by the window's length. */
    public static SortedMap<Long, @Nullable Fraction> falls(Fraction balance, SortedMap<Long, Fraction> maxima) {
        SortedMap<Long, @Nullable Fraction> falls = new TreeMap<>();
        maxima.forEach((window, max) -> falls.put(window, fall(balance, max)));
        return falls;
    }

    /** Windows whose fall reaches their threshold, shortest first. */
    public static List<Long> reached(SortedMap<Long, @Nullable Fraction> falls, SortedMap<Long, Fraction> thresholds) {
        List<Long> reached = new ArrayList<>();
        thresholds.forEach((window, threshold) -> {
            if (Comparison.GTE.holds(falls.get(window), threshold)) {
                reached.add(window);
            }
        });
        return reached;
    }

    /** Whether one liquidation's loss is more than its share of the fund: it goes to ADL directly. */
    public static boolean exceedsSingleOrderLimit(Fraction loss, Fraction fund, Fraction limit) {
        return loss.isMoreThan(limit.times(fund));
    }

    /** Losses of at least a size. */
    public static int countLosses(List<Fraction> losses, Fraction minLoss) {
        return (int) losses.stream().filter(loss -> loss.isAtLeast(minLoss)).count();
    }
}
