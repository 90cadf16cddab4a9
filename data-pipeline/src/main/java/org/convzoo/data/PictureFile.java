package org.convzoo.data;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;
import java.util.zip.CheckedOutputStream;

/**
 * Decoded pictures in one file, 8 bits a value, mapped into memory: what is decoded once need not be decoded again.
 *
 * <p>The file is a cache and can be made anew from its source at any time: one that is not whole counts as missing. It holds the pictures one after
 * the other, channels x height x width; then an index in UTF-8, its first line a key that says what the pictures were made from, then a line
 * {@code channels height width name} for each picture; then {@value #TRAILER} bytes: length of the pictures, length of the index, CRC-32C of both
 * (all long), and the magic number.
 *
 * <p>Several threads may read.
 */
final class PictureFile {
    private static final long MAGIC = 0x5A4F4F5049583031L; // ZOOPIX01
    private static final int TRAILER = 32;
    private static final int MAX_INDEX_BYTES = 64 << 20;
    private static final int CHUNK = 1 << 20;

    private final ByteBuffer pixels;
    private final List<Entry> entries;
    private final List<String> names;

    private record Entry(String name, int channels, int height, int width, int offset) {}

    private PictureFile(ByteBuffer pixels, List<Entry> entries) {
        this.pixels = pixels;
        this.entries = entries;
        this.names = entries.stream().map(Entry::name).toList();
    }

    /** Where the pictures come from when the file is made. */
    interface Maker {
        void make(Writer writer) throws IOException;
    }

    /** Takes one picture after the other. */
    interface Writer {
        void add(String name, Image image) throws IOException;
    }

    /** The pictures' names, sorted as text: picture i is that of name i. */
    List<String> names() {
        return names;
    }

    Image image(int i) {
        Entry entry = entries.get(i);
        byte[] bytes = new byte[entry.channels * entry.height * entry.width];
        pixels.get(entry.offset, bytes);
        return Image.ofBytes(bytes, 0, entry.channels, entry.height, entry.width);
    }

    /** Empty where there is no such file, or where it is damaged, half written or made from something else. */
    static Optional<PictureFile> open(Path file, String key) {
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long size = channel.size();
            if (size < TRAILER) {
                return Optional.empty();
            }
            ByteBuffer trailer = read(channel, size - TRAILER, TRAILER);
            long pixelBytes = trailer.getLong();
            long indexBytes = trailer.getLong();
            long crc = trailer.getLong();
            if (trailer.getLong() != MAGIC
                    || pixelBytes < 0
                    || pixelBytes > Integer.MAX_VALUE
                    || indexBytes < 0
                    || indexBytes > MAX_INDEX_BYTES
                    || pixelBytes + indexBytes + TRAILER != size
                    || crc(channel, pixelBytes + indexBytes) != crc) {
                return Optional.empty();
            }
            String index = StandardCharsets.UTF_8
                    .decode(read(channel, pixelBytes, (int) indexBytes))
                    .toString();
            if (!index.startsWith(key + "\n")) {
                return Optional.empty();
            }
            List<Entry> entries = entries(index.substring(key.length() + 1));
            MappedByteBuffer pixels = channel.map(FileChannel.MapMode.READ_ONLY, 0, pixelBytes);
            return Optional.of(new PictureFile(pixels, entries));
        } catch (IOException | RuntimeException e) {
            return Optional.empty(); // made anew, which says what is wrong if that fails too
        }
    }

    private static List<Entry> entries(String index) {
        List<Entry> entries = new ArrayList<>();
        int[] offset = {0};
        index.lines().forEach(line -> {
            String[] fields = line.split(" ", 4);
            int channels = Integer.parseInt(fields[0]);
            int height = Integer.parseInt(fields[1]);
            int width = Integer.parseInt(fields[2]);
            entries.add(new Entry(fields[3], channels, height, width, offset[0]));
            offset[0] = Math.addExact(offset[0], channels * height * width);
        });
        entries.sort(Comparator.comparing(Entry::name));
        return List.copyOf(entries);
    }

    private static ByteBuffer read(FileChannel channel, long from, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        while (buffer.hasRemaining() && channel.read(buffer, from + buffer.position()) >= 0) {
            // until it is full
        }
        return buffer.flip();
    }

    private static long crc(FileChannel channel, long length) throws IOException {
        CRC32C crc = new CRC32C();
        ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK);
        for (long at = 0; at < length; ) {
            chunk.clear().limit((int) Math.min(CHUNK, length - at));
            int n = channel.read(chunk, at);
            if (n <= 0) {
                throw new IOException("the file became shorter");
            }
            crc.update(chunk.flip());
            at += n;
        }
        return crc.getValue();
    }

    /** Writes the file beside its place, forces it to disk and moves it there at once. To be called under a lock. */
    static void write(Path file, String key, Maker maker) throws IOException {
        Path part = file.resolveSibling("." + file.getFileName() + ".part");
        try {
            try (FileChannel channel = FileChannel.open(
                    part, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
                write(new BufferedOutputStream(Channels.newOutputStream(channel), CHUNK), key, maker);
                channel.force(true);
            }
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private static void write(OutputStream out, String key, Maker maker) throws IOException {
        CheckedOutputStream checked = new CheckedOutputStream(out, new CRC32C());
        StringBuilder index = new StringBuilder(key).append('\n');
        long[] total = {0};
        maker.make((name, image) -> {
            byte[] values = DecodedPictures.bytes(image.pixels());
            if (values.length != image.pixels().length || name.indexOf('\n') >= 0) {
                throw new DataException("picture " + name + " has more than 8 bits a value");
            }
            total[0] += values.length;
            if (total[0] > Integer.MAX_VALUE) {
                throw new DataException("the pictures have more than 2 GiB");
            }
            checked.write(values);
            index.append(image.channels())
                    .append(' ')
                    .append(image.height())
                    .append(' ')
                    .append(image.width())
                    .append(' ')
                    .append(name)
                    .append('\n');
        });
        byte[] text = index.toString().getBytes(StandardCharsets.UTF_8);
        if (text.length > MAX_INDEX_BYTES) {
            throw new DataException("the names of the pictures have more than " + MAX_INDEX_BYTES + " bytes");
        }
        checked.write(text);
        DataOutputStream trailer = new DataOutputStream(out);
        trailer.writeLong(total[0]);
        trailer.writeLong(text.length);
        trailer.writeLong(checked.getChecksum().getValue());
        trailer.writeLong(MAGIC);
        trailer.flush();
    }
}
