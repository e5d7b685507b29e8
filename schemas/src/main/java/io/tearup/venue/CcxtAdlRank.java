package io.tearup.venue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tearup.schemas.v1.Rank;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Locale;

/**
 * ccxt's unified ADL structure, as its {@code fetchPositionsADLRank} gives it:
 * <a href="https://docs.ccxt.com/docs/manual#auto-de-leverage">Auto De Leverage</a>.
 *
 * <p>{@code rank} is our light, higher is sooner, 0 for no position. {@code percentage} is our percentile, 0 to 100, 100 first in
 * line. {@code rating} is a word for the light: low for 1 and 2, medium for 3, high for 4 and 5, null for no position; ccxt
 * fixes no words. {@code info} is the record itself, as ccxt keeps the venue's own answer.
 */
public final class CcxtAdlRank implements LightFormat {
    private static final int MEDIUM = 3;
    private static final int MILLIS = 3;

    /** Always three digits of the second, as ccxt's own {@code iso8601}. */
    private static final DateTimeFormatter ISO =
            new DateTimeFormatterBuilder().appendInstant(MILLIS).toFormatter(Locale.ROOT);

    private final VenueNames names;

    public CcxtAdlRank(VenueNames names) {
        this.names = names;
    }

    @Override
    public ObjectNode write(Rank rank) {
        int light = Light.of(rank);
        ObjectNode structure = JsonNodeFactory.instance.objectNode();
        structure
                .putObject("info")
                .put("riskGroup", rank.getRiskGroup())
                .put("account", rank.getAccount())
                .put("market", rank.getMarket())
                .put("side", rank.getSide().name())
                .put("light", light)
                .put("percentile", VenueText.decimal(rank.getPercentile()))
                .put("quantityAhead", VenueText.decimal(rank.getQuantityAhead()))
                .put("time", rank.getTime().toString());
        structure.put("symbol", names.symbol(rank.getMarket()));
        structure.put("rank", light);
        structure.put("rating", light == 0 ? null : light < MEDIUM ? "low" : light == MEDIUM ? "medium" : "high");
        structure.put("percentage", rank.getPercentile().stripTrailingZeros());
        structure.put("timestamp", rank.getTime().toEpochMilli());
        structure.put("datetime", ISO.format(rank.getTime()));
        return structure;
    }
}
