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
    private double score;

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
        CoarseScore scorer = ranking;
        long most = mostLots;
        int skip = nextExcluded < excluded.length ? excluded[nextExcluded] : PositionTable.NONE;
        int end = table.end();
        int passed = 0;
        score = Double.NaN;
        int row = from;
        for (; row < end; row++) {
            long signed = lots[row];
            if (longs ? signed <= 0 : signed >= 0) {
                continue;
            }
            if (row == skip) {
                skip = ++nextExcluded < excluded.length ? excluded[nextExcluded] : PositionTable.NONE;
                continue;
            }
            long held = Math.abs(signed);
            byte bits = state[row];
            boolean single = (bits & (PositionTable.ALONE | PositionTable.ISOLATED)) != 0;
            if (scorer == null || !single || held > most) {
                break;
            }
            long notional = held * perLot;
            long entry = cost[row];
            long money = (bits & PositionTable.ISOLATED) != 0 ? margin[row] : wallet[account[row]];
            long result = Math.subtractExact(longs ? notional : -notional, entry);
            long equity = Math.addExact(money, result);
            if (MarginUnit.meets(equity, Math.multiplyHigh(notional, ppm), notional * ppm)) {
                passed++;
                double coarse = scorer.coarse(
                        result,
                        Math.max(1, Math.absExact(entry)),
                        Math.max(1, notional),
                        equity,
                        Math.max(one, money),
                        (double) notional * ppm);
                if (coarse >= bar && coarse < ceiling) {
                    score = coarse;
                    break;
                }
            }
        }
        eligible += passed;
        return row;
    }

    /** Coarse score of the row last found; NaN = it has not been judged. */
    public double score() {
        return score;
    }

    /** Rows judged so far, found or passed over, whose unit is solvent and not in liquidation. */
    public int eligible() {
        return eligible;
    }
}
