package io.tearup.app.console;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.UnaryOperator;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;

/** The console before a server that says what a test wants: a log whose stream can be cut, refused and begun anew. */
final class InventedServer implements AutoCloseable {
    private final Server server = new Server();
    private final UnaryOperator<JsonNode> written;
    private final List<byte[]> log = new ArrayList<>();
    private final Deque<Integer> refusals = new ArrayDeque<>();
    private String epoch = "first";
    private int connection;
    private int streams;
    private boolean closed;

    /**
     * Starts it.
     *
     * @param written what becomes of a record or an answer before it is sent
     */
    InventedServer(UnaryOperator<JsonNode> written) throws Exception {
        this.written = written;
        HttpConfiguration http = new HttpConfiguration();
        // Markup in a path is escaped slashes too.
        http.setUriCompliance(UriCompliance.UNSAFE);
        ServerConnector connector = new ServerConnector(server, new HttpConnectionFactory(http));
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(new Handler.Sequence(new Console(), new Answers()));
        server.start();
    }

    String origin() {
        return "http://127.0.0.1:" + ((ServerConnector) server.getConnectors()[0]).getLocalPort();
    }

    /** Adds an event to the log; who reads the stream gets it. */
    synchronized void append(String type, JsonNode record) {
        String event = "event: " + type + "\ndata: " + written.apply(record) + "\n\n";
        log.add(event.getBytes(StandardCharsets.UTF_8));
        notifyAll();
    }

    /** Ends every stream. */
    synchronized void cut() {
        connection++;
        notifyAll();
    }

    /** Answers the next requests for the stream with these statuses. */
    synchronized void refuse(List<Integer> statuses) {
        refusals.addAll(statuses);
    }

    /** Begins anew with other topics, as another deployment at the same address does. */
    synchronized void beginAnew(String other) {
        log.clear();
        epoch = other;
        cut();
    }

    /** How many requests for the stream have come. */
    synchronized int streams() {
        return streams;
    }

    /** How many events there are. */
    synchronized int appended() {
        return log.size();
    }

    private final class Answers extends Handler.Abstract {
        @Override
        public boolean handle(Request request, Response response, Callback callback) throws IOException {
            String path = request.getHttpURI().getPath();
            if (path.equals("/v1/stream")) {
                stream(URLDecoder.decode(request.getHttpURI().getQuery(), StandardCharsets.UTF_8), response);
                callback.succeeded();
                return true;
            }
            byte[] body = written.apply(Invented.answer(path)).toString().getBytes(StandardCharsets.UTF_8);
            response.setStatus(200);
            response.getHeaders().put("Content-Type", "application/json");
            response.write(true, ByteBuffer.wrap(body), callback);
            return true;
        }
    }

    private void stream(String query, Response response) throws IOException {
        int own;
        int next;
        String greeting;
        synchronized (this) {
            streams++;
            Integer refusal = refusals.poll();
            if (refusal != null) {
                response.setStatus(refusal);
                return;
            }
            own = connection;
            String value = query.substring(query.indexOf('=') + 1);
            next = query.startsWith("from=")
                    ? Integer.parseInt(value.substring(value.indexOf(':') + 1))
                    : Math.max(0, log.size() - Integer.parseInt(value));
            greeting = "retry: 20\nid: log:" + next + "\nevent: hello\ndata: {\"epoch\":\"" + epoch + "\"}\n\n";
        }
        response.setStatus(200);
        response.getHeaders().put("Content-Type", "text/event-stream; charset=utf-8");
        OutputStream out = Content.Sink.asOutputStream(response);
        out.write(greeting.getBytes(StandardCharsets.UTF_8));
        out.flush();
        for (List<byte[]> events = after(next, own); !events.isEmpty(); events = after(next, own)) {
            for (byte[] event : events) {
                next++;
                out.write(("id: log:" + next + "\n").getBytes(StandardCharsets.UTF_8));
                out.write(event);
            }
            out.flush();
        }
    }

    /** What comes after a place of the log, nothing when the stream is to end. */
    private synchronized List<byte[]> after(int next, int own) {
        try {
            while (!closed && own == connection && next >= log.size()) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of();
        }
        return closed || own != connection ? List.of() : List.copyOf(log.subList(next, log.size()));
    }

    @Override
    public void close() throws Exception {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        server.stop();
    }
}
