package io.tearup.app.generate;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourceType;

/** Access rules as text: for people, for programs, for the broker's tool. */
final class AccessText {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private AccessText() {}

    /** One line of a table: kind, name (with {@code *} behind a prefix), operations, reason. */
    static String row(AccessRule rule) {
        String name = rule.resource().name() + (rule.resource().patternType() == PatternType.PREFIXED ? "*" : "");
        String operations = rule.operations().stream().map(AccessText::word).collect(Collectors.joining(","));
        return String.format(Locale.ROOT, "%-16s %-24s %-46s %s", kind(rule), name, operations, rule.reason());
    }

    /** All rules as one array. */
    static String json(List<AccessRule> rules, String principal) {
        ArrayNode array = JSON.createArrayNode();
        for (AccessRule rule : rules) {
            ObjectNode object = array.addObject()
                    .put("principal", principal)
                    .put("resourceType", kind(rule))
                    .put("name", rule.resource().name())
                    .put("patternType", rule.resource().patternType().name().toLowerCase(Locale.ROOT));
            ArrayNode operations = object.putArray("operations");
            rule.operations().forEach(operation -> operations.add(word(operation)));
            object.put("reason", rule.reason());
        }
        return array.toString();
    }

    /** One call of {@code kafka-acls.sh}. */
    static String command(AccessRule rule, String principal, String bootstrapServers) {
        String operations = rule.operations().stream()
                .map(operation -> "--operation " + word(operation))
                .collect(Collectors.joining(" "));
        String pattern =
                rule.resource().patternType() == PatternType.PREFIXED ? " --resource-pattern-type prefixed" : "";
        return "kafka-acls.sh --bootstrap-server " + quoted(bootstrapServers) + " --add --allow-principal "
                + quoted(principal) + " " + operations + " "
                + option(rule.resource().resourceType()) + " "
                + quoted(rule.resource().name()) + pattern;
    }

    private static String option(ResourceType type) {
        return switch (type) {
            case TOPIC -> "--topic";
            case GROUP -> "--group";
            case TRANSACTIONAL_ID -> "--transactional-id";
            default -> throw new IllegalArgumentException("no rule is about " + type);
        };
    }

    /** One word for a shell, whatever is in it. */
    private static String quoted(String word) {
        return "'" + word.replace("'", "'\\''") + "'";
    }

    private static String kind(AccessRule rule) {
        return rule.resource().resourceType().name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** As the broker's tool and Strimzi write it: {@code DescribeConfigs}. */
    private static String word(AclOperation operation) {
        StringBuilder text = new StringBuilder();
        for (String part : operation.name().split("_", -1)) {
            text.append(part.charAt(0)).append(part.substring(1).toLowerCase(Locale.ROOT));
        }
        return text.toString();
    }
}
