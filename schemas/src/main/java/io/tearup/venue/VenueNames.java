package io.tearup.venue;

import java.util.Map;

/**
 * What a venue calls things.
 *
 * @param assets settlement asset by risk group, for example {@code usdt} to {@code USDT}
 * @param symbols the venue's symbol by market; a market that is not in it keeps its name
 */
public record VenueNames(Map<String, String> assets, Map<String, String> symbols) {
    /** Markets keep their names, no asset is known. */
    public static final VenueNames UNCHANGED = new VenueNames(Map.of(), Map.of());

    public VenueNames {
        assets = Map.copyOf(assets);
        symbols = Map.copyOf(symbols);
    }

    /**
     * The settlement asset of a risk group.
     *
     * @throws IllegalArgumentException if it is not named
     */
    String asset(String riskGroup) {
        String asset = assets.get(riskGroup);
        if (asset == null) {
            throw new IllegalArgumentException("the settlement asset of risk group " + riskGroup + " is not known");
        }
        return asset;
    }

    /** The venue's symbol of a market. */
    String symbol(String market) {
        return symbols.getOrDefault(market, market);
    }
}
