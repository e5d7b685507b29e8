package io.tearup.stream;

import io.tearup.engine.model.Fraction;
import io.tearup.engine.model.MarketSpec;
import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/** From the engine's integers to the wire's decimals with 18 places: exact, but for averages and ratios that have no end. */
final class WireUnits {
    /** Decimals of every number on the wire. */
    static final int SCALE = 18;

    private static final BigDecimal LARGEST = BigDecimal.TEN.pow(38 - SCALE);

    private final int moneyScale;

    /** @param moneyScale decimals of one minor unit */
    WireUnits(int moneyScale) {
        this.moneyScale = moneyScale;
    }

    BigDecimal money(long minor) {
        return BigDecimal.valueOf(minor, moneyScale).setScale(SCALE);
    }

    static BigDecimal quantity(long lots, MarketSpec market) {
        return exact(market.lotSize().multiply(BigDecimal.valueOf(lots)));
    }

    static BigDecimal price(long ticks, MarketSpec market) {
        return exact(market.tickSize().multiply(BigDecimal.valueOf(ticks)));
    }

    /** A price, or null where there is none yet. */
    static @Nullable BigDecimal priceOrNull(long ticks, MarketSpec market) {
        return ticks == 0 ? null : price(ticks, market);
    }

    /** Average price of a holding, half-even; null when flat. */
    @Nullable
    BigDecimal average(long cost, long lots, MarketSpec market) {
        if (lots == 0) {
            return null;
        }
        return BigDecimal.valueOf(cost, moneyScale)
                .divide(market.lotSize().multiply(BigDecimal.valueOf(lots)), SCALE, RoundingMode.HALF_EVEN);
    }

    static BigDecimal ratio(int ppm) {
        return BigDecimal.valueOf(ppm, 6).setScale(SCALE);
    }

    /** A score half-even, or null where it is too large for the wire. */
    static @Nullable BigDecimal score(Fraction score) {
        BigDecimal value = score.toDecimal(SCALE);
        return value.abs().compareTo(LARGEST) < 0 ? value : null;
    }

    private static BigDecimal exact(BigDecimal value) {
        return value.setScale(SCALE);
    }
}
