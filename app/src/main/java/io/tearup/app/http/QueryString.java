package io.tearup.app.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a request, held to those its route knows. One that nobody knows is a slip of whoever asked: to answer as if
 * it were not there would be the answer to another question.
 */
final class QueryString {
    private QueryString() {}

    /**
     * Name and value of each, decoded.
     *
     * @throws Problem naming the one that is unknown, there twice or missing
     */
    static Map<String, String> parse(@Nullable String raw, Route route) {
        List<Parameter> known =
                route.parameters().stream().filter(Parameter::isInQuery).toList();
        Map<String, String> query = new LinkedHashMap<>();
        if (raw != null && !raw.isEmpty()) {
            for (String part : raw.split("&", -1)) {
                int equals = part.indexOf('=');
                String name = decoded(equals < 0 ? part : part.substring(0, equals));
                if (known.stream().noneMatch(each -> each.name().equals(name))) {
                    throw Problem.badRequest("'" + Requests.printable(name) + "' is no parameter here; known are "
                            + known.stream().map(Parameter::name).toList());
                }
                String value = equals < 0 ? "" : decoded(part.substring(equals + 1));
                if (query.put(name, value) != null) {
                    throw Problem.badRequest(name + ": is there more than once");
                }
            }
        }
        for (Parameter each : known) {
            if (each.required() && !query.containsKey(each.name())) {
                throw Problem.badRequest(
                        each.name() + ": is missing; " + route.template() + "?" + each.name() + "=" + each.example());
            }
        }
        return query;
    }

    /** Text without its percent-encoding. */
    static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw Problem.badRequest("'" + Requests.printable(text) + "' is not percent-encoded text");
        }
    }
}
