package org.convzoo.onednn;

import java.util.Objects;
import java.util.stream.Stream;
import org.bytedeco.dnnl.memory;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.SpaceToDepthLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping2D;
import org.deeplearning4j.nn.graph.ComputationGraph;

/**
 * Tensors keep DL4J's order of dimensions, [N, H, W, C] here; kernels want [N, C, H, W]. Both are views of the same memory, so going from
 * one to the other costs nothing: what layout the numbers have is another matter.
 */
final class ChannelsLast {
    private static final int[] TO_FIRST = {0, 2, 3, 1}; // where each dimension goes
    private static final int[] TO_LAST = {0, 3, 1, 2};

    private ChannelsLast() {}

    /** Whether a layer takes and gives [N, H, W, C]. */
    static boolean is(Layer layer) {
        return format(layer) == CNN2DFormat.NHWC;
    }

    /** Null: the layer does not care. */
    private static CNN2DFormat format(Layer layer) {
        if (layer instanceof ConvolutionLayer convolution) {
            return convolution.getCnn2dDataFormat();
        } else if (layer instanceof SubsamplingLayer pooling) {
            return pooling.getCnn2dDataFormat();
        } else if (layer instanceof BatchNormalization normalization) {
            return normalization.getCnn2DFormat();
        } else if (layer instanceof Upsampling2D upsampling) {
            return upsampling.getFormat();
        } else if (layer instanceof ZeroPaddingLayer padding) {
            return padding.getDataFormat();
        } else if (layer instanceof Cropping2D cropping) {
            return cropping.getDataFormat();
        } else if (layer instanceof SpaceToDepthLayer spaceToDepth) {
            return spaceToDepth.getDataFormat();
        } else if (layer instanceof LocalResponseNormalization normalization) {
            return normalization.getDataFormat();
        } else if (layer instanceof CnnLossLayer loss) {
            return loss.getFormat();
        } else if (layer instanceof GlobalPoolingLayer pooling) {
            int[] dimensions = pooling.getPoolingDimensions();
            return dimensions != null && dimensions.length == 2 && dimensions[0] == 1 && dimensions[1] == 2
                    ? CNN2DFormat.NHWC
                    : null;
        }
        return null;
    }

    /**
     * DL4J turns the input of a layer whose format is not that of the layer computed before it; which that is depends on the order of
     * computation, and the turn is not always the right one.
     */
    static void checkOneFormat(ComputationGraph graph) {
        long formats = Stream.of(graph.getLayers())
                .map(layer -> layer.conf().getLayer())
                .filter(layer -> !(layer instanceof BatchNormalization)) // on [N, C] too, where it means nothing
                .map(ChannelsLast::format)
                .filter(Objects::nonNull)
                .distinct()
                .count();
        if (formats > 1) {
            throw new UnsupportedGraphException("layers with channels first and with channels last");
        }
    }

    /** [N, H, W, C] seen as [N, C, H, W]. */
    static Tensor toFirst(PlanBuilder plan, Tensor x) {
        return view(plan, x, TO_FIRST, TO_LAST, x.shape[0], x.shape[3], x.shape[1], x.shape[2]);
    }

    /** [N, C, H, W] seen as [N, H, W, C]. */
    static Tensor toLast(PlanBuilder plan, Tensor x) {
        return view(plan, x, TO_LAST, TO_FIRST, x.shape[0], x.shape[2], x.shape[3], x.shape[1]);
    }

    private static Tensor view(PlanBuilder plan, Tensor x, int[] there, int[] back, long... shape) {
        Tensor y = new Tensor(turned(plan, x.memory, there), x.needsGradient, shape);
        if (x.needsGradient) {
            plan.onBackward(() -> y.gradients().forEach(gradient -> x.addGradient(turned(plan, gradient, back))));
        }
        return y;
    }

    private static memory turned(PlanBuilder plan, memory value, int[] permutation) {
        return plan.alias(value, value.get_desc().permute_axes(permutation));
    }

    /** A layout for [N, C, H, W] that keeps the numbers in the order that a tensor's have: channels last, else first. */
    static memory.desc like(PlanBuilder plan, Tensor x, long... shape) {
        return isLaidOutSo(plan, x) ? plan.strided(shape, strides(shape)) : plan.compact(shape);
    }

    /** Whether the numbers of [N, C, H, W] lie in the order N, H, W, C. */
    static boolean isLaidOutSo(PlanBuilder plan, Tensor x) {
        return x.desc().equals(plan.strided(x.shape, strides(x.shape)));
    }

    private static long[] strides(long[] shape) {
        return new long[] {shape[1] * shape[2] * shape[3], 1, shape[3] * shape[1], shape[1]};
    }
}
