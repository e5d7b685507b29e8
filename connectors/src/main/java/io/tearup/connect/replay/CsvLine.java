package io.tearup.connect.replay;

import io.tearup.ndjson.BadLine;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A comma-separated line after RFC 4180, but for one thing: a quoted field ends on its line. */
final class CsvLine {
    /**
     * A field.
     *
     * @param text its content, null where nothing stands between the commas; {@code ""} in quotes is an empty text
     * @param column where it begins, characters from 1
     */
    record Cell(@Nullable String text, int column) {}

    private CsvLine() {}

    /** @throws BadLine if a quote is not closed or not followed by a comma */
    static List<Cell> split(String line) {
        List<Cell> cells = new ArrayList<>();
        int at = 0;
        while (true) {
            int start = at;
            if (at < line.length() && line.charAt(at) == '"') {
                StringBuilder text = new StringBuilder();
                at = quoted(line, at, text);
                cells.add(new Cell(text.toString(), start + 1));
            } else {
                int comma = line.indexOf(',', at);
                at = comma < 0 ? line.length() : comma;
                cells.add(new Cell(at == start ? null : line.substring(start, at), start + 1));
            }
            if (at == line.length()) {
                return cells;
            }
            if (line.charAt(at) != ',') {
                throw new BadLine(at + 1, "a comma must follow a field in quotes");
            }
            at++;
        }
    }

    /** Reads a field in quotes that opens at {@code open} and returns the index after it. */
    private static int quoted(String line, int open, StringBuilder text) {
        int at = open + 1;
        while (at < line.length()) {
            char c = line.charAt(at);
            if (c != '"') {
                text.append(c);
                at++;
            } else if (at + 1 < line.length() && line.charAt(at + 1) == '"') {
                text.append('"');
                at += 2;
            } else {
                return at + 1;
            }
        }
        throw new BadLine(open + 1, "a quote is opened here and not closed on its line");
    }
}
