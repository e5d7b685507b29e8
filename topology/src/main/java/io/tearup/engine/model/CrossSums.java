package io.tearup.engine.model;

import java.util.Arrays;
import java.util.Collection;

/**
 * What every account's cross positions come to, all accounts at once: wallet, result, value and maintenance requirement.
 *
 * <p>{@link MarginUnit} walks the chain of one account's rows, through as many tables; for a market full of accounts that
 * hold other positions too, each step of each walk waits for memory. Here the tables are read one after the other, from
 * front to end, and each row is added to its account: a row costs some nanoseconds, in whatever order accounts come.
 *
 * <p>Results are exact: they are added up modulo 2^64, and the sums are used only if the largest row of each market, by bits
 * in use, proves that no account's sum can
 * leave 62 bits. Values and requirements are doubles, of positive terms, off by less than the number of markets times 2^-52.
 */
final class CrossSums {
    /** More markets than this would let doubles be off by more than a coarse score may be. */
    private static final int MOST_MARKETS = 2_048;

    /** Per account: wallet, result, and the bits of two doubles, value and requirement; a cache line holds two accounts. */
    private static final int WIDTH = 4;

    private static final int RESULT = 1;
    private static final int NOTIONAL = 2;
    private static final int MAINTENANCE = 3;

    private long[] sums = new long[0];

    /** Adds up every cross position. False if the sums cannot be proven to be right; then nothing may be asked. */
    boolean load(AccountTable accounts, Collection<Market> markets) {
        if (markets.size() > MOST_MARKETS || accounts.size() > Integer.MAX_VALUE / 2 / WIDTH) {
            return false;
        }
        int size = accounts.size() * WIDTH;
        if (sums.length < size) {
            sums = new long[Math.max(size, 2 * sums.length)];
        } else {
            Arrays.fill(sums, 0, size, 0);
        }
        long[] to = sums;
        long[] wallet = accounts.wallet;
        for (int slot = 0, at = 0; at < size; slot++, at += WIDTH) {
            to[at] = wallet[slot];
        }
        double largest = 0;
        for (Market market : markets) {
            largest += add(market);
        }
        return largest < RiskGroup.MONEY_LIMIT / 2;
    }

    /** Adds a market's rows; a bound on the magnitude of any row's result, infinite if a row's may be wrong. */
    private double add(Market market) {
        PositionTable table = market.positions();
        if (table.size() == 0) {
            return 0;
        }
        MarketSpec spec = market.spec();
        long perLot = market.hasMark() ? wholeValuePerLot(market) : 0;
        if (market.hasMark() && perLot == 0) {
            return Double.POSITIVE_INFINITY;
        }
        long[] to = sums;
        long[] lots = table.lots;
        long[] cost = table.cost;
        int[] account = table.account;
        byte[] state = table.state;
        double ppm = spec.maintenancePpm();
        int end = table.end();
        long lotsInUse = 0;
        long costInUse = 0;
        for (int row = 0; row < end; row++) {
            long held = lots[row];
            if (held == 0 || (state[row] & PositionTable.ISOLATED) != 0) {
                continue;
            }
            long paid = cost[row];
            lotsInUse |= Math.abs(held);
            costInUse |= Math.abs(paid);
            int at = account[row] * WIDTH;
            double notional;
            if (perLot != 0) {
                long value = held * perLot;
                to[at + RESULT] += value - paid;
                notional = Math.abs(value);
            } else {
                notional = Math.abs(paid);
            }
            to[at + NOTIONAL] = Double.doubleToRawLongBits(Double.longBitsToDouble(to[at + NOTIONAL]) + notional);
            to[at + MAINTENANCE] =
                    Double.doubleToRawLongBits(Double.longBitsToDouble(to[at + MAINTENANCE]) + notional * ppm);
        }
        // Long.MIN_VALUE has no magnitude and stays negative.
        return lotsInUse < 0 || costInUse < 0
                ? Double.POSITIVE_INFINITY
                : (double) lotsInUse * perLot + (double) costInUse;
    }

    /** Value of a lot at mark if it is a whole number of minor units within 63 bits, else 0. */
    static long wholeValuePerLot(Market market) {
        MarketSpec spec = market.spec();
        boolean whole = spec.valueDenominator() == 1
                && market.hasMark()
                && Math.multiplyHigh(spec.valueNumerator(), market.markTicks()) == 0;
        return whole ? Math.max(0, spec.valueNumerator() * market.markTicks()) : 0;
    }

    long wallet(int slot) {
        return sums[slot * WIDTH];
    }

    /** Unrealised result, minor units. */
    long unrealised(int slot) {
        return sums[slot * WIDTH + RESULT];
    }

    /** Value at mark of every position, minor units. */
    double notional(int slot) {
        return Double.longBitsToDouble(sums[slot * WIDTH + NOTIONAL]);
    }

    /** Maintenance requirement, millionths of a minor unit. */
    double maintenance(int slot) {
        return Double.longBitsToDouble(sums[slot * WIDTH + MAINTENANCE]);
    }
}
