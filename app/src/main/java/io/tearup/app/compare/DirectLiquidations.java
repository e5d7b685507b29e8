package io.tearup.app.compare;

import io.tearup.catalogue.InputRecords;
import io.tearup.ndjson.RecordLine;
import io.tearup.schemas.v1.Collateral;
import io.tearup.schemas.v1.CollateralKind;
import io.tearup.schemas.v1.Liquidation;
import io.tearup.schemas.v1.LiquidationKind;
import io.tearup.schemas.v1.MarginMode;
import io.tearup.schemas.v1.MarkPrice;
import io.tearup.schemas.v1.PositionSide;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a venue without a pool sends where another lets its pool take a position over: a demand to close the account.
 *
 * <p>A takeover may come while the account still has something left; a demand may not. So it waits for the first mark beyond
 * the takeover's price, which is where nothing is left. Where prices come back first, nobody is closed.
 */
final class DirectLiquidations {
    private record Unit(String account, String market) {}

    private final InputRecords venue;
    private final Map<String, BigDecimal> marks = new HashMap<>();
    private final Set<Unit> isolated = new HashSet<>();
    private final List<Liquidation> waiting = new ArrayList<>();

    DirectLiquidations(String group) {
        venue = new InputRecords(group, "comparison");
    }

    /** Whether this record is a takeover, which is not to be sent. */
    boolean replaces(RecordLine record) {
        return record.value() instanceof Liquidation liquidation && liquidation.getKind() == LiquidationKind.TAKEOVER;
    }

    /** What is to be sent after a record, or in its place. */
    List<Liquidation> after(RecordLine record) {
        if (record.value() instanceof MarkPrice mark) {
            marks.put(mark.getMarket(), mark.getPrice());
        } else if (record.value() instanceof Collateral collateral
                && collateral.getKind() == CollateralKind.MARGIN_MODE
                && collateral.getMarket() != null) {
            Unit unit = new Unit(collateral.getAccount(), collateral.getMarket());
            if (collateral.getMarginMode() == MarginMode.ISOLATED) {
                isolated.add(unit);
            } else {
                isolated.remove(unit);
            }
        } else if (replaces(record)) {
            waiting.add((Liquidation) record.value());
        } else {
            return List.of();
        }
        List<Liquidation> demands = new ArrayList<>();
        waiting.removeIf(takeover -> isBeyond(takeover) && demands.add(demand(takeover, record.timestamp())));
        return demands;
    }

    private boolean isBeyond(Liquidation takeover) {
        BigDecimal mark = marks.get(takeover.getMarket());
        BigDecimal price = takeover.getPrice();
        if (mark == null || price == null) {
            return false;
        }
        return takeover.getSide() == PositionSide.LONG ? mark.compareTo(price) < 0 : mark.compareTo(price) > 0;
    }

    private Liquidation demand(Liquidation takeover, Instant time) {
        String market = takeover.getMarket();
        boolean alone = market != null && isolated.contains(new Unit(takeover.getAccount(), market));
        return venue.bankrupt(time, takeover.getAccount(), alone ? market : null);
    }
}
