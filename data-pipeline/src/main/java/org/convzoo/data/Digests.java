package org.convzoo.data;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import java.util.zip.GZIPInputStream;

/** Digests of files and of data sets, as lower-case hexadecimal digits. */
public final class Digests {
    private static final int CHUNK = 1 << 16;

    private Digests() {}

    static MessageDigest algorithm(String name) {
        try {
            return MessageDigest.getInstance(name);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has " + name, e);
        }
    }

    static String hex(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest());
    }

    static String sha256(byte[]... parts) {
        MessageDigest digest = algorithm("SHA-256");
        for (byte[] part : parts) {
            digest.update(part);
        }
        return hex(digest);
    }

    /**
     * Of a file.
     *
     * @throws DataException if it cannot be read
     */
    public static String sha256(Path file) {
        try {
            return of(file, "SHA-256", Long.MAX_VALUE, false);
        } catch (IOException e) {
            throw new DataException("cannot read " + file + ": " + reason(e), e);
        }
    }

    /**
     * Digest of a file's content.
     *
     * @param limit give up beyond this many bytes, so that a small file cannot unpack without end
     * @param unpack look through a gzip wrapping where there is one
     * @throws IOException also where the content is longer than {@code limit}
     */
    static String of(Path file, String algorithm, long limit, boolean unpack) throws IOException {
        MessageDigest digest = algorithm(algorithm);
        byte[] chunk = new byte[CHUNK];
        long total = 0;
        try (InputStream in = unpack ? unpacked(file) : Files.newInputStream(file)) {
            for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
                total += n;
                if (total > limit) {
                    throw new IOException("content is longer than " + limit + " bytes");
                }
                digest.update(chunk, 0, n);
            }
        }
        return hex(digest);
    }

    /** A data set's digest: that of the lines {@code <sha256>  <name>} in the order of names, as {@code sha256sum} writes them. */
    static String ofFiles(SortedMap<String, String> sha256ByName) {
        StringBuilder lines = new StringBuilder();
        for (Map.Entry<String, String> file : sha256ByName.entrySet()) {
            lines.append(file.getValue()).append("  ").append(file.getKey()).append('\n');
        }
        return sha256(lines.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** The file's content, without its gzip wrapping where it has one (told by its first two bytes, not by its name). */
    static InputStream unpacked(Path file) throws IOException {
        InputStream in = new BufferedInputStream(Files.newInputStream(file), CHUNK);
        try {
            in.mark(2);
            boolean gzip = in.read() == 0x1f && in.read() == 0x8b;
            in.reset();
            return gzip ? new GZIPInputStream(in, CHUNK) : in;
        } catch (IOException | RuntimeException e) {
            in.close();
            throw e;
        }
    }

    /** What went wrong, in words: several of Java's exceptions carry only a path, or nothing. */
    static String reason(IOException e) {
        if (e instanceof java.nio.file.NoSuchFileException) {
            return "no such file";
        }
        if (e instanceof java.nio.file.AccessDeniedException) {
            return "permission denied";
        }
        if (e instanceof java.nio.file.FileSystemException f && f.getReason() != null) {
            return f.getReason();
        }
        if (e instanceof java.net.UnknownHostException) {
            return "unknown host " + e.getMessage();
        }
        if (e instanceof java.io.EOFException) {
            return "the file ends too early";
        }
        String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return message.lines().findFirst().orElse(message);
    }
}
