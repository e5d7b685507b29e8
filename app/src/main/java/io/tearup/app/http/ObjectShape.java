package io.tearup.app.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;

/** The schema of a JSON object, field by field. It has every field that is named here and no other. */
final class ObjectShape {
    /** A decimal as text. */
    static final String AMOUNT = "^-?[0-9]+(\\.[0-9]+)?$";

    private final ObjectNode node = type("object").put("additionalProperties", false);
    private final ArrayNode required = node.putArray("required");
    private final ObjectNode properties = node.putObject("properties");

    ObjectShape text(String... names) {
        return each(names, type("string"));
    }

    ObjectShape textOrNull(String... names) {
        return each(names, orNull(type("string")));
    }

    /** Decimals as text, exact. */
    ObjectShape amount(String... names) {
        return each(names, type("string").put("pattern", AMOUNT));
    }

    ObjectShape amountOrNull(String... names) {
        return each(names, orNull(type("string").put("pattern", AMOUNT)));
    }

    ObjectShape timeOrNull(String... names) {
        return each(names, orNull(type("string").put("format", "date-time")));
    }

    ObjectShape whole(String... names) {
        return each(names, type("integer"));
    }

    ObjectShape wholeOrNull(String... names) {
        return each(names, orNull(type("integer")));
    }

    ObjectShape flag(String... names) {
        return each(names, type("boolean"));
    }

    /** The name of one of an enum's values. */
    <E extends Enum<E>> ObjectShape word(String name, Class<E> of) {
        ObjectNode text = type("string");
        ArrayNode values = text.putArray("enum");
        Arrays.stream(of.getEnumConstants()).forEach(value -> values.add(value.name()));
        return field(name, text);
    }

    ObjectShape list(String name, ObjectNode items) {
        ObjectNode array = type("array");
        array.set("items", items);
        return field(name, array);
    }

    /** An object whose fields are not known before, of one kind. */
    ObjectShape map(String name, ObjectNode values) {
        ObjectNode object = type("object");
        object.set("additionalProperties", values);
        return field(name, object);
    }

    ObjectShape field(String name, ObjectNode schema) {
        required.add(name);
        properties.set(name, schema);
        return this;
    }

    /** A field that may be left out. */
    ObjectShape optional(String name, ObjectNode schema) {
        properties.set(name, schema);
        return this;
    }

    ObjectNode node() {
        return node;
    }

    private ObjectShape each(String[] names, ObjectNode schema) {
        for (String name : names) {
            field(name, schema.deepCopy());
        }
        return this;
    }

    static ObjectNode type(String type) {
        return JsonNodeFactory.instance.objectNode().put("type", type);
    }

    /** Of what may be null too. */
    static ObjectNode orNull(ObjectNode schema) {
        if (schema.get("enum") instanceof ArrayNode values) {
            values.addNull();
        }
        return schema.put("nullable", true);
    }
}
