package org.convzoo.weights;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** The bytes of pickles, counted and bounded. */
final class PickleInput {
    private static final int MAX_LINE = 1024;

    private final InputStream in;
    private final long limit;
    private long position;

    /**
     * @param in buffered
     * @param limit bytes that may be read
     */
    PickleInput(InputStream in, long limit) {
        this.in = in;
        this.limit = limit;
    }

    /** Bytes read so far. */
    long position() {
        return position;
    }

    int uint8() throws IOException {
        int b = in.read();
        if (b < 0) {
            throw new EOFException();
        }
        advance(1);
        return b;
    }

    byte[] bytes(long length) throws IOException {
        advance(length);
        byte[] bytes = in.readNBytes((int) length); // grows as the bytes come
        if (bytes.length < length) {
            throw new EOFException();
        }
        return bytes;
    }

    ByteBuffer littleEndian(int length) throws IOException {
        return ByteBuffer.wrap(bytes(length)).order(ByteOrder.LITTLE_ENDIAN);
    }

    int int32() throws IOException {
        return littleEndian(4).getInt();
    }

    long uint32() throws IOException {
        return Integer.toUnsignedLong(int32());
    }

    int uint16() throws IOException {
        return Short.toUnsignedInt(littleEndian(2).getShort());
    }

    long int64() throws IOException {
        return littleEndian(8).getLong();
    }

    String text(long length) throws IOException {
        return new String(bytes(length), StandardCharsets.UTF_8);
    }

    /** Up to a line feed, which is left out. */
    String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c; (c = uint8()) != '\n'; ) {
            if (line.length() == MAX_LINE) {
                throw new FormatException("its pickle has a line of more than " + MAX_LINE + " letters");
            }
            line.append((char) c);
        }
        return line.toString();
    }

    private void advance(long length) throws FormatException {
        if (length < 0 || length > limit - position) {
            throw new FormatException("its pickle is damaged: " + Long.toUnsignedString(length) + " bytes at byte "
                    + position + " would exceed the " + limit + " that are read");
        }
        position += length;
    }
}
