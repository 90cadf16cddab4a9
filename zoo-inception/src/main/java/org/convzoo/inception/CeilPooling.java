package org.convzoo.inception;

import org.convzoo.core.Layers;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.inputs.InputType.InputTypeConvolutional;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;

/**
 * Max pooling with stride 2 and no padding whose size is rounded up: the last window may overhang by one pixel ("ceil mode" of Caffe and
 * PyTorch). DL4J has no such mode. Its {@code Same} is that where a window overhangs on both axes, and {@code Truncate} where none does.
 */
final class CeilPooling {
    private CeilPooling() {}

    /** ceil((size - kernel) / 2) + 1; 0 where the input is too small. */
    static int size(int size, int kernel) {
        return Math.floorDiv(size - kernel + 1, 2) + 1;
    }

    /**
     * Adds the pooling to a graph.
     *
     * @param from a layer whose values are not negative
     */
    static void add(GraphBuilder graph, String name, String from, int kernel) {
        InputTypeConvolutional input =
                (InputTypeConvolutional) graph.getLayerActivationTypes().get(from);
        boolean below = overhangs(input.getHeight(), kernel);
        boolean right = overhangs(input.getWidth(), kernel);
        SubsamplingLayer pool = Layers.maxPool(kernel, 2, 0);
        pool.setConvolutionMode(below && right ? ConvolutionMode.Same : ConvolutionMode.Truncate);
        if (below == right) {
            graph.addLayer(name, pool, from);
            return;
        }
        // A row or column of zeros never changes a maximum of values that are not negative.
        graph.addLayer(name + ".padding", new ZeroPaddingLayer(0, below ? 1 : 0, 0, right ? 1 : 0), from);
        graph.addLayer(name, pool, name + ".padding");
    }

    private static boolean overhangs(long size, int kernel) {
        return (size - kernel) % 2 != 0;
    }
}
