package io.tearup.venue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tearup.schemas.v1.Rank;

/**
 * Gate's ADL ranking: the fields of a futures position in
 * <a href="https://www.gate.com/docs/developers/apiv4/en/#get-single-position">GET /futures/{settle}/positions/{contract}</a>
 * that say where it stands.
 *
 * <p>Range 1..5, 1 hottest, 6 for no position or one in liquidation: six less our light. {@code mode} is single, one position
 * per market; {@code update_time} is in seconds.
 */
public final class GateAdlRanking implements LightFormat {
    private static final int NO_POSITION = 6;

    private final VenueNames names;

    public GateAdlRanking(VenueNames names) {
        this.names = names;
    }

    @Override
    public ObjectNode write(Rank rank) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("contract", names.symbol(rank.getMarket()))
                .put("mode", "single")
                .put("adl_ranking", NO_POSITION - Light.of(rank))
                .put("update_time", rank.getTime().getEpochSecond());
    }
}
