package org.convzoo.onednn;

import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;

/** Pooling over windows. DL4J has no sum there. */
final class PoolingCases {
    enum Choice implements Factor {
        TYPE(PoolingType.MAX, PoolingType.AVG, PoolingType.PNORM),
        PADDING_COUNTS(true, false), // in the divisor of an average
        P(1, 2, 3), // of the p-norm
        KERNEL("1x1", "2x2", "3x3", "5x5", "1x3", "3x2"),
        STRIDE("1x1", "2x2", "3x3", "2x1"),
        PADDING("0x0", "1x1", "0x1", "2x2"),
        DILATION(1, 2),
        MODE(ConvolutionMode.Truncate, ConvolutionMode.Same, ConvolutionMode.Strict),
        FORMAT(CNN2DFormat.NCHW, CNN2DFormat.NHWC),
        CHANNELS(1, 3, 16, 17, 24),
        BATCH(1, 2, 5),
        SIZE("9x7", "13x11", "8x10", "5x5");

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

    private PoolingCases() {}

    static Stream<Case> of(long seed) {
        return Pairwise.cases(seed, PoolingCases::isLegal, Choice.values()).stream()
                .map(PoolingCases::of);
    }

    private static boolean isLegal(Setting s) {
        ConvolutionMode mode = s.get(Choice.MODE, ConvolutionMode.class);
        for (int i = 0; i < 2; i++) {
            int kernel = s.pair(Choice.KERNEL)[i];
            int extent = (kernel - 1) * s.number(Choice.DILATION) + 1;
            int in = s.pair(Choice.SIZE)[i];
            int padding = s.pair(Choice.PADDING)[i];
            int stride = s.pair(Choice.STRIDE)[i];
            if (mode == ConvolutionMode.Same) {
                int needed = (in + stride - 1) / stride * stride - stride + extent - in;
                if (padding != 0 || needed < -1) {
                    return false;
                }
            } else if (in + 2 * padding < extent
                    || 2 * padding > kernel // windows on nothing but padding
                    || (mode == ConvolutionMode.Strict && (in + 2 * padding - extent) % stride != 0)) {
                return false;
            }
        }
        return true;
    }

    private static Kind kind(Setting s) {
        PoolingType type = s.get(Choice.TYPE, PoolingType.class);
        boolean padded = s.pair(Choice.PADDING)[0] + s.pair(Choice.PADDING)[1] > 0
                || s.get(Choice.MODE, ConvolutionMode.class) == ConvolutionMode.Same;
        if (type == PoolingType.PNORM) {
            return Kind.P_NORM_POOLING;
        }
        boolean dilated = s.number(Choice.DILATION) > 1;
        return dilated && (type != PoolingType.MAX || padded) ? Kind.DILATED_POOLING : Kind.POOLING;
    }

    private static Case of(Setting s) {
        return Sandwich.pictures(
                "POOLING " + s,
                EnumSet.of(kind(s)),
                s.get(Choice.FORMAT, CNN2DFormat.class),
                s.number(Choice.BATCH),
                s.number(Choice.CHANNELS),
                s.pair(Choice.SIZE),
                Sandwich.layer(layer(s)));
    }

    private static Layer layer(Setting s) {
        return new SubsamplingLayer.Builder(s.get(Choice.TYPE, PoolingType.class))
                .kernelSize(s.pair(Choice.KERNEL))
                .stride(s.pair(Choice.STRIDE))
                .padding(s.pair(Choice.PADDING))
                .dilation(s.number(Choice.DILATION), s.number(Choice.DILATION))
                .convolutionMode(s.get(Choice.MODE, ConvolutionMode.class))
                .avgPoolIncludePadInDivisor(s.is(Choice.PADDING_COUNTS))
                .pnorm(s.number(Choice.P))
                .dataFormat(s.get(Choice.FORMAT, CNN2DFormat.class))
                .build();
    }
}
