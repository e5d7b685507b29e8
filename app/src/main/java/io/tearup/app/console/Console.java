package io.tearup.app.console;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Serves the console's files below {@code /console/}. They are a fixed list, read and compressed once; a path that is not in it
 * is not looked for anywhere.
 *
 * <p>The page runs only scripts and styles of this server and connects only to it: markup that reached it could load nothing and
 * run nothing.
 */
public final class Console extends Handler.Abstract {
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

    /** Reads the files. */
    public Console() {
        for (String file : FILES) {
            assets.put(PATH + (file.equals("index.html") ? "" : file), read(file));
        }
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

    /** Answers for every path of the console, from memory and without waiting for the client. */
    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        String path = request.getHttpURI().getPath();
        if (path == null || !(path + "/").startsWith(PATH)) {
            return false;
        }
        HttpFields.Mutable headers = response.getHeaders();
        headers.put("Content-Security-Policy", POLICY);
        headers.put("X-Content-Type-Options", "nosniff");
        headers.put("Referrer-Policy", "no-referrer");
        // A new version of the program is a new page: the browser asks whether what it has is still right.
        headers.put(HttpHeader.CACHE_CONTROL, "no-cache");
        String method = request.getMethod();
        Asset asset = assets.get(path);
        if (PATH.equals(path + "/")) {
            headers.put(HttpHeader.LOCATION, PATH);
            tell(response, 308, "the console is at " + PATH + "\n", callback);
        } else if (!method.equals("GET") && !method.equals("HEAD")) {
            headers.put(HttpHeader.ALLOW, "GET, HEAD");
            tell(response, 405, "only GET is answered here\n", callback);
        } else if (asset == null) {
            tell(response, 404, "the console has no such file\n", callback);
        } else {
            send(request, response, asset, callback);
        }
        return true;
    }

    private static void send(Request request, Response response, Asset asset, Callback callback) {
        HttpFields.Mutable headers = response.getHeaders();
        headers.put(HttpHeader.ETAG, asset.tag());
        headers.put(HttpHeader.VARY, "Accept-Encoding");
        headers.put(HttpHeader.CONTENT_TYPE, asset.type());
        if (asset.tag().equals(request.getHeaders().get(HttpHeader.IF_NONE_MATCH))) {
            response.setStatus(304);
            callback.succeeded();
            return;
        }
        String accepted = request.getHeaders().get(HttpHeader.ACCEPT_ENCODING);
        byte[] body = asset.body();
        if (accepted != null && accepted.contains("gzip")) {
            headers.put(HttpHeader.CONTENT_ENCODING, "gzip");
            body = asset.compressed();
        }
        response.setStatus(200);
        response.write(true, ByteBuffer.wrap(body), callback);
    }

    private static void tell(Response response, int status, String text, Callback callback) {
        response.setStatus(status);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/plain; charset=utf-8");
        response.write(true, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), callback);
    }
}
