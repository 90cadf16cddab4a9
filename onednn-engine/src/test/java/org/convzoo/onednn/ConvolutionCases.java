package org.convzoo.onednn;

import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationLReLU;

/** Every sort of two-dimensional convolution. */
final class ConvolutionCases {
    enum Sort {
        PLAIN(Kind.CONVOLUTION),
        DEPTHWISE(Kind.DEPTHWISE),
        SEPARABLE(Kind.SEPARABLE),
        TRANSPOSED(Kind.TRANSPOSED);

        private final Kind kind;

        Sort(Kind kind) {
            this.kind = kind;
        }
    }

    enum Choice implements Factor {
        KERNEL("1x1", "2x2", "3x3", "5x5", "7x7", "1x3", "3x1", "1x7"),
        STRIDE("1x1", "2x2", "3x3", "2x1"),
        PADDING("0x0", "1x1", "2x1", "3x3"),
        DILATION(1, 2),
        MODE(ConvolutionMode.Truncate, ConvolutionMode.Same, ConvolutionMode.Strict),
        FORMAT(CNN2DFormat.NCHW, CNN2DFormat.NHWC),
        BIAS(true, false),
        CHANNELS(1, 3, 5, 16, 17, 32),
        FILTERS(1, 3, 5, 16, 17, 32),
        MULTIPLIER(1, 2), // of a depthwise part
        BATCH(1, 2, 5),
        SIZE("9x7", "13x11", "8x10", "5x5"),
        ACTIVATION(
                Activation.IDENTITY,
                Activation.RELU,
                Activation.TANH,
                Activation.SIGMOID,
                Activation.LEAKYRELU,
                Activation.ELU,
                Activation.RELU6,
                Activation.SOFTPLUS,
                Activation.SWISH,
                Activation.HARDSIGMOID);

        @SuppressWarnings("ImmutableEnumChecker") // of values
        private final List<?> choices;

        Choice(Object... choices) {
            this.choices = List.of(choices);
        }

        @Override
        public List<?> choices() {
            return choices;
        }
    }

    private ConvolutionCases() {}

    static Stream<Case> of(Sort sort, long seed) {
        return Pairwise.cases(seed, s -> isLegal(sort, s), Choice.values()).stream()
                .map(s -> of(sort, s));
    }

    /** Strict lets no row or column over; Same pads by itself. */
    private static boolean isLegal(Sort sort, Setting s) {
        // ND4J throws on separable convolution of one channel, and on the gradient of a depthwise one to one channel.
        boolean one = s.number(Choice.CHANNELS) == 1;
        if ((sort == Sort.SEPARABLE && one) || (sort == Sort.DEPTHWISE && one && s.number(Choice.MULTIPLIER) == 1)) {
            return false;
        }
        ConvolutionMode mode = s.get(Choice.MODE, ConvolutionMode.class);
        for (int i = 0; i < 2; i++) {
            int extent = (s.pair(Choice.KERNEL)[i] - 1) * s.number(Choice.DILATION) + 1;
            int in = s.pair(Choice.SIZE)[i];
            int padding = s.pair(Choice.PADDING)[i];
            int stride = s.pair(Choice.STRIDE)[i];
            if (mode == ConvolutionMode.Same) {
                int needed = (in + stride - 1) / stride * stride - stride + extent - in; // DL4J throws below -1
                if (padding != 0 || (needed < -1 && sort != Sort.TRANSPOSED)) {
                    return false;
                }
            } else if (sort == Sort.TRANSPOSED) {
                if (stride * (in - 1) + extent - 2 * padding < 1 || padding >= extent) {
                    return false;
                }
            } else if (in + 2 * padding < extent
                    || padding >= extent // windows on nothing but padding
                    || (mode == ConvolutionMode.Strict && (in + 2 * padding - extent) % stride != 0)) {
                return false;
            }
        }
        return true;
    }

    private static Kind kind(Sort sort, Setting s) {
        int[] kernel = s.pair(Choice.KERNEL);
        int[] stride = s.pair(Choice.STRIDE);
        int dilation = s.number(Choice.DILATION);
        boolean gaps = false;
        for (int i = 0; i < 2; i++) {
            gaps |= (kernel[i] - 1) * dilation + 1 - stride[i] <= -2;
        }
        return sort == Sort.TRANSPOSED && gaps && s.get(Choice.MODE, ConvolutionMode.class) == ConvolutionMode.Same
                ? Kind.GAPPED_TRANSPOSED
                : sort.kind;
    }

    private static Case of(Sort sort, Setting s) {
        return Sandwich.pictures(
                sort + " " + s,
                Sandwich.kinds(s.get(Choice.ACTIVATION, Activation.class), kind(sort, s)),
                s.get(Choice.FORMAT, CNN2DFormat.class),
                s.number(Choice.BATCH),
                s.number(Choice.CHANNELS),
                s.pair(Choice.SIZE),
                Sandwich.layer(layer(sort, s)));
    }

    private static Layer layer(Sort sort, Setting s) {
        ConvolutionLayer.BaseConvBuilder<?> builder =
                switch (sort) {
                    case PLAIN ->
                        new ConvolutionLayer.Builder(s.pair(Choice.KERNEL))
                                .dataFormat(s.get(Choice.FORMAT, CNN2DFormat.class));
                    case DEPTHWISE ->
                        new DepthwiseConvolution2D.Builder(s.pair(Choice.KERNEL))
                                .depthMultiplier(s.number(Choice.MULTIPLIER))
                                .dataFormat(s.get(Choice.FORMAT, CNN2DFormat.class));
                    case SEPARABLE ->
                        new SeparableConvolution2D.Builder(s.pair(Choice.KERNEL))
                                .depthMultiplier(s.number(Choice.MULTIPLIER))
                                .dataFormat(s.get(Choice.FORMAT, CNN2DFormat.class));
                    case TRANSPOSED ->
                        new Deconvolution2D.Builder(s.pair(Choice.KERNEL))
                                .dataFormat(s.get(Choice.FORMAT, CNN2DFormat.class));
                };
        builder.stride(s.pair(Choice.STRIDE));
        builder.padding(s.pair(Choice.PADDING));
        builder.dilation(s.number(Choice.DILATION), s.number(Choice.DILATION));
        builder.convolutionMode(s.get(Choice.MODE, ConvolutionMode.class));
        builder.hasBias(s.is(Choice.BIAS));
        builder.nOut(
                sort == Sort.DEPTHWISE
                        ? s.number(Choice.CHANNELS) * s.number(Choice.MULTIPLIER)
                        : s.number(Choice.FILTERS));
        builder.activation(activation(s.get(Choice.ACTIVATION, Activation.class)));
        return build(builder);
    }

    private static Layer build(ConvolutionLayer.BaseConvBuilder<?> builder) {
        return builder.build();
    }

    /** DL4J's own slope is 0.01, the detectors' 0.1. */
    static IActivation activation(Activation activation) {
        return activation == Activation.LEAKYRELU ? new ActivationLReLU(0.1) : activation.getActivationFunction();
    }
}
