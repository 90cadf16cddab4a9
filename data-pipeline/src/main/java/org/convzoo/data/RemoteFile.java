package org.convzoo.data;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A file that is fetched when it is first needed.
 *
 * @param name folder in cache and mirror, mostly the data set's or the weights' name
 * @param file name of the file in that folder
 * @param urls where it is to be had, best first: http, https; or file, for a place on this machine where a system package puts it
 * @param bytes exact length; -1: unknown
 * @param digest what the content must hash to, in hexadecimal digits: 64 are a SHA-256; where the origin publishes nothing better, 32 are
 *     an MD5, and 8 the beginning of a SHA-256, as PyTorch has it in its files' names (both guard against damage, not against forgery)
 * @param unpacked length and digest are of what is inside the gzip wrapping, so that any packing of the same content passes; a
 *     file that is not packed at all passes too, also under its name without {@code .gz}
 * @param inside for a tar, tar.gz or zip archive: a regular expression for the names, without the archive's top folder, of the files
 *     that count. Length is then their sum, and digest that of the lines {@code <sha256>  <name>} in order of the names, so that any
 *     packing of the same files passes. Empty for everything else
 */
public record RemoteFile(
        String name, String file, List<URI> urls, long bytes, String digest, boolean unpacked, String inside) {
    /** Upper bound on a file whose length is unknown. */
    static final long UNKNOWN_LIMIT = 4L << 30;

    private static final Pattern SAFE = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._+-]*");

    public RemoteFile {
        if (!SAFE.matcher(name).matches() || !SAFE.matcher(file).matches()) {
            throw new IllegalArgumentException("folder and file must be plain names, got " + name + " and " + file);
        }
        if (bytes < -1) {
            throw new IllegalArgumentException("bytes must be >= 0, or -1 for unknown, got " + bytes);
        }
        if (!inside.isEmpty() && bytes < 0) {
            throw new IllegalArgumentException("the length of an archive's content must be known");
        }
        digest = digest.toLowerCase(Locale.ROOT);
        if (!digest.matches("[0-9a-f]{64}|[0-9a-f]{32}|[0-9a-f]{8}")) {
            throw new IllegalArgumentException("digest must have 64, 32 or 8 hexadecimal digits, got " + digest);
        }
        urls = List.copyOf(urls);
        for (URI url : urls) {
            if (!List.of("http", "https", "file").contains(String.valueOf(url.getScheme()))) {
                throw new IllegalArgumentException("a URL must be http, https or file, got " + url);
            }
        }
    }

    /** A file, or a gzip wrapping around one. */
    public RemoteFile(String name, String file, List<URI> urls, long bytes, String digest, boolean unpacked) {
        this(name, file, urls, bytes, digest, unpacked, "");
    }

    /** An archive of which the files that match {@code inside} count. */
    static RemoteFile archive(String name, String file, String url, long bytes, String digest, String inside) {
        return new RemoteFile(name, file, List.of(URI.create(url)), bytes, digest, true, inside);
    }

    /** A file that is stored as it is downloaded. */
    public static RemoteFile of(String name, String file, String url, long bytes, String sha256) {
        return new RemoteFile(name, file, List.of(URI.create(url)), bytes, sha256, false);
    }

    /** {@code SHA-256} or {@code MD5}. */
    String algorithm() {
        return digest.length() == 32 ? "MD5" : "SHA-256";
    }

    /** Whether content that hashes to {@code found} is this file's. */
    boolean accepts(String found) {
        return found.startsWith(digest);
    }

    /** Never are more bytes than this read from a server. */
    long downloadLimit() {
        if (bytes < 0) {
            return UNKNOWN_LIMIT;
        }
        if (!inside.isEmpty()) { // it may hold much else
            return 2 * bytes + (64L << 20);
        }
        // What cannot be compressed grows by a few bytes a block, plus the wrapper's header.
        return unpacked ? bytes + bytes / 500 + 4096 : bytes;
    }

    /** Never are more bytes than this unpacked. */
    long contentLimit() {
        return bytes < 0 ? UNKNOWN_LIMIT : bytes;
    }

    /** The name of the file where it lies there without its wrapping. */
    String plainFile() {
        return unpacked && file.endsWith(".gz") ? file.substring(0, file.length() - 3) : file;
    }
}
