package io.tearup.engine.waterfall;

import io.tearup.engine.model.Fraction;
import io.tearup.engine.model.Side;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the insurance fund earns or pays while a position is liquidated in the order book.
 *
 * <p>Vectors: {@code insurance.can_pay}, {@code insurance.fill_delta}, {@code insurance.cover_fill},
 * {@code waterfall.liquidation}.
 */
public final class FundFlow {
    private FundFlow() {}

    /** Whether the fund may move by an amount: inflows always, outflows while it stays at or above zero. */
    public static boolean canPay(Fraction balance, Fraction delta) {
        return !delta.isNegative() || !balance.plus(delta).isNegative();
    }

    /**
     * Flow of one liquidation fill: better than the bankruptcy price the fund earns, up to a rate of the fill's value;
     * worse it pays in full.
     *
     * @param side of the liquidated position
     * @param maxFeeRate cap of the earnings, null = none
     */
    public static Fraction ofFill(
            Side side, Fraction quantity, Fraction price, Fraction bankruptcyPrice, @Nullable Fraction maxFeeRate) {
        Fraction flow = price.minus(bankruptcyPrice).times(quantity).times(side.sign());
        return flow.isPositive() && maxFeeRate != null
                ? flow.min(maxFeeRate.times(price).times(quantity))
                : flow;
    }

    /** What the fund adds so that an account that realises a result does not end below zero. */
    public static Fraction cover(Fraction cash, Fraction realised) {
        return cash.plus(realised).negate().orZero();
    }

    /** A level of the order book, in matching order. */
    public record Level(Fraction price, Fraction quantity) {}

    /** How a liquidation ended. */
    public enum Status {
        SUCCESS,
        /** The fund or the book is exhausted. */
        REQUIRES_ADL,
        /** The fund's limit for one liquidation is reached; no ADL. */
        LOSS_LIMIT
    }

    /** Where a liquidation stands before any ADL; quantities are magnitudes, {@code paid} is gross. */
    public record Liquidation(
            Status status,
            Fraction filled,
            Fraction remaining,
            Fraction received,
            Fraction paid,
            Fraction fund,
            Fraction cash,
            Fraction bankruptcyPrice) {}

    /**
     * Sells or buys back a single-position account through the book while the fund can carry each level as a whole.
     *
     * @param quantity signed position, not zero
     */
    public static Liquidation liquidate(
            Fraction cash,
            Fraction quantity,
            Fraction fund,
            List<Level> book,
            @Nullable Fraction maxFeeRate,
            @Nullable Fraction maxLoss) {
        Side side = quantity.isPositive() ? Side.LONG : Side.SHORT;
        Fraction bankruptcy = cash.negate().over(quantity);
        Fraction remaining = quantity.abs();
        Fraction balance = fund;
        Fraction account = cash;
        Fraction received = Fraction.ZERO;
        Fraction paid = Fraction.ZERO;
        Status stopped = null;
        for (Level level : book) {
            if (remaining.signum() == 0) {
                break;
            }
            Fraction taken = remaining.min(level.quantity());
            Fraction flow = ofFill(side, taken, level.price(), bankruptcy, maxFeeRate);
            if (!canPay(balance, flow)) {
                stopped = Status.REQUIRES_ADL;
                break;
            }
            if (flow.isNegative() && maxLoss != null && paid.minus(flow).isMoreThan(maxLoss)) {
                stopped = Status.LOSS_LIMIT;
                break;
            }
            received = received.plus(flow.orZero());
            paid = paid.plus(flow.negate().orZero());
            balance = balance.plus(flow);
            account =
                    account.plus(taken.times(level.price()).times(side.sign())).minus(flow);
            remaining = remaining.minus(taken);
        }
        Status status = stopped != null ? stopped : remaining.signum() == 0 ? Status.SUCCESS : Status.REQUIRES_ADL;
        return new Liquidation(
                status, quantity.abs().minus(remaining), remaining, received, paid, balance, account, bankruptcy);
    }

    /** What leaves and enters a collateral pool when every account is closed. */
    public record Payout(boolean success, Fraction fundDelta, Fraction fund, Fraction pool, List<Fraction> paid) {
        public Payout {
            paid = List.copyOf(paid);
        }
    }

    /**
     * Pays every account out of a collateral pool, the fund first making good what the others owe.
     *
     * @param balances what each account has left, negative = owes
     */
    public static Payout payOut(Fraction pool, Fraction fund, List<Fraction> balances) {
        Fraction owed = Fraction.ZERO;
        Fraction due = Fraction.ZERO;
        List<Fraction> paid = new ArrayList<>(balances.size());
        for (Fraction balance : balances) {
            owed = owed.plus(balance.negate().orZero());
            due = due.plus(balance.orZero());
            paid.add(balance.orZero());
        }
        Fraction fundAfter = fund.minus(owed);
        Fraction poolAfter = pool.plus(owed).minus(due);
        boolean success = !fundAfter.isNegative() && !poolAfter.isNegative();
        return new Payout(success, owed.negate(), fundAfter, poolAfter, paid);
    }

    /** Sum of what accounts owe. */
    public static Fraction bankruptcies(List<Fraction> balances) {
        Fraction owed = Fraction.ZERO;
        for (Fraction balance : balances) {
            owed = owed.plus(balance.negate().orZero());
        }
        return owed;
    }
}
