package org.convzoo.weights;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads safetensors: the header's length as a little-endian long, the header in JSON, the values.
 *
 * <p>Source: github.com/huggingface/safetensors, section "Format" of its README. As it demands, no tensor overlaps another, no byte of
 * the values is without a tensor, and the header begins with a brace.
 */
final class SafetensorsReader {
    static final String METADATA = "__metadata__";
    static final int PREFIX = 8;
    private static final int MAX_HEADER = 16 << 20; // room for 100,000 tensors
    private static final int MAX_SHARDS = 256;

    private SafetensorsReader() {}

    /** Whether a file begins as safetensors do; {@code start} holds its first bytes. */
    static boolean recognises(byte[] start, long length) {
        if (start.length <= PREFIX || start[PREFIX] != '{') {
            return false;
        }
        long header = headerLength(start);
        return header >= 2 && header <= length;
    }

    private static long headerLength(byte[] start) {
        return ByteBuffer.wrap(start).order(ByteOrder.LITTLE_ENDIAN).getLong();
    }

    static Content read(FileRange file) throws IOException {
        long length = headerLength(file.part(0, PREFIX).bytes());
        if (length < 2 || length > MAX_HEADER) {
            throw new FormatException("its header claims " + length + " bytes, 2 to " + MAX_HEADER + " are possible");
        }
        JsonNode header = Json.read(file.part(PREFIX, length).bytes(), "its header");
        if (!header.isObject()) {
            throw new FormatException("its header is no JSON object");
        }
        FileRange values = file.part(PREFIX + length, file.length() - PREFIX - length);
        Map<String, String> metadata = new LinkedHashMap<>();
        List<StoredTensor> tensors = new ArrayList<>();
        List<Extent> extents = new ArrayList<>();
        for (Map.Entry<String, JsonNode> entry : header.properties()) {
            if (entry.getKey().equals(METADATA)) {
                metadata(entry.getValue(), metadata);
            } else {
                Extent extent = extent(entry.getKey(), entry.getValue());
                extents.add(extent);
                tensors.add(tensor(values, entry.getKey(), entry.getValue(), extent));
            }
        }
        checkCover(extents, values.length());
        return Content.of(WeightsFormat.SAFETENSORS, tensors, metadata);
    }

    private record Extent(String name, long from, long to) {}

    private static void metadata(JsonNode node, Map<String, String> metadata) throws FormatException {
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            metadata.put(entry.getKey(), Json.text(node, entry.getKey(), METADATA));
        }
    }

    private static Extent extent(String name, JsonNode node) throws FormatException {
        List<Long> offsets = Json.sizes(node, "data_offsets", "tensor " + name);
        if (offsets.size() != 2 || offsets.get(0) > offsets.get(1)) {
            throw new FormatException("tensor " + name + " has the impossible offsets " + offsets);
        }
        return new Extent(name, offsets.get(0), offsets.get(1));
    }

    private static StoredTensor tensor(FileRange values, String name, JsonNode node, Extent extent)
            throws FormatException {
        String what = "tensor " + name;
        String dtype = Json.text(node, "dtype", what);
        ValueType type;
        try {
            type = ValueType.valueOf(dtype);
        } catch (IllegalArgumentException e) {
            throw new FormatException(what + " has the type " + dtype, "save it as F32 instead");
        }
        TensorInfo info = TensorInfo.of(name, type, Json.sizes(node, "shape", what));
        FileRange range = values.part(extent.from, extent.to - extent.from);
        return StoredTensor.filling(range, info, Encoding.littleEndian(type));
    }

    private static void checkCover(List<Extent> extents, long length) throws FormatException {
        extents.sort(Comparator.comparingLong(Extent::from).thenComparingLong(Extent::to));
        long end = 0;
        for (Extent extent : extents) {
            if (extent.from != end) {
                throw new FormatException("tensor " + extent.name + " begins at byte " + extent.from
                        + " of the values, " + (extent.from < end ? "inside of" : "a gap behind")
                        + " the one before, which ends at " + end);
            }
            end = extent.to;
        }
        if (end != length) {
            throw new FormatException("its tensors take " + end + " bytes, but " + length + " are there");
        }
    }

    /** An index: {@code weight_map} says which file beside it has which tensor. */
    static Content readIndex(Path path, JsonNode index, Resources resources) throws IOException {
        JsonNode map = index.get("weight_map");
        Set<String> names = new TreeSet<>();
        for (Map.Entry<String, JsonNode> entry : map.properties()) {
            names.add(Json.text(map, entry.getKey(), "weight_map"));
        }
        if (names.isEmpty() || names.size() > MAX_SHARDS) {
            throw new FormatException("it names " + names.size() + " files, 1 to " + MAX_SHARDS + " are possible");
        }
        Map<String, Content> shards = new LinkedHashMap<>();
        for (String name : names) {
            Path shard = Resources.sibling(path, name);
            try {
                shards.put(name, read(resources.file(shard)));
            } catch (IOException e) {
                throw WeightsException.reading(shard, e);
            }
        }
        List<StoredTensor> tensors = new ArrayList<>();
        for (Map.Entry<String, JsonNode> entry : map.properties()) {
            String shard = entry.getValue().textValue();
            StoredTensor tensor = shards.get(shard).tensors().get(entry.getKey());
            if (tensor == null) {
                throw new FormatException(
                        "it says that " + shard + " has a tensor " + entry.getKey() + ", but that file has not");
            }
            tensors.add(tensor);
        }
        return Content.of(WeightsFormat.SAFETENSORS, tensors);
    }
}
