package io.tearup.app.generate;

import java.util.List;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourcePattern;

/**
 * What a principal may do with one resource of the cluster.
 *
 * @param resource topic, consumer group or transactional id, by its name or by a prefix
 * @param operations what is allowed, none of which another of them implies
 * @param reason what needs it
 */
public record AccessRule(ResourcePattern resource, List<AclOperation> operations, String reason) {
    public AccessRule {
        operations = List.copyOf(operations);
    }
}
