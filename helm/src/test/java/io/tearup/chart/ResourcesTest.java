package io.tearup.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.marcnuri.helm.LintResult;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.strimzi.api.kafka.model.topic.KafkaTopic;
import io.strimzi.api.kafka.model.user.KafkaUser;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every ci file lints strictly and renders to resources whose every field Kubernetes and Strimzi know. */
class ResourcesTest {
    private static final Map<String, Class<?>> TYPES = Map.ofEntries(
            Map.entry("v1 ConfigMap", ConfigMap.class),
            Map.entry("v1 Pod", Pod.class),
            Map.entry("v1 Service", Service.class),
            Map.entry("v1 ServiceAccount", ServiceAccount.class),
            Map.entry("apps/v1 StatefulSet", StatefulSet.class),
            Map.entry("batch/v1 Job", Job.class),
            Map.entry("networking.k8s.io/v1 NetworkPolicy", NetworkPolicy.class),
            Map.entry("policy/v1 PodDisruptionBudget", PodDisruptionBudget.class),
            Map.entry("kafka.strimzi.io/v1 KafkaTopic", KafkaTopic.class),
            Map.entry("kafka.strimzi.io/v1 KafkaUser", KafkaUser.class));

    /** No types of these are on Maven Central; ChecklistTest and AlertRulesTest look at what they hold. */
    private static final Set<String> UNTYPED =
            Set.of("monitoring.coreos.com/v1 ServiceMonitor", "monitoring.coreos.com/v1 PrometheusRule");

    private final Chart chart = Chart.ofThisModule();

    @ParameterizedTest
    @ValueSource(strings = {"minimal", "prod", "strimzi", "secured"})
    void shouldLintStrictly(String ci, @TempDir Path copy) {
        LintResult result = Chart.lint(ci, copy.resolve("tearup"));
        assertThat(result.isFailed()).as("%s", result.getMessages()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"minimal", "prod", "strimzi", "secured"})
    void shouldHaveNoFieldThatItsTypeLacks(String ci) {
        List<String> unknown = new ArrayList<>();
        for (JsonNode resource : chart.render(ci).resources()) {
            String type = resource.path("apiVersion").asText() + " "
                    + resource.path("kind").asText();
            Class<?> known = TYPES.get(type);
            if (known == null) {
                assertThat(UNTYPED).contains(type);
                continue;
            }
            // What a type does not know it keeps apart and writes out again; what it knows and cannot read it refuses.
            JsonNode again = JsonMapper.builder().build().valueToTree(Chart.as(resource, known));
            assertThat(again.path("kind")).isEqualTo(resource.path("kind"));
            unknownFields(Chart.as(resource, known), Rendered.name(resource), unknown);
        }
        assertThat(unknown).isEmpty();
    }

    @Test
    void shouldNoticeAFieldThatATypeLacks() {
        JsonNode set = chart.render("minimal").statefulSet();
        ((com.fasterxml.jackson.databind.node.ObjectNode) set.at("/spec/template/spec")).put("restartPolice", "Always");
        List<String> unknown = new ArrayList<>();
        unknownFields(Chart.as(set, StatefulSet.class), "set", unknown);
        assertThat(unknown).hasSize(1).first().asString().contains("restartPolice");
    }

    @ParameterizedTest
    @ValueSource(strings = {"minimal", "prod", "strimzi", "secured"})
    void shouldNameResourcesOnceAndWithinTheReleasesNamespace(String ci) {
        Set<String> names = new HashSet<>();
        for (JsonNode resource : chart.render(ci).resources()) {
            assertThat(names.add(resource.path("kind").asText() + " " + Rendered.name(resource)))
                    .as("%s twice", Rendered.name(resource))
                    .isTrue();
            assertThat(Rendered.name(resource).length()).isLessThanOrEqualTo(63);
            assertThat(resource.at("/metadata/namespace").asText()).isEqualTo(Chart.NAMESPACE);
            assertThat(resource.at("/metadata/labels")
                            .path("app.kubernetes.io/instance")
                            .asText())
                    .isEqualTo(Chart.RELEASE);
        }
    }

    /**
     * The one bound on a time in these tests: that it renders in less than 2 s is what the chart was asked for. So it is measured
     * warm, and by the median of several, which a machine that is busy for a moment does not move.
     */
    @ParameterizedTest
    @ValueSource(strings = {"minimal", "prod", "strimzi", "secured"})
    void shouldRenderWithinTwoSeconds(String ci) {
        chart.render(ci);
        List<Duration> took = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            long start = System.nanoTime();
            assertThat(chart.render(ci).resources()).isNotEmpty();
            took.add(Duration.ofNanos(System.nanoTime() - start));
        }
        took.sort(Comparator.naturalOrder());
        assertThat(took.get(2)).as("%s", took).isLessThan(Duration.ofSeconds(2));
    }

    /** Walks a typed resource for the maps in which its types keep what they do not know. */
    private static void unknownFields(Object typed, String path, List<String> unknown) {
        if (typed instanceof Iterable<?> list) {
            int i = 0;
            for (Object element : list) {
                unknownFields(element, path + "[" + i++ + "]", unknown);
            }
            return;
        }
        if (!typed.getClass().getName().matches("io\\.(fabric8|strimzi)\\..*") || typed instanceof Enum<?>) {
            return;
        }
        for (java.lang.reflect.Method getter : typed.getClass().getMethods()) {
            boolean reads = getter.getParameterCount() == 0
                    && getter.getName().startsWith("get")
                    && !getter.getName().matches("getClass|getMarkers|getFullResourceName|getCRDName");
            if (!reads) {
                continue;
            }
            Object value;
            try {
                value = getter.invoke(typed);
            } catch (ReflectiveOperationException e) {
                throw new AssertionError(path + "." + getter.getName(), e);
            }
            if (getter.getName().equals("getAdditionalProperties")) {
                if (value instanceof Map<?, ?> rest && !rest.isEmpty()) {
                    unknown.add(path + ": " + rest.keySet());
                }
            } else if (value != null) {
                unknownFields(value, path + "." + getter.getName().substring("get".length()), unknown);
            }
        }
    }
}
