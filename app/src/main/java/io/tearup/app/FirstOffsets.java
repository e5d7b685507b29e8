package io.tearup.app;

import io.tearup.catalogue.Topics;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.UnknownMemberIdException;

/**
 * Commits the beginning of every source that an application has never read.
 *
 * <p>The topology has no position to fall back to: where one is committed and its records are gone, the instance stops. So
 * a new application needs its first position before it starts. One that is there is never changed.
 */
final class FirstOffsets {
    private FirstOffsets() {}

    /** @throws KafkaException if the cluster does not answer */
    static void set(PipelineSettings settings) {
        Map<String, Object> properties = new HashMap<>(settings.kafkaProperties());
        properties.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, settings.bootstrapServers());
        try (Admin admin = Admin.create(properties)) {
            set(admin, settings);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException cause ? cause : new KafkaException(e.getCause());
        }
    }

    private static void set(Admin admin, PipelineSettings settings) throws InterruptedException, ExecutionException {
        String group = settings.applicationId();
        Map<TopicPartition, OffsetAndMetadata> committed = admin.listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .get();
        Map<TopicPartition, OffsetSpec> unread = new HashMap<>();
        Set<String> sources = new TreeSet<>(settings.ingress().sources());
        Topics.inputs().forEach(topic -> sources.add(topic.name()));
        for (TopicDescription topic :
                admin.describeTopics(sources).allTopicNames().get().values()) {
            for (TopicPartitionInfo partition : topic.partitions()) {
                TopicPartition source = new TopicPartition(topic.name(), partition.partition());
                if (committed.get(source) == null) {
                    unread.put(source, OffsetSpec.earliest());
                }
            }
        }
        if (unread.isEmpty()) {
            return;
        }
        Map<TopicPartition, OffsetAndMetadata> first = new HashMap<>();
        admin.listOffsets(unread)
                .all()
                .get()
                .forEach((source, beginning) -> first.put(source, new OffsetAndMetadata(beginning.offset())));
        try {
            admin.alterConsumerGroupOffsets(group, first).all().get();
        } catch (ExecutionException e) {
            // Another instance has started meanwhile, and has set them before it did.
            if (!(e.getCause() instanceof UnknownMemberIdException)) {
                throw e;
            }
        }
    }
}
