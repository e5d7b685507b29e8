package io.tearup.app.config;

import io.tearup.yaml.PlacedKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * One key of a deployment's configuration.
 *
 * @param key with dots; entries of lists by their number: {@code riskGroups[0].id}
 * @param value as text; secrets are masked
 * @param origin the file and line, the environment variable, {@code --set}, the rulebook's profile, or {@code default}
 */
public record Setting(String key, String value, String origin) {
    private static final String MASK = "***";
    private static final String DEFAULT = "default";

    /** Of the settings in a tree, and of the keys that it does not name. */
    static List<Setting> of(Node root, String file, TearupConfig config, Map<String, String> environment) {
        List<Setting> settings = new ArrayList<>();
        walk(root, "", file, file, settings);
        Set<String> named = settings.stream().map(Setting::key).collect(Collectors.toSet());
        Map<String, String> defaults = new LinkedHashMap<>();
        defaults.put("applicationId", config.applicationId());
        defaults.put("stateDir", config.stateDirectory().toString());
        defaults.put("ingress", config.ingress().name());
        defaults.put("replicationFactor", Integer.toString(config.replicationFactor()));
        defaults.put(
                "checkpointSeconds", Long.toString(config.checkpointInterval().toSeconds()));
        config.http().ifPresent(http -> {
            defaults.put("http.host", http.host());
            defaults.put(
                    "http.marksWithinSeconds", Long.toString(http.marksWithin().toSeconds()));
            if (environment.containsKey(ConfigReader.ADMIN_TOKEN)) {
                settings.add(new Setting("http.adminToken", MASK, ConfigReader.ADMIN_TOKEN));
            }
        });
        defaults.forEach((key, value) -> {
            if (!named.contains(key)) {
                settings.add(new Setting(key, value, DEFAULT));
            }
        });
        return settings;
    }

    private static void walk(Node node, String path, String place, String file, List<Setting> settings) {
        if (node instanceof MappingNode mapping) {
            for (NodeTuple tuple : mapping.getValue()) {
                String key = tuple.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "?";
                walk(
                        tuple.getValueNode(),
                        path.isEmpty() ? key : path + "." + key,
                        PlacedKey.placeOf(tuple.getKeyNode(), file),
                        file,
                        settings);
            }
        } else if (node instanceof SequenceNode sequence) {
            for (int i = 0; i < sequence.getValue().size(); i++) {
                walk(sequence.getValue().get(i), path + "[" + i + "]", place, file, settings);
            }
        } else if (node instanceof ScalarNode scalar) {
            settings.add(new Setting(path, masked(path, scalar.getValue()), place));
        }
    }

    /** Properties of clients whose name says that they are secret, and credentials within an address. */
    private static String masked(String key, String value) {
        boolean property = key.startsWith("kafka.properties.") || key.startsWith("registry.properties.");
        boolean location = key.matches(".*\\.(location|url|type|class|file)");
        boolean secret = key.matches("(?i).*(password|passphrase|secret|token|jaas|credential|user\\.info|\\.key).*");
        return property && secret && !location ? MASK : value.replaceAll("//[^/@\\s]+@", "//" + MASK + "@");
    }
}
