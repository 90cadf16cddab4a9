package org.convzoo.onednn;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.nd4j.linalg.activations.Activation;

/** Dense layers, on vectors and on pictures. */
final class DenseCases {
    enum Choice implements Factor {
        BELOW("vectors", "NCHW", "NHWC"),
        BIAS(true, false),
        LAYER_NORM(false, true),
        INPUTS(1, 3, 5, 16, 17, 32),
        UNITS(1, 3, 16, 17, 32),
        BATCH(1, 2, 5),
        SIZE("5x4", "1x1", "9x7"),
        ACTIVATION(
                Activation.IDENTITY,
                Activation.RELU,
                Activation.TANH,
                Activation.SIGMOID,
                Activation.LEAKYRELU,
                Activation.ELU,
                Activation.RELU6,
                Activation.SOFTPLUS,
                Activation.SWISH);

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

    private DenseCases() {}

    static Stream<Case> of(long seed) {
        return Pairwise.cases(seed, DenseCases::isLegal, Choice.values()).stream()
                .map(DenseCases::of);
    }

    /** Layer normalisation of one unit divides nothing by nothing. */
    private static boolean isLegal(Setting s) {
        return !s.is(Choice.LAYER_NORM) || s.number(Choice.UNITS) > 1;
    }

    private static Case of(Setting s) {
        Activation activation = s.get(Choice.ACTIVATION, Activation.class);
        DenseLayer layer = new DenseLayer.Builder()
                .nOut(s.number(Choice.UNITS))
                .hasBias(s.is(Choice.BIAS))
                .hasLayerNorm(s.is(Choice.LAYER_NORM))
                .activation(ConvolutionCases.activation(activation))
                .build();
        Set<Kind> kinds = Sandwich.kinds(activation, Kind.DENSE);
        if (s.is(Choice.LAYER_NORM)) {
            kinds.add(Kind.DENSE_LAYER_NORM);
        }
        String name = "DENSE " + s;
        String below = s.get(Choice.BELOW, String.class);
        return below.equals("vectors")
                ? Sandwich.vectors(name, kinds, s.number(Choice.BATCH), s.number(Choice.INPUTS), Sandwich.layer(layer))
                : Sandwich.pictures(
                        name,
                        kinds,
                        CNN2DFormat.valueOf(below),
                        s.number(Choice.BATCH),
                        s.number(Choice.INPUTS),
                        s.pair(Choice.SIZE),
                        Sandwich.layer(layer));
    }
}
