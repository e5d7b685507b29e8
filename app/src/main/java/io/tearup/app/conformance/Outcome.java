package io.tearup.app.conformance;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tearup.engine.model.Fraction;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What an operation produces. Numbers become canonical decimal strings: half-even to twelve decimals, no exponent, no
 * trailing zeros.
 */
final class Outcome {
    private static final int SCALE = 12;

    private final ObjectNode node = JsonNodeFactory.instance.objectNode();

    /** An outcome that is an error and nothing else. */
    static Outcome error(Enum<?> error) {
        return new Outcome().put("error", error.name());
    }

    Outcome put(String name, @Nullable Fraction value) {
        if (value == null) {
            node.putNull(name);
        } else {
            node.put(name, canonical(value));
        }
        return this;
    }

    Outcome put(String name, @Nullable String value) {
        node.put(name, value);
        return this;
    }

    Outcome put(String name, boolean value) {
        node.put(name, value);
        return this;
    }

    Outcome put(String name, Outcome value) {
        node.set(name, value.node);
        return this;
    }

    /** A map of numbers. */
    Outcome put(String name, Map<String, ? extends @Nullable Fraction> values) {
        Outcome map = new Outcome();
        values.forEach(map::put);
        return put(name, map);
    }

    /** A list of strings. */
    Outcome texts(String name, Iterable<String> values) {
        ArrayNode list = node.putArray(name);
        values.forEach(list::add);
        return this;
    }

    /** A list of numbers. */
    Outcome numbers(String name, List<Fraction> values) {
        return texts(name, values.stream().map(Outcome::canonical).toList());
    }

    /** A list of flags. */
    Outcome flags(String name, List<Boolean> values) {
        ArrayNode list = node.putArray(name);
        values.forEach(list::add);
        return this;
    }

    /** A list of objects, each described by {@code describe}. */
    <T> Outcome objects(String name, List<T> values, BiConsumer<T, Outcome> describe) {
        ArrayNode list = node.putArray(name);
        for (T value : values) {
            Outcome each = new Outcome();
            describe.accept(value, each);
            list.add(each.node);
        }
        return this;
    }

    ObjectNode node() {
        return node;
    }

    private static String canonical(Fraction value) {
        BigDecimal decimal = value.toDecimal(SCALE).stripTrailingZeros();
        return decimal.signum() == 0 ? "0" : decimal.toPlainString();
    }
}
