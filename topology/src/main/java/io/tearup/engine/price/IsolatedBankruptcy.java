package io.tearup.engine.price;

import io.tearup.engine.model.Contract;
import io.tearup.engine.model.Fraction;
import io.tearup.engine.model.Side;

/**
 * Bankruptcy price of one isolated position: where closing it leaves its margin at exactly zero (BitMEX, Bybit, Gate).
 *
 * <p>With cushion c per unit: linear {@code P = entry - s * c}, inverse {@code 1/P = 1/entry + s * c}. Vectors:
 * {@code bankruptcy_price.margin}.
 */
public record IsolatedBankruptcy(Side side, Contract contract, Fraction price) {

    /** From the money that stands behind a position of {@code quantity}. */
    public static IsolatedBankruptcy ofMargin(
            Side side, Contract contract, Fraction entry, Fraction margin, Fraction quantity) {
        return ofCushion(side, contract, entry, margin.over(quantity));
    }

    /** From the leverage it was opened with: the cushion is the initial margin alone. */
    public static IsolatedBankruptcy ofLeverage(Side side, Contract contract, Fraction entry, Fraction leverage) {
        Fraction cushion =
                contract == Contract.LINEAR ? entry.over(leverage) : Fraction.ONE.over(entry.times(leverage));
        return ofCushion(side, contract, entry, cushion);
    }

    private static IsolatedBankruptcy ofCushion(Side side, Contract contract, Fraction entry, Fraction cushion) {
        Fraction signed = cushion.times(side.sign());
        Fraction price = contract == Contract.LINEAR
                ? entry.minus(signed)
                : Fraction.ONE.over(Fraction.ONE.over(entry).plus(signed));
        return new IsolatedBankruptcy(side, contract, price);
    }

    /** Price at which equity equals the maintenance rate times value. */
    public Fraction liquidationPrice(Fraction maintenanceRate) {
        Fraction signed = maintenanceRate.times(side.sign());
        return contract == Contract.LINEAR
                ? price.over(Fraction.ONE.minus(signed))
                : price.times(Fraction.ONE.plus(signed));
    }

    /** On the grid, never beyond bankruptcy: up for a long, down for a short. */
    public Fraction onGrid(Fraction tick) {
        return side == Side.LONG ? price.ceilTo(tick) : price.floorTo(tick);
    }

    /** The mark instead, where the bankruptcy price lies farther from it than a share of it. */
    public Fraction settlementPrice(Fraction mark, Fraction maxDeviation) {
        return price.minus(mark).abs().over(mark).isMoreThan(maxDeviation) ? mark : price;
    }
}
