package io.tearup.engine.model;

import org.jspecify.annotations.Nullable;

/**
 * Goes through one side of a market's table and passes over positions that need not be looked at, because their unit is in
 * liquidation or because they score less than is asked for.
 *
 * <p>A wave has to see every position of the side. Here each is arithmetic on a few columns with nothing stored: isolated
 * positions and those of accounts with nothing else at once, the others once there were so many of them that adding up every
 * account's positions ({@link CrossSums}) costs less than walking theirs. The scan stops without a score at what it cannot
 * judge: rows of accounts whose sums it does not have, values that may leave 64 bits or are finer than a minor unit, units so
 * close to their maintenance requirement that doubles cannot tell, and every row if there is no {@link CoarseScore}. Rows of
 * the other side, flat rows and excluded ones are never stopped at.
 */
public final class SideScan {
    /** What walking one account's chain costs, in rows of sums. */
    private static final int ROWS_PER_WALK = 24;

    /** Rows looked at to estimate how many accounts of the market hold more than one position. */
    private static final int SAMPLE = 512;

    /** In place of {@link #walksLeft}: no sums are made, or they were. */
    private static final int NO_SUMS = Integer.MAX_VALUE;

    /** Rows that are all their unit has. */
    private static final int SINGLE = PositionTable.ALONE | PositionTable.ISOLATED;

    private final RiskGroup group;
    private final PositionTable table;
    private final AccountTable accounts;
    private final @Nullable CoarseScore ranking;
    private final boolean longs;
    private final int[] excluded;
    private final long valuePerLot;
    private final long mostLots;
    private final int maintenancePpm;
    private final long one;

    /** Sums of all accounts, null while there are none. */
    private @Nullable CrossSums sums;

    /** How many more rows may be left to be walked before the sums are made. */
    private int walksLeft;

    private int nextExcluded;
    private int eligible;

    /**
     * @param excluded rows to be left out, ascending
     * @param together whether positions of accounts with several may be judged by their sums
     */
    public SideScan(
            RiskGroup group,
            Market market,
            Side side,
            int[] excluded,
            @Nullable CoarseScore ranking,
            boolean together) {
        this.group = group;
        this.table = market.positions();
        this.accounts = group.accounts();
        this.ranking = ranking;
        this.longs = side == Side.LONG;
        this.excluded = excluded.clone();
        long perLot = CrossSums.wholeValuePerLot(market);
        this.valuePerLot = Math.max(1, perLot);
        this.mostLots = perLot == 0 ? 0 : Long.MAX_VALUE / perLot;
        this.maintenancePpm = market.spec().maintenancePpm();
        this.one = group.requireSpec().oneInMinorUnits();
        this.walksLeft = together && perLot != 0 ? walksBeforeSums() : NO_SUMS;
    }

    /** None if a sample of the rows says that walking would cost more than the sums; else as many as cost the same. */
    private int walksBeforeSums() {
        long rows = accounts.size();
        for (Market market : group.markets()) {
            rows += market.positions().end();
        }
        long worth = rows / ROWS_PER_WALK;
        int end = table.end();
        int step = Math.max(1, end / SAMPLE);
        long walks = 0;
        for (int row = 0; row < end; row += step) {
            long held = table.lots[row];
            boolean onSide = longs ? held > 0 : held < 0;
            walks += onSide && (table.state[row] & SINGLE) == 0 ? step : 0;
        }
        return walks > worth ? 0 : (int) Math.min(NO_SUMS - 1, worth);
    }

    /** Back to the first row. The state must not have changed since the scan was made. */
    public void restart() {
        nextExcluded = 0;
        eligible = 0;
    }

    /**
     * The next row to look at, or the table's end: one that cannot be judged here, or that scores at least {@code bar} and less
     * than {@code ceiling}.
     *
     * @param from the row after the one last found, 0 at first
     */
    public int next(int from, double bar, double ceiling) {
        // In locals, so that nothing is fetched again for every row.
        long[] lots = table.lots;
        long[] cost = table.cost;
        int[] account = table.account;
        byte[] state = table.state;
        long[] wallet = accounts.wallet;
        CoarseScore scorer = ranking;
        boolean positive = longs;
        long perLot = valuePerLot;
        long most = scorer == null ? 0 : mostLots;
        double ppm = maintenancePpm;
        long least = one;
        int skip = nextExcluded < excluded.length ? excluded[nextExcluded] : PositionTable.NONE;
        int end = table.end();
        int passed = 0;
        int row = from;
        for (; row < end; row++) {
            long held = lots[row];
            if (positive ? held <= 0 : held >= 0) {
                continue;
            }
            if (row == skip) {
                skip = ++nextExcluded < excluded.length ? excluded[nextExcluded] : PositionTable.NONE;
                continue;
            }
            if (scorer == null || held > most || held < -most) {
                break;
            }
            byte bits = state[row];
            double score;
            if ((bits & SINGLE) != 0) {
                long money = (bits & PositionTable.ISOLATED) != 0 ? table.margin(row) : wallet[account[row]];
                score = score(scorer, held, perLot, cost[row], ppm, money, least);
            } else {
                score = scoreBySums(scorer, row);
                if (Double.isNaN(score)) {
                    break;
                }
            }
            if (!isIneligible(score)) {
                passed++;
                if (score >= bar && score < ceiling) {
                    break;
                }
            }
        }
        eligible += passed;
        return row;
    }

    /** Coarse score of a row that {@link #next} found; NaN = it cannot be judged here. */
    public double score(int row) {
        long held = table.lots[row];
        if (ranking == null || held > mostLots || held < -mostLots) {
            return Double.NaN;
        }
        if ((table.state[row] & SINGLE) == 0) {
            return sums == null ? Double.NaN : scoreBySums(ranking, sums, row);
        }
        long money = table.isIsolated(row) ? table.margin(row) : accounts.wallet[table.account[row]];
        return score(ranking, held, valuePerLot, table.cost[row], maintenancePpm, money, one);
    }

    /** Rows judged since the start, found or passed over, whose unit is solvent and not in liquidation. */
    public int eligible() {
        return eligible;
    }

    /** Score of a position that is all its unit has. */
    private static double score(
            CoarseScore scorer, long held, long perLot, long cost, double ppm, long money, long least) {
        long value = held * perLot;
        long result = Math.subtractExact(value, cost);
        long equity = Math.addExact(money, result);
        double notional = Math.abs(value);
        double required = notional * ppm;
        // Far from the line doubles will do, and they are needed for the score anyway.
        if (!isClearlyAbove((double) equity * ExactMath.PPM, required) && !meets(equity, Math.abs(value), (long) ppm)) {
            return ineligible();
        }
        double own = Math.max(1, notional);
        return scorer.coarse(
                result,
                Math.max(1, Math.absExact(cost)),
                own,
                required,
                equity,
                Math.max(least, money),
                result,
                own,
                required);
    }

    /** Whether doubles tell surely that one amount is above another. */
    private static boolean isClearlyAbove(double amount, double other) {
        return amount > other * (1 + 1e-9);
    }

    /** Stands for the score of a row whose unit is in liquidation; no score is as low. */
    private static double ineligible() {
        return Double.NEGATIVE_INFINITY;
    }

    private static boolean isIneligible(double score) {
        return score == Double.NEGATIVE_INFINITY;
    }

    private static boolean meets(long equity, long notional, long ppm) {
        return MarginUnit.meets(equity, Math.multiplyHigh(notional, ppm), notional * ppm);
    }

    /** As the other; sums are made if enough rows were left without a score for want of them. */
    private double scoreBySums(CoarseScore scorer, int row) {
        CrossSums present = sums;
        if (present == null) {
            if (walksLeft == NO_SUMS || walksLeft-- > 0) {
                return Double.NaN;
            }
            walksLeft = NO_SUMS;
            present = group.crossSums();
            sums = present;
        }
        return present == null ? Double.NaN : scoreBySums(scorer, present, row);
    }

    /** Score of a position of an account with several; NaN if doubles cannot tell whether it meets maintenance. */
    private double scoreBySums(CoarseScore scorer, CrossSums unit, int row) {
        int slot = table.account[row];
        long value = table.lots[row] * valuePerLot;
        long cost = table.cost[row];
        long money = unit.wallet(slot);
        long unitResult = unit.unrealised(slot);
        long equity = Math.addExact(money, unitResult);
        double unitRequired = unit.maintenance(slot);
        double covered = (double) equity * ExactMath.PPM;
        if (!isClearlyAbove(covered, unitRequired)) {
            return equity <= 0 || isClearlyAbove(unitRequired, covered) ? ineligible() : Double.NaN;
        }
        double notional = Math.max(1, Math.abs(value));
        return scorer.coarse(
                Math.subtractExact(value, cost),
                Math.max(1, Math.absExact(cost)),
                notional,
                notional * maintenancePpm,
                equity,
                Math.max(one, money),
                unitResult,
                Math.max(1, unit.notional(slot)),
                unitRequired);
    }
}
