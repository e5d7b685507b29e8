package io.tearup.engine;

import io.tearup.engine.decision.Decision;
import io.tearup.engine.model.CodePointOrder;
import io.tearup.engine.model.Fraction;
import io.tearup.engine.model.Market;
import io.tearup.engine.model.PositionTable;
import io.tearup.engine.model.RiskGroup;
import io.tearup.engine.model.Side;
import io.tearup.engine.ranking.Opposite;
import io.tearup.engine.ranking.QueueLight;
import io.tearup.engine.ranking.RankedSide;
import io.tearup.engine.rulebook.Rulebook;
import java.math.BigInteger;
import java.util.Set;
import java.util.TreeMap;

/**
 * Queue lights: quantity-weighted midpoint quintiles of each side's ranking, 5 = first in line, 0 = not in the queue.
 *
 * <p>{@code light = 5 - floor(5 * (lots ahead + own / 2) / total)}, at least 1. Published for positions whose light changed,
 * per market at most once in the rulebook's interval of stream time. Vectors: {@code lights.quintile}.
 */
final class LightsPublisher {
    private final RiskGroup group;
    private final Rulebook rulebook;
    private final Outbox out;

    LightsPublisher(RiskGroup group, Rulebook rulebook, Outbox out) {
        this.group = group;
        this.rulebook = rulebook;
        this.out = out;
    }

    /** Publishes a market's lights if its interval has passed. */
    void publish(Market market) {
        long interval = rulebook.spec().lightsInterval();
        long last = market.lightsAt();
        if (interval == 0
                || !market.hasMark()
                || market.positions().size() == 0
                || (last != Long.MIN_VALUE && group.clock() - last < interval)) {
            return;
        }
        group.setLightsAt(market, group.clock());
        boolean[] queued = new boolean[market.positions().end()];
        publish(market, Side.LONG, queued);
        publish(market, Side.SHORT, queued);
        publishGone(market, queued);
    }

    /** Those that are in no queue any more, by account: a row's number depends on when the state was last restored. */
    private void publishGone(Market market, boolean[] queued) {
        PositionTable table = market.positions();
        TreeMap<String, Integer> gone = new TreeMap<>(CodePointOrder.INSTANCE);
        for (int row = 0; row < queued.length; row++) {
            if (table.isUsed(row) && !queued[row] && table.light(row) != 0) {
                gone.put(group.accounts().id(table.account(row)), row);
            }
        }
        gone.forEach((account, row) -> {
            group.setLight(market, row, 0);
            Side side = table.lots(row) < 0 ? Side.SHORT : Side.LONG;
            out.emit(new Decision.RankLight(account, market.id(), side, 0, null, 0));
        });
    }

    private void publish(Market market, Side side, boolean[] queued) {
        PositionTable table = market.positions();
        int[] order = RankedSide.of(new Opposite(
                group,
                market,
                side,
                rulebook.ranking(),
                rulebook.spec().ranking(),
                market.inventoryWaveNumber(),
                Order.NONE,
                Set.of()));
        long total = 0;
        for (int row : order) {
            total = Math.addExact(total, Math.absExact(table.lots(row)));
        }
        long ahead = 0;
        for (int row : order) {
            long own = Math.absExact(table.lots(row));
            int light = QueueLight.light(QueueLight.quintile(ahead, own, total));
            queued[row] = true;
            if (table.light(row) != light) {
                group.setLight(market, row, light);
                out.emit(new Decision.RankLight(
                        group.accounts().id(table.account(row)),
                        market.id(),
                        side,
                        light,
                        percentile(ahead, own, total),
                        ahead));
            }
            ahead += own;
        }
    }

    /** Share of a side's lots that are ahead of the middle of a position. */
    private static Fraction percentile(long ahead, long own, long total) {
        return new Fraction(
                BigInteger.valueOf(ahead).shiftLeft(1).add(BigInteger.valueOf(own)),
                BigInteger.valueOf(total).shiftLeft(1));
    }
}
