package org.convzoo.onnx;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.L2NormalizeVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.PreprocessorVertex;
import org.deeplearning4j.nn.conf.graph.ReshapeVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.graph.ShiftVertex;
import org.deeplearning4j.nn.conf.graph.SubsetVertex;

/** Vertices without a layer. */
final class VertexTranslation {
    private VertexTranslation() {}

    /**
     * Adds a vertex's nodes.
     *
     * @param from what it reads
     */
    static void translate(VertexNodes nodes, GraphVertex vertex, List<String> from) {
        Class<?> type = vertex.getClass(); // a subclass computes something else
        OnnxGraph graph = nodes.graph;
        String name = nodes.vertex;
        if (type == ElementWiseVertex.class) {
            elementWise(nodes, ((ElementWiseVertex) vertex).getOp(), from);
        } else if (type == MergeVertex.class) {
            nodes.add("Concat", from, Attributes.integer("axis", ((MergeVertex) vertex).getMergeAxis()));
        } else if (type == SubsetVertex.class) {
            SubsetVertex subset = (SubsetVertex) vertex;
            nodes.then(
                    "Slice",
                    List.of(
                            graph.integers(name + ".from", subset.getFrom()),
                            graph.integers(name + ".to", subset.getTo() + 1L), // DL4J's is inclusive
                            graph.integers(name + ".axes", 1)));
        } else if (type == ScaleVertex.class) {
            nodes.then("Mul", List.of(graph.number(name + ".factor", ((ScaleVertex) vertex).getScaleFactor())));
        } else if (type == ShiftVertex.class) {
            nodes.then("Add", List.of(graph.number(name + ".shift", ((ShiftVertex) vertex).getShiftFactor())));
        } else if (type == L2NormalizeVertex.class && isOfRows((L2NormalizeVertex) vertex)) {
            l2Normalize(nodes, ((L2NormalizeVertex) vertex).getEps());
        } else if (type == ReshapeVertex.class && ((ReshapeVertex) vertex).getReshapeOrder() == 'c') {
            long[] shape = IntStream.of(((ReshapeVertex) vertex).getNewShape())
                    .asLongStream()
                    .toArray();
            nodes.then("Reshape", List.of(graph.integers(name + ".shape", shape)));
        } else if (type == PreprocessorVertex.class) {
            GraphTranslation.preprocess(nodes, ((PreprocessorVertex) vertex).getPreProcessor());
        } else {
            throw GraphTranslation.unsupported(name, type.getSimpleName());
        }
    }

    private static void elementWise(VertexNodes nodes, ElementWiseVertex.Op operation, List<String> from) {
        switch (operation) {
            case Add -> nodes.add(from.size() == 2 ? "Add" : "Sum", from);
            case Average -> nodes.add("Mean", from);
            case Max -> nodes.add("Max", from);
            case Subtract -> nodes.add("Sub", from);
            case Product -> {
                for (String factor : from.subList(1, from.size())) {
                    nodes.then("Mul", List.of(factor));
                }
            }
        }
    }

    private static boolean isOfRows(L2NormalizeVertex vertex) {
        int[] dimension = vertex.getDimension();
        return dimension == null || dimension.length == 0 || Arrays.equals(dimension, new int[] {1});
    }

    /** Of [N, features]: y = x / max(|x|, epsilon). */
    private static void l2Normalize(VertexNodes nodes, double epsilon) {
        String x = nodes.value();
        String least = nodes.graph.number(nodes.vertex + ".epsilon", epsilon);
        nodes.then("ReduceL2", Attributes.integers("axes", List.of(1)), Attributes.integer("keepdims", 1))
                .then("Max", List.of(least));
        nodes.add("Div", List.of(x, nodes.value()));
    }
}
