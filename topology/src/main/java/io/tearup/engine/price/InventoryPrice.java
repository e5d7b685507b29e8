package io.tearup.engine.price;

import io.tearup.engine.decision.Criterion;
import io.tearup.engine.model.ExactMath;
import io.tearup.engine.model.Market;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * Turns the proceeds a pool must receive for its whole inventory into a price on the grid.
 *
 * <p>Never beyond the average takeover price, so that the pool makes no profit on the book; rounded to the tick in the
 * counterparty's favour (down when the pool sells, up when it buys); at least one tick.
 */
final class InventoryPrice {
    private InventoryPrice() {}

    /**
     * @param proceeds signed value the whole signed inventory must trade at, in minor units over the market's value
     *     denominator, as numerator over {@code denominator} (positive)
     */
    static Quote of(
            Criterion criterion,
            Market market,
            BigInteger proceeds,
            BigInteger denominator,
            String rule,
            @Nullable Long floor) {
        long lots = market.inventoryLots();
        boolean poolSells = lots > 0;
        BigInteger takeover = market.exactInventoryCost().multiply(denominator);
        // The signed value is lots x price for either sign: less is the counterparty's favour for both.
        BigInteger numerator = proceeds.min(takeover);
        BigInteger divisor = denominator
                .multiply(BigInteger.valueOf(lots).abs())
                .multiply(BigInteger.valueOf(market.spec().valueNumerator()));
        BigInteger exact = poolSells ? numerator : numerator.negate();
        BigInteger ticks = poolSells ? ExactMath.floorDiv(exact, divisor) : ExactMath.ceilDiv(exact, divisor);
        if (ticks.signum() <= 0) {
            ticks = BigInteger.ONE;
            exact = divisor;
        }
        return new Quote(criterion, ticks.longValueExact(), exact, divisor, rule, floor);
    }
}
