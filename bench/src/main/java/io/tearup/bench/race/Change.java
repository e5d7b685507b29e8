package io.tearup.bench.race;

import io.tearup.schemas.v1.Collateral;
import io.tearup.schemas.v1.Fill;
import io.tearup.schemas.v1.Liquidation;
import io.tearup.schemas.v1.MarkPrice;
import io.tearup.schemas.v1.OrderSide;
import io.tearup.schemas.v1.PositionSide;
import java.math.BigDecimal;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;

/**
 * What a record changes, as the peers see it: a value under a key. Positions are keyed {@code account|market}, marks by
 * market, balances by account.
 *
 * @param key what changes
 * @param lots signed lots of a trade, 0 for marks and money
 * @param ticks price of a trade or a mark, 0 for money
 * @param amount money, minor units, 0 else
 */
record Change(String key, long lots, long ticks, long amount) {
    /** The changes of a record; none for records that only configure. */
    static List<Change> of(SpecificRecord record) {
        if (record instanceof Fill fill) {
            long lots = lots(fill.getQuantity());
            return List.of(new Change(
                    Book.key(fill.getAccount(), fill.getMarket()),
                    fill.getSide() == OrderSide.BUY ? lots : -lots,
                    ticks(fill.getPrice()),
                    0));
        } else if (record instanceof MarkPrice mark) {
            return List.of(new Change(mark.getMarket(), 0, ticks(mark.getPrice()), 0));
        } else if (record instanceof Liquidation taken) {
            long lots = lots(taken.getQuantity()) * (taken.getSide() == PositionSide.LONG ? 1 : -1);
            long ticks = ticks(taken.getPrice());
            return List.of(
                    new Change(Book.key(taken.getAccount(), taken.getMarket()), -lots, ticks, 0),
                    new Change(Book.key("pool:" + taken.getPool(), taken.getMarket()), lots, ticks, 0));
        } else if (record instanceof Collateral collateral) {
            return List.of(new Change(
                    collateral.getAccount(), 0, 0, scaled(collateral.getAmount(), RaceInput.MONEY_DECIMALS)));
        }
        return List.of();
    }

    boolean isTrade() {
        return lots != 0;
    }

    boolean isMark() {
        return lots == 0 && ticks != 0;
    }

    private static long lots(BigDecimal quantity) {
        return scaled(quantity, RaceInput.LOT_DECIMALS);
    }

    private static long ticks(BigDecimal price) {
        return scaled(price, RaceInput.TICK_DECIMALS);
    }

    private static long scaled(BigDecimal value, int decimals) {
        return value.movePointRight(decimals).longValueExact();
    }
}
