package org.convzoo.core;

import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.FrozenVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.activations.impl.ActivationIdentity;

/** Other ends of a graph. The graphs here share the weights of the one they are made of, which stays as it is. */
public final class Subgraph {
    private Subgraph() {}

    /**
     * The graph with logits as its output: softmax cannot be undone, as it forgets a constant, so its layer gets the identity for its
     * activation.
     *
     * @throws ZooException if the output is no layer with an activation
     */
    static ComputationGraph logits(ComputationGraph graph) {
        ComputationGraphConfiguration configuration = graph.getConfiguration().clone();
        String output = configuration.getNetworkOutputs().get(0);
        Layer layer = layer(configuration.getVertices().get(output));
        if (layer instanceof BaseLayer base) {
            base.setActivationFn(new ActivationIdentity());
        } else if (layer instanceof ActivationLayer activation) {
            activation.setActivationFn(new ActivationIdentity());
        } else {
            throw new ZooException("the net has no logits: its output '" + output + "' is no layer with an activation");
        }
        return sharing(configuration, graph);
    }

    /** The part of the graph that leads to a vertex, which is then the output. */
    public static ComputationGraph upTo(ComputationGraph graph, String vertex) {
        ComputationGraphConfiguration configuration = graph.getConfiguration().clone();
        configuration.setNetworkOutputs(List.of(vertex));
        return sharing(configuration, graph);
    }

    private static ComputationGraph sharing(ComputationGraphConfiguration configuration, ComputationGraph graph) {
        ComputationGraph shared = new ComputationGraph(configuration);
        shared.init(graph.params(), false);
        return shared;
    }

    private static Layer layer(GraphVertex vertex) {
        if (vertex instanceof FrozenVertex frozen) {
            return layer(frozen.getUnderlying());
        }
        return vertex instanceof LayerVertex layerVertex
                ? LayerCost.unwrap(layerVertex.getLayerConf().getLayer())
                : null;
    }
}
