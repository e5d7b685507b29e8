package io.tearup.app.generate;

import io.tearup.app.http.ApiServer;
import io.tearup.catalogue.Topics;
import io.tearup.stream.Ingress;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/**
 * The access {@code tearup run} needs and nothing more. The one place that knows it: the command {@code generate acl}, the
 * chart's KafkaUser and the test that runs the pipeline on a broker with an authorizer are made from or held to it.
 *
 * <ul>
 *   <li>Inputs are read. The control topic is also written: the configured definitions go there at the start.
 *   <li>Outputs, the dead letters among them, are written. Those that the HTTP API and the metrics are told from are read back.
 *   <li>With ingress REPARTITION the internal topic of events is written and read.
 *   <li>Topics whose name starts with {@code <application.id>-} are Streams' own: it makes them, logs the state, restores it.
 *   <li>The consumer group is the application id; transactional ids begin with {@code <application.id>-}.
 * </ul>
 *
 * <p>Every topic is also described, and its configuration too, because the preflight compares both with the catalogue.
 * Read and Write imply Describe on the broker; it is stated all the same, as reviewers of access rules look for it.
 */
public final class MinimalAccess {
    private static final String ANY_HOST = "*";

    private MinimalAccess() {}

    /** Rules of a deployment, topics in the catalogue's order first. */
    public static List<AccessRule> of(String applicationId, Ingress ingress) {
        List<AccessRule> rules = new ArrayList<>();
        for (Topics.Topic topic : Topics.all()) {
            if (topic.direction() == Topics.Direction.INTERNAL && ingress != Ingress.REPARTITION) {
                continue;
            }
            rules.add(topic(topic));
        }
        String prefix = applicationId + "-";
        rules.add(new AccessRule(
                new ResourcePattern(ResourceType.TOPIC, prefix, PatternType.PREFIXED),
                operations(EnumSet.of(
                        AclOperation.CREATE,
                        AclOperation.READ,
                        AclOperation.WRITE,
                        AclOperation.DESCRIBE,
                        AclOperation.DESCRIBE_CONFIGS)),
                "the log of the state: made, written, restored"));
        rules.add(new AccessRule(
                new ResourcePattern(ResourceType.GROUP, applicationId, PatternType.LITERAL),
                operations(EnumSet.of(AclOperation.READ, AclOperation.DESCRIBE)),
                "membership and offsets of the consumer group"));
        rules.add(new AccessRule(
                new ResourcePattern(ResourceType.TRANSACTIONAL_ID, prefix, PatternType.PREFIXED),
                operations(EnumSet.of(AclOperation.WRITE, AclOperation.DESCRIBE)),
                "exactly once: one transactional id per thread"));
        return List.copyOf(rules);
    }

    /** The rules as the broker's own bindings, for a principal from any host. */
    public static List<AclBinding> bindings(List<AccessRule> rules, String principal) {
        return rules.stream()
                .flatMap(rule -> rule.operations().stream()
                        .map(operation -> new AclBinding(
                                rule.resource(),
                                new AccessControlEntry(principal, ANY_HOST, operation, AclPermissionType.ALLOW))))
                .toList();
    }

    private static AccessRule topic(Topics.Topic topic) {
        Set<AclOperation> operations = EnumSet.of(AclOperation.DESCRIBE, AclOperation.DESCRIBE_CONFIGS);
        String reason;
        switch (topic.direction()) {
            case INPUT -> {
                operations.add(AclOperation.READ);
                reason = "input";
            }
            case OUTPUT -> {
                operations.add(AclOperation.WRITE);
                reason = "output";
                if (ApiServer.READS.contains(topic)) {
                    operations.add(AclOperation.READ);
                    reason = "output; the HTTP API and the metrics are told from it";
                }
            }
            case INTERNAL -> {
                operations.add(AclOperation.READ);
                operations.add(AclOperation.WRITE);
                reason = "inputs in one order per risk group";
            }
            default -> throw new IllegalStateException("a topic of no direction: " + topic.name());
        }
        if (topic.equals(Topics.CONTROL)) {
            operations.add(AclOperation.WRITE);
            reason = "input; the configured definitions are written to it at the start";
        }
        return new AccessRule(
                new ResourcePattern(ResourceType.TOPIC, topic.name(), PatternType.LITERAL),
                operations(operations),
                reason);
    }

    private static List<AclOperation> operations(Set<AclOperation> operations) {
        return operations.stream().sorted().toList();
    }
}
