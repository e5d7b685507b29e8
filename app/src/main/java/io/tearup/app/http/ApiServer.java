package io.tearup.app.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.tearup.app.ExitCode;
import io.tearup.app.Pipeline;
import io.tearup.app.PipelineSettings;
import io.tearup.app.UserFault;
import io.tearup.app.config.HttpSettings;
import io.tearup.app.config.OtlpSettings;
import io.tearup.app.console.Console;
import io.tearup.app.explain.Explanations;
import io.tearup.catalogue.RecordSerdes;
import io.tearup.catalogue.Topics;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP API of an instance, on the JDK's own server.
 *
 * <p>Requests are answered by a few threads with a bounded queue; what is beyond waits in the operating system's. One route table
 * says everything there is, and the OpenAPI document is made from it. A request that fails gets a problem document.
 */
public final class ApiServer implements AutoCloseable {
    /** Topics that answers and metrics are told from: whoever runs this has to be allowed to read them. */
    public static final Set<Topics.Topic> READS = Stream.of(DecisionLog.READ, Explanations.READS)
            .flatMap(List::stream)
            .collect(Collectors.toUnmodifiableSet());

    static final String STREAM = "/v1/stream";

    private static final Logger LOG = LoggerFactory.getLogger(ApiServer.class);
    private static final int THREADS = 24;
    private static final int QUEUE = 256;
    private static final int LONGEST_TARGET = 2_048;
    private static final int LONGEST_BODY = 8_192;

    private final HttpServer server;
    private final ThreadPoolExecutor executor;
    private final List<Route> routes;
    private final EventStream events;
    private final DecisionLog decisions;
    private final PipelineMetrics metrics;
    private final AdminResource admin;

    private ApiServer(
            HttpServer server,
            ThreadPoolExecutor executor,
            List<Route> routes,
            EventStream events,
            DecisionLog decisions,
            PipelineMetrics metrics,
            AdminResource admin) {
        this.server = server;
        this.executor = executor;
        this.routes = routes;
        this.events = events;
        this.decisions = decisions;
        this.metrics = metrics;
        this.admin = admin;
    }

    /**
     * Starts answering for a pipeline.
     *
     * @throws UserFault if the address cannot be listened at
     */
    public static ApiServer start(HttpSettings settings, Pipeline pipeline, PipelineSettings deployment) {
        HttpServer server;
        try {
            server = HttpServer.create(new InetSocketAddress(settings.host(), settings.port()), 0);
        } catch (IOException | IllegalArgumentException e) {
            throw new UserFault(
                    ExitCode.PREFLIGHT,
                    "http.port: cannot listen at " + settings.host() + ":" + settings.port() + " (" + e.getMessage()
                            + ")");
        }
        RecordSerdes serdes = RecordSerdes.forRegistry(deployment.registryUrl(), deployment.registryProperties());
        Map<String, Object> consumer =
                DecisionLog.consumer(deployment.bootstrapServers(), deployment.kafkaProperties());
        DecisionLog decisions = DecisionLog.start(consumer, serdes);
        StateResource state = new StateResource(pipeline, deployment);
        DecisionResource log = new DecisionResource(decisions);
        ExplainResource explain = new ExplainResource(decisions, deployment, serdes);
        InstanceHealth health = new InstanceHealth(pipeline, deployment, state);
        Probes probes = new Probes(settings.marksWithin());
        PipelineMetrics metrics = new PipelineMetrics(pipeline, deployment, state, decisions);
        AtomicInteger number = new AtomicInteger();
        ThreadPoolExecutor executor = new ThreadPoolExecutor(
                THREADS, THREADS, 30, TimeUnit.SECONDS, new ArrayBlockingQueue<>(QUEUE), task -> {
                    Thread thread = new Thread(task, "http-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        executor.allowCoreThreadTimeOut(true);
        String json = "application/json";
        AdminResource admin = new AdminResource(settings.adminToken(), deployment, state);
        List<Route> questions = List.of(
                new Route("/livez", "Whether a restart would help", json, request -> Probes.live(health.now())),
                new Route("/startupz", "Whether it has started", json, request -> Probes.started(health.now())),
                new Route("/readyz", "Whether it may be relied on", json, request -> probes.ready(health.now())),
                new Route("/metrics", "Metrics for Prometheus", PipelineMetrics.TYPE, request -> metrics.scrape()),
                new Route("/v1/groups", "The risk groups", json, state::groups),
                new Route("/v1/groups/{group}", "Mode, pools and markets of a risk group", json, state::group),
                new Route("/v1/groups/{group}/accounts/{account}", "An account's positions", json, state::account),
                new Route(
                        "/v1/groups/{group}/accounts/{account}/markets/{market}",
                        "Where a position stands in the ADL queue",
                        json,
                        state::standing),
                new Route(
                        "/v1/groups/{group}/accounts/{account}/markets/{market}/whatif",
                        "Where it would stand with more margin, a smaller position or another rulebook",
                        json,
                        state::whatIf),
                new Route("/v1/rulebooks", "Rulebooks that come with the program", json, state::rulebooks),
                new Route("/v1/alerts", "The last alert of every market, every trigger input", json, log::alerts),
                new Route("/v1/waves", "The records of the last waves, newest first", json, log::waves),
                new Route("/v1/wave", "The records of one wave, by its id", json, log::wave),
                new Route(
                        "/v1/explain",
                        "How one of the last waves came about, every counterparty",
                        json,
                        explain::wave));
        List<Route> routes =
                Stream.concat(questions.stream(), admin.routes().stream()).toList();
        ApiServer api =
                new ApiServer(server, executor, routes, new EventStream(consumer, serdes), decisions, metrics, admin);
        server.setExecutor(executor);
        server.createContext("/", api::exchange);
        if (settings.console()) {
            Console.serve(server);
        }
        server.start();
        return api;
    }

    /** Port it listens at. */
    public int port() {
        return server.getAddress().getPort();
    }

    /** Sends what /metrics tells to a collector too. */
    public void pushMetricsTo(OtlpSettings collector) {
        metrics.pushTo(collector);
    }

    private void exchange(HttpExchange exchange) {
        try (exchange) {
            String target = exchange.getRequestURI().toString();
            try {
                if (target.startsWith(STREAM)) {
                    stream(exchange);
                } else {
                    send(exchange, answer(exchange, target));
                }
            } catch (Problem problem) {
                send(exchange, problem.answer());
            } catch (RuntimeException e) {
                LOG.error("{} {} failed", exchange.getRequestMethod(), printable(target), e);
                send(exchange, Problem.internal().answer());
            }
        } catch (IOException e) {
            LOG.debug("a client went away", e);
        }
    }

    private Answer answer(HttpExchange exchange, String target) {
        if (target.length() > LONGEST_TARGET) {
            throw Problem.badRequest("the address is longer than " + LONGEST_TARGET + " characters");
        }
        String raw = exchange.getRequestURI().getRawPath();
        if (raw.equals("/openapi.json")) {
            requireGet(exchange);
            return Answer.json(ApiDocument.of(routes));
        }
        String[] segments = raw.split("/", -1);
        for (int i = 0; i < segments.length; i++) {
            segments[i] = decoded(segments[i].replace("+", "%2B"));
        }
        String allowed = "";
        for (Route route : routes) {
            Map<String, String> path = route.match(segments);
            if (path != null && route.method().equals(exchange.getRequestMethod())) {
                return route.handler()
                        .handle(new Route.Request(
                                target,
                                path,
                                query(exchange),
                                headers(exchange),
                                exchange.getRemoteAddress().getAddress().getHostAddress(),
                                () -> body(exchange)));
            }
            allowed = path == null ? allowed : route.method();
        }
        if (!allowed.isEmpty()) {
            throw Problem.methodNotAllowed(allowed);
        }
        throw Problem.notFound("there is nothing at " + printable(raw) + "; /openapi.json says what there is");
    }

    private void stream(HttpExchange exchange) throws IOException {
        requireGet(exchange);
        if (!exchange.getRequestURI().getRawPath().equals(STREAM)) {
            throw Problem.notFound("the stream is at " + STREAM);
        }
        Map<String, String> query = query(exchange);
        // A browser cannot set the header for its first request, so the address may say it; the header is newer.
        String last = exchange.getRequestHeaders().getFirst("Last-Event-ID");
        var from = EventStream.positions(last == null ? query.getOrDefault("from", "") : last);
        long lookBack = EventStream.lookBack(query.getOrDefault("last", "0"));
        events.enter();
        secure(exchange);
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream; charset=utf-8");
        exchange.sendResponseHeaders(200, 0);
        events.write(from, lookBack, exchange.getResponseBody());
    }

    private static void requireGet(HttpExchange exchange) {
        if (!exchange.getRequestMethod().equals("GET")) {
            throw Problem.methodNotAllowed(Route.GET);
        }
    }

    private static String body(HttpExchange exchange) {
        try {
            byte[] body = exchange.getRequestBody().readNBytes(LONGEST_BODY + 1);
            if (body.length > LONGEST_BODY) {
                throw Problem.tooLarge("the body is longer than " + LONGEST_BODY + " bytes");
            }
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString();
        } catch (CharacterCodingException e) {
            throw Problem.badRequest("the body is not UTF-8");
        } catch (IOException e) {
            throw Problem.badRequest("the body ended before its length");
        }
    }

    private static Map<String, String> query(HttpExchange exchange) {
        Map<String, String> query = new LinkedHashMap<>();
        String raw = exchange.getRequestURI().getRawQuery();
        if (raw != null && !raw.isEmpty()) {
            for (String part : raw.split("&", -1)) {
                int equals = part.indexOf('=');
                String name = decoded(equals < 0 ? part : part.substring(0, equals));
                query.put(name, equals < 0 ? "" : decoded(part.substring(equals + 1)));
            }
        }
        return query;
    }

    private static Map<String, String> headers(HttpExchange exchange) {
        Map<String, String> headers = new TreeMap<>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), String.join(",", values)));
        return headers;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw Problem.badRequest("'" + printable(text) + "' is not percent-encoded text");
        }
    }

    /** Text of a request for a log or a message: control characters cannot forge lines. */
    static String printable(String text) {
        StringBuilder printable = new StringBuilder();
        text.chars().limit(200).forEach(c -> printable.append(c < ' ' || c == 0x7F ? '?' : (char) c));
        return printable.toString();
    }

    private static void secure(HttpExchange exchange) {
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
        exchange.getResponseHeaders().set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
        exchange.getResponseHeaders().set("Referrer-Policy", "no-referrer");
    }

    private static void send(HttpExchange exchange, Answer answer) throws IOException {
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        secure(exchange);
        exchange.getResponseHeaders().set("Content-Type", answer.contentType());
        answer.headers().forEach(exchange.getResponseHeaders()::set);
        exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }

    /** Stops answering at once: whoever reads the stream comes back with the id of its last event. */
    @Override
    public void close() {
        events.close();
        server.stop(0);
        executor.shutdown();
        try {
            // A stream ends at its next poll; to be interrupted in the midst of one would be told as a failure.
            executor.awaitTermination(2, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        executor.shutdownNow();
        metrics.close();
        decisions.close();
        admin.close();
    }
}
