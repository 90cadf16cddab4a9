package org.convzoo.onednn;

import java.util.Arrays;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.graph.vertex.VertexIndices;
import org.deeplearning4j.nn.graph.vertex.impl.FrozenVertex;
import org.deeplearning4j.nn.layers.FrozenLayer;
import org.deeplearning4j.nn.layers.FrozenLayerWithBackprop;

/**
 * How far back a training's gradients go: a {@link FrozenLayer} and a {@link FrozenVertex} end them, so nothing is computed for what is
 * only read by those, whether it is frozen itself or not.
 */
final class GradientFlow {
    private final boolean[] passed; // by vertex

    GradientFlow(ComputationGraph graph, Mode mode) {
        GraphVertex[] vertices = graph.getVertices();
        passed = new boolean[vertices.length];
        if (mode == Mode.INPUT_GRADIENT) { // all of it is frozen, and the gradient passes nevertheless
            Arrays.fill(passed, true);
        }
        if (mode != Mode.TRAINING) {
            return;
        }
        for (String output : graph.getConfiguration().getNetworkOutputs()) {
            passed[graph.getVertex(output).getVertexIndex()] = true;
        }
        int[] order = graph.topologicalSortOrder();
        for (int i = order.length - 1; i >= 0; i--) {
            GraphVertex vertex = vertices[order[i]];
            passed[order[i]] &= !(vertex instanceof FrozenVertex) && !(vertex.getLayer() instanceof FrozenLayer);
            if (passed[order[i]] && vertex.getInputVertices() != null) {
                for (VertexIndices input : vertex.getInputVertices()) {
                    passed[input.getVertexIndex()] = true;
                }
            }
        }
    }

    /** Whether a vertex gets a gradient and uses it, for its parameters or for what is before it. */
    boolean passes(int vertex) {
        return passed[vertex];
    }

    /** DL4J throws where a layer that could learn gets no gradient: so that it can. */
    void checkWhatLearns(ComputationGraph graph) {
        for (GraphVertex vertex : graph.getVertices()) {
            if (!passed[vertex.getVertexIndex()] && vertex.numParams() > 0 && !isFrozen(vertex.getLayer())) {
                throw new UnsupportedGraphException(vertex.getVertexName() + ", which gets no gradient");
            }
        }
    }

    /** Whether a layer always infers and never learns. */
    static boolean isFrozen(Layer layer) {
        return layer instanceof FrozenLayer || layer instanceof FrozenLayerWithBackprop;
    }
}
