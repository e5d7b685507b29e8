package io.tearup.yaml;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * A mapping of a YAML file, read key by key as text. A fault is noted with file, line and key, and reading goes on, so that
 * one look shows every fault. Call {@link #end} when all known keys were read.
 */
public final class YamlSection {
    private final String file;
    private final String path;
    private final int line;
    private final Map<String, Node> values = new LinkedHashMap<>();
    private final Map<String, String> places = new LinkedHashMap<>();
    private final Set<String> read = new HashSet<>();
    private final List<String> faults;

    public YamlSection(String file, String path, @Nullable Node node, List<String> faults) {
        this.file = file;
        this.path = path;
        this.faults = faults;
        this.line = node == null ? 1 : node.getStartMark().getLine() + 1;
        if (node instanceof MappingNode mapping) {
            for (NodeTuple tuple : mapping.getValue()) {
                String key = tuple.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "?";
                String at = PlacedKey.placeOf(tuple.getKeyNode(), file);
                if (values.put(key, tuple.getValueNode()) != null) {
                    faults.add(at + ": " + name(key) + ": is given twice");
                }
                places.put(key, at);
            }
        } else if (node != null) {
            faults.add(file + ":" + line + ": " + (path.isEmpty() ? "the file" : path) + ": must be a mapping of keys");
        }
    }

    public boolean has(String key) {
        return values.containsKey(key);
    }

    /** Text of a key, or the default where it is absent. */
    public String text(String key, String otherwise) {
        String value = optional(key);
        return value == null ? otherwise : value;
    }

    /** Text of a key that must be there; empty after a fault. */
    public String required(String key) {
        String value = optional(key);
        if (value == null || value.isEmpty()) {
            fault(key, "is missing");
            return "";
        }
        return value;
    }

    /** Decimal of a key that must be there; 1 after a fault, so that what depends on it can still be looked at. */
    public BigDecimal requiredDecimal(String key) {
        BigDecimal value = decimal(key);
        if (value == null && !values.containsKey(key)) {
            fault(key, "is missing");
        }
        return value == null ? BigDecimal.ONE : value;
    }

    /** Decimal of a key, null where it is absent or after a fault. */
    public @Nullable BigDecimal decimal(String key) {
        String value = optional(key);
        if (value == null) {
            return null;
        }
        try {
            return new BigDecimal(value.trim());
        } catch (NumberFormatException e) {
            fault(key, "'" + value + "' is not a decimal number");
            return null;
        }
    }

    /** Whole number of a key within bounds, null where it is absent or after a fault. */
    public @Nullable Long whole(String key, long least, long most) {
        BigDecimal value = decimal(key);
        if (value == null) {
            return null;
        }
        if (value.stripTrailingZeros().scale() > 0
                || value.compareTo(BigDecimal.valueOf(least)) < 0
                || value.compareTo(BigDecimal.valueOf(most)) > 0) {
            // As it is written: 1e99999999 written out would take all memory.
            fault(
                    key,
                    "must be a whole number within " + least + ".." + most + ", is "
                            + text(key, "").trim());
            return null;
        }
        return value.longValueExact();
    }

    /** One of several words; the first after a fault or, where the key may be absent, when it is. */
    public <E extends Enum<E>> E word(String key, Class<E> type, boolean mayBeAbsent) {
        E[] words = type.getEnumConstants();
        String value = mayBeAbsent ? optional(key) : required(key);
        if (value == null || value.isEmpty()) {
            return words[0];
        }
        for (E word : words) {
            if (word.name().equals(value)) {
                return word;
            }
        }
        fault(key, "must be one of " + Arrays.toString(words) + ", is '" + value + "'");
        return words[0];
    }

    public boolean flag(String key) {
        String value = optional(key);
        if (value != null && !value.equals("true") && !value.equals("false")) {
            fault(key, "must be true or false, is '" + value + "'");
        }
        return "true".equals(value);
    }

    /** The mapping under a key; an empty one where it is absent. */
    public YamlSection section(String key) {
        read.add(key);
        return new YamlSection(file, name(key), values.get(key), faults);
    }

    /** The mappings in the list under a key; at least one. */
    public List<YamlSection> sections(String key) {
        return sections(key, true);
    }

    /** The mappings in the list under a key, none where it is absent. */
    public List<YamlSection> anySections(String key) {
        return sections(key, false);
    }

    private List<YamlSection> sections(String key, boolean needed) {
        read.add(key);
        List<YamlSection> sections = new ArrayList<>();
        Node node = values.get(key);
        if (node instanceof SequenceNode sequence) {
            for (int i = 0; i < sequence.getValue().size(); i++) {
                sections.add(new YamlSection(
                        file, name(key) + "[" + i + "]", sequence.getValue().get(i), faults));
            }
        } else if (node != null) {
            fault(key, "must be a list");
        }
        if (needed && sections.isEmpty() && !(node != null && !(node instanceof SequenceNode))) {
            fault(key, "needs at least one entry");
        }
        return sections;
    }

    /** Every key of this mapping with its text. */
    public Map<String, String> texts() {
        Map<String, String> texts = new LinkedHashMap<>();
        for (String key : values.keySet()) {
            String value = optional(key);
            if (value != null) {
                texts.put(key, value);
            }
        }
        return texts;
    }

    /** Notes every key that nobody asked for. */
    public void end(String... known) {
        for (String key : values.keySet()) {
            if (!read.contains(key)) {
                fault(key, "is not a key here; known are " + String.join(", ", known));
            }
        }
    }

    public void fault(String key, String what) {
        faults.add(places.getOrDefault(key, file + ":" + line) + ": " + name(key) + ": " + what);
    }

    /** Notes a fault of the mapping as a whole. */
    public void fault(String what) {
        faults.add(file + ":" + line + ": " + (path.isEmpty() ? "" : path + ": ") + what);
    }

    private @Nullable String optional(String key) {
        read.add(key);
        Node node = values.get(key);
        if (node == null) {
            return null;
        }
        if (node instanceof ScalarNode scalar) {
            return scalar.getValue();
        }
        fault(key, "must be a single value");
        return null;
    }

    private String name(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }
}
