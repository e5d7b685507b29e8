package io.tearup.engine;

import io.tearup.engine.event.RiskEvent;
import io.tearup.engine.model.Market;
import io.tearup.engine.model.Pool;
import io.tearup.engine.model.RiskGroup;
import io.tearup.engine.model.Watch;

/**
 * How long nothing can be decided by records that move no pool.
 *
 * <p>A decision depends on the pools' cash and inventories, on the marks of markets with inventory, on maxima that expire
 * and on lights that fall due, and on answers of the venue that do not come. While nothing is armed, nor was before the last
 * evaluation, no wave is open and nothing is owed, a user's fill, a transfer, or a mark of a market without inventory changes
 * none of these; only time does. After a full evaluation the earliest such time is known, and until then those records need
 * none.
 */
final class QuietTime {
    private static final long NEVER = Long.MIN_VALUE;

    private final RiskGroup group;

    /** Stream time at which the next evaluation is due, microseconds. */
    private long until = NEVER;

    QuietTime(RiskGroup group) {
        this.group = group;
    }

    /** Every record is evaluated until {@link #begin}. */
    void end() {
        until = NEVER;
    }

    /** Starts after a full evaluation, if there is nothing that has to be looked at with every record. */
    void begin(long lightsInterval) {
        until = group.receivables().isEmpty() ? group.reservations().nextDue() : NEVER;
        for (Pool pool : group.pools()) {
            for (Watch watch : pool.watches().values()) {
                limit(watch);
            }
            for (Market market : pool.markets()) {
                if (market.inEpisode() || market.openWave().isOpen()) {
                    until = NEVER;
                }
                for (Watch watch : market.watches().values()) {
                    limit(watch);
                }
                if (lightsInterval > 0 && !lightsDue(market, lightsInterval)) {
                    until = Math.min(until, Math.addExact(market.lightsAt(), lightsInterval));
                }
            }
        }
    }

    /** Whether any trigger that is watched is armed. */
    boolean isAnythingArmed() {
        for (Pool pool : group.pools()) {
            if (isAnyArmed(pool.watches().values())) {
                return true;
            }
            for (Market market : pool.markets()) {
                if (isAnyArmed(market.watches().values())) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean isAnyArmed(Iterable<Watch> watches) {
        for (Watch watch : watches) {
            if (watch.watched() && watch.episode().armed()) {
                return true;
            }
        }
        return false;
    }

    private void limit(Watch watch) {
        if (watch.watched()) {
            until = watch.episode().armed()
                    ? NEVER
                    : Math.min(until, watch.peak().nextExpiry());
        }
    }

    /** Whether a record that was just applied needs no evaluation. */
    boolean covers(RiskEvent event, long lightsInterval) {
        if (group.clock() >= until) {
            return false;
        }
        if (event instanceof RiskEvent.Fill fill) {
            return !fill.account().startsWith(EventApplier.POOL_ACCOUNT)
                    && !showsLights(group.requireMarket(fill.market()), lightsInterval);
        }
        if (event instanceof RiskEvent.Mark mark) {
            Market market = group.requireMarket(mark.market());
            return market.inventoryLots() == 0 && !showsLights(market, lightsInterval);
        }
        return event instanceof RiskEvent.Cash || event instanceof RiskEvent.IsolatedMargin;
    }

    /** Whether lights of a market that could not be shown before are to be shown now. */
    private boolean showsLights(Market market, long lightsInterval) {
        return lightsInterval > 0
                && market.hasMark()
                && market.positions().size() > 0
                && lightsDue(market, lightsInterval);
    }

    private boolean lightsDue(Market market, long lightsInterval) {
        return market.lightsAt() == Long.MIN_VALUE || group.clock() - market.lightsAt() >= lightsInterval;
    }
}
