package io.tearup.store;

import org.jspecify.annotations.Nullable;

/**
 * A row of the store that cannot be read: cut off, of a later version, or of a kind that is not known. Deciding must not go on.
 * The offset is not known while Kafka Streams restores; {@link #place} tells where to look for it.
 */
public final class CorruptRow extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient @Nullable Place place;

    /** Store and partition whose changelog holds the row. */
    public record Place(String store, int partition) {}

    CorruptRow(String message) {
        super(message);
        place = null;
    }

    CorruptRow(Place place, String row, CorruptRow cause) {
        super(
                "store " + place.store() + ", partition " + place.partition() + ": row " + row
                        + " of the changelog cannot be restored: " + cause.getMessage(),
                cause);
        this.place = place;
    }

    /** Where the row was met, null = outside of a store. */
    public @Nullable Place place() {
        return place;
    }
}
