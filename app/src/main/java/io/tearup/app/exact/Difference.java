package io.tearup.app.exact;

import org.jspecify.annotations.Nullable;

/**
 * A record in which a run and its replay differ.
 *
 * @param offset of the run's record, null where the run has none
 * @param field what differs: a field of the value ({@code quantity}, {@code positions[2].nextOffset}), {@code key},
 *     {@code timestamp}, {@code headers}, {@code schema}, {@code bytes} or {@code record} where one side has none
 * @param run what the run wrote
 * @param replay what the replay writes
 */
record Difference(String topic, int partition, @Nullable Long offset, String field, String run, String replay) {
    /** In words, on one line. */
    String describe() {
        String where = topic + "-" + partition + (offset == null ? " at its end" : "@" + offset);
        return where + " " + field + ": run " + run + ", replay " + replay;
    }
}
