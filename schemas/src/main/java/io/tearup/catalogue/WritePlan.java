package io.tearup.catalogue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.avro.Conversion;
import org.apache.avro.LogicalType;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.io.Encoder;
import org.apache.avro.specific.SpecificData;
import org.jspecify.annotations.Nullable;

/**
 * How records of one schema are written, worked out once: a step per field, with the conversion of its logical type at hand.
 *
 * <p>Avro's own writer looks the conversion of every value up by the value's class, in every record and at every level, which takes
 * longer than to write the value. The bytes are the same. A schema with something that the schemas of this module do not
 * use (maps, fixed, floating point, unions of more than null and one other) has no plan.
 */
final class WritePlan {
    /** A schema that a plan does not know how to write. */
    private static final class Unplanned extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private Unplanned(String what) {
            super(what);
        }
    }

    /** Writes one value. */
    private interface Step {
        void write(@Nullable Object value, Encoder out) throws IOException;
    }

    private final Step whole;

    private WritePlan(Step whole) {
        this.whole = whole;
    }

    /** The plan of a schema, null if it has none. */
    static @Nullable WritePlan of(Schema schema, SpecificData data) {
        try {
            return new WritePlan(step(schema, data, schema.getName()));
        } catch (Unplanned e) {
            return null;
        }
    }

    /**
     * Writes a record of the schema.
     *
     * @throws NullPointerException if a value is missing where the schema has no null; it names the field
     * @throws ClassCastException if a value is of another type than the schema says
     */
    void write(IndexedRecord record, Encoder out) throws IOException {
        whole.write(record, out);
    }

    /** @param where the record and the field, for what is missing */
    private static Step step(Schema schema, SpecificData data, String where) {
        LogicalType logical = schema.getLogicalType();
        Conversion<?> conversion = logical == null ? null : data.getConversionFor(logical);
        if (logical != null && conversion != null) {
            return converted(schema, logical, conversion, where);
        }
        return switch (schema.getType()) {
            case RECORD -> record(schema, data, where);
            case UNION -> optional(schema, data, where);
            case ARRAY -> array(schema, data, where);
            // A generated enum has its schema's order.
            case ENUM -> (value, out) -> out.writeEnum(((Enum<?>) present(value, where)).ordinal());
            case STRING -> (value, out) -> out.writeString((CharSequence) present(value, where));
            case BYTES -> (value, out) -> out.writeBytes((ByteBuffer) present(value, where));
            case INT -> (value, out) -> out.writeInt((Integer) present(value, where));
            case LONG -> (value, out) -> out.writeLong((Long) present(value, where));
            case BOOLEAN -> (value, out) -> out.writeBoolean((Boolean) present(value, where));
            default -> throw new Unplanned(schema.getType().getName());
        };
    }

    private static Object present(@Nullable Object value, String where) {
        if (value == null) {
            throw new NullPointerException(where + " is missing");
        }
        return value;
    }

    private static <T> Step converted(Schema schema, LogicalType logical, Conversion<T> conversion, String where) {
        Class<T> type = conversion.getConvertedType();
        return switch (schema.getType()) {
            case LONG ->
                (value, out) -> out.writeLong(conversion.toLong(type.cast(present(value, where)), schema, logical));
            case BYTES ->
                (value, out) -> out.writeBytes(conversion.toBytes(type.cast(present(value, where)), schema, logical));
            default -> throw new Unplanned(logical.getName());
        };
    }

    private static Step record(Schema schema, SpecificData data, String where) {
        List<Step> fields = new ArrayList<>();
        for (Schema.Field field : schema.getFields()) {
            fields.add(step(field.schema(), data, schema.getName() + "." + field.name()));
        }
        Step[] steps = fields.toArray(Step[]::new);
        return (value, out) -> {
            IndexedRecord record = (IndexedRecord) present(value, where);
            for (int i = 0; i < steps.length; i++) {
                steps[i].write(record.get(i), out);
            }
        };
    }

    private static Step optional(Schema union, SpecificData data, String where) {
        List<Schema> branches = union.getTypes();
        Integer nothing = branches.size() == 2 ? union.getIndexNamed("null") : null;
        if (nothing == null) {
            throw new Unplanned(union.toString());
        }
        Step something = step(branches.get(1 - nothing), data, where);
        return (value, out) -> {
            if (value == null) {
                out.writeIndex(nothing);
            } else {
                out.writeIndex(1 - nothing);
                something.write(value, out);
            }
        };
    }

    private static Step array(Schema schema, SpecificData data, String where) {
        Step element = step(schema.getElementType(), data, where);
        return (value, out) -> {
            Collection<?> elements = (Collection<?>) present(value, where);
            out.writeArrayStart();
            out.setItemCount(elements.size());
            for (Object each : elements) {
                out.startItem();
                element.write(each, out);
            }
            out.writeArrayEnd();
        };
    }
}
