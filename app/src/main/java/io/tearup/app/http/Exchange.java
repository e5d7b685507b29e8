package io.tearup.app.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A request of a client and the way back to it. Whatever fails, the client gets an answer and never the failure. */
final class Exchange {
    private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);

    private final Request request;
    private final Response response;
    private final Callback callback;

    Exchange(Request request, Response response, Callback callback) {
        this.request = request;
        this.response = response;
        this.callback = callback;
    }

    Request request() {
        return request;
    }

    /** Has it answered by the threads of a lane. One that has no end is written by the thread that found it. */
    void answer(Executor lane, Supplier<Answer> question) {
        try {
            lane.execute(() -> {
                Answer answer = outcome(question);
                Answer.Endless endless = answer.endless();
                if (endless == null) {
                    send(answer);
                } else {
                    stream(answer, endless);
                }
            });
        } catch (RejectedExecutionException e) {
            send(Problem.unavailable("this instance has as many questions as it can answer; ask again")
                    .answer());
        }
    }

    private Answer outcome(Supplier<Answer> question) {
        try {
            return question.get();
        } catch (Problem problem) {
            return problem.answer();
        } catch (RuntimeException e) {
            return failed(request, e);
        }
    }

    /** What a client is told of a failure of this program: that there was one. The log has it. */
    static Answer failed(Request request, RuntimeException e) {
        LOG.error("{} {} failed", request.getMethod(), Requests.printable(String.valueOf(request.getHttpURI())), e);
        return Problem.internal().answer();
    }

    /** Sends an answer that is all there; nobody waits until the client has taken it. */
    void send(Answer answer) {
        head(answer);
        response.write(true, ByteBuffer.wrap(answer.body().getBytes(StandardCharsets.UTF_8)), callback);
    }

    private void stream(Answer answer, Answer.Endless endless) {
        head(answer);
        try (OutputStream out = Content.Sink.asOutputStream(response)) {
            endless.write(out);
        } catch (IOException | RuntimeException e) {
            LOG.debug("a stream ended", e);
            callback.failed(e);
            return;
        }
        callback.succeeded();
    }

    private void head(Answer answer) {
        HttpFields.Mutable headers = response.getHeaders();
        response.setStatus(answer.status());
        headers.put(HttpHeader.CACHE_CONTROL, "no-store");
        headers.put("X-Content-Type-Options", "nosniff");
        headers.put("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
        headers.put("Referrer-Policy", "no-referrer");
        headers.put(HttpHeader.CONTENT_TYPE, answer.contentType());
        answer.headers().forEach(headers::put);
    }
}
