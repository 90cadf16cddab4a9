package org.convzoo.onnx;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.NodeProto;

/**
 * What one vertex becomes: some nodes, one after the other. The first is called as the vertex and so is the last one's value, so that
 * both are found by the names that the net has for them; what is between is called {@code vertex/flatten} or {@code vertex/relu}.
 */
final class VertexNodes {
    final OnnxGraph graph;
    final String vertex;
    private final List<NodeProto.Builder> nodes = new ArrayList<>();
    private int preprocessing; // so many nodes come before the vertex's own
    private String value;

    /** @param value what the vertex reads, or the first of it */
    VertexNodes(OnnxGraph graph, String vertex, String value) {
        this.graph = graph;
        this.vertex = vertex;
        this.value = value;
    }

    /** Name of the last value. */
    String value() {
        return value;
    }

    /** A node that reads the last value. */
    VertexNodes then(String operation, AttributeProto... attributes) {
        return add(operation, List.of(value), attributes);
    }

    /** A node that reads the last value, then weights or others. */
    VertexNodes then(String operation, List<String> others, AttributeProto... attributes) {
        List<String> inputs = new ArrayList<>(List.of(value));
        inputs.addAll(others);
        return add(operation, inputs, attributes);
    }

    /** A node that reads any values. */
    VertexNodes add(String operation, List<String> inputs, AttributeProto... attributes) {
        value = graph.unique(vertex + "/" + operation.toLowerCase(Locale.ROOT));
        nodes.add(NodeProto.newBuilder()
                .setOpType(operation)
                .setName(value)
                .addAllInput(inputs)
                .addAllAttribute(List.of(attributes))
                .addOutput(value));
        return this;
    }

    /** The nodes so far only bring the input into shape; what comes is the vertex itself. */
    void endPreprocessing() {
        preprocessing = nodes.size();
    }

    /**
     * Puts the nodes into the graph and gives the name of the value. Without nodes that is the input's.
     *
     * @param result what the value is called
     */
    String finish(String result) {
        if (nodes.isEmpty()) {
            return value;
        }
        nodes.get(Math.min(preprocessing, nodes.size() - 1)).setName(vertex);
        nodes.get(nodes.size() - 1).setOutput(0, result);
        nodes.forEach(graph::add);
        return result;
    }
}
