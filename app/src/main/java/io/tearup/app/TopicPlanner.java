package io.tearup.app;

import io.tearup.catalogue.RiskGroupLayout;
import io.tearup.catalogue.Topics;
import io.tearup.stream.Ingress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/** Creates on a cluster what the catalogue says. */
public final class TopicPlanner {
    private TopicPlanner() {}

    /**
     * Creates every topic of the catalogue that the ingress uses, none of which may exist.
     *
     * @throws UserFault if the cluster refuses
     */
    public static void create(Admin admin, RiskGroupLayout layout, Ingress ingress, int replicationFactor)
            throws InterruptedException {
        List<NewTopic> topics = Topics.all().stream()
                .filter(topic -> ingress == Ingress.REPARTITION || topic.direction() != Topics.Direction.INTERNAL)
                .map(topic -> new NewTopic(topic.name(), layout.partitions(), (short) replicationFactor)
                        .configs(Map.of(
                                "cleanup.policy",
                                topic.compacted() ? "compact" : "delete",
                                "retention.ms",
                                Long.toString(topic.retentionMillis()))))
                .toList();
        try {
            admin.createTopics(topics).all().get();
        } catch (ExecutionException e) {
            throw new UserFault(ExitCode.PREFLIGHT, "the topics could not be created: " + e.getCause());
        }
    }
}
