package io.tearup.app.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;

/** A request that gets no answer but a problem document (RFC 9457). The detail is for its sender and never a stack trace. */
final class Problem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String title;

    private Problem(int status, String title, String detail) {
        super(detail, null, false, false);
        this.status = status;
        this.title = title;
    }

    static Problem badRequest(String detail) {
        return new Problem(400, "Bad request", detail);
    }

    static Problem notFound(String detail) {
        return new Problem(404, "Not found", detail);
    }

    static Problem methodNotAllowed(String detail) {
        return new Problem(405, "Method not allowed", detail);
    }

    static Problem unavailable(String detail) {
        return new Problem(503, "Not available now", detail);
    }

    static Problem internal() {
        return new Problem(500, "Internal error", "the reason is in the instance's log");
    }

    Answer answer() {
        String body = JsonNodeFactory.instance
                .objectNode()
                .put("type", "about:blank")
                .put("title", title)
                .put("status", status)
                .put("detail", getMessage())
                .toString();
        Answer answer = new Answer(status, "application/problem+json", body);
        return status == 405 ? answer.with("Allow", "GET") : status == 503 ? answer.with("Retry-After", "1") : answer;
    }
}
