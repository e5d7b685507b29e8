package io.tearup.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An upgrade must not touch what Kubernetes does not let change: it would be refused half-way. */
class UpgradeTest {
    private final Chart chart = Chart.ofThisModule();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "image.tag=9.9.9",
                "replicaCount=7",
                "commonLabels.team=other",
                "podLabels.release-note=x",
                "podAnnotations.note=x",
                "config.replicationFactor=2",
                "config.ingress=REPARTITION",
                "kafka.bootstrap=other:9092",
                "group.standbyReplicas=2",
                "group.staticMembership=false",
                "streams.threads=4",
                "rack.enabled=true",
                "http.port=9000",
                "jvm.heapPercent=70",
                "resources.limits.memory=16Gi",
                "terminationGracePeriodSeconds=120",
                "persistence.whenScaled=Delete",
                "podSecurity.runAsUser=20001",
                "topologySpread.whenUnsatisfiable=DoNotSchedule",
                "networkPolicy.enabled=false",
                "serviceAccount.name=other",
                "monitoring.prometheusRule.enabled=true"
            })
    void shouldKeepWhatCannotChange(String change) {
        Rendered before = chart.render("minimal");
        Rendered after = chart.render("minimal", change);
        assertThat(after.resources()).as("the change is one").isNotEqualTo(before.resources());
        assertThat(immutable(after)).isEqualTo(immutable(before));
        assertThat(Rendered.name(after.statefulSet())).isEqualTo(Rendered.name(before.statefulSet()));
        assertThat(after.named("Service", "adl-tearup-headless").at("/spec/clusterIP"))
                .isEqualTo(before.named("Service", "adl-tearup-headless").at("/spec/clusterIP"));
        assertThat(after.only("PodDisruptionBudget").at("/spec/selector"))
                .isEqualTo(before.only("PodDisruptionBudget").at("/spec/selector"));
    }

    @Test
    void shouldKeepWhatCannotChangeFromOneVersionToTheNext(@TempDir Path copy) throws IOException {
        Chart next = Chart.copiedTo(copy.resolve("tearup"));
        String versions = Files.readString(next.file("Chart.yaml"))
                .replaceAll("(?m)^version: .*$", "version: 9.9.9")
                .replaceAll("(?m)^appVersion: .*$", "appVersion: 9.9.9");
        Files.writeString(next.file("Chart.yaml"), versions);
        Rendered before = chart.render("prod");
        Rendered after = next.render("prod");
        assertThat(after.resources()).as("the versions show").isNotEqualTo(before.resources());
        assertThat(immutable(after)).isEqualTo(immutable(before));
        assertThat(after.statefulSet().at("/spec/template"))
                .as("an image by digest is the same image: nothing restarts")
                .isEqualTo(before.statefulSet().at("/spec/template"));
    }

    /** What the values say cannot be changed really is of those fields that Kubernetes refuses to change, and of no others. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "persistence.size=2Gi",
                "persistence.storageClass=other",
                "persistence.accessModes[0]=ReadWriteOncePod",
                "persistence.enabled=false"
            })
    void shouldChangeWhatKubernetesRefusesOnlyWithTheVolume(String change) {
        ObjectNode before = (ObjectNode) immutable(chart.render("minimal"));
        ObjectNode after = (ObjectNode) immutable(chart.render("minimal", change));
        assertThat(after.remove("volumeClaimTemplates")).isNotEqualTo(before.remove("volumeClaimTemplates"));
        assertThat(after).as("nothing else").isEqualTo(before);
    }

    @Test
    void shouldNameJobsSoThatAnUpgradeReplacesThem() {
        for (JsonNode job : chart.render("minimal").ofKind("Job")) {
            assertThat(job.at("/metadata/annotations")
                            .path("helm.sh/hook-delete-policy")
                            .asText())
                    .as("the template of %s cannot change", Rendered.name(job))
                    .contains("before-hook-creation");
        }
    }

    /** Specification of the StatefulSet without the fields that may be updated. */
    private static JsonNode immutable(Rendered rendered) {
        ObjectNode specification = ((ObjectNode) rendered.statefulSet().path("spec")).deepCopy();
        return specification.without(java.util.List.of(
                "replicas",
                "ordinals",
                "template",
                "updateStrategy",
                "revisionHistoryLimit",
                "persistentVolumeClaimRetentionPolicy",
                "minReadySeconds"));
    }
}
