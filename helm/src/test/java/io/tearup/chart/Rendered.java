package io.tearup.chart;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The resources a chart rendered to. */
record Rendered(List<JsonNode> resources) {
    Rendered {
        resources = List.copyOf(resources);
    }

    List<JsonNode> ofKind(String kind) {
        return resources.stream()
                .filter(resource -> resource.path("kind").asText().equals(kind))
                .toList();
    }

    /** The one resource of a kind. */
    JsonNode only(String kind) {
        List<JsonNode> found = ofKind(kind);
        if (found.size() != 1) {
            throw new AssertionError("expected one " + kind + ", found "
                    + found.stream().map(Rendered::name).toList());
        }
        return found.get(0);
    }

    JsonNode named(String kind, String name) {
        return find(kind, name)
                .orElseThrow(() -> new AssertionError("no " + kind + " " + name + " among "
                        + resources.stream()
                                .map(resource -> resource.path("kind").asText() + " " + name(resource))
                                .toList()));
    }

    Optional<JsonNode> find(String kind, String name) {
        return ofKind(kind).stream()
                .filter(resource -> name(resource).equals(name))
                .findFirst();
    }

    JsonNode statefulSet() {
        return only("StatefulSet");
    }

    /** Specification of the pipeline's pods. */
    JsonNode pod() {
        return statefulSet().at("/spec/template/spec");
    }

    /** The pipeline's container. */
    JsonNode container() {
        return pod().at("/containers/0");
    }

    /** Environment of the pipeline: name to the whole entry. */
    Map<String, JsonNode> environment() {
        Map<String, JsonNode> environment = new LinkedHashMap<>();
        for (JsonNode variable : container().path("env")) {
            if (environment.put(variable.path("name").asText(), variable) != null) {
                throw new AssertionError(variable.path("name") + " is set twice");
            }
        }
        return environment;
    }

    /** One variable of it; a missing node where there is none. */
    JsonNode variable(String name) {
        return Objects.requireNonNullElse(environment().get(name), MissingNode.getInstance());
    }

    /** Every pod specification: of the pipeline, of Jobs and of tests. */
    List<JsonNode> allPods() {
        return resources.stream()
                .map(resource -> resource.path("kind").asText().equals("Pod")
                        ? resource.path("spec")
                        : resource.at("/spec/template/spec"))
                .filter(JsonNode::isObject)
                .toList();
    }

    static String name(JsonNode resource) {
        return resource.at("/metadata/name").asText();
    }
}
