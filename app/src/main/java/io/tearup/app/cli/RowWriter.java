package io.tearup.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Writes rows one by one, as they come, in one of the forms for machines: what has no end can be written too. Tables, which have to know
 * every row first, are {@link Listing}'s.
 */
public final class RowWriter {
    private final Format format;
    private final PrintWriter out;
    private boolean first = true;

    /** Begins; under CSV with the names of the columns. */
    public RowWriter(Format format, PrintWriter out, List<String> columns) {
        if (format == Format.TABLE) {
            throw new IllegalArgumentException("a table is no form for machines");
        }
        this.format = format;
        this.out = out;
        if (format == Format.JSON) {
            out.print('[');
        } else if (format == Format.CSV) {
            out.println(columns.stream().map(RowWriter::quoted).collect(Collectors.joining(",")));
        }
    }

    /**
     * Writes a row.
     *
     * @param object the row as JSON, which may tell more than the columns do
     * @param cells one for each column, for CSV
     */
    public void add(JsonNode object, List<? extends @Nullable Object> cells) {
        switch (format) {
            case JSON -> out.print((first ? "" : ",") + object);
            case CSV ->
                out.println(cells.stream()
                        .map(cell -> cell == null ? "" : quoted(cell.toString()))
                        .collect(Collectors.joining(",")));
            default -> out.println(object);
        }
        first = false;
    }

    /** Ends what was begun. */
    public void end() {
        if (format == Format.JSON) {
            out.println(']');
        }
        out.flush();
    }

    private static String quoted(String text) {
        return text.matches("(?s).*[\",\r\n].*") ? '"' + text.replace("\"", "\"\"") + '"' : text;
    }
}
