package io.tearup.engine;

import io.tearup.engine.decision.Decision.PostingCode;
import io.tearup.engine.model.Fraction;
import io.tearup.engine.model.MarginUnit;
import io.tearup.engine.model.Market;
import io.tearup.engine.model.Pool;
import io.tearup.engine.model.PositionTable;
import io.tearup.engine.model.RiskGroup;
import io.tearup.engine.ranking.Candidate;
import io.tearup.engine.ranking.Opposite;
import io.tearup.engine.ranking.RankedSide;
import io.tearup.engine.waterfall.Socialisation;
import java.math.BigInteger;

/**
 * Covers a gap that nobody is left to close: unrealised gains of the opposite side pay in proportion, and keep their
 * positions (variation margin gains haircutting). Vectors: {@code socialise.gains_haircut}.
 *
 * <p>Each pays {@code floor(rate * gain)} minor units, and no more than leaves what carries its position at maintenance;
 * what rounding leaves open goes on, a minor unit each, in ranking order. The pool books the money in the market's result.
 */
final class GainsHaircut {
    private GainsHaircut() {}

    /** Collects up to {@code gap} minor units and tells how much it was. */
    static long collect(Opposite opposite, Pool pool, long gap, Ledger ledger) {
        RiskGroup group = opposite.group();
        Market market = opposite.market();
        int[] rows = RankedSide.of(opposite);
        long[] rooms = new long[rows.length];
        long[] gains = new long[rows.length];
        Fraction total = Fraction.ZERO;
        Candidate candidate = opposite.candidate();
        for (int i = 0; i < rows.length; i++) {
            candidate.load(rows[i]);
            gains[i] = Math.max(0, candidate.unrealised());
            rooms[i] = Math.min(gains[i], headroom(candidate));
            total = total.plus(Fraction.of(gains[i]));
        }
        Fraction rate = Socialisation.haircutRate(Fraction.of(gap), total);
        long[] paid = new long[rows.length];
        long collected = 0;
        for (int i = 0; i < rows.length; i++) {
            paid[i] = Math.min(rooms[i], rate.times(gains[i]).floor().longValueExact());
            collected += paid[i];
        }
        long rest = Math.min(gap - collected, rows.length);
        for (int i = 0; i < rows.length && rest > 0; i++) {
            if (paid[i] < rooms[i]) {
                paid[i]++;
                collected++;
                rest--;
            }
        }
        for (int i = 0; i < rows.length; i++) {
            pay(group, market, pool, rows[i], paid[i], ledger);
        }
        if (collected > 0) {
            group.setCash(pool, Math.addExact(pool.cash(), collected));
            group.setInventory(
                    market,
                    market.inventoryLots(),
                    market.inventoryCost(),
                    market.inventoryCostRest(),
                    Math.addExact(market.inventoryRealised(), collected),
                    true);
        }
        return collected;
    }

    /** Whole minor units a unit may lose without falling below maintenance. */
    private static long headroom(Candidate candidate) {
        BigInteger needed = new Fraction(candidate.maintenance(), BigInteger.valueOf(1_000_000)).ceil();
        return Math.max(0, Math.subtractExact(candidate.equity(), needed.longValueExact()));
    }

    private static void pay(RiskGroup group, Market market, Pool pool, int row, long amount, Ledger ledger) {
        if (amount == 0) {
            return;
        }
        PositionTable table = market.positions();
        int slot = table.account(row);
        MarginUnit unit = new MarginUnit(group);
        unit.load(market, row);
        BrokenInvariant.require(
                unit.equity() >= amount, "a gains haircut would take more than the equity of an account");
        if (table.isIsolated(row)) {
            group.setPosition(market, slot, table.lots(row), table.cost(row), table.margin(row) - amount);
        } else {
            group.setWallet(slot, Math.subtractExact(group.accounts().wallet(slot), amount));
        }
        ledger.transfer(
                LedgerAccounts.cash(group.accounts().id(slot)),
                LedgerAccounts.poolCash(pool.id()),
                amount,
                PostingCode.GAINS_HAIRCUT);
    }
}
