package org.convzoo.onednn;

import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;

/** Freezes layers as DL4J's transfer learning does. */
final class Freezing {
    private Freezing() {}

    static void freeze(ComputationGraphConfiguration configuration, String... names) {
        for (String name : names) {
            LayerVertex vertex = (LayerVertex) configuration.getVertices().get(name);
            NeuralNetConfiguration conf = vertex.getLayerConf();
            Layer layer = conf.getLayer();
            FrozenLayer frozen = new FrozenLayer(layer);
            frozen.setLayerName(layer.getLayerName());
            conf.setLayer(frozen);
        }
    }
}
