package io.tearup.app.config;

import io.tearup.catalogue.RiskGroupLayout;
import io.tearup.schemas.v1.Control;
import io.tearup.stream.Ingress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A deployment as configured and checked.
 *
 * @param bootstrapServers brokers
 * @param kafkaProperties further Kafka properties, passed to Streams and to the admin client
 * @param registryUrl schema registry, Confluent API
 * @param registryProperties further properties of the registry client
 * @param applicationId Kafka Streams application id
 * @param stateDirectory directory Streams locks
 * @param ingress how inputs arrive
 * @param replicationFactor of topics that are created, and of internal topics
 * @param checkpointInterval stream time between two hashes of a group's state in the order log, zero = none
 * @param layout risk groups in the order of their partitions
 * @param http where the HTTP API listens, empty = nowhere
 * @param otlp where metrics are sent to besides being scraped, empty = nowhere; only where {@code http} is there
 * @param definitions control records that define the groups: group, pools, markets, rulebook
 */
public record TearupConfig(
        String bootstrapServers,
        Map<String, String> kafkaProperties,
        String registryUrl,
        Map<String, String> registryProperties,
        String applicationId,
        Path stateDirectory,
        Ingress ingress,
        int replicationFactor,
        Duration checkpointInterval,
        RiskGroupLayout layout,
        Optional<HttpSettings> http,
        Optional<OtlpSettings> otlp,
        List<Control> definitions) {
    public TearupConfig {
        kafkaProperties = Map.copyOf(kafkaProperties);
        registryProperties = Map.copyOf(registryProperties);
        definitions = List.copyOf(definitions);
    }
}
