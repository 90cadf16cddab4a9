package org.convzoo.facenet;

import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.zip.CRC32;
import org.convzoo.core.AtomicFile;
import org.convzoo.core.Json;
import org.convzoo.core.ZooException;

/**
 * The bytes of a gallery: a header, then a log to which records are added at the end. Big-endian, all of it.
 *
 * <pre>
 * header   magic (8 bytes)  version (4)  length of the JSON (4)  CRC-32 of the JSON (4)  JSON: {@link Header}
 * record   length (4)  CRC-32 of the four bytes of length (4)  CRC-32 of the body (4)  body: {@link GalleryRecord}
 * </pre>
 *
 * <p>The header appears whole or not at all. Of the log only the last record can be unfinished after a crash, since the next one is not
 * begun before it is on disk: it is then left out. The length has a check of its own, so that a damaged one in the middle
 * is not taken for an unfinished record, with all that follows lost. Damage before the last record is an error.
 */
final class GalleryFile {
    private static final byte[] MAGIC = "CZFACES\n".getBytes(StandardCharsets.US_ASCII);
    private static final int VERSION = 1;
    private static final int HEADER_FRAME = 20, RECORD_FRAME = 12; // bytes before JSON and body
    private static final int MAX_JSON = 4096;
    private static final int BLOCK = 1 << 16;

    private GalleryFile() {}

    /**
     * @param weights whose embeddings these are
     * @param generation random; another one after the log was written anew, so that who has read part of it knows
     */
    record Header(GalleryWeights weights, String generation) {
        Header {
            if (weights == null || generation == null) {
                throw new IllegalArgumentException("the header lacks a field");
            }
        }
    }

    /** A header and where the log begins, in bytes. */
    record Start(Header header, long log) {}

    /** Writes a file anew, replacing one that is there. It is on disk, under its name, when this returns. */
    static void write(Path file, Header header, List<GalleryRecord> records) {
        AtomicFile.write(file, out -> {
            byte[] json = Json.MAPPER.writeValueAsBytes(header);
            DataOutputStream data = new DataOutputStream(out);
            data.write(MAGIC);
            data.writeInt(VERSION);
            data.writeInt(json.length);
            data.writeInt(crc(json));
            data.write(json);
            for (GalleryRecord record : records) {
                data.write(framed(record).array());
            }
            data.flush();
        });
    }

    /**
     * The header.
     *
     * @throws ZooException if the file is no gallery, of another version, or damaged
     */
    static Start start(Path file, FileChannel channel) throws IOException {
        if (channel.size() < HEADER_FRAME) {
            throw new ZooException(file + " is no gallery of faces");
        }
        ByteBuffer frame = read(channel, 0, HEADER_FRAME);
        byte[] magic = new byte[MAGIC.length];
        frame.get(magic);
        if (!Arrays.equals(magic, MAGIC)) {
            throw new ZooException(file + " is no gallery of faces");
        }
        int version = frame.getInt();
        if (version != VERSION) {
            throw new ZooException(
                    file + " is a gallery in format " + version + "; this version of ConvZoo reads " + VERSION);
        }
        int length = frame.getInt();
        if (length < 1 || length > MAX_JSON || HEADER_FRAME + length > channel.size()) {
            throw damaged(file, 0, null);
        }
        byte[] json = read(channel, HEADER_FRAME, length).array();
        if (crc(json) != frame.getInt()) {
            throw damaged(file, 0, null);
        }
        try {
            return new Start(Json.MAPPER.readValue(json, Header.class), HEADER_FRAME + length);
        } catch (IOException | IllegalArgumentException e) {
            throw damaged(file, 0, e);
        }
    }

    /**
     * Hands out the records of the log.
     *
     * @param from where one of them begins
     * @return where the last whole one ends: what lies behind is unfinished
     * @throws ZooException if the log is damaged
     */
    static long scan(Path file, FileChannel channel, long from, int dimensions, Consumer<GalleryRecord> to)
            throws IOException {
        long at = from;
        for (long end = channel.size(); end - at >= RECORD_FRAME; ) {
            ByteBuffer frame = read(channel, at, RECORD_FRAME);
            int length = frame.getInt();
            if (frame.getInt() != crc(ByteBuffer.allocate(4).putInt(length).array())) {
                if (allZero(channel, at)) { // room that a file system gave before the bytes came
                    break;
                }
                throw damaged(file, at, null);
            }
            if (length < 1 || length > GalleryRecord.MAX_BYTES) {
                throw damaged(file, at, null);
            }
            long next = at + RECORD_FRAME + length;
            if (next > end) {
                break;
            }
            byte[] body = read(channel, at + RECORD_FRAME, length).array();
            if (crc(body) != frame.getInt()) {
                if (next == end) {
                    break;
                }
                throw damaged(file, at, null);
            }
            GalleryRecord record;
            try {
                record = GalleryRecord.decode(body, dimensions);
            } catch (IllegalArgumentException e) {
                throw damaged(file, at, e);
            }
            to.accept(record);
            at = next;
        }
        return at;
    }

    /**
     * Adds a record. It is on disk when this returns.
     *
     * @param at where the log ends
     * @return where it ends now
     */
    static long append(FileChannel channel, long at, GalleryRecord record) throws IOException {
        try {
            channel.truncate(at); // what a crash left behind
            long end = at;
            for (ByteBuffer bytes = framed(record); bytes.hasRemaining(); ) {
                end += channel.write(bytes, end);
            }
            channel.force(true);
            return end;
        } catch (IOException e) {
            channel.truncate(at); // a full disk leaves no half record
            throw e;
        }
    }

    private static ByteBuffer framed(GalleryRecord record) {
        byte[] body = record.encode();
        ByteBuffer bytes = ByteBuffer.allocate(RECORD_FRAME + body.length).putInt(body.length);
        bytes.putInt(crc(Arrays.copyOf(bytes.array(), Integer.BYTES)));
        return bytes.putInt(crc(body)).put(body).flip();
    }

    private static boolean allZero(FileChannel channel, long from) throws IOException {
        for (long at = from, end = channel.size(); at < end; at += BLOCK) {
            for (byte b : read(channel, at, (int) Math.min(BLOCK, end - at)).array()) {
                if (b != 0) {
                    return false;
                }
            }
        }
        return true;
    }

    private static ByteBuffer read(FileChannel channel, long at, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, at + bytes.position()) < 0) {
                throw new IOException("it became shorter while it was read");
            }
        }
        return bytes.flip();
    }

    private static int crc(byte[] bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        return (int) crc.getValue();
    }

    private static ZooException damaged(Path file, long at, Exception cause) {
        return new ZooException(file + " is a damaged gallery: what begins at byte " + at + " makes no sense", cause);
    }
}
