package org.convzoo.onednn;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.graph.vertex.VertexIndices;
import org.deeplearning4j.nn.graph.vertex.impl.LayerVertex;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;

/**
 * Which vertices are computed by the kernel of the one before them: normalisation, sum and activation after a convolution, activation
 * after a normalisation or a sum. What rides along costs no pass over memory of its own.
 */
final class Chains {
    /**
     * Vertices by index, -1 for none.
     *
     * @param padding zeros around the input of a convolution
     * @param branch the input of the sum that is not the chain's own
     * @param sumLast whether the sum comes after the activation, as Darknet's shortcuts do
     */
    record Chain(int padding, int head, int normalization, int sum, int branch, int activation, boolean sumLast) {
        int first() {
            return padding >= 0 ? padding : head;
        }

        /** Whether anything comes after the head. */
        boolean rides() {
            return last() != head;
        }

        int last() {
            if (activation >= 0 && !sumLast) {
                return activation;
            }
            return sum >= 0 ? sum : normalization >= 0 ? normalization : head;
        }

        List<Integer> members() {
            return Stream.of(padding, head, normalization, sum, activation)
                    .filter(vertex -> vertex >= 0)
                    .toList();
        }
    }

    private static final Set<Class<?>> CONVOLUTIONS =
            Set.of(ConvolutionLayer.class, DepthwiseConvolution2D.class, SeparableConvolution2D.class);
    private static final Set<Class<?>> PRODUCTS = Stream.concat(
                    CONVOLUTIONS.stream(), Stream.of(DenseLayer.class, Deconvolution2D.class))
            .collect(Collectors.toUnmodifiableSet());

    private final ComputationGraph graph;
    private final GraphVertex[] vertices;
    private final boolean training;
    private final Set<String> outputs; // what must be there as it is
    private final GradientFlow flow;
    private final Map<Integer, Chain> byLast = new HashMap<>();
    private final Set<Integer> taken; // members of chains, and vertices that must be on their own

    Chains(
            ComputationGraph graph,
            boolean training,
            Collection<String> outputs,
            GradientFlow flow,
            Set<Integer> apart) {
        this.outputs = Set.copyOf(outputs);
        this.graph = graph;
        this.vertices = graph.getVertices();
        this.training = training;
        this.flow = flow;
        this.taken = new HashSet<>(apart);
        int[] order = graph.topologicalSortOrder();
        for (int i = order.length - 1; i >= 0; i--) { // of two branches the later one takes the sum
            addProduct(order[i]);
        }
        for (int vertex : order) {
            addWithActivation(vertex);
        }
    }

    /** The chain that ends at a vertex; null: none. */
    Chain endingAt(int vertex) {
        return byLast.get(vertex);
    }

    /** Whether a vertex is computed with a later one. */
    boolean isInner(int vertex) {
        return byLast.values().stream()
                .anyMatch(chain -> chain.last() != vertex && chain.members().contains(vertex));
    }

    /** A chain around a convolution or a dense layer. */
    private void addProduct(int head) {
        Class<?> type = layerType(head);
        if (type == null || taken.contains(head) || !PRODUCTS.contains(type)) {
            return;
        }
        int padding = CONVOLUTIONS.contains(type) ? paddingBefore(head) : -1;
        if (!isIdentity(((BaseLayer) vertices[head].getLayer().conf().getLayer()).getActivationFn())) {
            add(new Chain(padding, head, -1, -1, -1, -1, false));
            return;
        }
        int at = head;
        int normalization = infers(head) ? next(at, BatchNormalization.class) : -1;
        normalization = normalization >= 0 && infers(normalization) ? normalization : -1;
        at = normalization >= 0 ? normalization : at;
        boolean adds = CONVOLUTIONS.contains(type) && !flow.passes(head);
        int sum = adds ? nextSum(at) : -1;
        int activation = nextActivation(sum >= 0 ? sum : at, false);
        boolean sumLast = adds && sum < 0 && activation >= 0 && nextSum(activation) >= 0;
        at = sumLast ? activation : at;
        sum = sumLast ? nextSum(at) : sum;
        int branch = sum >= 0 ? otherInput(sum, at) : -1;
        add(new Chain(padding, head, normalization, sum, branch, activation, sumLast));
    }

    /** Whether a vertex does what it does in an inference, and no gradient needs what comes out of it. */
    private boolean infers(int vertex) {
        return !training || (!flow.passes(vertex) && GradientFlow.isFrozen(vertices[vertex].getLayer()));
    }

    /** A layer of zeros that only this convolution reads. */
    private int paddingBefore(int head) {
        int before = vertices[head].getInputVertices()[0].getVertexIndex();
        boolean merges = layerType(before) == ZeroPaddingLayer.class
                && ((LayerVertex) vertices[before]).getLayerPreProcessor() == null
                && !taken.contains(before)
                && next(before, layerType(head)) == head;
        return merges ? before : -1;
    }

    /** A normalisation or a sum, and an activation. */
    private void addWithActivation(int head) {
        boolean normalization =
                layerType(head) == BatchNormalization.class || layerType(head) == InstanceNormalization.class;
        if (!taken.contains(head) && (normalization || isSum(head))) {
            add(new Chain(-1, head, -1, -1, -1, nextActivation(head, normalization), false));
        }
    }

    private void add(Chain chain) {
        if (chain.last() != chain.first()) {
            byLast.put(chain.last(), chain);
            taken.addAll(chain.members());
        }
    }

    /** What a vertex's layer is; null: it has none. */
    private Class<?> layerType(int vertex) {
        if (!(vertices[vertex] instanceof LayerVertex) || vertices[vertex].getLayer() == null) {
            return null;
        }
        return vertices[vertex].getLayer().conf().getLayer().getClass();
    }

    /** The only reader of a vertex; -1 if there are more, or if it is an output. */
    private int onlyReader(int vertex) {
        VertexIndices[] readers = vertices[vertex].getOutputVertices();
        return outputs.contains(vertices[vertex].getVertexName())
                        || readers == null
                        || readers.length != 1
                        || taken.contains(readers[0].getVertexIndex())
                ? -1
                : readers[0].getVertexIndex();
    }

    private int next(int vertex, Class<?> type) {
        int reader = onlyReader(vertex);
        return reader >= 0
                        && layerType(reader) == type
                        && ((LayerVertex) vertices[reader]).getLayerPreProcessor() == null
                ? reader
                : -1;
    }

    private int nextActivation(int vertex, boolean onlyRelu) {
        int reader = next(vertex, ActivationLayer.class);
        if (reader < 0) {
            return -1;
        }
        try {
            Activations activation = Activations.of(
                    ((ActivationLayer) vertices[reader].getLayer().conf().getLayer()).getActivationFn());
            return activation.fuses(flow.passes(reader)) && (!onlyRelu || activation.isRelu()) ? reader : -1;
        } catch (UnsupportedGraphException e) {
            return -1;
        }
    }

    /** A sum of two, the other of which does not learn. */
    private int nextSum(int vertex) {
        int reader = onlyReader(vertex);
        return reader >= 0 && isSum(reader) && vertices[reader].getInputVertices().length == 2 && !flow.passes(reader)
                ? reader
                : -1;
    }

    private int otherInput(int sum, int input) {
        VertexIndices[] inputs = vertices[sum].getInputVertices();
        return inputs[0].getVertexIndex() == input ? inputs[1].getVertexIndex() : inputs[0].getVertexIndex();
    }

    private boolean isSum(int vertex) {
        return LayerLowering.configuration(graph, vertices[vertex])
                        instanceof org.deeplearning4j.nn.conf.graph.ElementWiseVertex sum
                && sum.getOp() == org.deeplearning4j.nn.conf.graph.ElementWiseVertex.Op.Add;
    }

    private static boolean isIdentity(IActivation activation) {
        return activation instanceof ActivationIdentity;
    }
}
