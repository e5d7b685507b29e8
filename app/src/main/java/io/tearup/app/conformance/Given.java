package io.tearup.app.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.tearup.engine.model.CodePointOrder;
import io.tearup.engine.model.Fraction;
import io.tearup.engine.model.Side;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One object of a vector, read strictly: every fault names the place. */
record Given(String place, JsonNode node) {

    /** A number that must be there. */
    Fraction number(String name) {
        return number(required(name), at(name));
    }

    /** A number, or null if it is absent or null. */
    @Nullable
    Fraction optional(String name) {
        JsonNode value = node.path(name);
        return isAbsent(value) ? null : number(value, at(name));
    }

    /** A number, 0 if it is absent. */
    Fraction orZero(String name) {
        Fraction value = optional(name);
        return value == null ? Fraction.ZERO : value;
    }

    String text(String name) {
        JsonNode value = required(name);
        if (!value.isTextual()) {
            throw new BadVector(at(name) + " must be a string, is " + value);
        }
        return value.textValue();
    }

    boolean has(String name) {
        return !isAbsent(node.path(name));
    }

    /** A flag, false if it is absent. */
    boolean flag(String name) {
        JsonNode value = node.path(name);
        if (!isAbsent(value) && !value.isBoolean()) {
            throw new BadVector(at(name) + " must be true or false, is " + value);
        }
        return value.booleanValue();
    }

    <E extends Enum<E>> E choice(String name, Class<E> type) {
        String text = text(name);
        for (E constant : type.getEnumConstants()) {
            if (constant.name().equals(text.toUpperCase(Locale.ROOT))) {
                return constant;
            }
        }
        throw new BadVector(at(name) + ": unknown '" + text + "', known are " + List.of(type.getEnumConstants()));
    }

    Side side() {
        return choice("side", Side.class);
    }

    /** An object that must be there. */
    Given object(String name) {
        JsonNode value = required(name);
        if (!value.isObject()) {
            throw new BadVector(at(name) + " must be an object, is " + value);
        }
        return new Given(at(name), value);
    }

    /** A list of objects. */
    List<Given> objects(String name) {
        List<Given> objects = new ArrayList<>();
        for (JsonNode element : array(name)) {
            String place = at(name) + "[" + objects.size() + "]";
            if (!element.isObject()) {
                throw new BadVector(place + " must be an object, is " + element);
            }
            objects.add(new Given(place, element));
        }
        return objects;
    }

    /** A list of numbers. */
    List<Fraction> numbers(String name) {
        List<Fraction> numbers = new ArrayList<>();
        for (JsonNode element : array(name)) {
            numbers.add(number(element, at(name) + "[" + numbers.size() + "]"));
        }
        return numbers;
    }

    /** A list of strings. */
    List<String> texts(String name) {
        List<String> texts = new ArrayList<>();
        array(name).forEach(element -> texts.add(element.asText()));
        return texts;
    }

    /** A map from id to number, by ascending id. */
    SortedMap<String, Fraction> numbersById(String name) {
        SortedMap<String, Fraction> numbers = new TreeMap<>(CodePointOrder.INSTANCE);
        JsonNode map = object(name).node();
        for (Iterator<Map.Entry<String, JsonNode>> i = map.fields(); i.hasNext(); ) {
            Map.Entry<String, JsonNode> entry = i.next();
            numbers.put(entry.getKey(), number(entry.getValue(), at(name) + "." + entry.getKey()));
        }
        return numbers;
    }

    /** A map from id to object, by ascending id. */
    SortedMap<String, Given> objectsById(String name) {
        SortedMap<String, Given> objects = new TreeMap<>(CodePointOrder.INSTANCE);
        Given map = object(name);
        map.node().fieldNames().forEachRemaining(id -> objects.put(id, map.object(id)));
        return objects;
    }

    private JsonNode array(String name) {
        JsonNode value = required(name);
        if (!value.isArray()) {
            throw new BadVector(at(name) + " must be a list, is " + value);
        }
        return value;
    }

    private JsonNode required(String name) {
        JsonNode value = node.path(name);
        if (isAbsent(value)) {
            throw new BadVector(at(name) + " is missing");
        }
        return value;
    }

    private String at(String name) {
        return place + "." + name;
    }

    private static boolean isAbsent(JsonNode value) {
        return value instanceof MissingNode || value.isNull();
    }

    private static Fraction number(JsonNode value, String place) {
        if (!value.isTextual()) {
            throw new BadVector(place + " must be a decimal in a string, is " + value);
        }
        try {
            return Fraction.of(new BigDecimal(value.textValue()));
        } catch (NumberFormatException e) {
            throw new BadVector(place + " must be a decimal, is '" + value.textValue() + "'");
        }
    }
}
