package io.tearup.venue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tearup.schemas.v1.Rank;

/**
 * OKX's ADL signal: the fields of a position in
 * <a href="https://www.okx.com/docs-v5/en/#trading-account-rest-api-get-positions">GET /api/v5/account/positions</a> that say
 * where it stands.
 *
 * <p>A string 0..5, 5 hottest: our light. {@code posSide} is net, one position per market.
 */
public final class OkxAdl implements LightFormat {
    private final VenueNames names;

    public OkxAdl(VenueNames names) {
        this.names = names;
    }

    @Override
    public ObjectNode write(Rank rank) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("instType", "SWAP")
                .put("instId", names.symbol(rank.getMarket()))
                .put("posSide", "net")
                .put("adl", Integer.toString(Light.of(rank)))
                .put("uTime", VenueText.millis(rank.getTime()));
    }
}
