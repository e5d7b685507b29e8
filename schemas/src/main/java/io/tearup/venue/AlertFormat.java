package io.tearup.venue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tearup.schemas.v1.Alert;

/** Writes alerts as a venue publishes them. Alerts are given in the order of their log. */
public interface AlertFormat {
    /**
     * The alert as the venue's object.
     *
     * @throws IllegalArgumentException if the alert has what the venue has no word for: a state or rule this program does not
     *     know, or a risk group whose asset is not named
     */
    ObjectNode write(Alert alert);
}
