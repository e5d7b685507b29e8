package io.tearup.app.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Collection;
import org.eclipse.jetty.http.HttpStatus;

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

    static Problem noGroup(String group, Collection<String> known) {
        return notFound("there is no risk group " + group + "; known are " + known);
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

    /** What the server itself refuses, before there is a request to look at. */
    static Problem unreadable(int status) {
        return switch (status) {
            case 400 -> badRequest("this is no HTTP request: its first line, its address or a header cannot be read");
            case 408 -> new Problem(408, "Request timeout", "the request did not come in time");
            case 414, 431 ->
                new Problem(
                        status,
                        "Request too long",
                        "the address and the headers are longer than " + HttpListener.LONGEST_HEAD + " bytes");
            default -> new Problem(status, HttpStatus.getMessage(status), "this is no request that can be answered");
        };
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
