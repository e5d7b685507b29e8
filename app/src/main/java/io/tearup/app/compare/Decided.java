package io.tearup.app.compare;

import io.tearup.schemas.v1.Assignment;
import io.tearup.schemas.v1.Settlement;
import io.tearup.schemas.v1.Wave;
import java.util.List;
import org.apache.kafka.streams.KeyValue;
import org.jspecify.annotations.Nullable;

/**
 * What one rulebook made of a scenario.
 *
 * @param rulebook its name
 * @param waves waves that closed, in order
 * @param assignments what was assigned, in order
 * @param settlements what was settled, in order
 * @param refused inputs that were refused, in words
 * @param rows rows of the state's changelog, in order
 * @param rowsAfter how many of the rows there were after each event
 * @param lastClosing number of the last event, from 0, that closed a position; -1 = none did
 */
record Decided(
        String rulebook,
        List<Wave> waves,
        List<Assignment> assignments,
        List<Settlement> settlements,
        List<String> refused,
        List<KeyValue<byte[], byte @Nullable []>> rows,
        List<Integer> rowsAfter,
        int lastClosing) {
    Decided {
        waves = List.copyOf(waves);
        assignments = List.copyOf(assignments);
        settlements = List.copyOf(settlements);
        refused = List.copyOf(refused);
        rows = List.copyOf(rows);
        rowsAfter = List.copyOf(rowsAfter);
    }
}
