package io.tearup.stream;

import io.tearup.catalogue.RecordSerdes;
import io.tearup.catalogue.RiskGroupLayout;

/**
 * What the topology depends on.
 *
 * @param ingress how inputs arrive
 * @param layout risk groups and the partition of each; one shard per group
 * @param serdes readers and writers of Avro records
 * @param checkpointInterval stream time between two hashes of a group's state in the order log, microseconds, 0 = none
 */
public record TopologySettings(Ingress ingress, RiskGroupLayout layout, RecordSerdes serdes, long checkpointInterval) {
    /** Stream time between checkpoints unless told otherwise, microseconds: a minute. */
    public static final long CHECKPOINT_INTERVAL = 60_000_000;

    public TopologySettings {
        if (checkpointInterval < 0) {
            throw new IllegalArgumentException(
                    "the interval of checkpoints must not be negative, is " + checkpointInterval);
        }
        if (layout.shards() != 1) {
            throw new IllegalArgumentException(
                    "account shards are not available yet: shards must be 1, is " + layout.shards());
        }
    }

    /** With the usual interval of checkpoints. */
    public TopologySettings(Ingress ingress, RiskGroupLayout layout, RecordSerdes serdes) {
        this(ingress, layout, serdes, CHECKPOINT_INTERVAL);
    }
}
