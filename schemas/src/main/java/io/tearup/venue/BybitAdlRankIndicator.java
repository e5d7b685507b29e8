package io.tearup.venue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tearup.schemas.v1.Rank;

/**
 * Bybit's ADL rank indicator: the fields of a position in
 * <a href="https://bybit-exchange.github.io/docs/v5/position">GET /v5/position/list</a> that say where it stands.
 *
 * <p>Range 0..5, 5 hottest, 0 for no position: our light. {@code positionIdx} is 0, one-way mode.
 */
public final class BybitAdlRankIndicator implements LightFormat {
    private final VenueNames names;

    public BybitAdlRankIndicator(VenueNames names) {
        this.names = names;
    }

    @Override
    public ObjectNode write(Rank rank) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("symbol", names.symbol(rank.getMarket()))
                .put("side", Light.side(rank, "Buy", "Sell"))
                .put("positionIdx", 0)
                .put("adlRankIndicator", Light.of(rank))
                .put("updatedTime", VenueText.millis(rank.getTime()));
    }
}
