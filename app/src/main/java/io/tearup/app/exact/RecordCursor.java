package io.tearup.app.exact;

import org.jspecify.annotations.Nullable;

/** The committed records of one partition, oldest first, up to where the run is looked at. */
public interface RecordCursor extends AutoCloseable {
    /** The next record, null at the end; the same until {@link #advance}. */
    @Nullable
    RunRecord peek();

    /** Goes to the record after {@link #peek}. */
    void advance();

    /** The next record, which is then passed; null at the end. */
    default @Nullable RunRecord next() {
        RunRecord next = peek();
        if (next != null) {
            advance();
        }
        return next;
    }

    @Override
    void close();
}
