package io.tearup.engine.trigger;

import io.tearup.engine.model.ExactMath;
import io.tearup.engine.model.Fraction;
import org.jspecify.annotations.Nullable;

/**
 * Drawdown of a market's result against its pool's peak: {@code dd = (Nmax - N) / Bmax}, undefined unless
 * {@code Bmax > 0} (Bybit {@code adl-alert}, Gate help centre).
 *
 * <p>Arms at {@code dd >= trigger} while {@code B > minBalance}; disarms at {@code dd <= stop}; both inclusive. Vectors:
 * {@code drawdown.evaluate}, {@code drawdown.compensation}, {@code drawdown.hysteresis}.
 */
public final class Drawdown {
    private Drawdown() {}

    /** Why a drawdown does not arm: the first that holds. */
    public enum Hindrance {
        POOL_MAX_NOT_POSITIVE,
        BALANCE_NOT_ABOVE_MIN,
        BELOW_TRIGGER
    }

    /** Which losses are compensated beyond the fund's cap. */
    public enum Basis {
        /** Losses net of the margin that was seized: the fund is back at exactly the trigger. */
        NET_OF_MARGIN,
        /** Gross losses, as one venue's article prints them. */
        GROSS
    }

    /** Drawdown, or null while it is undefined. */
    public static @Nullable Fraction of(Fraction result, Fraction resultPeak, Fraction balancePeak) {
        return balancePeak.isPositive() ? resultPeak.minus(result).over(balancePeak) : null;
    }

    /** Why the trigger does not arm, or null when it does. */
    public static @Nullable Hindrance hindrance(
            @Nullable Fraction drawdown, Fraction balance, Fraction minBalance, Fraction trigger) {
        if (drawdown == null) {
            return Hindrance.POOL_MAX_NOT_POSITIVE;
        }
        if (balance.isAtMost(minBalance)) {
            return Hindrance.BALANCE_NOT_ABOVE_MIN;
        }
        return arms(drawdown, trigger) ? null : Hindrance.BELOW_TRIGGER;
    }

    /** Whether a drawdown reaches the trigger. */
    public static boolean arms(@Nullable Fraction drawdown, Fraction trigger) {
        return drawdown != null && drawdown.isAtLeast(trigger);
    }

    /** Whether an armed trigger is done: at or below its stop, or undefined. */
    public static boolean disarms(@Nullable Fraction drawdown, Fraction stop) {
        return drawdown == null || drawdown.isAtMost(stop);
    }

    /** State after one more sample. */
    public static boolean next(boolean armed, Fraction drawdown, Fraction trigger, Fraction stop) {
        return armed ? !disarms(drawdown, stop) : arms(drawdown, trigger);
    }

    /** What counterparties give so that the fund is back at the trigger; 0 if that was not reached. */
    public static Fraction compensation(@Nullable Fraction drawdown, Fraction trigger, Fraction balancePeak) {
        return drawdown == null
                ? Fraction.ZERO
                : drawdown.minus(trigger).times(balancePeak).orZero();
    }

    /** Part of a loss beyond the fund's cap, never more than the loss net of margin. */
    public static Fraction compensation(Fraction losses, Fraction margin, Fraction cap, Basis basis) {
        Fraction net = losses.minus(margin);
        Fraction counted = basis == Basis.GROSS ? losses : net;
        return net.min(counted.minus(cap).orZero());
    }

    /**
     * {@link #arms} on minor units, with the ratio in millionths: the same comparison on 128-bit products.
     *
     * @return false while the drawdown is undefined
     */
    public static boolean arms(long result, long resultPeak, long balancePeak, long triggerPpm) {
        return balancePeak > 0 && compare(result, resultPeak, balancePeak, triggerPpm) >= 0;
    }

    /** {@link #disarms} on minor units, with the ratio in millionths. */
    public static boolean disarms(long result, long resultPeak, long balancePeak, long stopPpm) {
        return balancePeak <= 0 || compare(result, resultPeak, balancePeak, stopPpm) <= 0;
    }

    private static int compare(long result, long resultPeak, long balancePeak, long ratioPpm) {
        return ExactMath.compareProducts(Math.subtractExact(resultPeak, result), ExactMath.PPM, balancePeak, ratioPpm);
    }
}
