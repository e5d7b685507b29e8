package io.tearup.connect;

import io.tearup.catalogue.RecordKey;
import io.tearup.catalogue.RiskGroupLayout;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.components.Versioned;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.transforms.Transformation;
import org.apache.kafka.connect.transforms.util.SimpleConfig;
import org.jspecify.annotations.Nullable;

/**
 * Puts the records of a source where Tearup expects them with ingress DIRECT: the partition that
 * {@link RiskGroupLayout} gives the risk group and account in the record's key, as {@link io.tearup.catalogue.RiskPartitioner}
 * does in a producer. Leave it out with ingress REPARTITION.
 */
public final class RiskPartition implements Transformation<SourceRecord>, Versioned {
    private static final String GROUPS = "risk.groups";
    private static final String SHARDS = "risk.shards";
    private static final ConfigDef DEFINITION = new ConfigDef()
            .define(
                    GROUPS,
                    ConfigDef.Type.STRING,
                    ConfigDef.NO_DEFAULT_VALUE,
                    ConfigDef.Importance.HIGH,
                    "Risk groups in the order of the deployment, with commas between.")
            .define(
                    SHARDS,
                    ConfigDef.Type.INT,
                    1,
                    ConfigDef.Range.atLeast(1),
                    ConfigDef.Importance.LOW,
                    "Partitions of a risk group.");

    private @Nullable RiskGroupLayout layout;

    /** Made by the worker. */
    public RiskPartition() {}

    @Override
    public String version() {
        return PluginVersion.VERSION;
    }

    @Override
    public ConfigDef config() {
        return DEFINITION;
    }

    @Override
    public void configure(Map<String, ?> configs) {
        SimpleConfig config = new SimpleConfig(DEFINITION, configs);
        try {
            layout = RiskGroupLayout.parse(config.getString(GROUPS), config.getInt(SHARDS));
        } catch (IllegalArgumentException e) {
            throw new ConfigException(GROUPS, config.getString(GROUPS), e.getMessage());
        }
    }

    @Override
    public SourceRecord apply(SourceRecord record) {
        if (layout == null) {
            throw new IllegalStateException("configure comes before apply");
        }
        if (!(record.key() instanceof String text)) {
            throw new DataException(
                    "a record for " + record.topic() + " must have a text as its key, has " + record.key());
        }
        int partition;
        try {
            RecordKey key = RecordKey.parse(text);
            partition = key.rest().isEmpty()
                    ? layout.firstPartitionOf(key.group())
                    : layout.partitionOf(key.group(), key.account());
        } catch (IllegalArgumentException e) {
            throw new DataException("key '" + text + "' for " + record.topic() + ": " + e.getMessage(), e);
        }
        return record.newRecord(
                record.topic(),
                partition,
                record.keySchema(),
                record.key(),
                record.valueSchema(),
                record.value(),
                record.timestamp());
    }

    @Override
    public void close() {
        // Holds nothing to release.
    }
}
