package org.convzoo.data;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.zip.ZipException;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;

/**
 * Reads files out of a tar, tar.gz or zip archive, in the archive's order, without unpacking it to disk.
 *
 * <p>Archives are untrusted: an absolute name, a name with {@code ..}, a link, a device, a name that comes twice, and more bytes than expected
 * are refused. Names are without the archive's top folder, which each packer calls otherwise.
 */
final class Archive {
    private static final int MAX_ENTRIES = 1_000_000;

    /** What an archive may hold beyond the files that are asked for, such as a repository's other files and a tar's headers. */
    private static final long OTHER_BYTES = 256L << 20;

    private Archive() {}

    /** Is given one file after the other. */
    interface Visitor {
        void file(String name, byte[] content) throws IOException;
    }

    /**
     * Visits the files whose names match.
     *
     * @param limit the files that match may have this many bytes in all
     * @throws IOException if the archive is damaged, hostile or larger than {@code limit}
     */
    static void forEach(Path archive, Pattern wanted, long limit, Visitor visitor) throws IOException {
        forEach(archive, wanted, limit, OTHER_BYTES, visitor);
    }

    /** @param other what a tar may hold beyond that, its headers included */
    static void forEach(Path archive, Pattern wanted, long limit, long other, Visitor visitor) throws IOException {
        Reading reading = new Reading(wanted, limit, visitor);
        try {
            if (isZip(archive)) {
                zip(archive, reading);
            } else {
                tar(archive, reading, other);
            }
        } catch (RuntimeException e) {
            if (e instanceof DataException) {
                throw e;
            }
            throw new IOException(
                    "the archive is damaged: " + e.getMessage(), e); // damage meets the reader's assumptions
        }
    }

    /** {@link Digests#ofFiles} of the files whose names match. */
    static String digest(Path archive, Pattern wanted, long limit) throws IOException {
        TreeMap<String, String> digests = new TreeMap<>();
        forEach(archive, wanted, limit, (name, content) -> digests.put(name, Digests.sha256(content)));
        return Digests.ofFiles(digests);
    }

    private static boolean isZip(Path archive) throws IOException {
        try (InputStream in = Files.newInputStream(archive)) {
            return in.read() == 'P' && in.read() == 'K';
        }
    }

    private static void zip(Path archive, Reading reading) throws IOException {
        try (ZipFile zip = ZipFile.builder().setPath(archive).get()) {
            for (ZipArchiveEntry entry : Collections.list(zip.getEntriesInPhysicalOrder())) {
                boolean plain = entry.isDirectory() || !entry.isUnixSymlink();
                if (reading.wants(entry.getName(), entry.isDirectory(), plain)) {
                    try (InputStream in = zip.getInputStream(entry)) {
                        reading.read(in, entry.getSize());
                    }
                }
            }
        } catch (ZipException e) {
            throw new IOException("the zip archive is damaged or cut off: " + e.getMessage(), e);
        }
    }

    private static void tar(Path archive, Reading reading, long other) throws IOException {
        long most = 2 * reading.left + other;
        try (TarArchiveInputStream tar = new TarArchiveInputStream(new Bounded(Digests.unpacked(archive), most))) {
            boolean any = false;
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                any = true;
                if (reading.wants(entry.getName(), entry.isDirectory(), isPlain(entry))) {
                    reading.read(tar, entry.getSize());
                }
            }
            if (!any) {
                throw new IOException("it is no tar or zip archive, or an empty one");
            }
        } catch (EOFException e) {
            throw new IOException("the archive is cut off", e);
        }
    }

    /** Not by {@code isFile}, which is true of a device too. */
    private static boolean isPlain(TarArchiveEntry entry) {
        return !entry.isSymbolicLink()
                && !entry.isLink()
                && !entry.isCharacterDevice()
                && !entry.isBlockDevice()
                && !entry.isFIFO()
                && !entry.isSparse();
    }

    /** What has been read so far, and what may still be. */
    private static final class Reading {
        final Pattern wanted;
        final Visitor visitor;
        final long limit;
        final Set<String> seen = new HashSet<>();
        long left;
        int entries;
        String name = "";

        Reading(Pattern wanted, long limit, Visitor visitor) {
            this.wanted = wanted;
            this.limit = limit;
            this.left = limit;
            this.visitor = visitor;
        }

        /** Checks an entry, and says whether it is to be read. */
        boolean wants(String path, boolean folder, boolean plain) throws IOException {
            if (++entries > MAX_ENTRIES) {
                throw new IOException("the archive holds more than " + MAX_ENTRIES + " entries");
            }
            String shown = path.replaceAll("\\p{Cntrl}", "?");
            if (path.startsWith("/")
                    || path.indexOf('\\') >= 0
                    || path.indexOf(':') >= 0
                    || List.of(path.split("/", -1)).contains("..")) {
                throw new IOException("the archive holds the unsafe name " + shown);
            }
            if (!plain) {
                throw new IOException("the archive holds a link or a device, " + shown);
            }
            // Most archives have one folder around all, some have none.
            name = wanted.matcher(path).matches() ? path : path.substring(path.indexOf('/') + 1);
            if (folder || !wanted.matcher(name).matches()) {
                return false;
            }
            if (!seen.add(name)) {
                throw new IOException("the archive holds " + shown + " twice");
            }
            return true;
        }

        void read(InputStream in, long size) throws IOException {
            if (size > left || size > Integer.MAX_VALUE - 8) {
                throw tooMuch();
            }
            // What the header claims is only a claim: memory grows with what comes.
            byte[] content = in.readNBytes((int) Math.min(left + 1, Integer.MAX_VALUE - 8));
            if (content.length > left) {
                throw tooMuch();
            }
            if (size >= 0 && content.length != size) {
                throw new IOException("the archive is cut off or damaged at " + name);
            }
            left -= content.length;
            visitor.file(name, content);
        }

        private IOException tooMuch() {
            return new IOException("the archive unpacks to more than the " + limit + " bytes expected");
        }
    }

    /** Ends with an error where a small archive would unpack without end. */
    private static final class Bounded extends FilterInputStream {
        private final long most;
        private long left;

        Bounded(InputStream in, long most) {
            super(in);
            this.most = most;
            this.left = most;
        }

        @Override
        public int read() throws IOException {
            int value = in.read();
            count(value < 0 ? 0 : 1);
            return value;
        }

        @Override
        public int read(byte[] bytes, int from, int length) throws IOException {
            int n = in.read(bytes, from, length);
            count(Math.max(0, n));
            return n;
        }

        @Override
        public long skip(long n) throws IOException {
            long skipped = in.skip(n);
            count(skipped);
            return skipped;
        }

        @Override
        public boolean markSupported() {
            return false;
        }

        private void count(long n) throws IOException {
            left -= n;
            if (left < 0) {
                throw new IOException("the archive unpacks to more than " + most + " bytes");
            }
        }
    }
}
