package io.tearup.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.tearup.catalogue.RiskGroupLayout;
import io.tearup.stream.Ingress;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a configuration says of a client's property wins over Tearup's own, with the prefix of the client or without. */
class PipelinePropertiesTest {
    @ParameterizedTest
    @CsvSource({
        "client.id,                        any,   6000,  1500, 5000, 5,  131072, 10000, 20",
        "session.timeout.ms,               20000, 20000, 1500, 5000, 5,  131072, 10000, 20",
        "consumer.session.timeout.ms,      20000, 20000, 1500, 5000, 5,  131072, 10000, 20",
        "heartbeat.interval.ms,            500,   6000,  500,  5000, 5,  131072, 10000, 20",
        "transaction.timeout.ms,           8000,  6000,  1500, 8000, 5,  131072, 10000, 20",
        "linger.ms,                        50,    6000,  1500, 5000, 50, 131072, 10000, 20",
        "producer.batch.size,              16384, 6000,  1500, 5000, 5,  16384,  10000, 20",
        "max.poll.records,                 70,    6000,  1500, 5000, 5,  131072, 70,    20",
        "consumer.max.poll.records,        70,    6000,  1500, 5000, 5,  131072, 70,    20",
        "main.consumer.fetch.max.wait.ms,  90,    6000,  1500, 5000, 5,  131072, 10000, 90",
    })
    void shouldLetTheConfigurationWin(
            String name,
            String value,
            int session,
            int heartbeat,
            int transaction,
            int linger,
            int batch,
            int poll,
            int wait) {
        PipelineSettings local = PipelineSettings.local(
                "single",
                "127.0.0.1:1",
                "http://127.0.0.1:1",
                Ingress.DIRECT,
                RiskGroupLayout.parse("usdt"),
                Path.of("state"));
        PipelineSettings settings = new PipelineSettings(
                local.applicationId(),
                local.bootstrapServers(),
                local.registryUrl(),
                local.registryProperties(),
                local.ingress(),
                local.layout(),
                local.stateDirectory(),
                local.replicationFactor(),
                local.standbys(),
                local.checkpointInterval(),
                Map.of(name, value));
        StreamsConfig config = new StreamsConfig(Pipeline.properties(settings));
        Map<String, Object> consumer = config.getMainConsumerConfigs("group", "client", 1);
        assertThat(text(consumer, "session.timeout.ms")).isEqualTo(session);
        assertThat(text(consumer, "heartbeat.interval.ms")).isEqualTo(heartbeat);
        assertThat(text(consumer, "max.poll.records")).isEqualTo(poll);
        assertThat(text(consumer, "fetch.max.wait.ms")).isEqualTo(wait);
        Map<String, Object> producer = config.getProducerConfigs("client");
        assertThat(text(producer, "transaction.timeout.ms")).isEqualTo(transaction);
        assertThat(text(producer, "linger.ms")).isEqualTo(linger);
        assertThat(text(producer, "batch.size")).isEqualTo(batch);
    }

    private static int text(Map<String, Object> properties, String name) {
        return Integer.parseInt(String.valueOf(properties.get(name)));
    }
}
