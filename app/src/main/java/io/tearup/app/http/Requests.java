package io.tearup.app.http;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Finds the route of each request and has it answered by the threads of the route's lane. The server's own threads, which call
 * this, wait for nothing: neither for an answer nor for a client that sends or reads slowly.
 */
final class Requests extends Handler.Abstract {
    private static final int LONGEST_TARGET = 2_048;
    private static final int LONGEST_BODY = 8_192;

    private final List<Route> routes;
    private final Map<Route.Lane, Executor> lanes;

    /** @param lanes who answers */
    Requests(List<Route> routes, Map<Route.Lane, ? extends Executor> lanes) {
        this.routes = List.copyOf(routes);
        this.lanes = Map.copyOf(lanes);
    }

    /** A route and the named segments of the path that led to it. */
    private record Found(Route route, Map<String, String> path) {}

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        Exchange exchange = new Exchange(request, response, callback);
        try {
            dispatch(exchange);
        } catch (Problem problem) {
            exchange.send(problem.answer());
        } catch (RuntimeException e) {
            exchange.send(Exchange.failed(request, e));
        }
        return true;
    }

    private void dispatch(Exchange exchange) {
        Request request = exchange.request();
        String target = target(request.getHttpURI());
        Found found = find(request);
        Map<String, String> query = QueryString.parse(request.getHttpURI().getQuery(), found.route());
        if (found.route().method().equals(Route.POST)) {
            Content.Source.asByteArrayAsync(request, LONGEST_BODY).whenComplete((body, failure) -> {
                boolean tooLong = Request.getContentBytesRead(request) > LONGEST_BODY;
                answer(exchange, target, found, query, () -> text(body, tooLong));
            });
        } else {
            answer(exchange, target, found, query, () -> "");
        }
    }

    private void answer(
            Exchange exchange, String target, Found found, Map<String, String> query, Supplier<String> body) {
        Route.Request asked = new Route.Request(
                target,
                found.path(),
                query,
                headers(exchange.request()),
                Request.getRemoteAddr(exchange.request()),
                body);
        Executor lane = Objects.requireNonNull(lanes.get(found.route().lane()));
        exchange.answer(lane, () -> found.route().handler().handle(asked));
    }

    /** Path and query as they were sent, which another instance can be asked with. */
    private static String target(HttpURI uri) {
        String target = uri.getPathQuery();
        if (target == null) {
            throw Problem.badRequest("the request has no path");
        }
        if (target.length() > LONGEST_TARGET) {
            throw Problem.badRequest("the address is longer than " + LONGEST_TARGET + " characters");
        }
        try {
            return new URI(target).toString();
        } catch (URISyntaxException e) {
            throw Problem.badRequest(
                    "'" + printable(target) + "' is no address: its percent-encoding or a character of it is wrong");
        }
    }

    private Found find(Request request) {
        String raw = request.getHttpURI().getPath();
        String[] segments = raw.split("/", -1);
        for (int i = 0; i < segments.length; i++) {
            segments[i] = QueryString.decoded(segments[i].replace("+", "%2B"));
        }
        String allowed = "";
        for (Route route : routes) {
            Map<String, String> path = route.match(segments);
            if (path != null && route.method().equals(request.getMethod())) {
                return new Found(route, path);
            }
            allowed = path == null ? allowed : route.method();
        }
        if (!allowed.isEmpty()) {
            throw Problem.methodNotAllowed(allowed);
        }
        throw Problem.notFound("there is nothing at " + printable(raw) + "; /openapi.json says what there is");
    }

    private static String text(byte @Nullable [] body, boolean tooLong) {
        if (body == null) {
            throw tooLong
                    ? Problem.tooLarge("the body is longer than " + LONGEST_BODY + " bytes")
                    : Problem.badRequest("the body ended before its length");
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString();
        } catch (CharacterCodingException e) {
            throw Problem.badRequest("the body is not UTF-8");
        }
    }

    private static Map<String, String> headers(Request request) {
        Map<String, String> headers = new TreeMap<>();
        request.getHeaders()
                .forEach(field -> headers.merge(
                        field.getName().toLowerCase(Locale.ROOT),
                        String.valueOf(field.getValue()),
                        (first, next) -> first + "," + next));
        return headers;
    }

    /** Text of a request for a log or a message: control characters cannot forge lines. */
    static String printable(String text) {
        StringBuilder printable = new StringBuilder();
        text.chars().limit(200).forEach(c -> printable.append(c < ' ' || c == 0x7F ? '?' : (char) c));
        return printable.toString();
    }
}
