package io.tearup.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Wrong values are refused before anything reaches the cluster, and the message names where. */
class ValuesTest {
    private final Chart chart = Chart.ofThisModule();

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "replicaCout=3; at ''; replicaCout",
                "image.tga=1.0; at '/image'; tga",
                "monitoring.serviceMonitor.enable=true; at '/monitoring/serviceMonitor'; enable",
                "config.riskGroups[0].marktes=x; at '/config/riskGroups/0'; marktes",
                "config.riskGroups[0].rulebook.stepLimt=1; at '/config/riskGroups/0/rulebook'; stepLimt",
                "probes.startup.failureTreshold=1; at '/probes/startup'; failureTreshold"
            })
    void shouldRefuseAMisspeltKeyWithItsPath(String setting, String path, String key) {
        assertRefused(path, key, setting);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "kafka.bootstrap=; at '/kafka/bootstrap'",
                "kafka.bootstrap=broker-without-port; at '/kafka/bootstrap'",
                "registry.url=registry:8081; at '/registry/url'",
                "registry.url=http://user:pass@registry:8081; at '/registry/url'",
                "replicaCount=-1; at '/replicaCount'",
                "config.ingress=BOTH; at '/config/ingress'",
                "config.replicationFactor=0; at '/config/replicationFactor'",
                "config.riskGroups[0].moneyScale=19; at '/config/riskGroups/0/moneyScale'",
                "config.riskGroups[0].markets[0].lotSize=1; at '/config/riskGroups/0/markets/0/lotSize'",
                "config.riskGroups[0].pools[0].kind=JOINT; at '/config/riskGroups/0/pools/0/kind'",
                "terminationGracePeriodSeconds=30; at '/terminationGracePeriodSeconds'",
                "jvm.heapPercent=90; at '/jvm/heapPercent'",
                "podSecurity.runAsUser=0; at '/podSecurity/runAsUser'",
                "group.staticSessionSeconds=5; at '/group/staticSessionSeconds'",
                "http.port=80; at '/http/port'",
                "kafka.properties.sasl\\.jaas\\.config=x; at '/kafka/properties/sasl.jaas.config'",
                "kafka.properties.ssl\\.keystore\\.password=x; at '/kafka/properties/ssl.keystore.password'",
                "kafka.properties.group\\.instance\\.id=x; at '/kafka/properties/group.instance.id'",
                "kafka.properties.acks=1; at '/kafka/properties/acks'",
                "registry.properties.basic\\.auth\\.user\\.info=x; at '/registry/properties/basic.auth.user.info'",
                "kafka.secretProperties[0].property=SASL_JAAS; at '/kafka/secretProperties/0'"
            })
    void shouldRefuseAValueOutOfRangeWithItsPath(String setting, String path) {
        assertRefused(path, "", setting);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "at '/group/staticMembership'|group.protocol=streams",
                "at '/rack/enabled'|group.protocol=streams|group.staticMembership=false|rack.enabled=true",
                "at '/strimzi/cluster'|strimzi.enabled=true",
                "at '/strimzi/topics/inputs'|config.ingress=REPARTITION|strimzi.topics.inputs=true",
                "at '/kafka/secretProperties'|strimzi.enabled=true|strimzi.cluster=venue"
                        + "|kafka.secretProperties[0].property=sasl.jaas.config"
                        + "|kafka.secretProperties[0].secret=s|kafka.secretProperties[0].key=k",
                "at '/serviceAccount/name'|serviceAccount.create=false"
            })
    void shouldRefuseWhatDoesNotGoTogether(String expectationAndSettings) {
        String[] parts = expectationAndSettings.split("\\|", -1);
        String[] settings = java.util.Arrays.copyOfRange(parts, 1, parts.length);
        assertRefused(parts[0], "", settings);
    }

    private void assertRefused(String path, String key, String... settings) {
        assertThat(chart.render("minimal").resources()).as("all else is well").isNotEmpty();
        assertThatThrownBy(() -> chart.render("minimal", settings))
                .hasMessageContaining(path)
                .hasMessageContaining(key);
    }
}
