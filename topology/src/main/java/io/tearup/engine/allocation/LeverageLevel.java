package io.tearup.engine.allocation;

import io.tearup.engine.model.Fraction;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Minimax leverage (leverage draining; Campbell, Hey, Moallemi, Nutz, arXiv 2603.15963): reduces the most levered first
 * until all that are reduced stand at one level L, {@code x_i = min(cap_i, max(0, n_i - L * e_i))} with the sum equal to the
 * need. No other division of the need leaves a lower highest leverage.
 *
 * <p>Algorithm: lowering L from above, holder i starts to give at {@code n_i / e_i} and is exhausted at
 * {@code (n_i - cap_i) / e_i}. Between two such points the sum is linear in L; a sweep over the sorted points finds the
 * piece that holds the need and solves it exactly. O(n log n). Vectors: {@code queue.leverage_waterfill}.
 */
public final class LeverageLevel {
    private LeverageLevel() {}

    /**
     * One holder, in money.
     *
     * @param notional what it holds, not negative
     * @param equity positive
     * @param cap most it may give, 0..notional
     */
    public record Holder(Fraction notional, Fraction equity, Fraction cap) {
        /** What it gives at a level. */
        public Fraction reduction(Fraction level) {
            return notional.minus(level.times(equity)).orZero().min(cap);
        }
    }

    private record Point(Fraction level, Holder holder, boolean starts) {}

    /**
     * The level, not negative; 0 if even all caps together do not exceed the need.
     *
     * @param need money to be reduced, not negative
     */
    public static Fraction of(Fraction need, List<Holder> holders) {
        List<Point> points = new ArrayList<>(2 * holders.size());
        for (Holder holder : holders) {
            if (holder.cap().isPositive()) {
                points.add(new Point(holder.notional().over(holder.equity()), holder, true));
                points.add(new Point(holder.notional().minus(holder.cap()).over(holder.equity()), holder, false));
            }
        }
        points.sort(Comparator.comparing(Point::level).reversed());
        // While L falls: sum(L) = notional + full - L * equity, over those that give and those that are exhausted.
        Fraction notional = Fraction.ZERO;
        Fraction equity = Fraction.ZERO;
        Fraction full = Fraction.ZERO;
        for (Point point : points) {
            Fraction reached = notional.plus(full).minus(point.level().times(equity));
            if (equity.isPositive() && reached.isAtLeast(need)) {
                break;
            }
            Holder holder = point.holder();
            if (point.starts()) {
                notional = notional.plus(holder.notional());
                equity = equity.plus(holder.equity());
            } else {
                notional = notional.minus(holder.notional());
                equity = equity.minus(holder.equity());
                full = full.plus(holder.cap());
            }
        }
        if (!equity.isPositive()) {
            return Fraction.ZERO;
        }
        return notional.plus(full).minus(need).over(equity).orZero();
    }
}
