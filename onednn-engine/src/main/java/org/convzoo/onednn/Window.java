package org.convzoo.onednn;

import org.deeplearning4j.nn.conf.ConvolutionMode;

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
}
