package io.tearup.engine;

import io.tearup.engine.allocation.Allocation;
import io.tearup.engine.allocation.Share;
import io.tearup.engine.decision.Decision;
import io.tearup.engine.decision.Decision.WaveResult;
import io.tearup.engine.model.Fraction;
import io.tearup.engine.model.Market;
import io.tearup.engine.model.RiskGroup;
import io.tearup.engine.model.Role;
import io.tearup.engine.price.Quote;
import io.tearup.engine.rulebook.Rulebook;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells what a wave would do, and does nothing: no position, no balance and no price that is remembered changes.
 *
 * <p>A wave over a pool's inventory is told whole, once for the demand there is; another is told when the demand has grown
 * beyond that, or has come back after it was gone. A price outside the rulebook's band is told whenever quantity, price or gap
 * changes. Not told is what only follows from carrying it out: settlements, postings, what a haircut on gains would bring.
 * The wave's number is the market's next; its id says {@code shadow-}, so that no answer to it is ever taken for one to a
 * wave that was carried out.
 */
final class ShadowWaves {
    /** Before the number of a wave in its id. */
    static final String MARK = "shadow-";

    private final RiskGroup group;
    private final Rulebook rulebook;
    private final Outbox out;
    private final WaveRecords records;

    ShadowWaves(RiskGroup group, Rulebook rulebook, Outbox out) {
        this.group = group;
        this.rulebook = rulebook;
        this.out = out;
        this.records = new WaveRecords(group, rulebook);
    }

    /**
     * Tells the wave over a pool's inventory, unless it was told.
     *
     * @param order what would be closed, null if nothing
     */
    void tellInventory(Market market, @Nullable Order order) {
        if (order == null || order.demand() < market.toldInShadow()) {
            group.setToldInShadow(market, order == null ? 0 : order.demand());
        }
        if (order == null || order.demand() <= market.toldInShadow()) {
            return;
        }
        Quote quote = order.quote();
        Integer band = rulebook.spec().stages().priceBandPpm();
        if (band != null && Quote.isOutside(quote.ticks(), market.markTicks(), band)) {
            long gap = order.distance(order.demand());
            if (market.shortfallResidual() != order.demand()
                    || market.shortfallPrice() != quote.ticks()
                    || market.shortfallGap() != gap) {
                group.setShortfall(market, order.demand(), quote.ticks(), gap);
                tell(order, null);
            }
            return;
        }
        tell(order);
        group.setToldInShadow(market, order.demand());
    }

    /** Tells a wave. */
    void tell(Order order) {
        Integer band = rulebook.spec().stages().priceBandPpm();
        boolean blocked = band != null
                && Quote.isOutside(order.quote().ticks(), order.market().markTicks(), band);
        tell(order, blocked ? null : WavePlan.of(group, rulebook, order, true, Integer.MAX_VALUE));
    }

    private void tell(Order order, @Nullable WavePlan plan) {
        Market market = order.market();
        Decision.WaveOpened opened = records.opened(order, MARK + group.nextWaveNumber(market), 1);
        out.emit(new Decision.InShadow(opened));
        long left = plan == null ? order.demand() : plan.left();
        Tally tally = new Tally();
        if (plan != null) {
            tell(opened, order, plan.backstops(), Role.BACKSTOP, 0, tally);
            tell(opened, order, plan.plan().shares(), Role.COUNTERPARTY, 1, tally);
            tell(opened, order, plan.second(), Role.COUNTERPARTY, 2, tally);
        }
        Allocation.Plan allocated = plan == null ? new Allocation.Plan(List.of(), 0, true, "") : plan.plan();
        WaveResult result = plan == null ? WaveResult.BLOCKED : left == 0 ? WaveResult.RESOLVED : WaveResult.SHORTFALL;
        out.emit(new Decision.InShadow(new Decision.WaveClosed(
                opened,
                result,
                allocated.candidates(),
                tally.assignments,
                order.demand() - left,
                0,
                left,
                order.distance(left),
                tally.haircut,
                tally.poolGap.ceil().longValueExact(),
                0,
                order.pool().cash())));
    }

    /** What was told so far. */
    private static final class Tally {
        private int assignments;
        private long haircut;
        private Fraction poolGap = Fraction.ZERO;
    }

    private void tell(Decision.WaveOpened opened, Order order, List<Share> shares, Role role, int pass, Tally tally) {
        Market market = order.market();
        for (Share share : shares) {
            long haircut = CloseBooking.Close.haircut(
                    market, order.side().opposite(), share.lots(), share.ticks(), market.markTicks());
            out.emit(new Decision.InShadow(
                    records.assignment(opened, order, share, role, pass, ++tally.assignments, haircut)));
            tally.haircut = Math.addExact(tally.haircut, haircut);
            if (pass == 2) {
                Fraction worse = Fraction.of(Math.absExact(order.quote().ticks() - share.ticks()));
                tally.poolGap = tally.poolGap.plus(
                        worse.times(market.spec().valuePerLotTick().times(share.lots())));
            }
        }
    }
}
