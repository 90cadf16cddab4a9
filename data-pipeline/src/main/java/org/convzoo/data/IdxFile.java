package org.convzoo.data;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/**
 * Reads idx files of bytes, the form of MNIST: a magic number, big-endian sizes, then the values.
 *
 * <p>Source: LeCun, Cortes, Burges, "The MNIST database", section "File formats". Files are untrusted: nothing is allocated for
 * what a header only claims, and exactly as many bytes as it claims must follow.
 */
final class IdxFile {
    /** Unsigned bytes with three dimensions: picture, row, column. */
    private static final int IMAGES = 0x00000803;

    /** Unsigned bytes with one dimension. */
    private static final int LABELS = 0x00000801;

    private static final int MAX_SIDE = 4096;
    private static final int MAX_BYTES = 1 << 30;

    private IdxFile() {}

    /**
     * Grey pictures of one size.
     *
     * @param count how many
     * @param bytes count x height x width
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared; copying 47 MB would be waste
    record Images(int count, int height, int width, byte[] bytes) {}

    /** Pictures from a plain or gzip-packed file. */
    static Images images(Path file) {
        return read(file, IdxFile::images);
    }

    /** Labels of 0 to {@code classes} - 1 from a plain or gzip-packed file. */
    static byte[] labels(Path file, int classes) {
        return read(file, (in, name) -> labels(in, name, classes));
    }

    /** As many labels as pictures, else one line. */
    static void checkPair(Path images, int imageCount, Path labels, int labelCount) {
        if (imageCount != labelCount) {
            throw new DataException(images + " has " + imageCount + " pictures, but " + labels + " has " + labelCount
                    + " labels: the two files do not belong together");
        }
    }

    static Images images(InputStream in, String name) throws IOException {
        checkMagic(in, name, IMAGES, "pictures");
        int count = size(in, name, "pictures", MAX_BYTES);
        int height = size(in, name, "rows", MAX_SIDE);
        int width = size(in, name, "columns", MAX_SIDE);
        long total = (long) count * height * width;
        if (total > MAX_BYTES) {
            throw new DataException(name + ": the header claims " + count + " pictures of " + height + "x" + width
                    + ", more than the " + MAX_BYTES + " bytes that are read");
        }
        return new Images(count, height, width, values(in, name, (int) total));
    }

    static byte[] labels(InputStream in, String name, int classes) throws IOException {
        checkMagic(in, name, LABELS, "labels");
        byte[] labels = values(in, name, size(in, name, "labels", MAX_BYTES));
        for (int i = 0; i < labels.length; i++) {
            if ((labels[i] & 0xff) >= classes) {
                throw new DataException(name + ": label " + i + " is " + (labels[i] & 0xff) + ", but there are only "
                        + classes + " classes");
            }
        }
        return labels;
    }

    private interface Reader<T> {
        T read(InputStream in, String name) throws IOException;
    }

    private static <T> T read(Path file, Reader<T> reader) {
        try (InputStream in = Digests.unpacked(file)) {
            return reader.read(in, file.toString());
        } catch (IOException e) {
            throw new DataException("cannot read " + file + ": " + Digests.reason(e), e);
        }
    }

    private static void checkMagic(InputStream in, String name, int wanted, String what) throws IOException {
        int magic = int32(in);
        if (magic != wanted) {
            throw new DataException(String.format(
                    "%s is no idx file of %s: it begins with 0x%08x instead of 0x%08x", name, what, magic, wanted));
        }
    }

    private static int size(InputStream in, String name, String what, int limit) throws IOException {
        int size = int32(in);
        if (size < 1 || size > limit) {
            throw new DataException(name + ": the header claims " + (size & 0xffffffffL) + " " + what + ", 1 to "
                    + limit + " are possible");
        }
        return size;
    }

    private static int int32(InputStream in) throws IOException {
        byte[] b = in.readNBytes(4);
        if (b.length < 4) {
            throw new EOFException();
        }
        return ((b[0] & 0xff) << 24) | ((b[1] & 0xff) << 16) | ((b[2] & 0xff) << 8) | (b[3] & 0xff);
    }

    /** readNBytes allocates as the bytes come, so a header alone cannot fill the memory. */
    private static byte[] values(InputStream in, String name, int length) throws IOException {
        byte[] values = in.readNBytes(length);
        if (values.length < length) {
            throw new DataException(
                    name + " is cut: the header claims " + length + " values, " + values.length + " are there");
        }
        if (in.read() >= 0) {
            throw new DataException(
                    name + " is too long: more bytes follow the " + length + " values that the header claims");
        }
        return values;
    }
}
