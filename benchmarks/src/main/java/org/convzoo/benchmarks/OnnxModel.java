package org.convzoo.benchmarks;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.GraphProto;
import onnx.Onnx.ModelProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.StringStringEntryProto;
import onnx.Onnx.TensorProto;
import onnx.Onnx.ValueInfoProto;

/** An ONNX file with its weights beside it, read without ND4J, so that a rival's process holds nothing but the rival. */
final class OnnxModel {
    private static final int ALIGNMENT = 64;

    private final GraphProto graph;
    private final Path folder;
    private final Map<String, TensorProto> tensors = new HashMap<>();

    OnnxModel(Path file) throws IOException {
        graph = ModelProto.parseFrom(Files.readAllBytes(file)).getGraph();
        folder = file.toAbsolutePath().getParent();
        graph.getInitializerList().forEach(tensor -> tensors.put(tensor.getName(), tensor));
    }

    /** Name of the only one. */
    String input() {
        return graph.getInput(0).getName();
    }

    /** Names. */
    List<String> outputs() {
        return graph.getOutputList().stream().map(ValueInfoProto::getName).toList();
    }

    /** In the order in which they can be computed. */
    List<NodeProto> nodes() {
        return graph.getNodeList();
    }

    long[] shape(String tensor) {
        return tensors.get(tensor).getDimsList().stream()
                .mapToLong(Long::longValue)
                .toArray();
    }

    /** Outside the heap and aligned, so that an engine can keep it; read, not mapped, which would count as memory twice. */
    ByteBuffer values(String tensor) throws IOException {
        Map<String, String> place = new HashMap<>();
        for (StringStringEntryProto entry : tensors.get(tensor).getExternalDataList()) {
            place.put(entry.getKey(), entry.getValue());
        }
        int length = Integer.parseInt(place.get("length"));
        ByteBuffer values = ByteBuffer.allocateDirect(length + 2 * ALIGNMENT) // a slice is cut at both ends
                .alignedSlice(ALIGNMENT)
                .limit(length)
                .slice()
                .order(ByteOrder.nativeOrder());
        try (FileChannel weights = FileChannel.open(folder.resolve(place.get("location")))) {
            weights.position(Long.parseLong(place.get("offset")));
            while (values.hasRemaining()) {
                if (weights.read(values) < 0) {
                    throw new EOFException(tensor);
                }
            }
        }
        return values.flip();
    }

    /** Those of a tensor that stand in the file itself, as axes do. */
    long[] integers(String tensor) {
        return tensors.get(tensor).getInt64DataList().stream()
                .mapToLong(Long::longValue)
                .toArray();
    }

    static long[] integers(NodeProto node, String attribute) {
        return attribute(node, attribute).getIntsList().stream()
                .mapToLong(Long::longValue)
                .toArray();
    }

    static float number(NodeProto node, String attribute) {
        return attribute(node, attribute).getF();
    }

    private static AttributeProto attribute(NodeProto node, String name) {
        return node.getAttributeList().stream()
                .filter(attribute -> attribute.getName().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(node.getName() + " has no attribute " + name));
    }
}
