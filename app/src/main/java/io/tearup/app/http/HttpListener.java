package io.tearup.app.http;

import io.tearup.app.ExitCode;
import io.tearup.app.UserFault;
import io.tearup.app.config.HttpSettings;
import io.tearup.app.console.Console;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where requests come in and whose threads answer them, on Jetty.
 *
 * <p>Three kinds of threads, none of which waits for another: the server's own read requests and pass them on, those of a lane
 * find answers, with a bounded queue, and each client of a stream has one. A probe is answered however many questions wait,
 * and clients that send or read slowly hold up nobody. What is no request gets a problem document like any other.
 */
final class HttpListener implements AutoCloseable {
    /** Of a request's first line and headers, bytes. */
    static final int LONGEST_HEAD = 8_192;

    /** Questions that are answered at a time, and those that may wait. */
    static final int QUESTIONS = 24;

    static final int QUEUE = 256;

    private static final Logger LOG = LoggerFactory.getLogger(HttpListener.class);

    /** Threads of the server itself: one that accepts, one that looks at all connections, and those that read requests. */
    private static final int SERVER_THREADS = 8;

    private static final int PROBES = 4;

    /** Silence after which a connection ends, also in the midst of a request, milliseconds. The stream says something earlier. */
    private static final long QUIET_MILLIS = 30_000;

    /** Least speed at which a body comes, bytes in a second: below it the request is refused. */
    private static final long SLOWEST_BODY = 100;

    private final Server server;
    private final ServerConnector listening;
    private final Map<Route.Lane, ThreadPoolExecutor> lanes = Map.of(
            Route.Lane.PROBE,
            threads("http-probe", PROBES, new ArrayBlockingQueue<>(QUEUE)),
            Route.Lane.QUESTION,
            threads("http", QUESTIONS, new ArrayBlockingQueue<>(QUEUE)),
            Route.Lane.STREAM,
            // It lets no more clients in than it serves; one that leaves may be on its way out when the next comes.
            threads("http-stream", 2 * EventStream.CLIENTS, new SynchronousQueue<>()));

    private HttpListener(Server server, ServerConnector listening) {
        this.server = server;
        this.listening = listening;
    }

    private static Server server() {
        QueuedThreadPool own = new QueuedThreadPool(SERVER_THREADS);
        own.setName("http-server");
        own.setDaemon(true);
        Server server = new Server(own);
        server.setErrorHandler((request, response, callback) -> {
            Answer answer = Problem.unreadable(response.getStatus()).answer();
            new Exchange(request, response, callback).send(answer);
            return true;
        });
        return server;
    }

    /**
     * Takes the address; nothing is answered yet.
     *
     * @throws UserFault if it cannot be had
     */
    static HttpListener open(HttpSettings settings) {
        Server server = server();
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setRequestHeaderSize(LONGEST_HEAD);
        http.setMinRequestDataRate(SLOWEST_BODY);
        // Else a header is taken for an earlier one of its connection that differs by case: a token is then another.
        http.setHeaderCacheCaseSensitive(true);
        // Names of accounts are the venue's: one may have an encoded slash or dots. What a path means, the routes say.
        http.setUriCompliance(UriCompliance.UNSAFE);
        ServerConnector listening = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
        listening.setHost(settings.host());
        listening.setPort(settings.port());
        listening.setIdleTimeout(QUIET_MILLIS);
        server.addConnector(listening);
        try {
            listening.open();
        } catch (IOException | IllegalArgumentException e) {
            Throwable why = e.getCause() == null ? e : e.getCause();
            throw new UserFault(
                    ExitCode.PREFLIGHT,
                    "http.port: cannot listen at " + settings.host() + ":" + settings.port() + " (" + why.getMessage()
                            + ")");
        }
        return new HttpListener(server, listening);
    }

    /** Begins to answer. */
    void serve(List<Route> routes, boolean console) {
        Requests requests = new Requests(routes, lanes);
        server.setHandler(console ? new Handler.Sequence(new Console(), requests) : requests);
        try {
            server.start();
        } catch (Exception e) {
            throw new IllegalStateException("the HTTP server does not start", e);
        }
    }

    private static ThreadPoolExecutor threads(String name, int most, BlockingQueue<Runnable> queue) {
        AtomicInteger number = new AtomicInteger();
        ThreadPoolExecutor executor = new ThreadPoolExecutor(most, most, 30, TimeUnit.SECONDS, queue, task -> {
            Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }

    int port() {
        return listening.getLocalPort();
    }

    /** Ends every connection, and the threads once they are through with what they are at. */
    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            LOG.warn("the HTTP server does not stop: {}", e.toString());
        }
        end(lanes.values());
    }

    private static void end(Collection<ThreadPoolExecutor> executors) {
        executors.forEach(ThreadPoolExecutor::shutdown);
        try {
            // A stream ends at its next poll; to be interrupted in the midst of one would be told as a failure.
            for (ThreadPoolExecutor executor : executors) {
                executor.awaitTermination(2, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        executors.forEach(ThreadPoolExecutor::shutdownNow);
    }
}
