package io.tearup.app.config;

import io.tearup.yaml.PlacedKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * Lays what the environment and then what flags say over the tree of the file. What reads the tree afterwards, and every fault it
 * finds, is the same wherever a value came from.
 *
 * <p>{@code KAFKA_<NAME>} is the Kafka property {@code <name>} with dots for underscores, likewise {@code TEARUP_REGISTRY_<NAME>} of
 * the registry client, {@code TEARUP_REGISTRY_URL} excepted. A flag names a key with dots: {@code http.port}.
 */
final class Layers {
    /** Environment variables that stand for one key each. */
    static final Map<String, String> VARIABLES = variables();

    private static final String KAFKA = "KAFKA_";
    private static final String REGISTRY = "TEARUP_REGISTRY_";
    private static final String HTTP = "http";
    private static final List<String> FREE = List.of("kafka.properties.", "registry.properties.", "metrics.otlp.");

    private Layers() {}

    private static Map<String, String> variables() {
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("TEARUP_KAFKA_BOOTSTRAP", "kafka.bootstrap");
        variables.put("TEARUP_REGISTRY_URL", "registry.url");
        variables.put("TEARUP_APPLICATION_ID", "applicationId");
        variables.put("TEARUP_STATE_DIR", "stateDir");
        variables.put("TEARUP_INGRESS", "ingress");
        variables.put("TEARUP_REPLICATION_FACTOR", "replicationFactor");
        variables.put("TEARUP_CHECKPOINT_SECONDS", "checkpointSeconds");
        // First: it switches the section on.
        variables.put("TEARUP_HTTP_PORT", "http.port");
        variables.put("TEARUP_HTTP_HOST", "http.host");
        variables.put("TEARUP_HTTP_ADVERTISED", "http.advertised");
        variables.put("TEARUP_HTTP_MARKS_WITHIN_SECONDS", "http.marksWithinSeconds");
        variables.put("TEARUP_HTTP_CONSOLE", "http.console");
        variables.put("TEARUP_HTTP_ADMIN_TOKEN_FILE", "http.adminTokenFile");
        variables.put("TEARUP_METRICS_OTLP_URL", "metrics.otlp.url");
        return variables;
    }

    /** Changes the tree. A variable of the HTTP API says nothing where neither the file nor another layer has the section. */
    static void lay(MappingNode root, Map<String, String> environment, Map<String, String> flags) {
        VARIABLES.forEach((variable, key) -> {
            String value = environment.get(variable);
            boolean off = key.startsWith(HTTP + ".") && !key.equals("http.port") && !has(root, HTTP);
            if (value != null && !off) {
                put(root, key, value, variable);
            }
        });
        new TreeMap<>(environment).forEach((variable, value) -> {
            if (variable.startsWith(KAFKA)) {
                put(root, FREE.get(0) + property(variable, KAFKA), value, variable);
            } else if (variable.startsWith(REGISTRY) && !VARIABLES.containsKey(variable)) {
                put(root, FREE.get(1) + property(variable, REGISTRY), value, variable);
            }
        });
        flags.forEach((key, value) -> put(root, key, value, "--set"));
    }

    /** Property an environment variable stands for: {@code KAFKA_SECURITY_PROTOCOL} is {@code security.protocol}. */
    private static String property(String variable, String prefix) {
        return variable.substring(prefix.length()).toLowerCase(Locale.ROOT).replace('_', '.');
    }

    private static void put(MappingNode root, String key, String value, String place) {
        MappingNode in = root;
        String name = key;
        boolean free = false;
        for (String properties : FREE) {
            if (key.startsWith(properties)) {
                int dot = properties.indexOf('.');
                in = section(
                        section(in, properties.substring(0, dot), place),
                        properties.substring(dot + 1, properties.length() - 1),
                        place);
                free = true;
                name = key.substring(properties.length());
            }
        }
        int dot = name.indexOf('.');
        if (!free && dot > 0) {
            in = section(in, name.substring(0, dot), place);
            name = name.substring(dot + 1);
        }
        set(
                in,
                name,
                new ScalarNode(Tag.STR, value, in.getStartMark(), in.getEndMark(), DumperOptions.ScalarStyle.PLAIN),
                place);
    }

    /** The mapping under a key; a new one where there is none, or something else. */
    private static MappingNode section(MappingNode in, String key, String place) {
        for (NodeTuple tuple : in.getValue()) {
            if (isKey(tuple, key) && tuple.getValueNode() instanceof MappingNode section) {
                return section;
            }
        }
        MappingNode section = new MappingNode(
                Tag.MAP, true, new ArrayList<>(), in.getStartMark(), in.getEndMark(), DumperOptions.FlowStyle.BLOCK);
        set(in, key, section, place);
        return section;
    }

    private static void set(MappingNode in, String key, Node value, String place) {
        List<NodeTuple> tuples = new ArrayList<>(in.getValue());
        tuples.removeIf(tuple -> isKey(tuple, key));
        tuples.add(new NodeTuple(new PlacedKey(key, in, place), value));
        in.setValue(tuples);
    }

    private static boolean has(MappingNode root, String key) {
        return root.getValue().stream().anyMatch(tuple -> isKey(tuple, key));
    }

    private static boolean isKey(NodeTuple tuple, String key) {
        return tuple.getKeyNode() instanceof ScalarNode scalar
                && scalar.getValue().equals(key);
    }
}
