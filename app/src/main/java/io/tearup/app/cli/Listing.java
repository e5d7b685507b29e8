package io.tearup.app.cli;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Rows under named columns, printed as a table, as JSON or as CSV. A cell is text, a number, a truth value or nothing. */
public final class Listing {
    private final List<String> columns;
    private final List<List<@Nullable Object>> rows = new ArrayList<>();

    public Listing(String... columns) {
        this.columns = List.of(columns);
    }

    /** Adds a row, a cell for each column. */
    public void add(@Nullable Object... cells) {
        if (cells.length != columns.size()) {
            throw new IllegalArgumentException(cells.length + " cells for " + columns);
        }
        rows.add(Arrays.asList(cells));
    }

    /** Prints all of it. */
    public void print(Format format, PrintWriter out) {
        switch (format) {
            case TABLE -> table(out);
            case JSON -> {
                ArrayNode array = JsonMapper.builder().build().createArrayNode();
                rows.forEach(row -> array.add(object(row)));
                out.println(array);
            }
            case NDJSON -> rows.forEach(row -> out.println(object(row)));
            case CSV -> {
                out.println(columns.stream().map(Listing::csv).collect(Collectors.joining(",")));
                rows.forEach(row ->
                        out.println(row.stream().map(cell -> csv(text(cell))).collect(Collectors.joining(","))));
            }
        }
        out.flush();
    }

    private void table(PrintWriter out) {
        int[] widths = new int[columns.size()];
        for (int i = 0; i < widths.length; i++) {
            int column = i;
            int widest = rows.stream()
                    .mapToInt(row -> shown(row.get(column)).length())
                    .max()
                    .orElse(0);
            widths[i] = Math.max(columns.get(i).length(), widest);
        }
        line(out, columns, widths);
        rows.forEach(row -> line(out, row, widths));
    }

    private static void line(PrintWriter out, List<? extends @Nullable Object> cells, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String cell = shown(cells.get(i));
            String space = " ".repeat(widths[i] - cell.length());
            line.append(i == 0 ? "" : "  ").append(cells.get(i) instanceof Number ? space + cell : cell + space);
        }
        out.println(line.toString().stripTrailing());
    }

    private ObjectNode object(List<@Nullable Object> row) {
        ObjectNode object = JsonMapper.builder().build().createObjectNode();
        for (int i = 0; i < columns.size(); i++) {
            object.putPOJO(columns.get(i), row.get(i));
        }
        return object;
    }

    private static String shown(@Nullable Object cell) {
        return cell == null ? "-" : text(cell).replaceAll("\\p{Cntrl}+", " ");
    }

    private static String text(@Nullable Object cell) {
        return cell == null ? "" : cell.toString();
    }

    private static String csv(String text) {
        return text.matches("(?s).*[\",\r\n].*") ? '"' + text.replace("\"", "\"\"") + '"' : text;
    }
}
