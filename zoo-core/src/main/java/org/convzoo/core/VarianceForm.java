package org.convzoo.core;

import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;

/**
 * Keeps what batch normalisation stores, variance or logarithm, through JSON.
 *
 * <p>DL4J 1.0.0-M2.1 writes {@code useLogStd} and ignores it on reading: it decides by the names of the layer's arrays, which a
 * configuration has only once a graph of it was made. Of one without, every variance is read as a logarithm, and the net guesses.
 */
final class VarianceForm {
    private VarianceForm() {}

    /** Gives each batch normalisation the names of its arrays, as making a graph does. */
    static void keep(ComputationGraphConfiguration configuration) {
        for (GraphVertex vertex : configuration.getVertices().values()) {
            if (vertex instanceof LayerVertex layerVertex
                    && layerVertex.getLayerConf().getLayer() instanceof BatchNormalization norm) {
                NeuralNetConfiguration layer = layerVertex.getLayerConf();
                List<String> names = norm.initializer().paramKeys(norm);
                names.forEach(layer::addVariable); // each once
            }
        }
    }
}
