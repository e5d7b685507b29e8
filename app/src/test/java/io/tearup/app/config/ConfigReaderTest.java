package io.tearup.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tearup.app.ExitCode;
import io.tearup.app.UserFault;
import io.tearup.schemas.v1.Control;
import io.tearup.schemas.v1.ControlKind;
import io.tearup.stream.Ingress;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigReaderTest {
    private static final Path EXAMPLE = Path.of("src/main/dist/tearup.example.yaml");

    @TempDir
    private Path directory;

    @Test
    void shouldReadTheDocumentedExample() {
        TearupConfig config = ConfigReader.read(EXAMPLE, Map.of());
        assertThat(config.layout().groups()).containsExactly("usdt");
        assertThat(config.ingress()).isEqualTo(Ingress.DIRECT);
        assertThat(config.replicationFactor()).isEqualTo(3);
        assertThat(config.checkpointInterval()).isEqualTo(Duration.ofMinutes(1));
        assertThat(config.http()).get().satisfies(http -> {
            assertThat(http.port()).isEqualTo(8080);
            assertThat(http.console()).isTrue();
        });
        assertThat(config.definitions())
                .extracting(Control::getKind)
                .containsExactly(
                        ControlKind.GROUP,
                        ControlKind.POOL,
                        ControlKind.POOL,
                        ControlKind.MARKET,
                        ControlKind.MARKET,
                        ControlKind.MARKET,
                        ControlKind.RULEBOOK);
    }

    @Test
    void shouldLetTheEnvironmentOverrideTheFile() {
        TearupConfig config = ConfigReader.read(
                EXAMPLE,
                Map.of(
                        "TEARUP_KAFKA_BOOTSTRAP", "broker:9093",
                        "TEARUP_REGISTRY_URL", "http://registry",
                        "TEARUP_REGISTRY_BASIC_AUTH_USER_INFO", "reader:pass",
                        "KAFKA_SECURITY_PROTOCOL", "SASL_SSL"));
        assertThat(config.bootstrapServers()).isEqualTo("broker:9093");
        assertThat(config.registryUrl()).isEqualTo("http://registry");
        assertThat(config.registryProperties()).containsExactly(Map.entry("basic.auth.user.info", "reader:pass"));
        assertThat(config.kafkaProperties()).containsEntry("security.protocol", "SASL_SSL");
    }

    @Test
    void shouldSendMetricsNowhereUntilAnAddressIsGiven() {
        assertThat(ConfigReader.read(EXAMPLE, Map.of()).otlp()).isEmpty();
        assertThat(ConfigReader.read(EXAMPLE, Map.of("TEARUP_METRICS_OTLP_URL", "http://collector:4318/v1/metrics"))
                        .otlp())
                .contains(new OtlpSettings(URI.create("http://collector:4318/v1/metrics"), Duration.ofSeconds(15)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"collector:4318", "//collector:4318/v1/metrics", "not an address", "ftp://collector"})
    void shouldRefuseACollectorThatCannotBeReached(String url) throws Exception {
        String otlp = "metrics: {otlp: {url: \"" + url + "\", stepSeconds: 0}}";
        List<String> faults = faults(Map.of("ingress: DIRECT", "ingress: DIRECT\n" + otlp));
        assertThat(faults)
                .extracting(fault -> fault.replaceFirst("^[0-9]+: ", ""))
                .containsExactlyInAnyOrder(
                        "metrics.otlp.url: must be an address such as http://localhost:4318/v1/metrics, is" + " '" + url
                                + "'",
                        "metrics.otlp.stepSeconds: must be a whole number within 1..3600, is 0");
    }

    @Test
    void shouldTakeTheAdminTokenFromAFileOrTheEnvironmentAndNeverFromItself() throws Exception {
        assertThat(http(Map.of()).adminToken()).isEmpty();
        Files.writeString(directory.resolve("token"), "correct-horse-battery\n");
        String withFile = "port: 8080\n  adminTokenFile: token";
        Path file = edited(Map.of("port: 8080", withFile));
        assertThat(ConfigReader.read(file, Map.of())
                        .http()
                        .orElseThrow()
                        .adminToken()
                        .orElseThrow()
                        .matches("correct-horse-battery"))
                .isTrue();
        AdminToken fromEnvironment = http(Map.of("TEARUP_ADMIN_TOKEN", "another-horse-battery"))
                .adminToken()
                .orElseThrow();
        assertThat(fromEnvironment.matches("another-horse-battery")).isTrue();
        assertThat(fromEnvironment.matches("another-horse-batterz")).isFalse();
        assertThat(fromEnvironment).asString().doesNotContain("horse");
        assertThat(faults(Map.of("port: 8080", "port: 8080\n  adminToken: correct-horse-battery")))
                .singleElement()
                .asString()
                .contains("http.adminToken: is not a key here");
        assertThat(faults(Map.of("port: 8080", "port: 8080\n  adminTokenFile: nowhere")))
                .singleElement()
                .asString()
                .contains("http.adminTokenFile: ", "nowhere cannot be read");
        Files.writeString(directory.resolve("token"), "too short");
        assertThat(faults(Map.of("port: 8080", withFile)))
                .singleElement()
                .asString()
                .contains("must be 16 to 512 visible ASCII characters")
                .doesNotContain("too short");
    }

    private static HttpSettings http(Map<String, String> environment) {
        return ConfigReader.read(EXAMPLE, environment).http().orElseThrow();
    }

    @Test
    void shouldReportEveryFaultWithItsLine() throws Exception {
        List<String> faults = faults(Map.of(
                "ingress: DIRECT", "ingres: DIRECT",
                "kind: ISOLATED", "kind: ISO",
                "tickSize: 0.01,", "tickSize: 0.0000001,",
                "pool: pepe, lotSize", "pool: nobody, lotSize",
                "windowMinutes: 480", "windowMinutes: soon"));
        assertThat(faults)
                .containsExactlyInAnyOrder(
                        lineOf("ingress:")
                                + ": ingres: is not a key here; known are kafka, registry, applicationId, stateDir, ingress,"
                                + " replicationFactor, checkpointSeconds, http, metrics, riskGroups",
                        lineOf("kind: ISOLATED")
                                + ": riskGroups[0].pools[1].kind: must be one of [ISOLATED, SHARED], is 'ISO'",
                        lineOf("id: ETH-PERP")
                                + ": riskGroups[0].markets[1].id: market ETH-PERP: lotSize x tickSize is not a multiple of the"
                                + " minor unit 1e-6; coarsen the grid, raise moneyScale or declare subMinorValues",
                        lineOf("pool: pepe")
                                + ": riskGroups[0].markets[2].pool: there is no pool 'nobody'; known are [main, pepe]",
                        lineOf("windowMinutes:")
                                + ": riskGroups[0].rulebook.windowMinutes: 'soon' is not a decimal number");
    }

    @Test
    void shouldRefuseANumberThatNobodyCouldWriteOut() throws Exception {
        assertThat(faults(Map.of("windowMinutes: 480", "windowMinutes: 1e999999999")))
                .containsExactly(lineOf("windowMinutes:")
                        + ": riskGroups[0].rulebook.windowMinutes: must be a whole number within 1..1000000, is"
                        + " 1e999999999");
    }

    @Test
    void shouldRefuseAStopAboveTheTrigger() throws Exception {
        assertThat(faults(Map.of("drawdownStop: 0.25", "drawdownStop: 0.35")))
                .containsExactly(lineOf("name: gate")
                        + ": riskGroups[0].rulebook.name: trigger drawdown: needs 0 < stop < trigger <= 1,"
                        + " got stop 0.35 and trigger 0.3");
    }

    @Test
    void shouldRefuseANumberThatNoRecordCarries() throws Exception {
        assertThat(faults(Map.of("minBalance: 10000", "minBalance: 1e99999")))
                .containsExactly(lineOf("minBalance:")
                        + ": riskGroups[0].rulebook.minBalance: 1E+99999 has more than 20 digits before the point,"
                        + " beyond decimal(38,18)");
    }

    @Test
    void shouldRefuseAnUnknownRulebook() throws Exception {
        assertThat(faults(Map.of("name: gate", "name: gat")))
                .containsExactly(lineOf("name: gate")
                        + ": riskGroups[0].rulebook.name: unknown rulebook 'gat', known are [azx, binance, bitmex, bybit, dydx, gate,"
                        + " hyperliquid, okx, qfex, tearup]");
    }

    /** Line of the example's first entry that contains a text. */
    private static int lineOf(String text) throws IOException {
        List<String> lines = Files.readAllLines(EXAMPLE);
        for (int i = 0; i < lines.size(); i++) {
            if (!lines.get(i).strip().startsWith("#") && lines.get(i).contains(text)) {
                return i + 1;
            }
        }
        throw new AssertionError("no line with '" + text + "' in " + EXAMPLE);
    }

    /** The example with some of its text replaced. */
    private Path edited(Map<String, String> edits) throws IOException {
        String text = Files.readString(EXAMPLE);
        for (Map.Entry<String, String> edit : edits.entrySet()) {
            assertThat(text).contains(edit.getKey());
            text = text.replace(edit.getKey(), edit.getValue());
        }
        return Files.writeString(directory.resolve("tearup.yaml"), text);
    }

    private List<String> faults(Map<String, String> edits) throws IOException {
        Path file = edited(edits);
        UserFault fault = catchThrowableOfType(UserFault.class, () -> ConfigReader.read(file, Map.of()));
        assertThat(fault.exitCode()).isEqualTo(ExitCode.PREFLIGHT);
        return fault.faults().stream()
                .map(line -> line.substring(file.toString().length() + 1))
                .toList();
    }
}
