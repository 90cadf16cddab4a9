package org.convzoo.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * The unfinished file of a download, beside its target so that the last move is atomic. A second small file keeps which
 * version of which URL the bytes came from: only that one may be resumed.
 */
final class PartialDownload {
    /** Opens a file for writing; tests put a full disk here. */
    interface Opener {
        OutputStream open(Path file, OpenOption... options) throws IOException;
    }

    private static final int CHUNK = 1 << 16;

    private final Path target;
    private final Path part;
    private final Path origin;
    private final Opener opener;

    PartialDownload(Path target, Opener opener) {
        this.target = target;
        this.part = target.resolveSibling(target.getFileName() + ".part");
        this.origin = target.resolveSibling(target.getFileName() + ".part-origin");
        this.opener = opener;
    }

    Path path() {
        return part;
    }

    long length() throws IOException {
        return Files.exists(part) ? Files.size(part) : 0;
    }

    /** The validator (ETag or date) of what is here so far, if it came from {@code url}; else empty: start afresh. */
    String validator(String url) throws IOException {
        if (!Files.exists(part) || !Files.exists(origin)) {
            return "";
        }
        List<String> lines = Files.readAllLines(origin, StandardCharsets.UTF_8);
        return lines.size() == 2 && lines.get(0).equals(url) ? lines.get(1) : "";
    }

    /** Notes where the bytes to come are from. Without a validator nothing is noted, and nothing can be resumed. */
    void from(String url, String validator) throws IOException {
        if (validator.isEmpty()) {
            Files.deleteIfExists(origin);
        } else {
            Files.writeString(origin, url + "\n" + validator + "\n");
        }
    }

    /**
     * Writes a stream to the file's end, or over the file.
     *
     * @param limit no more than this many bytes in all
     * @throws DiskException if writing fails; the file is removed, so that the disk is no longer full of it
     * @throws IOException if reading fails; what came so far is kept
     */
    void write(InputStream in, boolean append, long limit, Arrived arrived) throws IOException {
        long done = append ? length() : 0;
        byte[] chunk = new byte[CHUNK];
        OpenOption how = append ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING;
        try (OutputStream out = new DiskStream(how)) {
            for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
                if (done + n > limit) {
                    throw new TooLongException("it sends more than the " + limit + " bytes expected");
                }
                out.write(chunk, 0, n);
                done += n;
                arrived.bytes(done);
            }
        }
    }

    /** Tells failures of this disk from failures of the server. */
    private final class DiskStream extends OutputStream {
        private final OutputStream out;

        DiskStream(OpenOption how) throws DiskException {
            try {
                out = opener.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE, how);
            } catch (IOException e) {
                throw full(e);
            }
        }

        @Override
        public void write(int b) throws DiskException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws DiskException {
            try {
                out.write(bytes, offset, length);
            } catch (IOException e) {
                throw full(e);
            }
        }

        @Override
        public void close() throws DiskException {
            try {
                out.close();
            } catch (IOException e) {
                throw full(e);
            }
        }
    }

    private DiskException full(IOException e) {
        try {
            delete();
        } catch (IOException deleting) {
            e.addSuppressed(deleting);
        }
        return new DiskException(e);
    }

    /** Forces the bytes to the disk and gives the file its name, in one step that other processes cannot see half of. */
    void finish() throws IOException {
        try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        try {
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
        }
        Files.deleteIfExists(origin);
    }

    void delete() throws IOException {
        Files.deleteIfExists(part);
        Files.deleteIfExists(origin);
    }

    /** Is told the bytes so far. */
    interface Arrived {
        void bytes(long done);
    }

    /** The local disk is at fault, not the server: asking the next one is no use. */
    static final class DiskException extends IOException {
        private static final long serialVersionUID = 1L;

        DiskException(IOException cause) {
            super(Digests.reason(cause), cause);
        }
    }

    /** The server sends more than the file has. */
    static final class TooLongException extends IOException {
        private static final long serialVersionUID = 1L;

        TooLongException(String message) {
            super(message);
        }
    }
}
