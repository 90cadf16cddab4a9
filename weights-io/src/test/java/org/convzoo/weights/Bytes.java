package org.convzoo.weights;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Bytes of files that tests make, little-endian. */
final class Bytes {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    Bytes raw(int... bytes) {
        for (int b : bytes) {
            out.write(b);
        }
        return this;
    }

    Bytes raw(byte[] bytes) {
        out.writeBytes(bytes);
        return this;
    }

    Bytes text(String text) {
        return raw(text.getBytes(StandardCharsets.UTF_8));
    }

    Bytes int16(int... values) {
        for (int value : values) {
            raw(value, value >> 8);
        }
        return this;
    }

    Bytes int32(int... values) {
        for (int value : values) {
            raw(allocate(4).putInt(value).array());
        }
        return this;
    }

    Bytes int64(long... values) {
        for (long value : values) {
            raw(allocate(8).putLong(value).array());
        }
        return this;
    }

    Bytes floats(double... values) {
        for (double value : values) {
            raw(allocate(4).putFloat((float) value).array());
        }
        return this;
    }

    Bytes doubles(double... values) {
        for (double value : values) {
            raw(allocate(8).putDouble(value).array());
        }
        return this;
    }

    byte[] array() {
        return out.toByteArray();
    }

    private static ByteBuffer allocate(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** A zip of names and contents in turn. */
    static byte[] zip(boolean compressed, Object... entries) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            for (int i = 0; i < entries.length; i += 2) {
                byte[] content = (byte[]) entries[i + 1];
                ZipEntry entry = new ZipEntry((String) entries[i]);
                entry.setTime(0);
                if (!compressed) {
                    CRC32 crc = new CRC32();
                    crc.update(content);
                    entry.setMethod(ZipEntry.STORED);
                    entry.setSize(content.length);
                    entry.setCrc(crc.getValue());
                }
                zip.putNextEntry(entry);
                zip.write(content);
                zip.closeEntry();
            }
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
