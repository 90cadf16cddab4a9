package org.convzoo.weights;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * A part of an open file.
 *
 * @param offset of the first byte
 * @param length bytes, all of which were there when the range was made
 */
record FileRange(FileChannel channel, long offset, long length) implements Source {
    FileRange {
        if (offset < 0 || length < 0) {
            throw new IllegalArgumentException("offset and length must be >= 0, got " + offset + " and " + length);
        }
    }

    static FileRange whole(FileChannel channel) throws IOException {
        return new FileRange(channel, 0, channel.size());
    }

    /** {@code size} bytes from {@code from} on. */
    FileRange part(long from, long size) throws FormatException {
        if (from < 0 || size < 0 || from > length || size > length - from) {
            throw new FormatException("it is cut short: bytes " + from + " to " + (from + size) + " of " + length);
        }
        return new FileRange(channel, offset + from, size);
    }

    /** All bytes; for headers, whose size the caller has bounded. */
    byte[] bytes() throws IOException {
        try (InputStream in = open()) {
            return in.readNBytes(Math.toIntExact(length));
        }
    }

    @Override
    public InputStream open() {
        return new Stream(this);
    }

    /** Reads by position, so that several threads and streams share one channel. */
    private static final class Stream extends InputStream {
        private final FileRange range;
        private long position;

        Stream(FileRange range) {
            this.range = range;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int from, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            long left = range.length - position;
            if (left == 0) {
                return -1;
            }
            ByteBuffer into = ByteBuffer.wrap(bytes, from, (int) Math.min(length, left));
            int n = range.channel.read(into, range.offset + position);
            position += Math.max(n, 0);
            return n;
        }

        @Override
        public long skip(long n) {
            long skipped = Math.max(0, Math.min(n, range.length - position));
            position += skipped;
            return skipped;
        }
    }
}
