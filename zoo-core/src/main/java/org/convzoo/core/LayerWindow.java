package org.convzoo.core;

import java.util.List;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;

/**
 * The window that a layer slides over its input; each part is null where the layer has none ({@link ModelSummary.Row}).
 *
 * @param kernel [height, width]
 * @param stride [height, width]
 * @param dilation [height, width], null where it is 1
 * @param padding [top, bottom, left, right]
 */
record LayerWindow(List<Integer> kernel, List<Integer> stride, List<Integer> dilation, List<Integer> padding) {
    private static final LayerWindow NONE = new LayerWindow(null, null, null, null);

    /**
     * Reads the window from a layer.
     *
     * @param input shape [C, H, W] that the layer reads
     * @param output shape [C, H, W] that it writes
     */
    static LayerWindow of(Layer layer, List<Long> input, List<Long> output) {
        if (layer instanceof ZeroPaddingLayer padding) {
            return new LayerWindow(null, null, null, list(padding.getPadding()));
        }
        if (input.size() != 3 || output.size() != 3) {
            return NONE; // one or three dimensions
        }
        if (layer instanceof Deconvolution2D c) { // the same window, from output to input
            return of(
                    c.getKernelSize(),
                    c.getStride(),
                    c.getDilation(),
                    c.getPadding(),
                    c.getConvolutionMode(),
                    output,
                    input);
        }
        if (layer instanceof ConvolutionLayer c) {
            return of(
                    c.getKernelSize(),
                    c.getStride(),
                    c.getDilation(),
                    c.getPadding(),
                    c.getConvolutionMode(),
                    input,
                    output);
        }
        if (layer instanceof SubsamplingLayer p) {
            return of(
                    p.getKernelSize(),
                    p.getStride(),
                    p.getDilation(),
                    p.getPadding(),
                    p.getConvolutionMode(),
                    input,
                    output);
        }
        return NONE;
    }

    private static LayerWindow of(
            int[] kernel,
            int[] stride,
            int[] dilation,
            int[] padding,
            ConvolutionMode mode,
            List<Long> large,
            List<Long> small) {
        List<Integer> sides = mode == ConvolutionMode.Same
                ? List.of(
                        same(kernel, stride, dilation, large, small, 0) / 2,
                        (same(kernel, stride, dilation, large, small, 0) + 1) / 2,
                        same(kernel, stride, dilation, large, small, 1) / 2,
                        (same(kernel, stride, dilation, large, small, 1) + 1) / 2)
                : List.of(padding[0], padding[0], padding[1], padding[1]);
        boolean dilated = IntStream.of(dilation).anyMatch(d -> d != 1);
        return new LayerWindow(list(kernel), list(stride), dilated ? list(dilation) : null, sides);
    }

    /** Zeros that mode Same adds along an axis: what the last window reaches beyond the picture, the odd one at the end. */
    private static int same(int[] kernel, int[] stride, int[] dilation, List<Long> large, List<Long> small, int axis) {
        long reach = (small.get(axis + 1) - 1) * stride[axis] + (kernel[axis] - 1L) * dilation[axis] + 1;
        return (int) Math.max(0, reach - large.get(axis + 1));
    }

    private static List<Integer> list(int[] values) {
        return IntStream.of(values).boxed().toList();
    }
}
