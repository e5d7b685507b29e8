package io.tearup.app;

import io.tearup.catalogue.RiskGroupLayout;
import io.tearup.catalogue.Topics;
import io.tearup.stream.Ingress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/**
 * Compares a cluster's topics with the catalogue and brings them in line.
 *
 * <p>Outputs, the internal topic and, with ingress DIRECT, the inputs have one partition per risk group, in the groups' order.
 * With ingress REPARTITION the inputs are the venue's: any number of partitions will do. A wrong partition count cannot be
 * mended: keys would move.
 */
public final class TopicPlanner {
    /** What is to be done about a topic. */
    public enum Action {
        NONE,
        CREATE,
        CONFIGURE,
        /** The partition count is wrong: an operator has to decide. */
        IMPOSSIBLE
    }

    /**
     * State of one topic.
     *
     * @param found partitions it has, 0 if it is missing
     * @param wanted partitions it needs
     * @param changes configuration that differs, name to wanted value
     */
    public record Step(Topics.Topic topic, Action action, int found, int wanted, Map<String, String> changes) {
        public Step {
            changes = Map.copyOf(changes);
        }

        /** The step in words. */
        public String describe() {
            return switch (action) {
                case NONE -> "as it should be";
                case CREATE -> "create with " + wanted + " partitions";
                case CONFIGURE -> "set " + changes;
                case IMPOSSIBLE ->
                    "has " + found + " partitions, needs " + wanted + "; move its records to a topic with " + wanted;
            };
        }
    }

    private static final Duration VISIBLE_WITHIN = Duration.ofSeconds(15);
    private static final Duration LOOK = Duration.ofMillis(50);

    private final Admin admin;
    private final RiskGroupLayout layout;
    private final Ingress ingress;
    private final int replicationFactor;

    public TopicPlanner(Admin admin, RiskGroupLayout layout, Ingress ingress, int replicationFactor) {
        this.admin = admin;
        this.layout = layout;
        this.ingress = ingress;
        this.replicationFactor = replicationFactor;
    }

    /**
     * One step per topic of the catalogue that the ingress uses, in its order.
     *
     * @throws UserFault if the cluster does not answer
     */
    public List<Step> plan() throws InterruptedException {
        List<Topics.Topic> topics = Topics.all().stream()
                .filter(topic -> ingress == Ingress.REPARTITION || topic.direction() != Topics.Direction.INTERNAL)
                .toList();
        List<Step> steps = new ArrayList<>();
        for (Topics.Topic topic : topics) {
            TopicDescription found = describe(topic.name());
            steps.add(
                    found == null
                            ? missing(topic)
                            : compare(topic, found.partitions().size()));
        }
        return steps;
    }

    /** Creates and configures what the steps say; skips what is impossible. */
    public void apply(List<Step> steps) throws InterruptedException {
        List<NewTopic> missing = steps.stream()
                .filter(step -> step.action() == Action.CREATE)
                .map(step -> new NewTopic(step.topic().name(), step.wanted(), (short) replicationFactor)
                        .configs(configuration(step.topic())))
                .toList();
        Map<ConfigResource, Collection<AlterConfigOp>> changes = new HashMap<>();
        for (Step step : steps) {
            if (step.action() == Action.CONFIGURE) {
                changes.put(
                        new ConfigResource(
                                ConfigResource.Type.TOPIC, step.topic().name()),
                        step.changes().entrySet().stream()
                                .map(entry -> new AlterConfigOp(
                                        new ConfigEntry(entry.getKey(), entry.getValue()), AlterConfigOp.OpType.SET))
                                .toList());
            }
        }
        try {
            for (KafkaFuture<Void> created :
                    admin.createTopics(missing).values().values()) {
                awaitCreated(created);
            }
            admin.incrementalAlterConfigs(changes).all().get();
        } catch (ExecutionException e) {
            throw refused(e);
        }
        for (NewTopic topic : missing) {
            awaitVisible(topic.name());
        }
        for (Step step : steps) {
            if (step.action() == Action.CONFIGURE) {
                awaitConfigured(step);
            }
        }
    }

    private static void awaitCreated(KafkaFuture<Void> created) throws ExecutionException, InterruptedException {
        try {
            created.get();
        } catch (ExecutionException e) {
            // Somebody was quicker, or the broker that was asked had not heard of it yet; the next plan compares it.
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw e;
            }
        }
    }

    /** A created topic is known to every broker a moment later. */
    private void awaitVisible(String topic) throws InterruptedException {
        long deadline = System.nanoTime() + VISIBLE_WITHIN.toNanos();
        while (describe(topic) == null) {
            if (System.nanoTime() > deadline) {
                throw new UserFault(ExitCode.PREFLIGHT, "topic " + topic + " was created but no broker knows it");
            }
            LockSupport.parkNanos(LOOK.toNanos());
        }
    }

    /** So is a changed configuration. */
    private void awaitConfigured(Step step) throws InterruptedException {
        long deadline = System.nanoTime() + VISIBLE_WITHIN.toNanos();
        while (compare(step.topic(), step.found()).action() != Action.NONE) {
            if (System.nanoTime() > deadline) {
                throw new UserFault(
                        ExitCode.PREFLIGHT, "topic " + step.topic().name() + " was configured but keeps what it had");
            }
            LockSupport.parkNanos(LOOK.toNanos());
        }
    }

    private Step missing(Topics.Topic topic) {
        return new Step(topic, Action.CREATE, 0, layout.partitions(), Map.of());
    }

    private Step compare(Topics.Topic topic, int partitions) throws InterruptedException {
        boolean venuesOwn = ingress == Ingress.REPARTITION && topic.direction() == Topics.Direction.INPUT;
        if (!venuesOwn && partitions != layout.partitions()) {
            return new Step(topic, Action.IMPOSSIBLE, partitions, layout.partitions(), Map.of());
        }
        Map<String, String> changes = new LinkedHashMap<>();
        Config present = configurationOf(topic.name());
        configuration(topic).forEach((name, value) -> {
            ConfigEntry entry = present.get(name);
            if (entry == null || !value.equals(entry.value())) {
                changes.put(name, value);
            }
        });
        Action action = changes.isEmpty() ? Action.NONE : Action.CONFIGURE;
        return new Step(topic, action, partitions, partitions, changes);
    }

    /** Configuration a topic must have on the broker, name to value. */
    public static Map<String, String> configuration(Topics.Topic topic) {
        // Outputs carry their event's time as a field; their age on the log counts from when they were written, so that
        // a
        // backfill of old events is neither deleted at once nor takes its producer for one long gone.
        String timestamps = topic.direction() == Topics.Direction.OUTPUT ? "LogAppendTime" : "CreateTime";
        Map<String, String> configuration = new LinkedHashMap<>();
        configuration.put("cleanup.policy", topic.compacted() ? "compact" : "delete");
        configuration.put("retention.ms", Long.toString(topic.retentionMillis()));
        configuration.put("message.timestamp.type", timestamps);
        if (topic.compacted() && topic.direction() == Topics.Direction.INPUT) {
            // An exact replay needs what was replaced for as long as it needs the other inputs.
            configuration.put("min.compaction.lag.ms", Long.toString(Topics.ORDER_LOG.retentionMillis()));
        }
        return configuration;
    }

    private @Nullable TopicDescription describe(String topic) throws InterruptedException {
        try {
            return admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return null;
            }
            throw refused(e);
        }
    }

    private Config configurationOf(String topic) throws InterruptedException {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        try {
            Config config = admin.describeConfigs(List.of(resource)).all().get().get(resource);
            return config == null ? new Config(List.of()) : config;
        } catch (ExecutionException e) {
            throw refused(e);
        }
    }

    private static UserFault refused(ExecutionException e) {
        return new UserFault(ExitCode.PREFLIGHT, "the cluster does not do what is asked: " + e.getCause());
    }
}
