package org.convzoo.data;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** A web server on this machine that answers well or badly, as a test wants. */
final class FileServer implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    /** Path and Range header of each request. */
    final List<String> requests = new CopyOnWriteArrayList<>();

    /** One answer. */
    interface Handler {
        void handle(HttpExchange exchange) throws IOException;
    }

    FileServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.start();
    }

    URI url(String path) {
        return URI.create("http://" + server.getAddress().getAddress().getHostAddress() + ":"
                + server.getAddress().getPort() + path);
    }

    void on(String path, Handler handler) {
        server.createContext(path, exchange -> {
            String range = exchange.getRequestHeaders().getFirst("Range");
            requests.add(exchange.getRequestURI().getPath() + (range == null ? "" : " " + range));
            try {
                handler.handle(exchange);
            } finally {
                exchange.close();
            }
        });
    }

    /** The whole file, or from where a Range header with the right If-Range says. */
    static Handler serve(byte[] content, String etag) {
        return exchange -> send(exchange, content, etag, content.length);
    }

    /** Like {@link #serve}, but the connection ends after {@code bytes} bytes of each answer. */
    static Handler cut(byte[] content, String etag, int bytes) {
        return exchange -> send(exchange, content, etag, bytes);
    }

    /** Sends in ten pieces, with a pause before each. */
    static Handler slow(byte[] content, long pauseMillis) {
        return exchange -> {
            exchange.sendResponseHeaders(200, content.length);
            OutputStream out = exchange.getResponseBody();
            for (int i = 0; i < 10; i++) {
                pause(pauseMillis);
                int from = (int) ((long) content.length * i / 10);
                out.write(content, from, (int) ((long) content.length * (i + 1) / 10) - from);
                out.flush();
            }
        };
    }

    static Handler status(int status) {
        return exchange -> exchange.sendResponseHeaders(status, -1);
    }

    static Handler redirect(String location) {
        return exchange -> {
            exchange.getResponseHeaders().set("Location", location);
            exchange.sendResponseHeaders(302, -1);
        };
    }

    static void pause(long millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void send(HttpExchange exchange, byte[] content, String etag, int atMost) throws IOException {
        exchange.getResponseHeaders().set("ETag", etag);
        String range = exchange.getRequestHeaders().getFirst("Range");
        boolean same = etag.equals(exchange.getRequestHeaders().getFirst("If-Range"));
        int from = range != null && same ? Integer.parseInt(range.substring(6, range.length() - 1)) : 0;
        if (from > 0) {
            exchange.getResponseHeaders()
                    .set("Content-Range", "bytes " + from + "-" + (content.length - 1) + "/" + content.length);
        }
        int length = content.length - from;
        exchange.sendResponseHeaders(from > 0 ? 206 : 200, length);
        exchange.getResponseBody().write(content, from, Math.min(length, atMost));
        exchange.getResponseBody().flush();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
