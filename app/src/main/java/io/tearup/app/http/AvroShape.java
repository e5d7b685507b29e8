package io.tearup.app.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;

/** The schema of a record as {@link io.tearup.ndjson.RecordJson} writes it: told once, in the Avro schema. */
final class AvroShape {
    private AvroShape() {}

    static ObjectNode of(Schema schema) {
        return switch (schema.getType()) {
            case RECORD -> record(schema);
            case UNION -> union(schema);
            case ENUM -> enumeration(schema);
            case ARRAY -> {
                ObjectNode array = type("array");
                array.set("items", of(schema.getElementType()));
                yield array;
            }
            case BOOLEAN -> type("boolean");
            case INT -> type("integer");
            case LONG -> time(schema.getLogicalType()) ? type("string").put("format", "date-time") : type("integer");
            case BYTES ->
                schema.getLogicalType() instanceof LogicalTypes.Decimal
                        ? type("string").put("pattern", ObjectShape.AMOUNT)
                        : type("string").put("format", "byte");
            case STRING -> type("string");
            default -> throw new IllegalArgumentException("no record of the catalogue has a " + schema.getType());
        };
    }

    private static ObjectNode record(Schema schema) {
        ObjectNode object = type("object").put("additionalProperties", false);
        if (schema.getDoc() != null) {
            object.put("description", schema.getDoc());
        }
        ArrayNode required = object.putArray("required");
        ObjectNode properties = object.putObject("properties");
        for (Schema.Field field : schema.getFields()) {
            required.add(field.name());
            ObjectNode property = of(field.schema());
            if (field.doc() != null) {
                property.put("description", field.doc());
            }
            properties.set(field.name(), property);
        }
        return object;
    }

    private static ObjectNode union(Schema schema) {
        ObjectNode present = schema.getTypes().stream()
                .filter(type -> type.getType() != Schema.Type.NULL)
                .findFirst()
                .map(AvroShape::of)
                .orElseThrow();
        return ObjectShape.orNull(present);
    }

    private static ObjectNode enumeration(Schema schema) {
        ObjectNode text = type("string");
        ArrayNode names = text.putArray("enum");
        schema.getEnumSymbols().forEach(names::add);
        return text;
    }

    private static boolean time(LogicalType type) {
        return type instanceof LogicalTypes.TimestampMicros || type instanceof LogicalTypes.TimestampMillis;
    }

    private static ObjectNode type(String type) {
        return JsonNodeFactory.instance.objectNode().put("type", type);
    }
}
