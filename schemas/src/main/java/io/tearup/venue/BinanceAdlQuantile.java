package io.tearup.venue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tearup.schemas.v1.Rank;

/**
 * Binance's ADL quantile: an entry of
 * <a href="https://developers.binance.com/docs/derivatives/usds-margined-futures/trade/rest-api/Position-ADL-Quantile-Estimation">GET
 * /fapi/v1/adlQuantile</a>.
 *
 * <p>Range 0..4, 4 hottest: our light less one. An account has one position per market, which is Binance's one-way mode: the
 * quantile stands under {@code BOTH}, the sides of hedge mode are 0. Binance lists open positions only and has no word for one
 * that is not in the queue; our light 0 becomes 0, the coolest.
 */
public final class BinanceAdlQuantile implements LightFormat {
    private final VenueNames names;

    public BinanceAdlQuantile(VenueNames names) {
        this.names = names;
    }

    @Override
    public ObjectNode write(Rank rank) {
        ObjectNode entry = JsonNodeFactory.instance.objectNode();
        entry.put("symbol", names.symbol(rank.getMarket()));
        entry.putObject("adlQuantile").put("LONG", 0).put("SHORT", 0).put("BOTH", Math.max(0, Light.of(rank) - 1));
        return entry;
    }
}
