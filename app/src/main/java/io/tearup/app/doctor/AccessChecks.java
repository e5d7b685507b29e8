package io.tearup.app.doctor;

import io.tearup.app.Check;
import io.tearup.app.config.TearupConfig;
import io.tearup.app.generate.AccessRule;
import io.tearup.app.generate.MinimalAccess;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.TransactionalIdNotFoundException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourceType;

/**
 * Whether the configured login may do what {@code tearup run} needs, as far as a cluster tells anybody about himself: of a topic
 * that is there all of it, of the consumer group and of transactional ids whether they may be seen.
 */
final class AccessChecks {
    private AccessChecks() {}

    /** A check for each resource of {@link MinimalAccess} that may be asked about. */
    static List<Check> of(Admin admin, TearupConfig config) throws InterruptedException {
        List<AccessRule> rules = MinimalAccess.of(config.applicationId(), config.ingress());
        List<Check> checks = new ArrayList<>();
        Map<String, KafkaFuture<TopicDescription>> topics = new HashMap<>();
        List<String> names = rules.stream()
                .filter(rule -> rule.resource().resourceType() == ResourceType.TOPIC
                        && rule.resource().patternType() == PatternType.LITERAL)
                .map(rule -> rule.resource().name())
                .toList();
        topics.putAll(admin.describeTopics(names, new DescribeTopicsOptions().includeAuthorizedOperations(true))
                .topicNameValues());
        for (AccessRule rule : rules) {
            KafkaFuture<TopicDescription> topic = topics.get(rule.resource().name());
            if (topic != null) {
                checks.addAll(topic(rule, topic));
            }
        }
        checks.add(seen(
                "access to group " + config.applicationId(),
                () -> admin.describeConsumerGroups(List.of(config.applicationId()))
                        .all()
                        .get()));
        String transactional = config.applicationId() + "-doctor";
        checks.add(seen(
                "access to transactional ids " + config.applicationId() + "-*",
                () -> admin.describeTransactions(List.of(transactional)).all().get()));
        return checks;
    }

    /** No check for a topic that is not there: another says so. */
    private static List<Check> topic(AccessRule rule, KafkaFuture<TopicDescription> topic) throws InterruptedException {
        String what = "access to " + rule.resource().name();
        try {
            Set<AclOperation> may = topic.get().authorizedOperations();
            if (may == null) {
                return List.of(Check.unknown(what, "the brokers do not tell"));
            }
            List<AclOperation> lacking = rule.operations().stream()
                    .filter(operation -> !may.contains(operation))
                    .toList();
            return List.of(
                    lacking.isEmpty()
                            ? Check.ok(what, rule.operations().toString())
                            : Check.failed(what, "lacks " + lacking + "; 'tearup generate acl' prints what is needed"));
        } catch (ExecutionException e) {
            return e.getCause() instanceof AuthorizationException
                    ? List.of(Check.failed(what, "may not even be seen; 'tearup generate acl' prints what is needed"))
                    : List.of();
        }
    }

    private interface Question {
        Object ask() throws ExecutionException, InterruptedException;
    }

    private static Check seen(String what, Question question) throws InterruptedException {
        String seen = "may be seen; nothing tells whether the rest is granted";
        try {
            question.ask();
            return Check.ok(what, seen);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            if (cause instanceof GroupIdNotFoundException || cause instanceof TransactionalIdNotFoundException) {
                return Check.ok(what, seen);
            }
            return cause instanceof AuthorizationException
                    ? Check.failed(what, "is refused; 'tearup generate acl' prints what is needed")
                    : Check.unknown(what, String.valueOf(cause));
        }
    }
}
