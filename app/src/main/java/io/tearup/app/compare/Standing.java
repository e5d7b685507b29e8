package io.tearup.app.compare;

import io.tearup.engine.model.AccountTable;
import io.tearup.engine.model.Fraction;
import io.tearup.engine.model.Market;
import io.tearup.engine.model.Pool;
import io.tearup.engine.model.PositionTable;
import io.tearup.engine.model.RiskGroup;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Where a risk group stands at one moment, exact, in minor units of its asset.
 *
 * <p>Counted per margin unit: an isolated position by itself, all cross positions of an account together.
 *
 * @param leverages gross notional over equity of every unit of a counterparty that holds a position, ascending
 * @param underWater units of counterparties that hold a position and no equity: their leverage has no number
 * @param owedAfterMove what counterparties would owe, beyond their equity, if every mark moved on
 * @param funds cash of all pools and what their inventory is worth at mark more than it cost
 * @param inventory what the pools hold, at mark
 */
record Standing(
        List<Fraction> leverages, int underWater, Fraction owedAfterMove, BigInteger funds, Fraction inventory) {
    Standing {
        leverages = List.copyOf(leverages);
    }

    /**
     * Looks at a group.
     *
     * @param counterparties accounts that are counted
     * @param move by which share every mark moves on, above -1
     */
    static Standing of(RiskGroup group, Collection<String> counterparties, Fraction move) {
        Count count = new Count(Fraction.ONE.plus(move));
        AccountTable accounts = group.accounts();
        for (String counterparty : counterparties) {
            int slot = accounts.find(counterparty);
            if (slot != AccountTable.NONE) {
                count.account(group, slot);
            }
        }
        BigInteger funds = BigInteger.ZERO;
        for (Pool pool : group.pools()) {
            funds = funds.add(BigInteger.valueOf(pool.equity()));
        }
        Fraction inventory = Fraction.ZERO;
        for (Market market : group.markets()) {
            inventory = inventory.plus(value(market, market.inventoryLots()).abs());
        }
        count.leverages.sort(null);
        return new Standing(count.leverages, count.underWater, count.owed, funds, inventory);
    }

    /** The leverage that nine of ten units do not exceed (nearest rank), zero if nobody holds anything. */
    Fraction ninetieth() {
        return leverages.isEmpty() ? Fraction.ZERO : leverages.get((leverages.size() * 9 + 9) / 10 - 1);
    }

    /** Signed value of lots at mark; zero without a mark. */
    private static Fraction value(Market market, long lots) {
        return market.hasMark() && lots != 0
                ? new Fraction(
                        market.spec().exactValue(lots, market.markTicks()),
                        BigInteger.valueOf(market.spec().valueDenominator()))
                : Fraction.ZERO;
    }

    /** Adds units up. */
    private static final class Count {
        final Fraction after;
        final List<Fraction> leverages = new ArrayList<>();
        int underWater;
        Fraction owed = Fraction.ZERO;

        Count(Fraction after) {
            this.after = after;
        }

        void account(RiskGroup group, int slot) {
            Unit cross = new Unit(group.accounts().wallet(slot));
            group.forEachRow(slot, (market, row) -> {
                PositionTable table = market.positions();
                if (table.isIsolated(row)) {
                    Unit alone = new Unit(table.margin(row));
                    alone.add(market, row);
                    unit(alone);
                } else {
                    cross.add(market, row);
                }
            });
            unit(cross);
        }

        private void unit(Unit unit) {
            if (unit.notional.signum() == 0) {
                return;
            }
            Fraction equity = unit.money.plus(unit.value);
            if (equity.isPositive()) {
                leverages.add(unit.notional.over(equity));
            } else {
                underWater++;
            }
            owed = owed.plus(unit.money.plus(unit.value.times(after)).negate().orZero());
        }
    }

    /** Money less cost, signed value and gross notional of the positions that are margined together. */
    private static final class Unit {
        Fraction money;
        Fraction value = Fraction.ZERO;
        Fraction notional = Fraction.ZERO;

        Unit(long money) {
            this.money = Fraction.of(money);
        }

        void add(Market market, int row) {
            long lots = market.positions().lots(row);
            if (!market.hasMark() || lots == 0) {
                return;
            }
            Fraction worth = Standing.value(market, lots);
            money = money.minus(Fraction.of(market.positions().cost(row)));
            value = value.plus(worth);
            notional = notional.plus(worth.abs());
        }
    }
}
