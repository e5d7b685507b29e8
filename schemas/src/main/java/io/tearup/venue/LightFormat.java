package io.tearup.venue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tearup.schemas.v1.Rank;

/**
 * Writes queue lights as a venue shows them to the owner of a position. Venues answer such a question to one account about its
 * own positions, so most of their objects do not name the account.
 */
public interface LightFormat {
    /**
     * The light as the venue's object.
     *
     * @throws IllegalArgumentException if the side of the position is one this program does not know
     */
    ObjectNode write(Rank rank);
}
