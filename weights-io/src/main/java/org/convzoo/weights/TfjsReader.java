package org.convzoo.weights;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * Reads weights of TensorFlow.js: a manifest of groups, each a list of weights that lie one behind the other in a list of files, which
 * may be cut anywhere.
 *
 * <p>Source: github.com/tensorflow/tfjs, {@code tfjs-core/src/io/types.ts} and {@code io_utils.ts}. A quantised weight stores unsigned
 * numbers of 8 or 16 bits and means number x scale + min, or it stores halves.
 */
final class TfjsReader {
    private static final int MAX_SHARDS = 1024;
    private static final Map<String, ValueType> TYPES = Map.of(
            "float32", ValueType.F32,
            "float16", ValueType.F16,
            "int32", ValueType.I32,
            "uint16", ValueType.U16,
            "uint8", ValueType.U8,
            "bool", ValueType.BOOL);

    private TfjsReader() {}

    static Content read(Path path, JsonNode manifest, Resources resources) throws IOException {
        List<StoredTensor> tensors = new ArrayList<>();
        int shards = 0;
        for (JsonNode group : manifest) {
            JsonNode paths = Json.member(group, "paths", "a group");
            JsonNode weights = Json.member(group, "weights", "a group");
            if (!paths.isArray() || !weights.isArray()) {
                throw new FormatException("paths and weights of a group are no lists");
            }
            shards += paths.size();
            if (shards > MAX_SHARDS) {
                throw new FormatException("it names more than " + MAX_SHARDS + " files");
            }
            List<FileRange> files = new ArrayList<>();
            for (JsonNode name : paths) {
                Path shard = Resources.sibling(path, name.asText());
                try {
                    files.add(resources.file(shard));
                } catch (IOException e) {
                    throw WeightsException.reading(shard, e);
                }
            }
            group(files, weights, tensors);
        }
        return Content.of(WeightsFormat.TFJS, tensors);
    }

    private static void group(List<FileRange> files, JsonNode weights, List<StoredTensor> tensors) throws IOException {
        long length = files.stream().mapToLong(FileRange::length).sum();
        long offset = 0;
        for (JsonNode weight : weights) {
            String name = Json.text(weight, "name", "a weight");
            String what = "weight " + name;
            TensorInfo info =
                    TensorInfo.of(name, type(weight, what, "save it as float32"), Json.sizes(weight, "shape", what));
            Encoding encoding = encoding(weight, what, info.dtype());
            long bytes = info.count() * encoding.type().bytes();
            if (bytes > length - offset) {
                throw new FormatException(
                        what + " ends at byte " + (offset + bytes) + ", but its files have " + length);
            }
            tensors.add(StoredTensor.filling(part(files, offset, bytes), info, encoding));
            offset += bytes;
        }
        if (offset != length) {
            throw new FormatException("its weights take " + offset + " bytes, but " + length + " are there");
        }
    }

    private static ValueType type(JsonNode node, String what, String advice) throws FormatException {
        String dtype = Json.text(node, "dtype", what);
        ValueType type = TYPES.get(dtype);
        if (type == null) {
            throw new FormatException(what + " has the type " + dtype, advice);
        }
        return type;
    }

    private static Encoding encoding(JsonNode weight, String what, ValueType dtype) throws FormatException {
        JsonNode quantization = weight.get("quantization");
        if (quantization == null) {
            return Encoding.littleEndian(dtype);
        }
        ValueType stored = type(quantization, what, "quantise it to uint8, uint16 or float16");
        if (stored == ValueType.F16 && dtype == ValueType.F32) {
            return Encoding.littleEndian(stored);
        }
        if ((stored != ValueType.U8 && stored != ValueType.U16) || (dtype != ValueType.F32 && dtype != ValueType.I32)) {
            throw new FormatException(
                    what + " is " + stored + " for " + dtype, "quantise it to uint8, uint16 or float16");
        }
        return new Encoding(
                stored,
                ByteOrder.LITTLE_ENDIAN,
                Json.number(quantization, "scale", what),
                Json.number(quantization, "min", what));
    }

    /** Bytes that may lie across several files. */
    private static Source part(List<FileRange> files, long offset, long length) throws FormatException {
        List<FileRange> parts = new ArrayList<>();
        long start = 0;
        for (FileRange file : files) {
            long from = Math.max(offset, start);
            long to = Math.min(offset + length, start + file.length());
            if (from < to) {
                parts.add(file.part(from - start, to - from));
            }
            start += file.length();
        }
        if (parts.size() == 1) {
            return parts.get(0);
        }
        return new Source() {
            @Override
            public long length() {
                return length;
            }

            @Override
            public InputStream open() throws IOException {
                return new SequenceInputStream(Collections.enumeration(
                        parts.stream().map(FileRange::open).toList()));
            }
        };
    }
}
