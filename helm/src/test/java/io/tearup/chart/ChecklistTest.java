package io.tearup.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tearup.app.Pipeline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a platform team asks of a chart for a stateful service, point by point. */
class ChecklistTest {
    private static final Set<String> SELECTOR_LABELS =
            Set.of("app.kubernetes.io/name", "app.kubernetes.io/instance", "app.kubernetes.io/component");

    private final Chart chart = Chart.ofThisModule();

    @Test
    void shouldRunAsStatefulSetBehindAHeadlessServiceStartingInParallel() {
        Rendered rendered = chart.render("minimal");
        JsonNode set = rendered.statefulSet();
        assertThat(set.at("/spec/podManagementPolicy").asText()).isEqualTo("Parallel");
        JsonNode service = rendered.named("Service", set.at("/spec/serviceName").asText());
        assertThat(service.at("/spec/clusterIP").asText()).isEqualTo("None");
        assertThat(service.at("/spec/publishNotReadyAddresses").asBoolean()).isTrue();
        assertThat(service.at("/spec/selector")).isEqualTo(set.at("/spec/selector/matchLabels"));
    }

    @Test
    void shouldKeepAVolumePerInstanceWhoseTemplateHasSelectorLabelsOnly() {
        Rendered rendered = chart.render("prod", "podLabels.extra=x");
        JsonNode claim = rendered.statefulSet().at("/spec/volumeClaimTemplates/0");
        assertThat(claim.at("/metadata/labels"))
                .isEqualTo(rendered.statefulSet().at("/spec/selector/matchLabels"));
        assertThat(names(claim.at("/metadata/labels"))).isEqualTo(SELECTOR_LABELS);
        assertThat(claim.at("/spec/storageClassName").asText()).isEqualTo("fast");
        assertThat(mountOf(rendered.container(), "state")).isEqualTo("/var/lib/tearup");
        assertThat(config(rendered).path("stateDir").asText()).isEqualTo("/var/lib/tearup");
        assertThat(chart.render("minimal", "persistence.enabled=false")
                        .statefulSet()
                        .at("/spec/volumeClaimTemplates")
                        .isMissingNode())
                .isTrue();
    }

    @Test
    void shouldKeepOneStandby() {
        assertThat(properties(chart.render("minimal"))
                        .path("num.standby.replicas")
                        .asText())
                .isEqualTo("1");
    }

    @Test
    void shouldBeAStaticMemberByThePodsName() {
        JsonNode id = chart.render("minimal").variable("KAFKA_GROUP_INSTANCE_ID");
        assertThat(id.at("/valueFrom/fieldRef/fieldPath").asText()).isEqualTo("metadata.name");
        assertThat(session(chart.render("minimal"))).isEqualTo("20000");
        assertThat(session(chart.render("minimal", "group.staticSessionSeconds=45")))
                .isEqualTo("45000");
        assertThat(session(chart.render("prod"))).as("kafka.properties say so").isEqualTo("30000");
        assertThat(session(chart.render("minimal", "group.staticMembership=false")))
                .as("the program's own")
                .isEmpty();
        Rendered streams = chart.render("strimzi");
        assertThat(streams.environment()).doesNotContainKey("KAFKA_GROUP_INSTANCE_ID");
        assertThat(properties(streams).path("group.protocol").asText()).isEqualTo("streams");
        assertThat(properties(streams).has("num.standby.replicas"))
                .as("the broker knows the number")
                .isFalse();
    }

    @Test
    void shouldGiveMoreGraceThanClosingTakes() {
        long closing = Pipeline.CLOSE_WITHIN.toSeconds();
        assertThat(chart.render("minimal")
                        .pod()
                        .path("terminationGracePeriodSeconds")
                        .asLong())
                .isGreaterThan(closing);
        assertThat(schema().at("/properties/terminationGracePeriodSeconds/minimum")
                        .asLong())
                .as("least that values may say")
                .isGreaterThan(closing);
    }

    @Test
    void shouldLogForACollectorUnlessToldOtherwise() {
        assertThat(option(chart.render("minimal"), "TEARUP_LOG_FORMAT")).isEqualTo("json");
        assertThat(option(chart.render("minimal", "log.format=text"), "TEARUP_LOG_FORMAT"))
                .isEqualTo("text");
    }

    @Test
    void shouldGiveTheHeapNoMoreThanHalfTheLimitUnlessToldOtherwise() {
        String options = option(chart.render("minimal"), "TEARUP_JAVA_OPTS");
        assertThat(options).contains("-XX:MaxRAMPercentage=50 ");
        assertThat(schema().at("/properties/jvm/properties/heapPercent/maximum").asInt())
                .isLessThanOrEqualTo(75);
        assertThat(chart.render("minimal")
                        .container()
                        .at("/resources/limits/memory")
                        .asText())
                .isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"minimal", "prod", "strimzi", "secured"})
    void shouldRestrictEveryPod(String ci) {
        for (JsonNode pod : chart.render(ci).allPods()) {
            assertThat(pod.path("automountServiceAccountToken").asBoolean(true)).isFalse();
            assertThat(pod.path("enableServiceLinks").asBoolean(true))
                    .as("services named kafka would become properties")
                    .isFalse();
            assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
            assertThat(pod.at("/securityContext/runAsUser").asInt()).isPositive();
            assertThat(pod.at("/securityContext/seccompProfile/type").asText()).isEqualTo("RuntimeDefault");
            List<JsonNode> containers = new ArrayList<>();
            pod.path("containers").forEach(containers::add);
            pod.path("initContainers").forEach(containers::add);
            assertThat(containers).isNotEmpty();
            for (JsonNode container : containers) {
                JsonNode security = container.path("securityContext");
                assertThat(security.path("allowPrivilegeEscalation").asBoolean(true))
                        .isFalse();
                assertThat(security.path("readOnlyRootFilesystem").asBoolean()).isTrue();
                assertThat(security.path("runAsNonRoot").asBoolean()).isTrue();
                assertThat(security.at("/capabilities/drop/0").asText()).isEqualTo("ALL");
                assertThat(container.at("/resources/limits/memory").asText()).isNotEmpty();
            }
        }
    }

    @Test
    void shouldLetNativeCodeLoadFromTmp() {
        Rendered rendered = chart.render("minimal");
        assertThat(mountOf(rendered.container(), "tmp")).isEqualTo("/tmp");
        assertThat(option(rendered, "TEARUP_JAVA_OPTS")).contains("-Djava.io.tmpdir=/tmp");
        JsonNode tmp = volume(rendered.pod(), "tmp");
        assertThat(tmp.path("emptyDir").isObject()).as("on disk, not noexec").isTrue();
        assertThat(tmp.at("/emptyDir/medium").isMissingNode()).isTrue();
    }

    @Test
    void shouldMountNoToken() {
        assertThat(chart.render("minimal")
                        .only("ServiceAccount")
                        .path("automountServiceAccountToken")
                        .asBoolean(true))
                .isFalse();
        Rendered existing = chart.render("secured");
        assertThat(existing.ofKind("ServiceAccount")).isEmpty();
        assertThat(existing.pod().path("serviceAccountName").asText()).isEqualTo("tearup-existing");
    }

    @Test
    void shouldLoseOneInstanceAtATime() {
        Rendered rendered = chart.render("minimal");
        JsonNode budget = rendered.only("PodDisruptionBudget");
        assertThat(budget.at("/spec/maxUnavailable").asInt()).isEqualTo(1);
        assertThat(budget.at("/spec/selector/matchLabels"))
                .isEqualTo(rendered.statefulSet().at("/spec/selector/matchLabels"));
    }

    @Test
    void shouldSpreadOverNodesAndZones() {
        JsonNode constraints = chart.render("prod").pod().path("topologySpreadConstraints");
        assertThat(StreamSupport.stream(constraints.spliterator(), false)
                        .map(constraint -> constraint.path("topologyKey").asText()))
                .containsExactly("kubernetes.io/hostname", "topology.kubernetes.io/zone");
        assertThat(constraints.at("/0/whenUnsatisfiable").asText()).isEqualTo("DoNotSchedule");
    }

    @Test
    void shouldTellTheBrokersItsZoneWithoutAskingTheApiServer() {
        Rendered rendered = chart.render("prod");
        for (String variable : List.of("KAFKA_CLIENT_RACK", "KAFKA_CLIENT_TAG_ZONE")) {
            assertThat(rendered.variable(variable)
                            .at("/valueFrom/fieldRef/fieldPath")
                            .asText())
                    .isEqualTo("metadata.labels['topology.kubernetes.io/zone']");
        }
        assertThat(properties(rendered).path("rack.aware.assignment.tags").asText())
                .isEqualTo("zone");
    }

    @Test
    void shouldDenyTrafficButWhatIsListed() {
        Rendered rendered = chart.render("prod");
        JsonNode policy = rendered.named("NetworkPolicy", "adl-tearup");
        assertThat(policy.at("/spec/podSelector/matchLabels"))
                .isEqualTo(rendered.statefulSet().at("/spec/selector/matchLabels"));
        assertThat(policy.at("/spec/policyTypes").toString()).isEqualTo("[\"Ingress\",\"Egress\"]");
        assertThat(policy.at("/spec/ingress")).hasSize(1);
        assertThat(policy.at("/spec/ingress/0/from").toString()).contains("monitoring");
        assertThat(ports(policy.at("/spec/egress"))).containsExactlyInAnyOrder(9092, 8081, 53, 53, 8080);
        for (JsonNode rule : policy.at("/spec/egress")) {
            assertThat(rule.path("ports")).as("no rule allows every port").isNotEmpty();
        }
        assertThat(chart.render("minimal", "test.enabled=false")
                        .named("NetworkPolicy", "adl-tearup")
                        .at("/spec/ingress/0/from"))
                .as("only the instances themselves")
                .hasSize(1);
        for (JsonNode pod : rendered.resources()) {
            if (pod.path("kind").asText().matches("Job|Pod")) {
                String component = label(pod, "app.kubernetes.io/component");
                assertThat(rendered.ofKind("NetworkPolicy").stream()
                                .map(JsonNode::toString)
                                .filter(text -> text.contains("\"" + component + "\"")))
                        .as("policy for pods of %s", component)
                        .isNotEmpty();
            }
        }
    }

    @Test
    void shouldMakeNoSecretAndReferToExistingOnes() {
        for (String ci : List.of("minimal", "prod", "strimzi", "secured")) {
            assertThat(chart.render(ci).ofKind("Secret")).isEmpty();
        }
        Rendered secured = chart.render("secured");
        assertThat(secured.variable("KAFKA_SASL_JAAS_CONFIG")
                        .at("/valueFrom/secretKeyRef/name")
                        .asText())
                .isEqualTo("tearup-kafka");
        assertThat(secured.variable("TEARUP_REGISTRY_BASIC_AUTH_USER_INFO")
                        .at("/valueFrom/secretKeyRef/key")
                        .asText())
                .isEqualTo("user-info");
        assertThat(chart.render("strimzi")
                        .variable("KAFKA_SASL_JAAS_CONFIG")
                        .at("/valueFrom/secretKeyRef/name")
                        .asText())
                .isEqualTo("adl-tearup");
    }

    @Test
    void shouldRestartInstancesWhenTheConfigurationChangesAndOnlyThen() {
        String before = checksum(chart.render("minimal"));
        assertThat(checksum(chart.render("minimal", "config.replicationFactor=2")))
                .isNotEqualTo(before);
        assertThat(checksum(chart.render("minimal", "replicaCount=5"))).isEqualTo(before);
        String document = "config.documents.own\\.yaml=name: own";
        assertThat(checksum(chart.render("minimal", document))).isNotEqualTo(before);
    }

    @Test
    void shouldBeScrapedAlsoWhileNotReady() {
        Rendered rendered = chart.render("prod");
        JsonNode monitor = rendered.only("ServiceMonitor");
        assertThat(monitor.at("/metadata/labels/release").asText()).isEqualTo("prometheus");
        assertThat(monitor.at("/spec/endpoints/0/path").asText()).isEqualTo("/metrics");
        JsonNode wanted = monitor.at("/spec/selector/matchLabels");
        List<String> chosen = rendered.ofKind("Service").stream()
                .filter(service -> wanted.properties().stream()
                        .allMatch(entry -> label(service, entry.getKey())
                                .equals(entry.getValue().asText())))
                .map(Rendered::name)
                .toList();
        assertThat(chosen).containsExactly("adl-tearup-headless");
        assertThat(rendered.named("Service", "adl-tearup-headless")
                        .at("/spec/ports/0/name")
                        .asText())
                .isEqualTo(monitor.at("/spec/endpoints/0/port").asText());
    }

    @Test
    void shouldProbeTheThreeEndpointsOnOnePort() {
        JsonNode container = chart.render("minimal", "http.port=9000").container();
        assertThat(container.at("/startupProbe/httpGet/path").asText()).isEqualTo("/startupz");
        assertThat(container.at("/livenessProbe/httpGet/path").asText()).isEqualTo("/livez");
        assertThat(container.at("/readinessProbe/httpGet/path").asText()).isEqualTo("/readyz");
        assertThat(container.at("/ports/0/containerPort").asInt()).isEqualTo(9000);
        assertThat(option(chart.render("minimal", "http.port=9000"), "TEARUP_HTTP_ADVERTISED"))
                .isEqualTo("$(POD_NAME).adl-tearup-headless:9000");
    }

    @Test
    void shouldWaitForWhatIsMissingLessLongThanTheProbeDoes() {
        assertThat(chart.render("minimal", "probes.startup.periodSeconds=10", "probes.startup.failureThreshold=12")
                        .container()
                        .path("args")
                        .toString())
                .endsWith("\"--wait\",\"96\"]");
    }

    @Test
    void shouldShipEachDashboardAsConfigMapThatGrafanaFinds(@TempDir Path copy) throws IOException {
        Chart changed = Chart.copiedTo(copy.resolve("tearup"));
        Files.createDirectories(changed.file("files/dashboards"));
        Files.writeString(changed.file("files/dashboards/probe.json"), "{\"title\": \"{{ not a template }}\"}");
        JsonNode dashboard = changed.render("minimal").named("ConfigMap", "adl-tearup-probe");
        assertThat(dashboard.at("/metadata/labels/grafana_dashboard")).hasToString("\"1\"");
        assertThat(dashboard.path("data").path("probe.json").asText()).contains("{{ not a template }}");
        assertThat(changed.render("minimal", "monitoring.dashboards.enabled=false")
                        .find("ConfigMap", "adl-tearup-probe"))
                .isEmpty();
    }

    @Test
    void shouldRegisterSchemasBeforeAnythingElse() {
        Rendered rendered = chart.render("strimzi");
        JsonNode job = rendered.named("Job", "adl-tearup-schemas");
        assertThat(hook(job)).isEqualTo("pre-install,pre-upgrade");
        assertThat(job.at("/spec/template/spec/containers/0/args").toString()).startsWith("[\"schemas\",\"register\"");
        JsonNode config = rendered.named(
                "ConfigMap",
                volume(job.at("/spec/template/spec"), "config")
                        .at("/configMap/name")
                        .asText());
        assertThat(hook(config)).as("there before the release is").isEqualTo("pre-install,pre-upgrade");
        assertThat(weight(config)).isLessThan(weight(job));
        assertThat(config.path("data"))
                .isEqualTo(rendered.named("ConfigMap", "adl-tearup").path("data"));
        assertThat(job.toString())
                .as("the user's secret does not exist yet")
                .doesNotContain("KAFKA_SASL_JAAS_CONFIG")
                .doesNotContain("cluster-ca-cert");
    }

    @Test
    void shouldStopAnUpgradeThatWouldLeaveStateBehind() {
        Rendered rendered = chart.render("secured");
        JsonNode job = rendered.named("Job", "adl-tearup-topology");
        assertThat(hook(job)).as("nothing is there before an install").isEqualTo("pre-upgrade");
        assertThat(job.at("/spec/template/spec/containers/0/args").toString())
                .isEqualTo("[\"topology\",\"cluster\",\"--config\",\"/etc/tearup/tearup.yaml\"]");
        assertThat(job.at("/spec/backoffLimit").asInt(-1)).isZero();
        JsonNode config = rendered.named(
                "ConfigMap",
                volume(job.at("/spec/template/spec"), "config")
                        .at("/configMap/name")
                        .asText());
        assertThat(weight(config)).as("the new configuration is there first").isLessThan(weight(job));
        assertThat(weight(job))
                .as("before schemas are changed")
                .isLessThan(weight(rendered.named("Job", "adl-tearup-schemas")));
        assertThat(job.toString()).contains("KAFKA_SASL_JAAS_CONFIG", "kafka-ca");
        assertThat(chart.render("secured", "hooks.topology.enabled=false").find("Job", "adl-tearup-topology"))
                .isEmpty();
    }

    @Test
    void shouldDeleteTheStateOnlyOnPurposeAndWithoutInstances() {
        assertThat(chart.render("strimzi", "replicaCount=0").find("Job", "adl-tearup-reset"))
                .isEmpty();
        assertThatThrownBy(() -> chart.render("strimzi", "hooks.reset.confirm=tearup"))
                .hasMessageContaining("hooks.reset.confirm: needs replicaCount 0");
        assertThatThrownBy(() -> chart.render("strimzi", "hooks.reset.confirm=other", "replicaCount=0"))
                .hasMessageContaining("hooks.reset.confirm: 'other' is not config.applicationId, which is 'tearup'");
        Rendered rendered = chart.render("strimzi", "hooks.reset.confirm=tearup", "replicaCount=0");
        JsonNode job = rendered.named("Job", "adl-tearup-reset");
        assertThat(hook(job)).isEqualTo("post-upgrade");
        assertThat(job.at("/spec/template/spec/containers/0/args").toString())
                .isEqualTo("[\"reset\",\"--config\",\"/etc/tearup/tearup.yaml\",\"--confirm\",\"tearup\"]");
        assertThat(hook(rendered.named("ConfigMap", "adl-tearup-hooks"))).endsWith(",post-upgrade");
        assertThat(rendered.only("KafkaUser").toString()).contains("\"Delete\"");
        assertThat(chart.render("strimzi").only("KafkaUser").toString()).doesNotContain("\"Delete\"");
    }

    @Test
    void shouldTakeTheAdminTokenFromAnExistingSecretAndNoneByItself() {
        assertThat(chart.render("minimal").environment()).doesNotContainKey("TEARUP_ADMIN_TOKEN");
        JsonNode token =
                chart.render("minimal", "http.adminToken.secret=adl-admin").variable("TEARUP_ADMIN_TOKEN");
        assertThat(token.at("/valueFrom/secretKeyRef").toString())
                .isEqualTo("{\"name\":\"adl-admin\",\"key\":\"token\"}");
    }

    @Test
    void shouldNotScaleByItself() {
        for (String ci : List.of("minimal", "prod", "strimzi", "secured")) {
            assertThat(chart.render(ci).resources().stream()
                            .map(resource -> resource.path("kind").asText()))
                    .doesNotContain("HorizontalPodAutoscaler", "ScaledObject", "VerticalPodAutoscaler");
        }
    }

    @Test
    void shouldTestThatASyntheticMarketReachesSettlement() {
        Rendered rendered = chart.render("minimal");
        JsonNode test = rendered.named("Pod", "adl-tearup-test-settlement");
        assertThat(hook(test)).isEqualTo("test");
        assertThat(test.at("/spec/initContainers/0/args").toString())
                .isEqualTo(
                        "[\"replay\",\"--events\",\"/app/examples/worked-example.ndjson\",\"--out\",\"/tmp/decisions\"]");
        assertThat(test.at("/spec/containers/0/args").toString())
                .isEqualTo("[\"explain\",\"usdt/BTC/1/1/1\",\"--from\",\"/tmp/decisions\"]");
        assertThat(hook(rendered.named("Pod", "adl-tearup-test-topics"))).isEqualTo("test");
    }

    @Test
    void shouldTestThatTheReleaseItselfAnswers() {
        Rendered rendered = chart.render("minimal", "http.port=9000");
        JsonNode test = rendered.named("Pod", "adl-tearup-test-status");
        assertThat(hook(test)).isEqualTo("test");
        assertThat(test.at("/spec/containers/0/args").toString())
                .isEqualTo("[\"status\",\"--url\",\"http://adl-tearup.risk.svc:9000\"]");
        JsonNode service = rendered.named("Service", "adl-tearup");
        assertThat(service.at("/metadata/namespace").asText()).isEqualTo("risk");
        assertThat(service.at("/spec/ports/0/port").asInt()).isEqualTo(9000);
        assertThat(test.toString()).as("it needs no credentials").doesNotContain("secretKeyRef");
        JsonNode own = test.at("/metadata/labels");
        JsonNode in =
                rendered.named("NetworkPolicy", "adl-tearup").at("/spec/ingress/0/from/1/podSelector/matchLabels");
        assertThat(in.properties())
                .as("let in")
                .isNotEmpty()
                .allMatch(label -> own.path(label.getKey()).equals(label.getValue()));
        JsonNode out = rendered.named("NetworkPolicy", "adl-tearup-commands").at("/spec/egress/3");
        assertThat(out.at("/ports/0/port").asInt()).isEqualTo(9000);
        assertThat(out.at("/to/0/podSelector/matchLabels")).isEqualTo(service.at("/spec/selector"));
        assertThat(chart.render("minimal", "test.enabled=false").find("Pod", "adl-tearup-test-status"))
                .isEmpty();
    }

    @Test
    void shouldNameTheNextThreeCommands(@TempDir Path copy) throws IOException {
        Chart changed = Chart.copiedTo(copy.resolve("tearup"));
        String notes = Files.readString(changed.file("templates/NOTES.txt"));
        // Helm renders notes only into a cluster; as the text of a resource they are rendered here too.
        Files.writeString(
                changed.file("templates/_notes.tpl"), "{{- define \"test.notes\" -}}\n" + notes + "\n{{- end -}}\n");
        Files.writeString(
                changed.file("templates/notes.yaml"),
                "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: notes}\ndata:\n"
                        + "  text: {{ include \"test.notes\" . | quote }}\n");
        String text = changed.render("strimzi")
                .named("ConfigMap", "notes")
                .path("data")
                .path("text")
                .asText();
        assertThat(text.lines().map(String::strip).filter(line -> line.matches("(kubectl|helm) .*")))
                .containsExactly(
                        "kubectl -n risk rollout status statefulset/adl-tearup",
                        "helm test adl -n risk",
                        "kubectl -n risk get --raw"
                                + " \"/api/v1/namespaces/risk/pods/adl-tearup-0:8080/proxy/readyz\"");
        assertThat(text).contains("streams.num.standby.replicas=1");
    }

    @Test
    void shouldDocumentEveryValue() throws IOException {
        List<String> lines = Files.readAllLines(chart.file("values.yaml"));
        List<String> undocumented = new ArrayList<>();
        for (int i = 1; i < lines.size(); i++) {
            boolean valueOfItsOwn = lines.get(i).matches("[A-Za-z]+: .+");
            if (valueOfItsOwn && !lines.get(i - 1).startsWith("#")) {
                undocumented.add(lines.get(i));
            }
        }
        assertThat(undocumented)
                .as("named like the field of a pod they are put into, and nothing else")
                .containsExactly(
                        "tolerations: []",
                        "affinity: {}",
                        "priorityClassName: \"\"",
                        "podLabels: {}",
                        "podAnnotations: {}",
                        "extraVolumes: []",
                        "extraVolumeMounts: []");
    }

    @Test
    void shouldRefuseKeysItDoesNotKnowEverywhere() {
        List<String> open = new ArrayList<>();
        openObjects(schema().path("properties"), "", open);
        assertThat(open)
                .as("objects with fields of their own that take any other")
                .isEmpty();
        Set<String> documented = new HashSet<>(names(Chart.yaml(chart.file("values.yaml"))));
        Set<String> known = new HashSet<>(names(schema().path("properties")));
        known.remove("global");
        assertThat(documented).isEqualTo(known);
    }

    @Test
    void shouldHaveValuesForFourSituations() throws IOException {
        try (var files = Files.list(chart.file("ci"))) {
            assertThat(files.map(file -> file.getFileName().toString()).sorted(Comparator.naturalOrder()))
                    .containsExactly(
                            "minimal-values.yaml", "prod-values.yaml", "secured-values.yaml", "strimzi-values.yaml");
        }
    }

    private static void openObjects(JsonNode node, String path, List<String> open) {
        if (node.path("properties").isObject()
                && node.path("type").asText().equals("object")
                && node.path("additionalProperties").asBoolean(true)) {
            open.add(path);
        }
        node.properties().forEach(entry -> {
            if (!Set.of("if", "then", "allOf").contains(entry.getKey())) {
                openObjects(entry.getValue(), path + "/" + entry.getKey(), open);
            }
        });
    }

    private JsonNode schema() {
        try {
            return JsonMapper.builder()
                    .build()
                    .readTree(chart.file("values.schema.json").toFile());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static JsonNode config(Rendered rendered) {
        return ConfigurationTest.configuration(rendered);
    }

    private static JsonNode properties(Rendered rendered) {
        return config(rendered).at("/kafka/properties");
    }

    private static String session(Rendered rendered) {
        return properties(rendered).path("session.timeout.ms").asText();
    }

    private static String option(Rendered rendered, String variable) {
        return rendered.variable(variable).path("value").asText();
    }

    private static String checksum(Rendered rendered) {
        return rendered.statefulSet()
                .at("/spec/template/metadata/annotations")
                .path("checksum/config")
                .asText();
    }

    private static String mountOf(JsonNode container, String volume) {
        return StreamSupport.stream(container.path("volumeMounts").spliterator(), false)
                .filter(mount -> mount.path("name").asText().equals(volume))
                .map(mount -> mount.path("mountPath").asText())
                .collect(Collectors.joining());
    }

    private static JsonNode volume(JsonNode pod, String name) {
        return StreamSupport.stream(pod.path("volumes").spliterator(), false)
                .filter(volume -> volume.path("name").asText().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static List<Integer> ports(JsonNode rules) {
        return StreamSupport.stream(rules.spliterator(), false)
                .flatMap(rule -> StreamSupport.stream(rule.path("ports").spliterator(), false))
                .map(port -> port.path("port").asInt())
                .toList();
    }

    private static String label(JsonNode resource, String name) {
        return resource.at("/metadata/labels").path(name).asText();
    }

    private static String hook(JsonNode resource) {
        return resource.at("/metadata/annotations").path("helm.sh/hook").asText();
    }

    private static int weight(JsonNode resource) {
        return resource.at("/metadata/annotations").path("helm.sh/hook-weight").asInt();
    }

    private static Set<String> names(JsonNode object) {
        return object.properties().stream().map(Map.Entry::getKey).collect(Collectors.toSet());
    }
}
