package io.tearup.app.demo;

import java.math.BigDecimal;

/**
 * A market of the demo on its grid, with the price path it takes.
 *
 * @param id market id
 * @param pool pool that takes its positions over
 * @param lotSize quantity of a lot
 * @param tickSize price of a tick
 * @param maintenanceRate maintenance margin rate
 * @param firstTicks price at the start, ticks
 * @param fallPpm how far it falls from there, millionths
 * @param typicalLots lots of a typical position
 * @param microsPerLotTick value of a lot at a tick, millionths of the settlement asset
 */
record DemoMarket(
        String id,
        String pool,
        BigDecimal lotSize,
        BigDecimal tickSize,
        BigDecimal maintenanceRate,
        long firstTicks,
        int fallPpm,
        long typicalLots,
        long microsPerLotTick) {

    static DemoMarket of(
            String id,
            String pool,
            String lotSize,
            String tickSize,
            String maintenanceRate,
            String firstPrice,
            int fallPpm,
            long typicalLots) {
        BigDecimal lot = new BigDecimal(lotSize);
        BigDecimal tick = new BigDecimal(tickSize);
        return new DemoMarket(
                id,
                pool,
                lot,
                tick,
                new BigDecimal(maintenanceRate),
                new BigDecimal(firstPrice).divide(tick).longValueExact(),
                fallPpm,
                typicalLots,
                lot.multiply(tick).movePointRight(6).longValueExact());
    }

    BigDecimal quantity(long lots) {
        return lotSize.multiply(BigDecimal.valueOf(lots));
    }

    BigDecimal price(long ticks) {
        return tickSize.multiply(BigDecimal.valueOf(ticks));
    }

    /** Value in millionths of the settlement asset. */
    long value(long lots, long ticks) {
        return Math.multiplyExact(Math.multiplyExact(lots, ticks), microsPerLotTick);
    }

    long maintenance(long lots, long ticks) {
        return maintenanceRate.multiply(BigDecimal.valueOf(value(lots, ticks))).longValue();
    }
}
