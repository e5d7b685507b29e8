package io.tearup.connect.replay;

import io.tearup.ndjson.BadLine;
import io.tearup.ndjson.RecordLine;

/** How a line of a file holds a record. */
sealed interface LineForm permits CsvForm, LineForm.Ndjson {
    /**
     * The record of a line.
     *
     * @throws BadLine if it holds none
     */
    RecordLine read(String line);

    /** Lines of JSON, each with its topic. */
    record Ndjson() implements LineForm {
        @Override
        public RecordLine read(String line) {
            return RecordLine.parseInput(line);
        }
    }
}
