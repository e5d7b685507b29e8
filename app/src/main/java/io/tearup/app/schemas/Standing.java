package io.tearup.app.schemas;

import io.tearup.contract.PublishedSchemas;
import io.tearup.contract.SchemaHistory;
import java.util.List;
import java.util.Locale;
import org.apache.avro.Schema;

/**
 * Where a schema stands among its earlier forms, of the history or of a registry.
 *
 * @param version the form it is equal to or, where it is equal to none, the latest; 0 if there is none
 * @param breaches what of it breaks earlier forms
 */
record Standing(State state, int version, List<Breach> breaches) {
    /** How a schema stands. */
    enum State {
        /** It is there as it is, documentation included. */
        SAME,
        /** It differs and every earlier form allows it. */
        CHANGED,
        /** There is no earlier form. */
        NEW,
        /** It differs in a way that breaks somebody. */
        BREAKS
    }

    Standing {
        breaches = List.copyOf(breaches);
    }

    static Standing of(Schema schema, List<SchemaHistory.Release> earlier) {
        if (earlier.isEmpty()) {
            return new Standing(State.NEW, 0, List.of());
        }
        int latest = earlier.get(earlier.size() - 1).number();
        List<Breach> breaches = Breach.of(schema, earlier);
        if (!breaches.isEmpty()) {
            return new Standing(State.BREAKS, latest, breaches);
        }
        String text = PublishedSchemas.text(schema);
        return earlier.stream()
                .filter(release -> PublishedSchemas.text(release.schema()).equals(text))
                .reduce((first, later) -> later)
                .map(release -> new Standing(State.SAME, release.number(), List.of()))
                .orElse(new Standing(State.CHANGED, latest, List.of()));
    }

    /** In few words, for a table: {@code same as 1}, {@code changed since 1}, {@code new}, {@code BREAKS}. */
    String describe() {
        return switch (state) {
            case SAME -> "same as " + version;
            case CHANGED -> "changed since " + version;
            case NEW -> state.name().toLowerCase(Locale.ROOT);
            case BREAKS -> state.name();
        };
    }
}
