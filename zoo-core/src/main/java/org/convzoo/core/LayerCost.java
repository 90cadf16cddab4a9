package org.convzoo.core;

import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.wrapper.BaseWrapperLayer;

/** Parameters, multiply-adds and shapes of a layer, by its configuration ({@link ModelSummary} defines the terms). */
final class LayerCost {
    private LayerCost() {}

    /** The layer itself where another, such as a frozen one, stands around it. */
    static Layer unwrap(Layer layer) {
        if (layer instanceof FrozenLayer frozen) {
            return unwrap(frozen.getLayer());
        }
        return layer instanceof BaseWrapperLayer wrapper ? unwrap(wrapper.getUnderlying()) : layer;
    }

    /** Trainable parameters. */
    static long parameters(Layer layer) {
        long all = layer.initializer().numParams(layer);
        if (layer instanceof BatchNormalization norm) {
            return all - 2 * norm.getNOut(); // running mean and variance
        }
        boolean weighs =
                layer instanceof ConvolutionLayer || layer instanceof DenseLayer || layer instanceof BaseOutputLayer;
        if (weighs && ((FeedForwardLayer) layer).getNIn() <= 0) {
            throw new IllegalArgumentException("the layer " + layer.getLayerName()
                    + " does not know the size of its input: give the graph its input types");
        }
        return all;
    }

    /**
     * Multiply-adds for one picture.
     *
     * @param input shape of what the layer reads, without the batch
     * @param output shape of what it writes, without the batch
     */
    static long multiplyAdds(Layer layer, List<Long> input, List<Long> output) {
        if (layer instanceof Deconvolution2D deconvolution) {
            // Each input position adds its kernel to the output, so that the input's positions count.
            return area(deconvolution) * deconvolution.getNIn() * deconvolution.getNOut() * positions(input);
        }
        if (layer instanceof DepthwiseConvolution2D depthwise) {
            return area(depthwise) * depthwise.getNIn() * depthwise.getDepthMultiplier() * positions(output);
        }
        if (layer instanceof SeparableConvolution2D separable) {
            long maps = separable.getNIn() * separable.getDepthMultiplier();
            return (area(separable) * maps + maps * separable.getNOut()) * positions(output);
        }
        if (layer instanceof ConvolutionLayer convolution) {
            return area(convolution) * convolution.getNIn() * convolution.getNOut() * positions(output);
        }
        if (layer instanceof DenseLayer || layer instanceof BaseOutputLayer) {
            FeedForwardLayer dense = (FeedForwardLayer) layer;
            return dense.getNIn() * dense.getNOut() * positions(output);
        }
        return 0;
    }

    private static long area(ConvolutionLayer convolution) {
        return Arrays.stream(convolution.getKernelSize()).asLongStream().reduce(1, Math::multiplyExact);
    }

    /** How often a kernel is applied: everything but the channels. */
    private static long positions(List<Long> shape) {
        return product(shape.subList(1, shape.size()));
    }

    static long product(List<Long> sides) {
        return sides.stream().reduce(1L, Math::multiplyExact);
    }

    /** Without the batch: [C, H, W], or [N]. */
    static List<Long> shape(InputType type) {
        if (type instanceof InputType.InputTypeConvolutional maps) {
            return List.of(maps.getChannels(), maps.getHeight(), maps.getWidth()); // whatever the memory layout
        }
        return LongStream.of(type.getShape()).boxed().toList();
    }
}
