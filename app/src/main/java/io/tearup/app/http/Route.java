package io.tearup.app.http;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One path of the API and what answers it.
 *
 * @param template segments, those in braces stand for any text: {@code /v1/groups/{group}}
 * @param summary one line for the API's document
 * @param produces type of the answer
 */
record Route(String template, String summary, String produces, Handler handler) {
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
     */
    record Request(String target, Map<String, String> path, Map<String, String> query, Map<String, String> headers) {
        Request {
            path = Map.copyOf(path);
            query = Map.copyOf(query);
            headers = Map.copyOf(headers);
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
