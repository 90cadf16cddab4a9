package org.convzoo.weights;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Writes safetensors, which Python, Rust and {@link WeightsFile} read. */
public final class SafetensorsWriter {
    private static final int CHUNK = 1 << 16;

    /** The values begin at a multiple of it, and wide types come first, so that every number lies on a multiple of its size. */
    private static final int ALIGNMENT = 8;

    private SafetensorsWriter() {}

    /**
     * Writes a file whole or not at all: to a temporary file beside it, synced, moved into place. Equal tensors and metadata in equal
     * order give equal bytes.
     *
     * @param tensors by name: FLOAT is written as F32, DOUBLE as F64, LONG as I64, INT as I32, in any strides; tensors of eight bytes a
     *     value come first, else the order is the map's
     * @param metadata written under {@code __metadata__}; may be empty
     * @throws IllegalArgumentException if an array has another type, or a tensor is called {@code __metadata__}
     * @throws WeightsException if the file cannot be written; one that stood there before is untouched
     */
    public static void write(Path file, Map<String, INDArray> tensors, Map<String, String> metadata) {
        List<Map.Entry<String, INDArray>> ordered = tensors.entrySet().stream()
                .sorted(Comparator.comparingInt(entry -> -type(entry).bytes()))
                .toList();
        ByteBuffer header = header(ordered, metadata);
        Path temporary = null;
        try {
            Path folder = file.toAbsolutePath().getParent();
            if (!Files.isDirectory(folder)) { // Java 17 refuses a link to a folder
                Files.createDirectories(folder);
            }
            temporary = folder.resolve(
                    file.getFileName() + "." + ProcessHandle.current().pid() + ".tmp");
            try (FileChannel channel = FileChannel.open(
                    temporary,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.WRITE)) {
                writeAll(channel, header);
                for (Map.Entry<String, INDArray> entry : ordered) {
                    writeValues(channel, entry.getValue());
                }
                channel.force(true);
            }
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            temporary = null;
        } catch (IOException e) {
            String message = String.valueOf(e.getMessage());
            throw new WeightsException(
                    "cannot write " + file + ": " + (message.contains("No space left") ? "the disk is full" : message),
                    e);
        } finally {
            if (temporary != null) {
                temporary.toFile().delete();
            }
        }
    }

    private static ValueType type(Map.Entry<String, INDArray> entry) {
        DataType type = entry.getValue().dataType();
        return switch (type) {
            case FLOAT -> ValueType.F32;
            case DOUBLE -> ValueType.F64;
            case LONG -> ValueType.I64;
            case INT -> ValueType.I32;
            default ->
                throw new IllegalArgumentException(
                        "tensor " + entry.getKey() + " must be FLOAT, DOUBLE, LONG or INT, got " + type);
        };
    }

    private static ByteBuffer header(List<Map.Entry<String, INDArray>> tensors, Map<String, String> metadata) {
        ObjectNode header = Json.MAPPER.createObjectNode();
        if (!metadata.isEmpty()) {
            ObjectNode node = header.putObject(SafetensorsReader.METADATA);
            metadata.forEach(node::put);
        }
        long offset = 0;
        for (Map.Entry<String, INDArray> entry : tensors) {
            if (entry.getKey().equals(SafetensorsReader.METADATA)) {
                throw new IllegalArgumentException("no tensor can be called " + entry.getKey());
            }
            ObjectNode node =
                    header.putObject(entry.getKey()).put("dtype", type(entry).name());
            ArrayNode shape = node.putArray("shape");
            for (long size : entry.getValue().shape()) {
                shape.add(size);
            }
            long end = offset + entry.getValue().length() * type(entry).bytes();
            node.putArray("data_offsets").add(offset).add(end);
            offset = end;
        }
        byte[] json = bytes(header);
        int padded = (json.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        ByteBuffer buffer =
                ByteBuffer.allocate(SafetensorsReader.PREFIX + padded).order(ByteOrder.LITTLE_ENDIAN);
        buffer.putLong(padded).put(json);
        while (buffer.hasRemaining()) {
            buffer.put((byte) ' ');
        }
        return buffer.flip();
    }

    private static byte[] bytes(ObjectNode header) {
        try {
            return Json.MAPPER.writeValueAsBytes(header);
        } catch (IOException e) {
            throw new IllegalStateException("text and numbers have a JSON form", e);
        }
    }

    private static void writeValues(FileChannel channel, INDArray tensor) throws IOException {
        long count = tensor.length();
        if (count == 0) {
            return;
        }
        INDArray inOrder = tensor.dup('c');
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK).order(ByteOrder.LITTLE_ENDIAN);
        switch (tensor.dataType()) {
            case FLOAT -> {
                FloatBuffer values = inOrder.data().asNioFloat();
                for (int from = 0, n; from < count; from += n) {
                    n = (int) Math.min(CHUNK / 4, count - from);
                    chunk.clear().asFloatBuffer().put(values.slice(from, n));
                    writeAll(channel, chunk.limit(4 * n));
                }
            }
            case DOUBLE -> {
                DoubleBuffer values = inOrder.data().asNioDouble();
                for (int from = 0, n; from < count; from += n) {
                    n = (int) Math.min(CHUNK / 8, count - from);
                    chunk.clear().asDoubleBuffer().put(values.slice(from, n));
                    writeAll(channel, chunk.limit(8 * n));
                }
            }
            case LONG -> {
                LongBuffer values = inOrder.data().asNioLong();
                for (int from = 0, n; from < count; from += n) {
                    n = (int) Math.min(CHUNK / 8, count - from);
                    chunk.clear().asLongBuffer().put(values.slice(from, n));
                    writeAll(channel, chunk.limit(8 * n));
                }
            }
            default -> {
                IntBuffer values = inOrder.data().asNioInt();
                for (int from = 0, n; from < count; from += n) {
                    n = (int) Math.min(CHUNK / 4, count - from);
                    chunk.clear().asIntBuffer().put(values.slice(from, n));
                    writeAll(channel, chunk.limit(4 * n));
                }
            }
        }
    }

    private static void writeAll(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }
}
