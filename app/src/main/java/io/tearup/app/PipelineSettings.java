package io.tearup.app;

import io.tearup.catalogue.RiskGroupLayout;
import io.tearup.stream.Ingress;
import io.tearup.stream.TopologySettings;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;

/**
 * What a running pipeline needs.
 *
 * @param applicationId Kafka Streams application id: consumer group and prefix of internal topics
 * @param bootstrapServers brokers
 * @param registryUrl schema registry, Confluent API
 * @param registryProperties further settings of the registry client
 * @param ingress how inputs arrive
 * @param layout risk groups and their partitions
 * @param stateDirectory directory Streams locks and keeps checkpoints in
 * @param replicationFactor of internal topics
 * @param standbys warm copies of the state on other instances
 * @param checkpointInterval stream time between two hashes of a group's state in the order log, zero = none
 * @param kafkaProperties further properties of Kafka Streams; they override Tearup's own
 */
public record PipelineSettings(
        String applicationId,
        String bootstrapServers,
        String registryUrl,
        Map<String, String> registryProperties,
        Ingress ingress,
        RiskGroupLayout layout,
        Path stateDirectory,
        int replicationFactor,
        int standbys,
        Duration checkpointInterval,
        Map<String, String> kafkaProperties) {
    /** Stream time between checkpoints unless told otherwise. */
    public static final Duration CHECKPOINT_INTERVAL =
            Duration.of(TopologySettings.CHECKPOINT_INTERVAL, ChronoUnit.MICROS);

    public PipelineSettings {
        registryProperties = Map.copyOf(registryProperties);
        kafkaProperties = Map.copyOf(kafkaProperties);
    }

    /** Against one broker, without replicas or standbys. */
    public static PipelineSettings local(
            String applicationId,
            String bootstrapServers,
            String registryUrl,
            Ingress ingress,
            RiskGroupLayout layout,
            Path stateDirectory) {
        return new PipelineSettings(
                applicationId,
                bootstrapServers,
                registryUrl,
                Map.of(),
                ingress,
                layout,
                stateDirectory,
                1,
                0,
                CHECKPOINT_INTERVAL,
                Map.of());
    }
}
