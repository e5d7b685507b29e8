package io.tearup.app.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tearup.schemas.v1.GroupMode;
import java.util.List;
import java.util.Locale;

/** The API as an OpenAPI 3 document, from the route table. */
final class ApiDocument {
    private ApiDocument() {}

    static ObjectNode of(List<Route> routes) {
        ObjectNode document = JsonNodeFactory.instance.objectNode().put("openapi", "3.0.3");
        document.putObject("info").put("title", "Tearup").put("version", "v1");
        ObjectNode paths = document.putObject("paths");
        for (Route route : routes) {
            ObjectNode path =
                    paths.get(route.template()) instanceof ObjectNode there ? there : paths.putObject(route.template());
            ObjectNode operation =
                    path.putObject(route.method().toLowerCase(Locale.ROOT)).put("summary", route.summary());
            ArrayNode parameters = operation.putArray("parameters");
            for (String segment : route.template().split("/", -1)) {
                if (segment.startsWith("{")) {
                    parameter(parameters, segment.substring(1, segment.length() - 1), "path", true);
                }
            }
            for (Parameter known : route.parameters()) {
                parameter(parameters, known.name(), known.in(), known.required())
                        .put("description", known.what() + ", such as " + known.example());
            }
            if (route.method().equals(Route.POST)) {
                operation.putArray("security").addObject().putArray("token");
                body(operation, route.takes());
            }
            answers(operation, route);
        }
        ObjectNode components = document.putObject("components");
        ObjectNode schemas = components.putObject("schemas");
        for (AnswerShape shape : AnswerShape.values()) {
            schemas.set(shape.called(), shape.schema());
        }
        components
                .putObject("securitySchemes")
                .putObject("token")
                .put("type", "http")
                .put("scheme", "bearer");
        return document;
    }

    private static void body(ObjectNode operation, List<String> fields) {
        ObjectNode body = operation.putObject("requestBody").put("required", true);
        ObjectNode schema = body.putObject("content")
                .putObject("application/json")
                .putObject("schema")
                .put("type", "object")
                .put("additionalProperties", false);
        ArrayNode required = schema.putArray("required");
        ObjectNode properties = schema.putObject("properties");
        for (String field : fields) {
            required.add(field);
            ObjectNode property = properties.putObject(field).put("type", "string");
            if (field.equals(AdminResource.MODE)) {
                ArrayNode modes = property.putArray("enum");
                for (GroupMode mode : AdminResource.MODES) {
                    modes.add(mode.name());
                }
            } else {
                property.put("maxLength", AdminResource.LONGEST_TEXT);
            }
        }
    }

    private static ObjectNode parameter(ArrayNode parameters, String name, String in, boolean required) {
        ObjectNode parameter =
                parameters.addObject().put("name", name).put("in", in).put("required", required);
        parameter.putObject("schema").put("type", "string");
        return parameter;
    }

    private static void answers(ObjectNode operation, Route route) {
        ObjectNode responses = operation.putObject("responses");
        content(
                responses.putObject(route.method().equals(Route.POST) ? "202" : "200"),
                "The answer",
                route.produces(),
                route.answers());
        if (route.lane() == Route.Lane.PROBE) {
            for (String no : List.of("500", "503")) {
                content(responses.putObject(no), "No, and why", route.produces(), route.answers());
            }
        }
        content(
                responses.putObject("default"),
                "What is wrong (RFC 9457)",
                "application/problem+json",
                AnswerShape.PROBLEM);
    }

    private static void content(ObjectNode response, String what, String type, AnswerShape shape) {
        response.put("description", what).putObject("content").putObject(type).set("schema", shape.reference());
    }
}
