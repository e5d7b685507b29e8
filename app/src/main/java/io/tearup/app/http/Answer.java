package io.tearup.app.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Status, type, further headers and text of an answer.
 *
 * @param endless writes what has no end in place of the body, null = the body is all there is
 */
record Answer(
        int status,
        String contentType,
        Map<String, String> headers,
        String body,
        @Nullable Endless endless) {
    private static final String JSON = "application/json";

    /** Writes until the reader goes away or nothing is answered any more. */
    interface Endless {
        void write(OutputStream out) throws IOException;
    }

    Answer {
        headers = Map.copyOf(headers);
    }

    Answer(int status, String contentType, String body) {
        this(status, contentType, Map.of(), body, null);
    }

    static Answer json(JsonNode body) {
        return json(200, body);
    }

    static Answer json(int status, JsonNode body) {
        return new Answer(status, JSON, body.toString());
    }

    static Answer endless(String contentType, Endless endless) {
        return new Answer(200, contentType, Map.of(), "", endless);
    }

    Answer with(String header, String value) {
        Map<String, String> more = new TreeMap<>(headers);
        more.put(header, value);
        return new Answer(status, contentType, more, body, endless);
    }
}
