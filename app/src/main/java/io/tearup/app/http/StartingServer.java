package io.tearup.app.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.tearup.app.Check;
import io.tearup.app.ExitCode;
import io.tearup.app.UserFault;
import io.tearup.app.config.HttpSettings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Answers the probes while the preflight is not passed, in the place of {@link ApiServer}, which needs a pipeline: alive, not
 * started, and what it waits for. Whoever closes it may listen at the same address next; a probe that comes in between finds nobody
 * once.
 */
public final class StartingServer implements AutoCloseable {
    private static final String STATE = "STARTING";

    private final HttpServer server;
    private volatile List<Check> failing = List.of();

    private StartingServer(HttpServer server) {
        this.server = server;
    }

    /**
     * Starts answering.
     *
     * @throws UserFault if the address cannot be listened at
     */
    public static StartingServer start(HttpSettings settings) {
        try {
            StartingServer starting =
                    new StartingServer(HttpServer.create(new InetSocketAddress(settings.host(), settings.port()), 0));
            starting.server.createContext("/", starting::answer);
            starting.server.start();
            return starting;
        } catch (IOException | IllegalArgumentException e) {
            throw new UserFault(
                    ExitCode.PREFLIGHT,
                    "http.port: cannot listen at " + settings.host() + ":" + settings.port() + " (" + e.getMessage()
                            + ")");
        }
    }

    /** Port it listens at. */
    public int port() {
        return server.getAddress().getPort();
    }

    /** Tells from now on that these are what it waits for. */
    public void waitFor(List<Check> checks) {
        failing = List.copyOf(checks);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            ObjectNode body = JsonNodeFactory.instance.objectNode().put("state", STATE);
            ArrayNode list = body.putArray("failing");
            failing.forEach(check -> list.addObject().put("check", check.what()).put("detail", check.detail()));
            byte[] text = body.toString().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.getResponseHeaders().set("Cache-Control", "no-store");
            boolean live = exchange.getRequestURI().getPath().equals("/livez");
            if (!live) {
                exchange.getResponseHeaders().set("Retry-After", "1");
            }
            exchange.sendResponseHeaders(live ? 200 : 503, text.length);
            exchange.getResponseBody().write(text);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
