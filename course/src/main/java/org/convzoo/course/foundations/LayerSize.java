package org.convzoo.course.foundations;

import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.inputs.InputType.InputTypeConvolutional;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;

/** What DL4J's convolution says of the side of its output; nothing is computed. */
final class LayerSize {
    private LayerSize() {}

    /** With the same number of zeros at both ends. */
    static int convolution(int n, int f, int p, int s) {
        return side(new ConvolutionLayer.Builder(f, f).padding(p, p).convolutionMode(ConvolutionMode.Truncate), n, s);
    }

    /** In the mode that pads as it needs: n / s, rounded up. */
    static int same(int n, int f, int s) {
        return side(new ConvolutionLayer.Builder(f, f).convolutionMode(ConvolutionMode.Same), n, s);
    }

    private static int side(ConvolutionLayer.Builder layer, int n, int s) {
        InputType output = layer.stride(s, s).nIn(1).nOut(1).build().getOutputType(0, InputType.convolutional(n, n, 1));
        return (int) ((InputTypeConvolutional) output).getHeight();
    }
}
