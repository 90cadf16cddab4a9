package org.convzoo.core;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.BaseLayer;

/**
 * Decoupled weight decay at the rate that was asked for.
 *
 * <p>DL4J 1.0.0-M2.1 puts what {@code NeuralNetConfiguration.Builder.weightDecay} sets into each layer of a graph twice, and decays twice.
 */
final class SingleDecay {
    private SingleDecay() {}

    /** Leaves each layer one of equal regularisations. */
    static void in(ComputationGraphConfiguration configuration) {
        configuration.getVertices().values().forEach(vertex -> {
            if (vertex instanceof LayerVertex layerVertex
                    && layerVertex.getLayerConf().getLayer() instanceof BaseLayer layer
                    && layer.getRegularization() != null) {
                layer.setRegularization(new ArrayList<>(new LinkedHashSet<>(layer.getRegularization())));
            }
        });
    }
}
