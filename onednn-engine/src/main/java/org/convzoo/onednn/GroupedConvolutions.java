package org.convzoo.onednn;

import org.bytedeco.dnnl.memory;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Convolutions with a group per input channel: output channel c * m + i is the i-th filter on channel c, with m filters on each. oneDNN's
 * weights are [in, m, 1, kH, kW].
 */
final class GroupedConvolutions {
    private GroupedConvolutions() {}

    /** Depthwise convolution, whose weights DL4J keeps as [kH, kW, in, m]. */
    static Tensor depthwise(
            PlanBuilder plan,
            DepthwiseConvolution2D layer,
            Parameters parameters,
            int[] zeros,
            Epilogue epilogue,
            Tensor x) {
        Parameter weights = perChannel(parameters, "W", 2, 3, 0, 1);
        Parameter bias = layer.hasBias() ? parameters.get("b") : null;
        return ConvolutionLowering.lower(plan, Window.of(x.shape, zeros, layer), weights, bias, epilogue, x);
    }

    /** Depthwise convolution with weights [m, in, kH, kW], then one of 1 x 1 with the bias and the activation. */
    static Tensor separable(
            PlanBuilder plan,
            SeparableConvolution2D layer,
            Parameters parameters,
            int[] zeros,
            Epilogue epilogue,
            Tensor x) {
        Parameter weights = perChannel(parameters, "W", 1, 0, 2, 3);
        Epilogue nothing = Epilogue.of(Activations.IDENTITY);
        Tensor spread = ConvolutionLowering.lower(plan, Window.of(x.shape, zeros, layer), weights, null, nothing, x);
        Parameter bias = layer.hasBias() ? parameters.get("b") : null;
        long[] one = {1, 1};
        long[] none = {0, 0};
        Window pixel = new Window(one, one, none, none, none, new long[] {spread.shape[2], spread.shape[3]});
        return ConvolutionLowering.lower(plan, pixel, parameters.get("pW"), bias, epilogue, spread);
    }

    /** DL4J's weights as [in, m, 1, kH, kW], which stand at these dimensions of its own array. */
    private static Parameter perChannel(Parameters parameters, String name, int in, int m, int height, int width) {
        INDArray view = parameters.view(name);
        long[] shape = {view.size(in), view.size(m), 1, view.size(height), view.size(width)};
        long[] strides = {view.stride(in), view.stride(m), 1, view.stride(height), view.stride(width)};
        memory.desc desc = PlanBuilder.strided32(shape, strides);
        return new Parameter(view, parameters.gradient(name), desc);
    }
}
