package io.tearup.engine.waterfall;

import io.tearup.engine.model.Fraction;
import org.jspecify.annotations.Nullable;

/** Which stage bears how much of a loss: fund, fee pool, the rest for ADL. Vectors: {@code waterfall.loss_allocation}. */
public record LossAllocation(Fraction fundPays, Fraction feePoolPays, Fraction remaining) {
    /** Whether the fund covers parts of a loss. */
    public enum FundMode {
        PARTIAL,
        ALL_OR_NOTHING
    }

    /**
     * @param reserve part of the fund that is not touched
     * @param limit most the fund gives for one loss, null = no limit
     */
    public static LossAllocation of(
            Fraction loss, Fraction fund, Fraction reserve, @Nullable Fraction limit, Fraction feePool, FundMode mode) {
        Fraction free = fund.minus(reserve).orZero();
        Fraction available = limit == null ? free : free.min(limit);
        Fraction fundPays = switch (mode) {
            case PARTIAL -> loss.min(available);
            case ALL_OR_NOTHING -> available.isAtLeast(loss) ? loss : Fraction.ZERO;
        };
        Fraction rest = loss.minus(fundPays);
        Fraction feePoolPays = rest.min(feePool);
        return new LossAllocation(fundPays, feePoolPays, rest.minus(feePoolPays));
    }
}
