package io.tearup.engine.price;

import io.tearup.engine.decision.Criterion;
import io.tearup.engine.model.Fraction;
import io.tearup.engine.model.Market;

/**
 * The average takeover price of an inventory: the bankruptcy price of those it was taken over from (BitMEX, AZX, Binance).
 * The pool neither gains nor loses on the book.
 */
public final class BankruptcyQuote {
    private BankruptcyQuote() {}

    /** Price of a market's inventory, which is not flat. */
    public static Quote of(Criterion criterion, Market market) {
        return InventoryPrice.of(criterion, market, market.takeoverTicks(), "average takeover price b", null);
    }

    /** The mark, where a rulebook closes there. */
    public static Quote atMark(Criterion criterion, Market market) {
        return new Quote(criterion, "", market.markTicks(), Fraction.of(market.markTicks()), "mark", null);
    }
}
