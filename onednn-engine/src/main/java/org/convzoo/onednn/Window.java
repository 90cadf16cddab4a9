package org.convzoo.onednn;

import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;

/**
 * How a kernel slides over a picture, as oneDNN wants it: dilation counts from 0, and the padding of the two sides may differ.
 *
 * @param out rows and columns of the result
 */
@SuppressWarnings("ArrayRecordComponent") // arrays are what oneDNN takes; no two windows are compared
record Window(long[] kernel, long[] stride, long[] dilation, long[] before, long[] after, long[] out) {

    static Window of(long[] input, int[] kernel, int[] stride, int[] padding, int[] dilation, ConvolutionMode mode) {
        Window window = new Window(new long[2], new long[2], new long[2], new long[2], new long[2], new long[2]);
        for (int i = 0; i < 2; i++) {
            long in = input[2 + i];
            long extent = (kernel[i] - 1L) * dilation[i] + 1;
            window.kernel[i] = kernel[i];
            window.stride[i] = stride[i];
            window.dilation[i] = dilation[i] - 1L;
            switch (mode) {
                case Same -> { // TensorFlow's: an odd pixel of padding goes below and right
                    window.out[i] = (in + stride[i] - 1) / stride[i];
                    long total = Math.max(0, (window.out[i] - 1) * stride[i] + extent - in);
                    window.before[i] = total / 2;
                    window.after[i] = total - total / 2;
                }
                case Truncate, Strict -> {
                    window.out[i] = (in + 2L * padding[i] - extent) / stride[i] + 1;
                    window.before[i] = padding[i];
                    // What Truncate leaves out at the end is padding that no window reaches.
                    window.after[i] = (window.out[i] - 1) * stride[i] + extent - in - padding[i];
                }
                default -> throw new UnsupportedGraphException("convolution mode " + mode);
            }
        }
        return window;
    }

    /**
     * Of a convolution on an input with zeros around it.
     *
     * @param input shape without the zeros
     * @param zeros above, below, left and right
     */
    static Window of(long[] input, int[] zeros, ConvolutionLayer layer) {
        long[] padded = {input[0], input[1], input[2] + zeros[0] + zeros[1], input[3] + zeros[2] + zeros[3]};
        Window window = of(
                padded,
                layer.getKernelSize(),
                layer.getStride(),
                layer.getPadding(),
                layer.getDilation(),
                layer.getConvolutionMode());
        for (int i = 0; i < 2; i++) {
            window.before[i] += zeros[2 * i];
            window.after[i] += zeros[2 * i + 1];
        }
        return window;
    }

    /** Of a transposed convolution: padding is what is cut off the result. */
    static Window transposed(long[] input, Deconvolution2D layer) {
        Window window = new Window(new long[2], new long[2], new long[2], new long[2], new long[2], new long[2]);
        for (int i = 0; i < 2; i++) {
            long extent = (layer.getKernelSize()[i] - 1L) * layer.getDilation()[i] + 1;
            window.kernel[i] = layer.getKernelSize()[i];
            window.stride[i] = layer.getStride()[i];
            window.dilation[i] = layer.getDilation()[i] - 1L;
            long whole = (input[2 + i] - 1) * window.stride[i] + extent;
            switch (layer.getConvolutionMode()) {
                case Same -> { // what a convolution of the result would be padded with
                    window.out[i] = input[2 + i] * window.stride[i];
                    window.before[i] = (whole - window.out[i]) / 2;
                    if (window.before[i] < 0) {
                        throw new UnsupportedGraphException("a transposed convolution with gaps around its result");
                    }
                    window.after[i] = whole - window.out[i] - window.before[i];
                }
                case Truncate, Strict -> {
                    window.before[i] = layer.getPadding()[i];
                    window.after[i] = layer.getPadding()[i];
                    window.out[i] = whole - 2L * layer.getPadding()[i];
                }
                default -> throw new UnsupportedGraphException("convolution mode " + layer.getConvolutionMode());
            }
        }
        return window;
    }
}
