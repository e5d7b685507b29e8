package io.tearup.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tearup.app.TopicPlanner;
import io.tearup.app.generate.MinimalAccess;
import io.tearup.catalogue.Topics;
import io.tearup.stream.Ingress;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.kafka.common.resource.PatternType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** KafkaTopic and KafkaUser resources equal the program's catalogue and its access rules. */
class KafkaResourcesTest {
    private final Chart chart = Chart.ofThisModule();

    @ParameterizedTest
    @EnumSource
    void shouldMakeTheTopicsOfTheCatalogue(Ingress ingress) {
        Rendered rendered = chart.render("strimzi", "config.ingress=" + ingress);
        Map<String, Map<String, String>> expected = new TreeMap<>();
        Topics.all().stream()
                .filter(topic -> topic.direction() == Topics.Direction.OUTPUT
                        || (topic.direction() == Topics.Direction.INTERNAL && ingress == Ingress.REPARTITION))
                .forEach(topic -> expected.put(topic.name(), TopicPlanner.configuration(topic)));
        assertThat(topics(rendered)).isEqualTo(expected);
        for (JsonNode topic : rendered.ofKind("KafkaTopic")) {
            assertThat(topic.path("apiVersion").asText()).isEqualTo("kafka.strimzi.io/v1");
            assertThat(topic.at("/spec/partitions").asInt())
                    .as("one per risk group")
                    .isEqualTo(2);
            assertThat(topic.at("/spec/replicas").asInt()).isEqualTo(3);
            assertThat(topic.at("/metadata/labels").path("strimzi.io/cluster").asText())
                    .isEqualTo("venue");
            assertThat(topic.at("/metadata/annotations")
                            .path("helm.sh/resource-policy")
                            .asText())
                    .as("records outlive the release")
                    .isEqualTo("keep");
        }
    }

    @Test
    void shouldMakeTheInputsTooWhereAsked() {
        Rendered rendered = chart.render("strimzi", "config.ingress=DIRECT", "strimzi.topics.inputs=true");
        Map<String, Map<String, String>> expected = new TreeMap<>();
        Topics.inputs().forEach(topic -> expected.put(topic.name(), TopicPlanner.configuration(topic)));
        Topics.outputs().forEach(topic -> expected.put(topic.name(), TopicPlanner.configuration(topic)));
        assertThat(topics(rendered)).isEqualTo(expected);
    }

    @ParameterizedTest
    @EnumSource
    void shouldGiveTheUserTheGeneratedAccess(Ingress ingress) {
        JsonNode user = chart.render("strimzi", "config.ingress=" + ingress, "config.applicationId=venue-adl")
                .only("KafkaUser");
        assertThat(user.path("apiVersion").asText()).isEqualTo("kafka.strimzi.io/v1");
        assertThat(user.at("/spec/authorization/type").asText()).isEqualTo("simple");
        Map<String, Set<String>> expected = new TreeMap<>();
        MinimalAccess.of("venue-adl", ingress)
                .forEach(rule -> expected.put(
                        flat(rule.resource().resourceType().name()) + " "
                                + rule.resource().name()
                                + (rule.resource().patternType() == PatternType.PREFIXED ? "*" : ""),
                        rule.operations().stream()
                                .map(operation -> flat(operation.name()))
                                .collect(Collectors.toCollection(TreeSet::new))));
        Map<String, Set<String>> granted = new TreeMap<>();
        for (JsonNode acl : user.at("/spec/authorization/acls")) {
            String name = flat(acl.at("/resource/type").asText()) + " "
                    + acl.at("/resource/name").asText()
                    + (acl.at("/resource/patternType").asText().equals("prefix") ? "*" : "");
            Set<String> operations = StreamSupport.stream(acl.path("operations").spliterator(), false)
                    .map(operation -> flat(operation.asText()))
                    .collect(Collectors.toCollection(TreeSet::new));
            assertThat(granted.put(name, operations)).as("%s once", name).isNull();
        }
        assertThat(granted).isEqualTo(expected);
    }

    @Test
    void shouldMakeNothingWithoutStrimzi() {
        assertThat(chart.render("minimal").ofKind("KafkaTopic")).isEmpty();
        assertThat(chart.render("minimal").ofKind("KafkaUser")).isEmpty();
    }

    private static Map<String, Map<String, String>> topics(Rendered rendered) {
        Map<String, Map<String, String>> topics = new TreeMap<>();
        List<JsonNode> resources = rendered.ofKind("KafkaTopic");
        for (JsonNode topic : resources) {
            Map<String, String> configuration = new HashMap<>();
            topic.at("/spec/config")
                    .properties()
                    .forEach(entry ->
                            configuration.put(entry.getKey(), entry.getValue().asText()));
            topics.put(topic.at("/spec/topicName").asText(), configuration);
        }
        return topics;
    }

    /** Kafka writes TRANSACTIONAL_ID, Strimzi transactionalId. */
    private static String flat(String word) {
        return word.replace("_", "").toLowerCase(Locale.ROOT);
    }
}
