package io.tearup.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tearup.app.config.ConfigReader;
import io.tearup.app.config.TearupConfig;
import io.tearup.stream.Ingress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The configuration the chart renders is one the program reads: through its own reader, with the pods' environment. */
class ConfigurationTest {
    @TempDir
    private Path directory;

    private final Chart chart = Chart.ofThisModule();

    @ParameterizedTest
    @ValueSource(strings = {"minimal", "prod", "strimzi", "secured"})
    void shouldBeReadByTheProgramWithoutAFault(String ci) {
        Rendered rendered = chart.render(ci);
        TearupConfig config = read(rendered);
        assertThat(config.stateDirectory()).isEqualTo(Path.of("/var/lib/tearup"));
        assertThat(config.kafkaProperties()).containsEntry("num.stream.threads", ci.equals("prod") ? "2" : "1");
        assertThat(rendered.container().path("args").toString())
                .isEqualTo("[\"run\",\"--config\",\"/etc/tearup/tearup.yaml\",\"--wait\",\"240\"]");
    }

    @Test
    void shouldCarryGroupsInTheirOrderAndNumbersExactly() {
        TearupConfig config = read(chart.render("prod"));
        assertThat(config.applicationId()).isEqualTo("adl");
        assertThat(config.ingress()).isEqualTo(Ingress.DIRECT);
        assertThat(config.layout().groups()).containsExactly("usdt", "usdc");
        assertThat(config.definitions().stream()
                        .filter(control -> control.getMarket() != null)
                        .map(control -> control.getMarket().getMarket() + " "
                                + control.getMarket().getTickSize().stripTrailingZeros()))
                .containsExactly("BTC-PERP 0.1", "PEPE-PERP 0.000001", "BTC-PERP 0.1");
        assertThat(config.definitions().stream()
                        .filter(control -> control.getRulebook() != null)
                        .map(control -> control.getRulebook().getName()))
                .containsExactly("gate", "own");
    }

    @Test
    void shouldGiveCredentialsFromTheEnvironmentAndNotFromTheFile() {
        Rendered rendered = chart.render("secured");
        TearupConfig config = read(rendered);
        assertThat(config.kafkaProperties())
                .containsEntry("sasl.jaas.config", "secret:tearup-kafka")
                .containsEntry("security.protocol", "SASL_SSL")
                .containsEntry("group.instance.id", "field:metadata.name");
        assertThat(config.registryProperties()).containsEntry("basic.auth.user.info", "secret:tearup-registry");
        assertThat(rendered.named("ConfigMap", "adl-tearup").toString()).doesNotContain("jaas", "user.info");
    }

    @Test
    void shouldTakeItsLoginFromTheStrimziUser() {
        TearupConfig scram = read(chart.render("strimzi"));
        assertThat(scram.kafkaProperties())
                .containsEntry("security.protocol", "SASL_SSL")
                .containsEntry("sasl.mechanism", "SCRAM-SHA-512")
                .containsEntry("sasl.jaas.config", "secret:adl-tearup");
        Rendered certificates = chart.render("strimzi", "strimzi.user.authentication=tls");
        TearupConfig tls = read(certificates);
        assertThat(tls.kafkaProperties())
                .containsEntry("security.protocol", "SSL")
                .containsEntry("ssl.keystore.password", "secret:adl-tearup")
                .doesNotContainKey("sasl.jaas.config");
        assertThat(tls.kafkaProperties().get("ssl.keystore.location")).startsWith("/etc/tearup-secrets/strimzi-user/");
        assertThat(certificates.pod().path("volumes").toString())
                .contains("venue-cluster-ca-cert", "\"secretName\":\"adl-tearup\"");
    }

    /** The file as the program finds it in the pod. */
    static JsonNode configuration(Rendered rendered) {
        return Chart.parse(rendered.named("ConfigMap", "adl-tearup")
                .path("data")
                .path("tearup.yaml")
                .asText());
    }

    /** Writes all of the ConfigMap out and reads it as the program does, references in the environment as marks. */
    private TearupConfig read(Rendered rendered) {
        JsonNode data = rendered.named("ConfigMap", "adl-tearup").path("data");
        try {
            for (Map.Entry<String, JsonNode> file : data.properties()) {
                Files.writeString(
                        directory.resolve(file.getKey()), file.getValue().asText());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, String> environment = new HashMap<>();
        rendered.environment().forEach((name, variable) -> environment.put(name, value(variable)));
        return ConfigReader.read(directory.resolve("tearup.yaml"), environment);
    }

    private static String value(JsonNode variable) {
        for (List<String> reference : List.of(
                List.of("/valueFrom/secretKeyRef/name", "secret:"),
                List.of("/valueFrom/fieldRef/fieldPath", "field:"))) {
            JsonNode at = variable.at(reference.get(0));
            if (!at.isMissingNode()) {
                return reference.get(1) + at.asText();
            }
        }
        return variable.path("value").asText();
    }
}
