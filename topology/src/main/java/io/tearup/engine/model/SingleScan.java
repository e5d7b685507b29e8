package io.tearup.engine.model;

import org.jspecify.annotations.Nullable;

/**
 * Goes through one side of a market's table and passes over positions that are all their unit has and need not be looked at,
 * because their unit is in liquidation or because they score less than is asked for.
 *
 * <p>Such positions, isolated ones and those of accounts with nothing else, are most of a large market, and a wave has to
 * see every one. Here each is arithmetic on two or three columns with nothing stored. The scan stops without a score at what
 * it cannot judge: rows whose unit has more of them, values that may leave 64 bits or are finer than a minor unit, and every
 * row if there is no {@link CoarseScore}. Rows of the other side, flat rows and excluded ones are never stopped at.
 */
public final class SingleScan {
    private final PositionTable table;
    private final AccountTable accounts;
    private final @Nullable CoarseScore ranking;
    private final boolean longs;
    private final int[] excluded;
    private final long valuePerLot;
    private final long mostLots;
    private final long maintenancePpm;
    private final long one;
    private int nextExcluded;
    private int eligible;

    /** @param excluded rows to be left out, ascending */
    public SingleScan(RiskGroup group, Market market, Side side, int[] excluded, @Nullable CoarseScore ranking) {
        this.table = market.positions();
        this.accounts = group.accounts();
        this.ranking = ranking;
        this.longs = side == Side.LONG;
        this.excluded = excluded.clone();
        MarketSpec spec = market.spec();
        boolean whole = spec.valueDenominator() == 1
                && market.hasMark()
                && Math.multiplyHigh(spec.valueNumerator(), market.markTicks()) == 0
                && spec.valueNumerator() * market.markTicks() > 0;
        this.valuePerLot = whole ? spec.valueNumerator() * market.markTicks() : 1;
        this.mostLots = whole ? Long.MAX_VALUE / valuePerLot : 0;
        this.maintenancePpm = spec.maintenancePpm();
        this.one = group.requireSpec().oneInMinorUnits();
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
        long[] margin = table.margin;
        int[] account = table.account;
        byte[] state = table.state;
        long[] wallet = accounts.wallet;
        long perLot = valuePerLot;
        long ppm = maintenancePpm;
        long least = one;
        CoarseScore scorer = ranking;
        long most = mostLots;
        int skip = nextExcluded < excluded.length ? excluded[nextExcluded] : PositionTable.NONE;
        int end = table.end();
        int passed = 0;
        int row = from;
        for (; row < end; row++) {
            long held = lots[row];
            if (longs ? held <= 0 : held >= 0) {
                continue;
            }
            if (row == skip) {
                skip = ++nextExcluded < excluded.length ? excluded[nextExcluded] : PositionTable.NONE;
                continue;
            }
            byte bits = state[row];
            boolean single = (bits & (PositionTable.ALONE | PositionTable.ISOLATED)) != 0;
            if (scorer == null || !single || held > most || held < -most) {
                break;
            }
            long money = (bits & PositionTable.ISOLATED) != 0 ? margin[row] : wallet[account[row]];
            long notional = Math.abs(held) * perLot;
            long result = Math.subtractExact(longs ? notional : -notional, cost[row]);
            long equity = Math.addExact(money, result);
            double required = (double) notional * ppm;
            // Far from the line doubles will do, and they are needed for the score anyway.
            if ((double) equity * ExactMath.PPM > required * (1 + 1e-9)
                    || MarginUnit.meets(equity, Math.multiplyHigh(notional, ppm), notional * ppm)) {
                passed++;
                double score = scorer.coarse(
                        result,
                        Math.max(1, Math.absExact(cost[row])),
                        Math.max(1, notional),
                        equity,
                        Math.max(least, money),
                        required);
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
        boolean single = table.isAlone(row) || table.isIsolated(row);
        if (ranking == null || !single || held > mostLots || held < -mostLots) {
            return Double.NaN;
        }
        long money = table.isIsolated(row) ? table.margin[row] : accounts.wallet[table.account[row]];
        long notional = Math.abs(held) * valuePerLot;
        long result = Math.subtractExact(longs ? notional : -notional, table.cost[row]);
        return ranking.coarse(
                result,
                Math.max(1, Math.absExact(table.cost[row])),
                Math.max(1, notional),
                Math.addExact(money, result),
                Math.max(one, money),
                (double) notional * maintenancePpm);
    }

    /** Rows judged so far, found or passed over, whose unit is solvent and not in liquidation. */
    public int eligible() {
        return eligible;
    }
}
