package org.convzoo.weights;

import java.io.Closeable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * A zip whose entries are read where they lie; nothing is unpacked to disk. Names, sizes and the ratio of compression are checked when
 * it is opened, an entry's checksum when it was read from its first byte to its last.
 */
final class ZipArchive implements Closeable {
    private static final String PICKLE = "data.pkl";
    private static final int MAX_ENTRIES = 100_000;

    /** More than 1032 to 1 deflate cannot do. */
    private static final long MAX_RATIO = 1032;

    private final ZipFile zip;
    private final Map<String, ZipEntry> entries;

    private ZipArchive(ZipFile zip, Map<String, ZipEntry> entries) {
        this.zip = zip;
        this.entries = entries;
    }

    static ZipArchive open(Path path, long length) throws IOException {
        ZipFile zip;
        try {
            zip = new ZipFile(path.toFile());
        } catch (IllegalArgumentException e) { // names that are not UTF-8
            throw new ZipException(e.getMessage());
        }
        try {
            return new ZipArchive(zip, entries(zip, length));
        } catch (IOException e) {
            zip.close();
            throw e;
        }
    }

    private static Map<String, ZipEntry> entries(ZipFile zip, long length) throws IOException {
        if (zip.size() > MAX_ENTRIES) {
            throw new FormatException("it has more than " + MAX_ENTRIES + " entries");
        }
        Map<String, ZipEntry> entries = new LinkedHashMap<>();
        for (ZipEntry entry : (Iterable<ZipEntry>) zip.stream().map(ZipEntry.class::cast)::iterator) {
            String name = entry.getName();
            if (name.startsWith("/")
                    || name.contains("\\")
                    || name.contains(":")
                    || List.of(name.split("/", -1)).contains("..")) {
                throw new FormatException("its entry " + name + " leaves the archive");
            }
            checkSize(entry, length);
            if (!entry.isDirectory() && entries.put(name, entry) != null) {
                throw new FormatException("two entries are called " + name);
            }
        }
        return entries;
    }

    private static void checkSize(ZipEntry entry, long length) throws FormatException {
        long size = entry.getSize();
        long packed = entry.getCompressedSize();
        boolean possible =
                switch (entry.getMethod()) {
                    case ZipEntry.STORED -> size == packed;
                    case ZipEntry.DEFLATED -> size <= packed * MAX_RATIO;
                    default ->
                        throw new FormatException(
                                "its entry " + entry.getName() + " is compressed by method " + entry.getMethod(),
                                "pack it anew with deflate or without compression");
                };
        if (size < 0 || packed < 0 || packed > length || !possible) {
            throw new FormatException(
                    "its entry " + entry.getName() + " claims " + size + " bytes in " + packed + " of " + length);
        }
    }

    /** In the archive's order. */
    List<String> names() {
        return List.copyOf(entries.keySet());
    }

    boolean contains(String name) {
        return entries.containsKey(name);
    }

    /** The folder, with a slash at its end, that {@code torch.save} puts everything into, if it made this archive. */
    Optional<String> torchRoot() {
        return entries.keySet().stream()
                .filter(name -> name.equals(PICKLE) || name.endsWith("/" + PICKLE))
                .findFirst()
                .map(name -> name.substring(0, name.length() - PICKLE.length()));
    }

    /**
     * All of an entry.
     *
     * @throws FormatException if it has more than {@code limit} bytes
     */
    byte[] bytes(String name, int limit) throws IOException {
        Source source = source(name);
        if (source.length() > limit) {
            throw new FormatException("its entry " + name + " has " + source.length() + " bytes, more than " + limit);
        }
        try (InputStream in = source.open()) {
            byte[] bytes = in.readNBytes((int) source.length());
            if (bytes.length < source.length()) {
                throw new ZipException("its entry " + name + " ends too early");
            }
            return bytes;
        }
    }

    Source source(String name) throws FormatException {
        ZipEntry entry = entries.get(name);
        if (entry == null) {
            throw new FormatException("it has no entry " + name);
        }
        return new Source() {
            @Override
            public long length() {
                return entry.getSize();
            }

            @Override
            public InputStream open() throws IOException {
                return new Checked(zip.getInputStream(entry), entry);
            }
        };
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }

    /** Compares the checksum where nothing was skipped; java.util.zip's own stream does not. */
    private static final class Checked extends FilterInputStream {
        private final CRC32 crc = new CRC32();
        private final ZipEntry entry;
        private long seen;
        private boolean skipped;

        Checked(InputStream in, ZipEntry entry) {
            super(in);
            this.entry = entry;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int from, int length) throws IOException {
            int n = super.read(bytes, from, length);
            if (n > 0) {
                crc.update(bytes, from, n);
                seen += n;
                if (seen == entry.getSize() && !skipped && crc.getValue() != entry.getCrc()) {
                    throw new ZipException("the checksum of its entry " + entry.getName() + " is wrong");
                }
            }
            return n;
        }

        @Override
        public long skip(long n) throws IOException {
            long done = super.skip(n);
            skipped |= done > 0;
            return done;
        }
    }
}
