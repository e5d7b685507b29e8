package io.tearup.app.http;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One path of the API and what answers it.
 *
 * @param method GET, or POST for an order of an operator
 * @param template segments, those in braces stand for any text: {@code /v1/groups/{group}}
 * @param summary one line for the API's document
 * @param produces type of the answer
 * @param answers what it looks like
 * @param lane whose threads answer
 * @param parameters what a request may say beside the path: there is no other
 * @param takes fields of the JSON object that is to be sent, none for a GET
 */
record Route(
        String method,
        String template,
        String summary,
        String produces,
        AnswerShape answers,
        Lane lane,
        List<Parameter> parameters,
        List<String> takes,
        Handler handler) {
    static final String GET = "GET";
    static final String POST = "POST";
    static final String JSON = "application/json";

    /** Threads that wait for nobody of another lane. */
    enum Lane {
        /** What an orchestrator asks: however many questions wait, it is answered. */
        PROBE,
        QUESTION,
        /** What has no end: a thread for each client, from the moment it asks. */
        STREAM
    }

    Route {
        parameters = List.copyOf(parameters);
        takes = List.copyOf(takes);
    }

    /** A question that is answered in JSON. */
    static Route question(
            String template, String summary, AnswerShape answers, Handler handler, Parameter... parameters) {
        return new Route(GET, template, summary, JSON, answers, Lane.QUESTION, List.of(parameters), List.of(), handler);
    }

    /** A question of an orchestrator. */
    static Route probe(String template, String summary, AnswerShape answers, Handler handler) {
        return new Route(GET, template, summary, JSON, answers, Lane.PROBE, List.of(), List.of(), handler);
    }

    /** A question whose answer has no end, and is text of a type. */
    static Route stream(
            String template,
            String summary,
            String type,
            AnswerShape answers,
            Handler handler,
            Parameter... parameters) {
        return new Route(GET, template, summary, type, answers, Lane.STREAM, List.of(parameters), List.of(), handler);
    }

    /** An order of an operator, with the fields that are to be sent. */
    static Route order(String template, String summary, List<String> takes, Handler handler) {
        return new Route(POST, template, summary, JSON, AnswerShape.ORDER, Lane.QUESTION, List.of(), takes, handler);
    }

    /** The same with an answer that is text of another type. */
    Route producing(String type) {
        return new Route(method, template, summary, type, answers, lane, parameters, takes, handler);
    }

    /** Answers a request. */
    interface Handler {
        Answer handle(Request request);
    }

    /**
     * What was asked.
     *
     * @param path the path's named segments, decoded
     * @param query the query's parameters, decoded
     * @param headers by name in lower case
     * @param caller address it came from
     * @param body reads the body; a problem where it is too long or no text
     */
    record Request(
            String target,
            Map<String, String> path,
            Map<String, String> query,
            Map<String, String> headers,
            String caller,
            Supplier<String> body) {
        /** A question of this program's own. */
        Request(String target, Map<String, String> path) {
            this(target, path, Map.of(), Map.of(), "", () -> "");
        }

        Request {
            path = Map.copyOf(path);
            query = Map.copyOf(query);
            headers = Map.copyOf(headers);
        }

        /** A parameter that the route requires. */
        String required(String name) {
            String value = query.get(name);
            if (value == null) {
                throw new IllegalStateException("the route does not require " + name);
            }
            return value;
        }

        String path(String name) {
            String value = path.get(name);
            if (value == null) {
                throw new IllegalStateException("the route has no {" + name + "}");
            }
            return value;
        }
    }

    /** The named segments if the path is of this route, else null. */
    @Nullable
    Map<String, String> match(String[] segments) {
        String[] wanted = template.split("/", -1);
        if (wanted.length != segments.length) {
            return null;
        }
        Map<String, String> named = new LinkedHashMap<>();
        for (int i = 0; i < wanted.length; i++) {
            boolean variable = wanted[i].startsWith("{");
            if (variable && !segments[i].isEmpty()) {
                named.put(wanted[i].substring(1, wanted[i].length() - 1), segments[i]);
            } else if (!wanted[i].equals(segments[i])) {
                return null;
            }
        }
        return named;
    }
}
