package io.tearup.ndjson;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tearup.catalogue.AvroTrust;
import io.tearup.catalogue.Decimals;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Records of the catalogue as JSON objects with the schema's field names, and back.
 *
 * <p>Decimals are strings without trailing zeros, times ISO-8601 with microseconds, enums their names, bytes base64. When
 * reading, a number is taken for a decimal as it is written, and a whole number for a time as microseconds since the epoch. A
 * field that is left out takes its default; one the schema does not have is a fault.
 */
public final class RecordJson {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    static {
        // Avro refuses to look at a generated class before it is told to trust it.
        AvroTrust.install();
    }

    private RecordJson() {}

    /** The record as JSON, fields in the schema's order. */
    public static ObjectNode write(SpecificRecord record) {
        ObjectNode object = JSON.objectNode();
        for (Schema.Field field : record.getSchema().getFields()) {
            object.set(field.name(), write(record.get(field.pos()), field.schema()));
        }
        return object;
    }

    /**
     * A record of a type from JSON.
     *
     * @throws RecordFault naming the field, what it is and what is allowed
     */
    public static SpecificRecord read(Class<? extends SpecificRecord> type, JsonNode json) {
        Schema schema = SpecificData.get().getSchema(type);
        return readRecord(schema, json, schema.getName());
    }

    private static JsonNode write(@Nullable Object value, Schema schema) {
        if (value == null) {
            return NullNode.getInstance();
        }
        Schema present = present(schema);
        if (value instanceof BigDecimal decimal) {
            return JSON.textNode(plain(decimal));
        } else if (value instanceof Instant time) {
            return JSON.textNode(time.truncatedTo(ChronoUnit.MICROS).toString());
        } else if (value instanceof SpecificRecord record) {
            return write(record);
        } else if (value instanceof ByteBuffer bytes) {
            byte[] copy = new byte[bytes.remaining()];
            bytes.duplicate().get(copy);
            return JSON.textNode(Base64.getEncoder().encodeToString(copy));
        } else if (value instanceof List<?> list) {
            ArrayNode array = JSON.arrayNode();
            list.forEach(element -> array.add(write(element, present.getElementType())));
            return array;
        } else if (value instanceof Boolean flag) {
            return JSON.booleanNode(flag);
        } else if (value instanceof Integer number) {
            return JSON.numberNode(number);
        } else if (value instanceof Long number) {
            return JSON.numberNode(number);
        }
        return JSON.textNode(value.toString());
    }

    private static SpecificRecord readRecord(Schema schema, JsonNode json, String where) {
        if (!json.isObject()) {
            throw fault(where, json, "must be an object with the fields of " + schema.getName());
        }
        for (Iterator<String> names = json.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (schema.getField(name) == null) {
                throw new RecordFault(
                        where,
                        where + ": has no field '" + name + "'; its fields are "
                                + schema.getFields().stream()
                                        .map(Schema.Field::name)
                                        .toList());
            }
        }
        SpecificRecord record = (SpecificRecord) SpecificData.get().newRecord(null, schema);
        for (Schema.Field field : schema.getFields()) {
            JsonNode value = json.get(field.name());
            String path = where + "." + field.name();
            if (value == null) {
                if (!field.hasDefaultValue()) {
                    throw new RecordFault(where, path + ": is missing");
                }
                record.put(field.pos(), SpecificData.get().getDefaultValue(field));
            } else {
                record.put(field.pos(), read(field.schema(), value, path));
            }
        }
        return record;
    }

    private static @Nullable Object read(Schema schema, JsonNode json, String where) {
        if (json.isNull()) {
            if (schema.getType() == Schema.Type.UNION
                    && schema.getTypes().get(0).getType() == Schema.Type.NULL) {
                return null;
            }
            throw fault(where, json, "must not be null");
        }
        Schema type = present(schema);
        LogicalType logical = type.getLogicalType();
        if (logical instanceof LogicalTypes.Decimal) {
            return decimal(json, where);
        } else if (logical instanceof LogicalTypes.TimestampMicros) {
            return time(json, where);
        }
        return switch (type.getType()) {
            case STRING -> text(json, where);
            case LONG -> whole(json, where, Long.MIN_VALUE, Long.MAX_VALUE);
            case INT -> (int) whole(json, where, Integer.MIN_VALUE, Integer.MAX_VALUE);
            case BOOLEAN -> {
                if (!json.isBoolean()) {
                    throw fault(where, json, "must be true or false");
                }
                yield json.booleanValue();
            }
            case ENUM -> {
                if (!json.isTextual() || !type.hasEnumSymbol(json.textValue())) {
                    throw fault(where, json, "must be one of " + type.getEnumSymbols());
                }
                yield SpecificData.get().createEnum(json.textValue(), type);
            }
            case BYTES -> bytes(json, where);
            case RECORD -> readRecord(type, json, where);
            case ARRAY -> {
                if (!json.isArray()) {
                    throw fault(where, json, "must be an array");
                }
                List<@Nullable Object> list = new ArrayList<>();
                for (int i = 0; i < json.size(); i++) {
                    list.add(read(type.getElementType(), json.get(i), where + "[" + i + "]"));
                }
                yield list;
            }
            default -> throw new IllegalStateException("the catalogue has no fields of type " + type.getType());
        };
    }

    private static BigDecimal decimal(JsonNode json, String where) {
        if (!json.isTextual() && !json.isNumber()) {
            throw fault(where, json, "must be a decimal number, as a string");
        }
        try {
            return Decimals.of(json.asText());
        } catch (ArithmeticException | IllegalArgumentException e) {
            throw fault(where, json, "must be a decimal number with at most 18 decimals and 38 digits");
        }
    }

    private static Instant time(JsonNode json, String where) {
        if (json.isIntegralNumber() && json.canConvertToLong()) {
            return Instant.EPOCH.plus(json.longValue(), ChronoUnit.MICROS);
        }
        try {
            return Instant.parse(json.asText());
        } catch (DateTimeException e) {
            throw fault(
                    where, json, "must be an ISO-8601 time such as 2026-01-05T00:00:00Z or microseconds since 1970");
        }
    }

    private static String text(JsonNode json, String where) {
        if (!json.isTextual()) {
            throw fault(where, json, "must be a string");
        }
        return json.textValue();
    }

    private static long whole(JsonNode json, String where, long least, long most) {
        if (!json.isIntegralNumber()
                || !json.canConvertToLong()
                || json.longValue() < least
                || json.longValue() > most) {
            throw fault(where, json, "must be a whole number within " + least + ".." + most);
        }
        return json.longValue();
    }

    private static ByteBuffer bytes(JsonNode json, String where) {
        try {
            return ByteBuffer.wrap(Base64.getDecoder().decode(text(json, where)));
        } catch (IllegalArgumentException e) {
            throw fault(where, json, "must be base64");
        }
    }

    /** The type beside null in a union, the schema itself otherwise. */
    private static Schema present(Schema schema) {
        return schema.getType() == Schema.Type.UNION ? schema.getTypes().get(1) : schema;
    }

    private static String plain(BigDecimal value) {
        return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
    }

    private static RecordFault fault(String where, JsonNode json, String allowed) {
        return new RecordFault(where, where + ": is " + json + ", " + allowed);
    }
}
