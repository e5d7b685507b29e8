package io.tearup.stream;

import java.util.List;
import org.apache.avro.Schema;

/** Whether two schemas lay their records out alike: same fields, types, symbols and scales; documentation may differ. */
final class SameLayout {
    private SameLayout() {}

    static boolean of(Schema a, Schema b) {
        if (a.getType() != b.getType()
                || !java.util.Objects.equals(a.getLogicalType(), b.getLogicalType())
                || (named(a) && !a.getFullName().equals(b.getFullName()))) {
            return false;
        }
        return switch (a.getType()) {
            case RECORD -> sameFields(a.getFields(), b.getFields());
            case ENUM -> a.getEnumSymbols().equals(b.getEnumSymbols());
            case ARRAY -> of(a.getElementType(), b.getElementType());
            case MAP -> of(a.getValueType(), b.getValueType());
            case UNION -> sameTypes(a.getTypes(), b.getTypes());
            case FIXED -> a.getFixedSize() == b.getFixedSize();
            default -> true;
        };
    }

    private static boolean named(Schema schema) {
        return schema.getType() == Schema.Type.RECORD
                || schema.getType() == Schema.Type.ENUM
                || schema.getType() == Schema.Type.FIXED;
    }

    private static boolean sameFields(List<Schema.Field> a, List<Schema.Field> b) {
        if (a.size() != b.size()) {
            return false;
        }
        for (int i = 0; i < a.size(); i++) {
            if (!a.get(i).name().equals(b.get(i).name())
                    || !of(a.get(i).schema(), b.get(i).schema())) {
                return false;
            }
        }
        return true;
    }

    private static boolean sameTypes(List<Schema> a, List<Schema> b) {
        if (a.size() != b.size()) {
            return false;
        }
        for (int i = 0; i < a.size(); i++) {
            if (!of(a.get(i), b.get(i))) {
                return false;
            }
        }
        return true;
    }
}
