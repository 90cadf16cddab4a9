package org.convzoo.onednn;

import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.rng.Random;
import org.nd4j.linalg.factory.Nd4j;

/** Random values for what a fresh graph has zeros and ones in, where a mistake would not show. */
final class RandomWeights {
    private RandomWeights() {}

    static ComputationGraph randomise(ComputationGraph graph, long seed) {
        Random random = Nd4j.getRandomFactory().getNewRandomInstance(seed);
        for (Layer layer : graph.getLayers()) {
            if (layer.numParams() > 0) {
                boolean slopes = layer.conf().getLayer() instanceof org.deeplearning4j.nn.conf.layers.PReLULayer;
                layer.paramTable().forEach((name, value) -> {
                    switch (name) {
                        case "gamma", "var" -> uniform(value, random, 0.5, 1.5);
                        case "log10stdev" -> uniform(value, random, -0.1, 0.2);
                        case "beta", "mean", "b" -> uniform(value, random, -0.3, 0.3);
                        default -> {
                            if (slopes) {
                                uniform(value, random, -0.1, 0.4);
                            }
                        }
                    }
                });
            }
        }
        return graph;
    }

    private static void uniform(INDArray value, Random random, double from, double to) {
        for (long i = 0; i < value.length(); i++) {
            value.putScalar(i, from + (to - from) * random.nextDouble());
        }
    }
}
