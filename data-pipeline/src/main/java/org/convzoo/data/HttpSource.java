package org.convzoo.data;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One attempt to get one file from one http or https address, going on where an earlier attempt stopped.
 *
 * <p>HttpURLConnection because its read timeout bounds each wait for bytes; java.net.http bounds only the wait for the headers, and a
 * server that stalls in the middle would hang the caller.
 */
final class HttpSource {
    private static final int MAX_REDIRECTS = 10;
    private static final Pattern CONTENT_RANGE = Pattern.compile("bytes (\\d+)-\\d+/(?:\\d+|\\*)");

    private final Duration connectTimeout;
    private final Duration readTimeout;

    HttpSource(Duration connectTimeout, Duration readTimeout) {
        this.connectTimeout = connectTimeout;
        this.readTimeout = readTimeout;
    }

    /** Called with bytes so far and in all; -1: unknown. */
    interface Watcher {
        void at(long done, long total);
    }

    /**
     * Fetches into {@code part}.
     *
     * @return whether earlier bytes were built upon
     * @throws StatusException if the server answers with an error: asking again is no use
     * @throws IOException if the connection fails or ends too early; what came so far is kept
     */
    boolean fetch(URI url, PartialDownload part, long limit, Watcher watcher) throws IOException {
        String validator = part.validator(url.toString());
        long have = part.length();
        // A part as long as the limit cannot be added to: it was cut wrongly, or it waits to be checked against its
        // digest.
        boolean resume = have > 0 && have < limit && !validator.isEmpty();
        HttpURLConnection connection = open(url, resume ? have : 0, validator);
        try {
            int status = connection.getResponseCode();
            if (resume && status == 416) { // the file has no such bytes: it is another one now
                part.delete();
                connection.disconnect();
                return fetch(url, part, limit, watcher);
            }
            boolean append = resume && status == 206 && startsAt(connection, have);
            if (status != 200 && !append) {
                throw new StatusException("HTTP " + status);
            }
            long length = connection.getContentLengthLong();
            long total = length < 0 ? -1 : length + (append ? have : 0);
            if (total > limit) {
                throw new PartialDownload.TooLongException(
                        "it has " + total + " bytes, not the " + limit + " expected");
            }
            if (!append) {
                part.delete();
                part.from(url.toString(), validatorOf(connection));
            }
            try (InputStream in = connection.getInputStream()) {
                part.write(in, append, limit, done -> watcher.at(done, total));
            }
            if (total >= 0 && part.length() < total) {
                throw new IOException("the connection ended after " + part.length() + " of " + total + " bytes");
            }
            return append;
        } finally {
            connection.disconnect();
        }
    }

    private HttpURLConnection open(URI url, long from, String validator) throws IOException {
        URI at = url;
        for (int i = 0; i <= MAX_REDIRECTS; i++) {
            if (at.getHost() == null) { // Java would answer with an unchecked exception
                throw new StatusException(at + " names no server");
            }
            HttpURLConnection connection = (HttpURLConnection) at.toURL().openConnection();
            connection.setInstanceFollowRedirects(false); // it would neither stop at a loop nor keep to https
            connection.setConnectTimeout((int) connectTimeout.toMillis());
            connection.setReadTimeout((int) readTimeout.toMillis());
            connection.setUseCaches(false);
            connection.setRequestProperty("User-Agent", "convzoo");
            connection.setRequestProperty("Accept-Encoding", "identity");
            if (from > 0) {
                connection.setRequestProperty("Range", "bytes=" + from + "-");
                connection.setRequestProperty("If-Range", validator);
            }
            int status = connection.getResponseCode();
            if (status != 301 && status != 302 && status != 303 && status != 307 && status != 308) {
                return connection;
            }
            String location = connection.getHeaderField("Location");
            connection.disconnect();
            at = redirected(at, location);
        }
        throw new StatusException("more than " + MAX_REDIRECTS + " redirections");
    }

    private static URI redirected(URI from, String location) throws IOException {
        URI to;
        try {
            to = from.resolve(new URI(location == null ? "" : location));
        } catch (URISyntaxException e) {
            throw new StatusException("it redirects to no valid address: " + location);
        }
        String scheme = String.valueOf(to.getScheme());
        if (!scheme.equals("https")
                && !(scheme.equals("http") && from.getScheme().equals("http"))) {
            throw new StatusException(
                    "it redirects from " + from.getScheme() + " to " + scheme + ", which is not followed");
        }
        return to;
    }

    private static boolean startsAt(HttpURLConnection connection, long from) {
        Matcher range = CONTENT_RANGE.matcher(String.valueOf(connection.getHeaderField("Content-Range")));
        return range.matches() && range.group(1).equals(Long.toString(from));
    }

    /** What names this version of the file: a strong ETag, else its date. */
    private static String validatorOf(HttpURLConnection connection) {
        String tag = connection.getHeaderField("ETag");
        if (tag != null && !tag.startsWith("W/")) {
            return tag;
        }
        String date = connection.getHeaderField("Last-Modified");
        return date == null ? "" : date;
    }

    /** The server's answer is no; it would be the same the next time. */
    static final class StatusException extends IOException {
        private static final long serialVersionUID = 1L;

        StatusException(String message) {
            super(message);
        }
    }
}
