package io.tearup.stream;

import io.tearup.catalogue.RecordSerdes;
import io.tearup.catalogue.RiskGroupLayout;

/**
 * What the topology depends on.
 *
 * @param ingress how inputs arrive
 * @param layout risk groups and the partition of each; one shard per group
 * @param serdes readers and writers of Avro records
 */
public record TopologySettings(Ingress ingress, RiskGroupLayout layout, RecordSerdes serdes) {
    public TopologySettings {
        if (layout.shards() != 1) {
            throw new IllegalArgumentException(
                    "account shards are not available yet: shards must be 1, is " + layout.shards());
        }
    }
}
