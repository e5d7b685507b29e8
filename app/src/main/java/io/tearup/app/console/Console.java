package io.tearup.app.console;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/**
 * Serves the console's files below {@code /console/}. They are a fixed list, read and compressed once; a path that is not in it
 * is not looked for anywhere.
 *
 * <p>The page runs only scripts and styles of this server and connects only to it: markup that reached it could load nothing and
 * run nothing.
 */
public final class Console {
    /** Where it is. */
    public static final String PATH = "/console/";

    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
            + " connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /** The files of the page, by name. */
    static final List<String> FILES = List.of(
            "index.html",
            "console.css",
            "app.js",
            "api.js",
            "stream.js",
            "history.js",
            "views.js",
            "dial.js",
            "position.js",
            "drawer.js",
            "format.js",
            "icon.svg",
            "vendor/preact.js",
            "vendor/uPlot.iife.min.js",
            "vendor/uPlot.min.css");

    /** A file as it is sent. */
    record Asset(String type, String tag, byte[] body, byte[] compressed) {}

    private final Map<String, Asset> assets = new LinkedHashMap<>();

    private Console() {
        for (String file : FILES) {
            assets.put(PATH + (file.equals("index.html") ? "" : file), read(file));
        }
    }

    /** Adds the console to a server. */
    public static void serve(HttpServer server) {
        Console console = new Console();
        server.createContext(PATH.substring(0, PATH.length() - 1), console::exchange);
    }

    static Asset read(String file) {
        try (InputStream in = Console.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException("the program lacks its file console/" + file);
            }
            byte[] body = in.readAllBytes();
            ByteArrayOutputStream compressed = new ByteArrayOutputStream();
            try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
                gzip.write(body);
            }
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(body);
            return new Asset(
                    type(file), '"' + HexFormat.of().formatHex(hash, 0, 8) + '"', body, compressed.toByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String type(String file) {
        return switch (file.substring(file.lastIndexOf('.') + 1)) {
            case "html" -> "text/html; charset=utf-8";
            case "css" -> "text/css; charset=utf-8";
            case "js" -> "text/javascript; charset=utf-8";
            case "svg" -> "image/svg+xml";
            default -> throw new IllegalArgumentException(file + " has no type");
        };
    }

    private void exchange(HttpExchange exchange) throws IOException {
        try (exchange) {
            Headers headers = exchange.getResponseHeaders();
            headers.set("Content-Security-Policy", POLICY);
            headers.set("X-Content-Type-Options", "nosniff");
            headers.set("Referrer-Policy", "no-referrer");
            // A new version of the program is a new page: the browser asks whether what it has is still right.
            headers.set("Cache-Control", "no-cache");
            String method = exchange.getRequestMethod();
            String path = exchange.getRequestURI().getPath();
            Asset asset = assets.get(path);
            if (PATH.equals(path + "/")) {
                headers.set("Location", PATH);
                tell(exchange, 308, "the console is at " + PATH + "\n");
            } else if (!method.equals("GET") && !method.equals("HEAD")) {
                headers.set("Allow", "GET, HEAD");
                tell(exchange, 405, "only GET is answered here\n");
            } else if (asset == null) {
                tell(exchange, 404, "the console has no such file\n");
            } else {
                send(exchange, asset, method.equals("HEAD"));
            }
        }
    }

    private static void send(HttpExchange exchange, Asset asset, boolean headOnly) throws IOException {
        Headers headers = exchange.getResponseHeaders();
        headers.set("ETag", asset.tag());
        headers.set("Vary", "Accept-Encoding");
        headers.set("Content-Type", asset.type());
        if (asset.tag().equals(exchange.getRequestHeaders().getFirst("If-None-Match"))) {
            exchange.sendResponseHeaders(304, -1);
            return;
        }
        String accepted = exchange.getRequestHeaders().getFirst("Accept-Encoding");
        byte[] body = asset.body();
        if (accepted != null && accepted.contains("gzip")) {
            headers.set("Content-Encoding", "gzip");
            body = asset.compressed();
        }
        exchange.sendResponseHeaders(200, headOnly ? -1 : body.length);
        if (!headOnly) {
            exchange.getResponseBody().write(body);
        }
    }

    private static void tell(HttpExchange exchange, int status, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }
}
