package io.tearup.connect.replay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tearup.catalogue.Topics;
import io.tearup.ndjson.BadLine;
import io.tearup.ndjson.RecordFault;
import io.tearup.ndjson.RecordJson;
import io.tearup.ndjson.RecordLine;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;

/**
 * Rows of one topic's records. The header names fields of the topic's schema, those of a record within it with a dot
 * ({@code market.lotSize}). A cell is written as in JSON, without quotes around texts; an empty one leaves its field out, so
 * that it takes its default. The record's time is its field {@code time}, its key the one its topic makes.
 */
final class CsvForm implements LineForm {
    private static final Pattern WHOLE = Pattern.compile("-?[0-9]{1,30}");

    /** A column: the fields that lead to it and the type of the last. */
    private record Column(String name, List<String> path, Schema type) {}

    private final Topics.Topic topic;
    private final List<Column> columns;

    private CsvForm(Topics.Topic topic, List<Column> columns) {
        this.topic = topic;
        this.columns = columns;
    }

    /**
     * The form that a header describes.
     *
     * @throws BadLine if a column is no field, twice, or cannot be written in a cell
     */
    static CsvForm of(Topics.Topic topic, String header) {
        Schema schema = topic.schema().orElseThrow();
        List<Column> columns = new ArrayList<>();
        for (CsvLine.Cell cell : CsvLine.split(header)) {
            String name = cell.text() == null ? "" : cell.text().strip();
            if (columns.stream().anyMatch(column -> column.name().equals(name))) {
                throw new BadLine(cell.column(), "column '" + name + "' is there twice");
            }
            columns.add(column(schema, name, cell.column()));
        }
        return new CsvForm(topic, List.copyOf(columns));
    }

    private static Column column(Schema schema, String name, int at) {
        List<String> path = List.of(name.split("\\.", -1));
        Schema type = schema;
        for (String step : path) {
            Schema.Field field = type.getType() == Schema.Type.RECORD ? type.getField(step) : null;
            if (field == null) {
                throw new BadLine(
                        at,
                        "column '" + name + "' is no field of " + schema.getName() + "; its fields are "
                                + schema.getFields().stream()
                                        .map(Schema.Field::name)
                                        .toList());
            }
            type = present(field.schema());
        }
        if (type.getType() == Schema.Type.RECORD) {
            throw new BadLine(
                    at,
                    "column '" + name + "' is a record; name its fields with a dot, " + name + "."
                            + type.getFields().get(0).name());
        }
        if (type.getType() == Schema.Type.ARRAY) {
            throw new BadLine(at, "column '" + name + "' is a list, which a cell cannot hold; use NDJSON");
        }
        return new Column(name, path, type);
    }

    @Override
    public RecordLine read(String line) {
        List<CsvLine.Cell> cells = CsvLine.split(line);
        if (cells.size() != columns.size()) {
            CsvLine.Cell last = cells.get(Math.min(cells.size(), columns.size()) - 1);
            throw new BadLine(last.column(), "has " + cells.size() + " fields, its header has " + columns.size());
        }
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        for (int i = 0; i < cells.size(); i++) {
            String text = cells.get(i).text();
            if (text != null) {
                put(json, columns.get(i), text);
            }
        }
        try {
            SpecificRecord value = RecordJson.read(topic.type(), json);
            Instant time =
                    (Instant) value.get(value.getSchema().getField("time").pos());
            return new RecordLine(topic, topic.keyOf(value).toString(), time, value);
        } catch (RecordFault e) {
            throw new BadLine(columnOf(e.path(), cells), e);
        } catch (IllegalArgumentException e) {
            throw new BadLine(1, e);
        }
    }

    private static void put(ObjectNode json, Column column, String text) {
        ObjectNode holder = json;
        for (String step : column.path().subList(0, column.path().size() - 1)) {
            holder = holder.withObjectProperty(step);
        }
        holder.set(column.path().get(column.path().size() - 1), cell(column.type(), text));
    }

    /** A cell as the JSON its type asks for; what does not look like it stays a text, for the reader of JSON to refuse. */
    private static JsonNode cell(Schema type, String text) {
        boolean number = (type.getType() == Schema.Type.LONG || type.getType() == Schema.Type.INT)
                && WHOLE.matcher(text).matches();
        if (number) {
            BigInteger whole = new BigInteger(text);
            return whole.bitLength() < Long.SIZE
                    ? JsonNodeFactory.instance.numberNode(whole.longValue())
                    : JsonNodeFactory.instance.numberNode(whole);
        }
        if (type.getType() == Schema.Type.BOOLEAN && (text.equals("true") || text.equals("false"))) {
            return JsonNodeFactory.instance.booleanNode(text.equals("true"));
        }
        return JsonNodeFactory.instance.textNode(
                type.getLogicalType() instanceof LogicalTypes.Decimal ? text.strip() : text);
    }

    /** Where the cell of a field begins, the row where it has none. */
    private int columnOf(String path, List<CsvLine.Cell> cells) {
        String name = path.substring(path.indexOf('.') + 1);
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).name().equals(name)) {
                return cells.get(i).column();
            }
        }
        return 1;
    }

    private static Schema present(Schema schema) {
        return schema.getType() == Schema.Type.UNION ? schema.getTypes().get(1) : schema;
    }
}
