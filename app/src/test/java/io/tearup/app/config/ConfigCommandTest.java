package io.tearup.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tearup.app.CommandRun;
import io.tearup.app.UserFault;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each value comes from the first of flag, environment, file and default that has one, and can be asked where from. */
class ConfigCommandTest {
    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void write() throws Exception {
        file = Files.writeString(directory.resolve("tearup.yaml"), """
                kafka:
                  bootstrap: file:9092
                  properties: {ssl.key.password: hidden, ssl.keystore.location: /etc/key.p12}
                registry: {url: "http://ann:hidden@registry:8081"}
                stateDir: here
                riskGroups:
                  - id: usdt
                    settlementAsset: USDT
                    moneyScale: 2
                    pools: [{id: fund, kind: ISOLATED}]
                    markets: [{id: BTC, pool: fund, lotSize: 1, tickSize: 0.5, maintenanceMarginRate: 0.005}]
                    rulebook: {name: gate}
                """);
    }

    private Map<String, String> settings(Map<String, String> environment, Map<String, String> flags) {
        Map<String, String> settings = new LinkedHashMap<>();
        ConfigReader.settings(file, environment, flags)
                .forEach(setting -> settings.put(
                        setting.key(),
                        setting.value() + " <- " + setting.origin().replace(directory + "/", "")));
        return settings;
    }

    @Test
    void shouldTellWhereEachValueComesFrom() {
        assertThat(settings(Map.of(), Map.of()))
                .containsEntry("kafka.bootstrap", "file:9092 <- tearup.yaml:2")
                .containsEntry("riskGroups[0].markets[0].tickSize", "0.5 <- tearup.yaml:11")
                .containsEntry("applicationId", "tearup <- default")
                .containsEntry("checkpointSeconds", "60 <- default")
                .doesNotContainKey("http.host");
        Map<String, String> environment = Map.of(
                "TEARUP_KAFKA_BOOTSTRAP", "environment:9092",
                "TEARUP_REPLICATION_FACTOR", "2",
                "TEARUP_HTTP_PORT", "8080",
                "TEARUP_HTTP_ADVERTISED", "pod:8080",
                "TEARUP_ADMIN_TOKEN", "correct-horse-battery",
                "TEARUP_REGISTRY_BASIC_AUTH_USER_INFO", "ann:hidden",
                "KAFKA_SECURITY_PROTOCOL", "SSL");
        assertThat(settings(environment, Map.of("kafka.bootstrap", "flag:9092", "kafka.properties.client.id", "me")))
                .containsEntry("kafka.bootstrap", "flag:9092 <- --set")
                .containsEntry("kafka.properties.client.id", "me <- --set")
                .containsEntry("kafka.properties.security.protocol", "SSL <- KAFKA_SECURITY_PROTOCOL")
                .containsEntry("replicationFactor", "2 <- TEARUP_REPLICATION_FACTOR")
                .containsEntry("http.port", "8080 <- TEARUP_HTTP_PORT")
                .containsEntry("http.advertised", "pod:8080 <- TEARUP_HTTP_ADVERTISED")
                .containsEntry("http.adminToken", "*** <- TEARUP_ADMIN_TOKEN")
                .containsEntry("http.host", "127.0.0.1 <- default");
        TearupConfig config = ConfigReader.read(file, environment, Map.of("kafka.bootstrap", "flag:9092"));
        assertThat(config.bootstrapServers()).isEqualTo("flag:9092");
        assertThat(config.replicationFactor()).isEqualTo(2);
        assertThat(config.registryProperties()).containsEntry("basic.auth.user.info", "ann:hidden");
    }

    @Test
    void shouldPrintKeysValuesAndOrigins() {
        CommandRun run = CommandRun.of(
                new ConfigCommand(),
                "show",
                "--config",
                file.toString(),
                "--set",
                "http.port=9000",
                "--origin",
                "-o",
                "csv");
        assertThat(run.status()).isZero();
        assertThat(run.out())
                .startsWith("key,value,origin")
                .contains(
                        "http.port,9000,--set",
                        "riskGroups[0].pools[0].kind,ISOLATED," + file + ":10",
                        "kafka.properties.ssl.key.password,***," + file + ":3",
                        "checkpointSeconds,60,default");
        assertThat(CommandRun.of(new ConfigCommand(), "show", "--config", file.toString(), "-o", "csv")
                        .out())
                .startsWith("key,value")
                .contains("checkpointSeconds,60");
    }

    @Test
    void shouldMaskSecretsAndNothingElse() {
        Map<String, String> settings = settings(
                Map.of("TEARUP_REGISTRY_BASIC_AUTH_USER_INFO", "ann:hidden", "KAFKA_SASL_JAAS_CONFIG", "hidden"),
                Map.of());
        assertThat(settings.toString()).doesNotContain("hidden");
        assertThat(settings)
                .containsEntry("registry.url", "http://***@registry:8081 <- tearup.yaml:4")
                .containsEntry("kafka.properties.ssl.keystore.location", "/etc/key.p12 <- tearup.yaml:3");
    }

    @Test
    void shouldLeaveTheApiOffWhereNothingNamesAPort() {
        assertThat(ConfigReader.read(file, Map.of("TEARUP_HTTP_ADVERTISED", "pod:8080"))
                        .http())
                .isEmpty();
    }

    @Test
    void shouldNameTheLayerOfAFault() {
        UserFault fault = catchThrowableOfType(
                UserFault.class,
                () -> ConfigReader.read(
                        file,
                        Map.of("TEARUP_HTTP_PORT", "many", "TEARUP_INGRESS", "SIDEWAYS"),
                        Map.of("stateDri", "x")));
        assertThat(fault.faults())
                .containsExactlyInAnyOrder(
                        "TEARUP_HTTP_PORT: http.port: 'many' is not a decimal number",
                        "TEARUP_INGRESS: ingress: must be one of [DIRECT, REPARTITION], is 'SIDEWAYS'",
                        "--set: stateDri: is not a key here; known are kafka, registry, applicationId, stateDir, ingress,"
                                + " replicationFactor, checkpointSeconds, http, metrics, riskGroups");
    }
}
