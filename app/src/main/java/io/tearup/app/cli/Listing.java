package io.tearup.app.cli;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Rows under named columns, printed as a table, as JSON or as CSV. A cell is text, a number, a truth value or nothing. */
public final class Listing {
    private final List<String> columns;
    private final List<List<@Nullable Object>> rows = new ArrayList<>();
    private final List<ObjectNode> objects = new ArrayList<>();

    public Listing(String... columns) {
        this.columns = List.of(columns);
    }

    /** One thing with its fields as columns. */
    public static Listing ofOne(ObjectNode object) {
        List<String> names = new ArrayList<>();
        List<@Nullable Object> cells = new ArrayList<>();
        object.properties().forEach(field -> {
            names.add(field.getKey());
            cells.add(field.getValue().isNull() ? null : field.getValue().asText());
        });
        Listing listing = new Listing(names.toArray(String[]::new));
        listing.add(object, cells);
        return listing;
    }

    /** How many records were written to each topic. */
    public static Listing ofRecords(Map<String, Long> written) {
        Listing listing = new Listing("topic", "records");
        written.forEach(listing::add);
        return listing;
    }

    /** Adds a row, a cell for each column. */
    public void add(@Nullable Object... cells) {
        List<@Nullable Object> row = Arrays.asList(cells);
        add(object(row), row);
    }

    /** Adds a row that is told in full where the form is JSON. */
    public void add(ObjectNode whole, List<@Nullable Object> cells) {
        rows.add(cells);
        objects.add(whole);
    }

    /** Prints all of it. */
    public void print(Format format, PrintWriter out) {
        if (format == Format.TABLE) {
            table(out);
            out.flush();
            return;
        }
        RowWriter writer = new RowWriter(format, out, columns);
        for (int i = 0; i < rows.size(); i++) {
            writer.add(objects.get(i), rows.get(i));
        }
        writer.end();
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
        if (row.size() != columns.size()) {
            throw new IllegalArgumentException(row.size() + " cells for " + columns);
        }
        ObjectNode object = JsonMapper.builder().build().createObjectNode();
        for (int i = 0; i < columns.size(); i++) {
            object.putPOJO(columns.get(i), row.get(i));
        }
        return object;
    }

    private static String shown(@Nullable Object cell) {
        return cell == null ? "-" : cell.toString().replaceAll("\\p{Cntrl}+", " ");
    }
}
