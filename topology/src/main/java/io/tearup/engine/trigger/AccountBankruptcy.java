package io.tearup.engine.trigger;

import io.tearup.engine.model.Fraction;

/**
 * Whether an account is to be deleveraged directly (QFEX, Hyperliquid, dYdX): at its bankruptcy price when its equity is
 * below zero, at the oracle price when its market is settled for good.
 *
 * <p>Vectors: {@code trigger.account_bankrupt}.
 */
public final class AccountBankruptcy {
    private AccountBankruptcy() {}

    public static boolean atBankruptcyPrice(Fraction equity) {
        return equity.isNegative();
    }

    public static boolean atOraclePrice(Fraction equity, boolean finalSettlement) {
        return finalSettlement && !equity.isNegative();
    }
}
