package io.tearup.catalogue;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.kafka.clients.producer.Partitioner;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.InvalidPartitionsException;
import org.jspecify.annotations.Nullable;

/**
 * Puts a producer's records where Tearup expects them: {@link RiskGroupLayout#partitionOf} of the group and account in the record's key.
 *
 * <p>Producer configuration: {@code partitioner.class} with this class's name, {@value #GROUPS_CONFIG} with the comma-separated risk groups in the
 * order of the deployment, and {@value #SHARDS_CONFIG} with the partitions per group (default 1). A key without an account goes to its group's first
 * partition. With more than one shard this class is for account-keyed topics only: marks and control concern every shard of their group.
 *
 * <p>A record that cannot be placed fails its {@code send}; it is never placed by a default.
 */
public final class RiskPartitioner implements Partitioner {
    /** Comma-separated risk groups in the order of the deployment; required. */
    public static final String GROUPS_CONFIG = "tearup.risk.groups";

    /** Partitions per risk group, at least 1; default 1. */
    public static final String SHARDS_CONFIG = "tearup.risk.shards";

    private @Nullable RiskGroupLayout layout;

    /** Made by the producer, which then calls {@link #configure}. */
    public RiskPartitioner() {}

    /**
     * Reads the layout.
     *
     * @throws ConfigException if the groups are missing or a value is malformed
     */
    @Override
    public void configure(Map<String, ?> configs) {
        Object groups = configs.get(GROUPS_CONFIG);
        if (groups == null) {
            throw new ConfigException("missing " + GROUPS_CONFIG + ": the risk groups in the order of the deployment");
        }
        try {
            layout = RiskGroupLayout.parse(groups.toString(), shards(configs));
        } catch (IllegalArgumentException e) {
            throw new ConfigException(GROUPS_CONFIG, groups, e.getMessage());
        }
    }

    /**
     * Partition of the record with this key.
     *
     * @throws InvalidRecordException if the record has no key or its key names no group of the layout
     * @throws InvalidPartitionsException if the topic does not have the partitions of the layout
     */
    @Override
    public int partition(
            String topic,
            @Nullable Object key,
            byte @Nullable [] keyBytes,
            @Nullable Object value,
            byte @Nullable [] valueBytes,
            Cluster cluster) {
        if (layout == null) {
            throw new IllegalStateException("configure comes before partition");
        }
        if (keyBytes == null) {
            throw new InvalidRecordException("a record for " + topic + " has no key; keys begin with the risk group");
        }
        Integer partitions = cluster.partitionCountForTopic(topic);
        if (partitions != null && partitions != layout.partitions()) {
            throw new InvalidPartitionsException(topic + " has " + partitions + " partitions, the layout "
                    + layout.groups() + " x " + layout.shards() + " needs " + layout.partitions());
        }
        String text = new String(keyBytes, StandardCharsets.UTF_8);
        try {
            RecordKey recordKey = RecordKey.parse(text);
            return recordKey.rest().isEmpty()
                    ? layout.firstPartitionOf(recordKey.group())
                    : layout.partitionOf(recordKey.group(), recordKey.account());
        } catch (IllegalArgumentException e) {
            throw new InvalidRecordException("key '" + text + "' for " + topic + ": " + e.getMessage(), e);
        }
    }

    /** Holds nothing to release. */
    @Override
    public void close() {}

    private static int shards(Map<String, ?> configs) {
        Object shards = configs.get(SHARDS_CONFIG);
        if (shards == null) {
            return 1;
        }
        try {
            return Integer.parseInt(shards.toString().strip());
        } catch (NumberFormatException e) {
            throw new ConfigException(SHARDS_CONFIG, shards, "not a whole number");
        }
    }
}
