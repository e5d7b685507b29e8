package io.tearup.app.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;

/** A request that gets no answer but a problem document (RFC 9457). The detail is for its sender and never a stack trace. */
final class Problem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String title;
    private final String header;
    private final String value;

    private Problem(int status, String title, String detail) {
        this(status, title, detail, "", "");
    }

    /** With a header of the answer. */
    private Problem(int status, String title, String detail, String header, String value) {
        super(detail, null, false, false);
        this.status = status;
        this.title = title;
        this.header = header;
        this.value = value;
    }

    static Problem badRequest(String detail) {
        return new Problem(400, "Bad request", detail);
    }

    static Problem notFound(String detail) {
        return new Problem(404, "Not found", detail);
    }

    /** @param allowed the methods that are answered there */
    static Problem methodNotAllowed(String allowed) {
        return new Problem(405, "Method not allowed", "only " + allowed + " is answered here", "Allow", allowed);
    }

    static Problem unauthorized(String detail) {
        return new Problem(401, "Unauthorized", detail, "WWW-Authenticate", "Bearer");
    }

    static Problem forbidden(String detail) {
        return new Problem(403, "Forbidden", detail);
    }

    static Problem tooLarge(String detail) {
        return new Problem(413, "Content too large", detail);
    }

    static Problem unsupportedMediaType(String detail) {
        return new Problem(415, "Unsupported media type", detail);
    }

    static Problem unavailable(String detail) {
        return new Problem(503, "Not available now", detail, "Retry-After", "1");
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
        return header.isEmpty() ? answer : answer.with(header, value);
    }
}
