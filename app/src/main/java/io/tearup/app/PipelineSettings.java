package io.tearup.app;

import io.tearup.catalogue.RiskGroupLayout;
import io.tearup.stream.Ingress;
import java.nio.file.Path;
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
        Map<String, String> kafkaProperties) {
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
                Map.of());
    }
}
